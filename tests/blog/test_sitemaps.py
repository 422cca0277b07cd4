import pytest
from defusedxml.ElementTree import fromstring

from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def urls(client, settings):
    settings.SITE_URL = "https://coach.example.com"

    def read() -> set[str]:
        response = client.get("/sitemap.xml", headers={"host": "localhost"})
        assert response.status_code == 200
        found = [element.text for element in fromstring(response.content).iter(LOC)]
        assert all(url.startswith("https://coach.example.com/") for url in found)
        return {url.removeprefix("https://coach.example.com") for url in found}

    return read


def test_sitemap_has_every_public_page(urls):
    author = make_coach()
    make_post("strong-hips", author=author, categories=[make_category("Core", make_category("Blog"))], tags=["Hips"])
    make_page("about")
    assert urls() == {
        "/",
        "/articles/",
        "/apply/",
        "/privacy/",
        "/strong-hips/",
        "/about/",
        "/category/blog/",
        "/category/blog/core/",
        "/tag/hips/",
        author.profile.get_absolute_url(),
    }


@hidden
def test_sitemap_leaves_out_a_hidden_article_and_its_terms(urls, hidden):
    author = make_coach(is_active=False)
    make_post("secret", author=author, categories=[make_category("Secret")], tags=["Secret"], **hidden)
    assert urls() == {"/", "/articles/", "/apply/", "/privacy/"}


def test_sitemap_leaves_out_unpublished_pages_and_former_slugs(urls):
    make_page("plans", is_published=False)
    make_post("old", author=make_coach(is_active=False)).move_to("new")
    assert urls() == {"/", "/articles/", "/apply/", "/privacy/", "/new/"}


def test_robots_txt_names_the_sitemap(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://coach.example.com/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
