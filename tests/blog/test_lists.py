from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.views.lists import POSTS_A_PAGE
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_post, make_user

pytestmark = pytest.mark.django_db

LISTS = ["/", "/articles/", "/category/blog/", "/category/blog/core/", "/tag/hips/", "/author/mara/"]


@pytest.fixture
def shelf():
    """``shelf(n)`` makes ``n`` articles that stand in every list."""
    coach = make_coach()
    coach.profile.slug = "mara"
    coach.profile.save()
    core = make_category("Core", parent=make_category("Blog"))

    def fill(number: int, **fields) -> None:
        for _ in range(number):
            make_post(author=coach, categories=[core], tags=["hips"], **fields)

    return fill


@pytest.mark.parametrize("address", LISTS)
def test_list_shows_its_articles(client, shelf, address):
    shelf(1, title="Strong hips")
    assert "Strong hips" in client.get(address).content.decode()


@hidden
@pytest.mark.parametrize("address", [address for address in LISTS if "tag" not in address])
def test_hidden_article_is_in_no_list(client, shelf, address, hidden):
    shelf(1, title="Secret hips", **hidden)
    response = client.get(address)
    assert response.status_code == 200
    assert "Secret hips" not in response.content.decode()


@hidden
def test_tag_of_hidden_articles_alone_is_not_found(client, shelf, hidden):
    shelf(1, **hidden)
    assert client.get("/tag/hips/").status_code == 404


@pytest.mark.parametrize("address", [*LISTS, "/feed/", "/sitemap.xml", "/the-article/"])
def test_costs_the_same_queries_for_3_articles_and_for_60(client, shelf, address):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    make_post("the-article", author=make_coach(), tags=["hips"])
    shelf(3)
    queries()
    few = queries()
    shelf(57)
    assert queries() == few


@pytest.mark.parametrize("address", LISTS[1:])
def test_long_list_is_paged(client, shelf, address):
    shelf(POSTS_A_PAGE)
    oldest = timezone.now() - timedelta(days=900)
    shelf(1, title="The oldest", published_at=oldest)
    first = client.get(address).content.decode()
    second = client.get(f"{address}page/2/").content.decode()
    assert "The oldest" not in first
    assert "The oldest" in second
    assert client.get(f"{address}page/3/").status_code == 404
    assert client.get(f"{address}page/0/").status_code == 404
    assert client.get(f"{address}page/1/")["Location"] == address


def test_pages_of_a_list_know_each_other(client, shelf, settings):
    settings.SITE_URL = "https://coach.example.com"
    shelf(POSTS_A_PAGE * 2 + 1)
    html = client.get("/articles/page/2/").content.decode()
    assert '<link rel="canonical" href="https://coach.example.com/articles/page/2/">' in html
    assert '<link rel="prev" href="https://coach.example.com/articles/">' in html
    assert '<link rel="next" href="https://coach.example.com/articles/page/3/">' in html


def test_category_without_articles_is_there(client):
    make_category("Core")
    assert client.get("/category/core/").status_code == 200


def test_category_that_is_not_there_is_not_found(client):
    make_category("Core", parent=make_category("Blog"))
    assert client.get("/category/core/").status_code == 404


def test_category_knows_articles_below_it_once(client):
    blog = make_category("Blog")
    core = make_category("Core", parent=blog)
    make_post(title="Strong hips", categories=[blog, core])
    assert client.get("/category/blog/").context["posts"].paginator.count == 1


def test_author_who_left_has_no_page(client):
    coach = make_coach(is_active=False)
    assert client.get(coach.profile.get_absolute_url()).status_code == 404


def test_user_without_profile_has_no_page_and_may_write(client):
    make_post("one", author=make_user(display_name="Guest Writer"))
    html = client.get("/one/").content.decode()
    assert "Guest Writer" in html
    assert "/author/" not in html
