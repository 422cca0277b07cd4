from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from blog.models import Post, SiteTexts
from blog.views.lists import POSTS_PER_PAGE
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_comment, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

LISTS = ["/", "/articles/", "/category/blog/", "/category/blog/core/", "/tag/hips/", "/author/mara/"]


@pytest.fixture
def make_posts():
    """``make_posts(n)`` makes ``n`` articles that are in every list."""
    coach = make_coach()
    coach.profile.slug = "mara"
    coach.profile.save()
    core = make_category("Core", parent=make_category("Blog"))

    def make(number: int, **fields) -> None:
        for _ in range(number):
            make_post(author=coach, categories=[core], tags=["hips"], **fields)

    return make


@pytest.mark.parametrize("url", LISTS)
def test_list_shows_its_articles(client, make_posts, url):
    make_posts(1, title="Strong hips")
    assert "Strong hips" in client.get(url).content.decode()


@hidden
@pytest.mark.parametrize("url", [url for url in LISTS if "tag" not in url])
def test_lists_leave_out_hidden_articles(client, make_posts, url, hidden):
    make_posts(1, title="Secret hips", **hidden)
    response = client.get(url)
    assert response.status_code == 200
    assert "Secret hips" not in response.content.decode()


@hidden
def test_tag_with_only_hidden_articles_is_not_found(client, make_posts, hidden):
    make_posts(1, **hidden)
    assert client.get("/tag/hips/").status_code == 404


@pytest.mark.parametrize("url", [*LISTS, "/feed/", "/sitemap.xml", "/the-article/"])
def test_list_takes_the_same_queries_for_3_articles_and_for_60(direct_client, make_posts, url):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert direct_client.get(url).status_code == 200
        return len(captured)

    make_post("the-article", author=make_coach(), tags=["hips"])
    make_posts(3)
    queries()
    few = queries()
    make_posts(57)
    assert queries() == few


@pytest.mark.parametrize("url", LISTS[1:])
def test_long_list_is_paged(client, make_posts, url):
    make_posts(POSTS_PER_PAGE)
    oldest = timezone.now() - timedelta(days=900)
    make_posts(1, title="The oldest", published_at=oldest)
    first = client.get(url).content.decode()
    second = client.get(f"{url}page/2/").content.decode()
    assert "The oldest" not in first
    assert "The oldest" in second
    assert client.get(f"{url}page/3/").status_code == 404
    assert client.get(f"{url}page/0/").status_code == 404
    assert client.get(f"{url}page/1/")["Location"] == url


def test_pages_of_a_list_link_to_their_neighbours(client, make_posts, settings):
    settings.SITE_URL = "https://coach.example.com"
    make_posts(POSTS_PER_PAGE * 2 + 1)
    html = client.get("/articles/page/2/").content.decode()
    assert '<link rel="canonical" href="https://coach.example.com/articles/page/2/">' in html
    assert '<link rel="prev" href="https://coach.example.com/articles/">' in html
    assert '<link rel="next" href="https://coach.example.com/articles/page/3/">' in html


def test_category_without_articles_is_found(client):
    make_category("Core")
    assert client.get("/category/core/").status_code == 200


def test_unknown_category_is_not_found(client):
    make_category("Core", parent=make_category("Blog"))
    assert client.get("/category/core/").status_code == 404


def test_category_lists_an_article_of_a_subcategory_once(client):
    blog = make_category("Blog")
    core = make_category("Core", parent=blog)
    make_post(title="Strong hips", categories=[blog, core])
    assert client.get("/category/blog/").context["posts"].paginator.count == 1


def test_inactive_author_has_no_page(client):
    coach = make_coach(is_active=False)
    assert client.get(coach.profile.get_absolute_url()).status_code == 404


def test_author_without_a_profile_has_no_page(client):
    make_post("one", author=make_user(display_name="Guest Writer"))
    html = client.get("/one/").content.decode()
    assert "Guest Writer" in html
    assert "/author/" not in html


@pytest.mark.parametrize("path", ["/", "/articles/", "/category/blog/core/", "/tag/hips/"])
def test_only_the_first_picture_of_a_list_is_eager(path, client, make_posts):
    make_posts(2, cover=make_picture(60, 40))
    first, second = LexborHTMLParser(client.get(path).content).css(".card img")
    assert (first.attributes["loading"], first.attributes["fetchpriority"]) == ("eager", "high")
    assert second.attributes["loading"] == "lazy"
    assert "fetchpriority" not in second.attributes


def test_front_page_with_a_picture_of_its_own_loads_cards_later(client):
    SiteTexts(pk=1, hero=make_picture(60, 40)).save()
    make_post(cover=make_picture(60, 40))
    hero, card = LexborHTMLParser(client.get("/").content).css("main img")[:2]
    assert (hero.attributes["loading"], card.attributes["loading"]) == ("eager", "lazy")


@pytest.mark.parametrize("url", LISTS)
def test_card_says_how_long_an_article_takes_and_how_many_comments_it_has(client, make_posts, url):
    make_posts(1, body=f"<p>{'Up and down. ' * 200}</p>")
    post = Post.objects.get()
    make_comment(post)
    make_comment(post, state="held")
    html = client.get(url).content.decode()
    assert "2 min read" in html
    assert "1 comment<" in html
    assert "2 min read" in client.get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize("url", LISTS)
def test_card_links_to_its_topic(client, make_posts, url):
    make_posts(1)
    (link,) = LexborHTMLParser(client.get(url).content).css(".card .kicker a")
    assert link.attributes["href"] == "/category/blog/core/"
