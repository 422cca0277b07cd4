import pytest
from defusedxml.ElementTree import fromstring

from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def addresses(client, settings):
    settings.SITE_URL = "https://coach.example.com"

    def read() -> set[str]:
        response = client.get("/sitemap.xml", headers={"host": "localhost"})
        assert response.status_code == 200
        found = [element.text for element in fromstring(response.content).iter(LOC)]
        assert all(address.startswith("https://coach.example.com/") for address in found)
        return {address.removeprefix("https://coach.example.com") for address in found}

    return read


def test_has_every_public_page(addresses):
    author = make_coach()
    make_post("strong-hips", author=author, categories=[make_category("Core", make_category("Blog"))], tags=["Hips"])
    make_page("about")
    assert addresses() == {
        "/",
        "/articles/",
        "/apply/",
        "/strong-hips/",
        "/about/",
        "/category/blog/",
        "/category/blog/core/",
        "/tag/hips/",
        author.profile.get_absolute_url(),
    }


@hidden
def test_hidden_article_leaks_nowhere(addresses, hidden):
    author = make_coach(is_active=False)
    make_post("secret", author=author, categories=[make_category("Secret")], tags=["Secret"], **hidden)
    assert addresses() == {"/", "/articles/", "/apply/"}


def test_unpublished_page_and_old_address_are_left_out(addresses):
    make_page("plans", is_published=False)
    make_post("old", author=make_coach(is_active=False)).move_to("new")
    assert addresses() == {"/", "/articles/", "/apply/", "/new/"}


def test_robots_are_told_where_it_is(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://coach.example.com/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
