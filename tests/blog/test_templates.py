"""Parts of the public pages that depend on the rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import MenuEntry, SiteTexts
from tests.factories import make_category, make_coach, make_page, make_post, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts():
    texts = SiteTexts.load()
    texts.save()
    texts.menu.all().delete()
    return texts


def test_menu_shows_an_entry_with_a_target(client, texts):
    make_page("about")
    MenuEntry.objects.create(texts=texts, label="Her story", target="/about/")
    assert '<a href="/about/">Her story</a>' in client.get("/").content.decode()


def test_menu_marks_the_current_page(client, texts):
    make_page("about")
    MenuEntry.objects.create(texts=texts, label="Her story", target="/about/")
    assert '<a href="/about/" aria-current="page">Her story</a>' in client.get("/about/").content.decode()


@pytest.mark.parametrize("target", ["", "/about/"])
def test_menu_leaves_out_entries_without_a_target(client, texts, target):
    MenuEntry.objects.create(texts=texts, label="Her story", target=target)
    assert "Her story" not in client.get("/").content.decode()


def test_site_without_articles_says_so(client):
    assert "Nothing is published here yet" in client.get("/").content.decode()
    assert "Nothing is published here yet" in client.get("/articles/").content.decode()


def test_card_has_one_link_to_the_article(client):
    make_post("strong-hips", title="Strong hips", teaser="Wake them up.", categories=[make_category("Core")])
    assert client.get("/articles/").content.decode().count('href="/strong-hips/"') == 1


def test_card_names_the_most_specific_category(client):
    blog = make_category("Blog")
    make_post(categories=[blog, make_category("Core", parent=blog)])
    assert '<p class="kicker"><a href="/category/blog/core/">Core</a></p>' in client.get("/articles/").content.decode()


def test_list_of_articles_links_to_categories(client):
    make_post(categories=[make_category("Core")])
    assert 'href="/category/core/"' in client.get("/articles/").content.decode()


def test_category_with_only_a_draft_is_not_linked(client):
    make_post(categories=[make_category("Secret")], state="draft")
    assert "Secret" not in client.get("/articles/").content.decode()


def test_front_page_names_the_coach(client):
    make_post(author=make_coach(display_name="Mara Lindt"))
    assert "Mara answers." in client.get("/").content.decode()


def test_article_by_an_author_without_a_profile_shows_their_name(client):
    make_post("strong-hips", author=make_user(display_name="Jon Berg"))
    html = client.get("/strong-hips/").content.decode()
    assert "Jon Berg" in html
    assert "/author/" not in html


def test_changed_article_shows_when_it_was_updated(client):
    make_post("old", published_at=timezone.now() - timedelta(days=7), updated_at=timezone.now())
    assert "updated" in client.get("/old/").content.decode()


def test_unchanged_article_shows_one_date(client):
    day = timezone.now() - timedelta(days=7)
    make_post("old", published_at=day, updated_at=day)
    assert client.get("/old/").content.decode().count(f'<time datetime="{day.isoformat()[:10]}') == 1


def test_open_article_invites_questions(client):
    make_post("strong-hips", author=make_coach(display_name="Mara Lindt"))
    assert "Mara answers here" in client.get("/strong-hips/").content.decode()


def test_closed_article_invites_no_questions(client):
    make_post("strong-hips", author=make_coach(display_name="Mara Lindt"), are_comments_open=False)
    html = client.get("/strong-hips/").content.decode()
    assert "Mara answers here" not in html
    assert 'href="#respond"' not in html


def test_second_page_of_a_list_links_to_the_first(client):
    author = make_coach()
    for _ in range(13):
        make_post(author=author)
    assert 'rel="next" href="/articles/page/2/"' in client.get("/articles/").content.decode()
    assert 'rel="prev" href="/articles/"' in client.get("/articles/page/2/").content.decode()


def test_names_are_escaped(client, texts):
    SiteTexts.objects.update(name="<script>alert(1)</script>", footer="<b>")
    author = make_coach(display_name="<i>Mara</i> Lindt")
    make_post("strong-hips", author=author, title="<u>Hips</u>", tags=["<s>core</s>"])
    html = client.get("/strong-hips/").content.decode()
    for tag in ("<script>alert", "<b>", "<i>Mara", "<u>Hips", "<s>core"):
        assert tag not in html
