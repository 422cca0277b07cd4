from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring

from blog.sitemaps import SiteSitemap
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGES = "{http://www.google.com/schemas/sitemap-image/1.1}"
SITE = "https://coach.example.com"


@pytest.fixture
def read(client, settings):
    settings.SITE_URL = SITE

    def read(path: str):
        response = client.get(path, headers={"host": "localhost"})
        assert response.status_code == 200
        assert response["Content-Type"] == "application/xml"
        return fromstring(response.content)

    return read


def locations(sitemap) -> list[str]:
    found = [element.text for element in sitemap.iter(f"{SITEMAPS}loc")]
    assert all(url.startswith(f"{SITE}/") for url in found)
    return [url.removeprefix(SITE) for url in found]


@pytest.fixture
def urls(read):
    """The paths in all sitemaps that the index names."""
    return lambda: {url for section in locations(read("/sitemap.xml")) for url in locations(read(section))}


def test_sitemap_has_every_public_page(urls):
    author = make_coach()
    make_post("strong-hips", author=author, categories=[make_category("Core", make_category("Blog"))], tags=["Hips"])
    make_page("about")
    assert urls() == {
        "/",
        "/articles/",
        "/articles/archive/",
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
    assert urls() == {"/", "/articles/", "/articles/archive/", "/apply/", "/privacy/"}


def test_sitemap_leaves_out_unpublished_pages_and_former_slugs(urls):
    make_page("plans", is_published=False)
    make_post("old", author=make_coach(is_active=False)).move_to("new")
    assert urls() == {"/", "/articles/", "/articles/archive/", "/apply/", "/privacy/", "/new/"}


def test_article_has_its_pictures_and_when_readers_were_told_of_a_change(read):
    cover, shown = make_picture(), make_picture(name="bridge.jpg")
    date = datetime(2026, 3, 1, 9, tzinfo=UTC)
    body = f'<p>Lift.</p><figure data-block="picture" data-key="{shown.pk}"></figure>'
    make_post("hips", cover=cover, body=body, published_at=date, updated_at=datetime(2026, 4, 1, tzinfo=UTC))
    make_post("waited", published_at=date, updated_at=datetime(2026, 2, 1, tzinfo=UTC))
    hips, waited = read("/sitemap-posts.xml")
    assert [image.text for image in hips.iter(f"{IMAGES}loc")] == [f"{SITE}{cover.url}", f"{SITE}{shown.url}"]
    assert hips.findtext(f"{SITEMAPS}lastmod") == "2026-04-01T00:00:00+00:00"
    assert waited.findtext(f"{SITEMAPS}lastmod") == "2026-03-01T09:00:00+00:00"
    index = {one.findtext(f"{SITEMAPS}loc"): one.findtext(f"{SITEMAPS}lastmod") for one in read("/sitemap.xml")}
    assert index[f"{SITE}/sitemap-posts.xml"] == "2026-04-01T00:00:00+00:00"
    assert f"{SITE}/sitemap-pages.xml" not in index


def test_list_changed_when_one_of_its_articles_did(read):
    core = make_category("Core", make_category("Blog"))
    first, second = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)
    author = make_coach()
    make_post("hips", author=author, categories=[core], tags=["Hips"], published_at=first, updated_at=first)
    make_post("knees", author=author, categories=[core.parent], published_at=second, updated_at=first)
    make_post("secret", author=author, categories=[core], tags=["Hips"], state="draft")
    idle = make_coach(display_name="Idle")
    dates = {
        url.findtext(f"{SITEMAPS}loc").removeprefix(SITE): url.findtext(f"{SITEMAPS}lastmod")
        for name in ("routes", "categories", "tags", "authors")
        for url in read(f"/sitemap-{name}.xml")
    }
    assert dates == {
        **dict.fromkeys(["/", "/articles/", "/articles/archive/", "/category/blog/"], second.isoformat()),
        "/category/blog/core/": first.isoformat(),
        "/tag/hips/": first.isoformat(),
        author.profile.get_absolute_url(): second.isoformat(),
        idle.profile.get_absolute_url(): None,
    }
    index = {one.findtext(f"{SITEMAPS}loc"): one.findtext(f"{SITEMAPS}lastmod") for one in read("/sitemap.xml")}
    assert index[f"{SITE}/sitemap-tags.xml"] == first.isoformat()


def test_long_sections_have_pages(read, monkeypatch):
    monkeypatch.setattr(SiteSitemap, "limit", 2)
    for slug in ("a", "b", "c"):
        make_post(slug)
    assert {"/sitemap-posts.xml", "/sitemap-posts.xml?p=2"} <= set(locations(read("/sitemap.xml")))
    assert locations(read("/sitemap-posts.xml?p=2")) == ["/c/"]


@pytest.mark.parametrize("path", ["/sitemap-none.xml", "/sitemap-posts.xml?p=2", "/sitemap-posts.xml?p=x"])
def test_other_sections_and_pages_are_missing(client, path):
    assert client.get(path).status_code == 404


def test_robots_txt_names_the_sitemap(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://coach.example.com/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
