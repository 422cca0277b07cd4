"""The admin warns the coach before readers would find nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import MenuEntry, Page, Post, SiteTexts
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

EMPTY = ["", "<p></p>", "<p>&nbsp;<br></p>", "<p>\u200b</p>"]
NO_TEXT = "There is no text yet."
NO_PAGE = "There is no public page at this address."


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def add_post(client, coach, **fields):
    return client.post("/admin/blog/post/add/", {"title": "Hips", "author": coach.pk, "state": "draft", **fields})


def add_page(client, **fields):
    return client.post("/admin/blog/page/add/", {"title": "About", "state": "draft", **fields})


@pytest.mark.parametrize("body", EMPTY)
def test_article_without_text_is_not_published(client, coach, body):
    response = add_post(client, coach, body=body, state="published")
    assert NO_TEXT in response.content.decode()
    assert not Post.objects.exists()


def test_article_without_text_is_not_scheduled(client, coach):
    response = add_post(client, coach, state="published", published_at_0="2040-01-01", published_at_1="09:00")
    assert NO_TEXT in response.content.decode()


def test_draft_may_be_empty(client, coach):
    assert add_post(client, coach, body="").status_code == 302


@pytest.mark.parametrize("body", ['<p><img src="https://example.org/a.jpg" alt=""></p>', "<p>So.</p>"])
def test_article_with_a_picture_or_a_word_is_published(client, coach, body):
    assert add_post(client, coach, body=body, state="published").status_code == 302


def test_page_without_text_is_not_published(client, coach):
    assert NO_TEXT in add_page(client, body="<p></p>", state="published").content.decode()
    assert not Page.objects.exists()
    assert add_page(client, body="").status_code == 302


def test_saving_a_draft_with_a_future_date_says_that_it_stays_a_draft(client, coach):
    day = timezone.localdate() + timedelta(days=7)
    data = {"title": "Hips", "author": coach.pk, "state": "draft", "published_at_0": day, "published_at_1": "09:00"}
    page = client.post("/admin/blog/post/add/", data, follow=True).content.decode()
    assert "This stays a draft: nobody will see it on" in page
    data |= {"title": "Knees", "state": "published", "body": "<p>Text.</p>"}
    page = client.post("/admin/blog/post/add/", data, follow=True).content.decode()
    assert "This stays a draft" not in page
    assert "Goes out" in page


def texts_page(client) -> str:
    SiteTexts.objects.get_or_create(pk=1)
    return client.get("/admin/blog/sitetexts/1/change/").content.decode()


def save_target(client, target: str):
    """Add an entry to the menu of the site."""
    data = form_data(texts_page(client))
    place = data["menu-INITIAL_FORMS"]
    data |= {f"menu-{place}-label": "New", f"menu-{place}-target": target, f"menu-{place}-position": "9"}
    return client.post("/admin/blog/sitetexts/1/change/", data)


@pytest.mark.parametrize("target", ["/nothing/", "/no/such/place/", "/draft/", "/binned/", "/category/no/", "/tag/no/"])
def test_menu_entry_with_a_missing_target_is_refused(client, coach, target):
    make_page("draft", is_published=False)
    make_post("binned").put_into_bin()
    assert NO_PAGE in save_target(client, target).content.decode()
    assert not MenuEntry.objects.filter(label="New").exists()


def test_absolute_url_of_this_site_is_checked_too(client, coach, settings):
    assert NO_PAGE in save_target(client, f"{settings.SITE_URL}/nothing/").content.decode()


@pytest.mark.parametrize("target", ["/hips/", "/old-hips/", "/category/core/", "/apply/", "https://example.org/x"])
def test_menu_entry_with_a_target_is_saved_and_shown(client, coach, target):
    post = make_post("old-hips", categories=[make_category()])
    post.move_to("hips")
    assert save_target(client, target).status_code == 302
    assert f'href="{target}"' in client.get("/articles/").content.decode()


def test_menu_entry_whose_target_was_removed_is_hidden_and_still_valid(client, coach):
    page = make_page("plans")
    assert save_target(client, "/plans/").status_code == 302
    page.put_into_bin()
    assert 'href="/plans/"' not in client.get("/articles/").content.decode()
    shown = texts_page(client)
    # Two of the three default entries have no target yet; this entry is the third.
    assert shown.count("Readers don’t see this entry") == 3
    assert client.post("/admin/blog/sitetexts/1/change/", form_data(shown)).status_code == 302
