from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.factories import make_page, make_post
from wordpress.models import ImportedRow

pytestmark = pytest.mark.django_db


def location(response) -> tuple[int, str]:
    return response.status_code, response.get("Location", "")


@pytest.fixture
def post():
    post = make_post("strong-hips")
    ImportedRow.objects.create(site="https://old.example.com", kind="post", wordpress_id="101", object_id=post.pk)
    return post


def test_plain_link_redirects_to_the_article(client, post):
    assert location(client.get("/?p=101")) == (301, "/strong-hips/")


def test_plain_link_redirects_to_the_page(client):
    page = make_page("about")
    ImportedRow.objects.create(site="https://old.example.com", kind="page", wordpress_id="201", object_id=page.pk)
    assert location(client.get("/?page_id=201")) == (301, "/about/")


def test_plain_link_to_a_draft_is_not_found(client, post):
    post.state = "draft"
    post.save()
    assert client.get("/?p=101").status_code == 404


def test_plain_link_with_an_unknown_id_is_not_found(client):
    assert client.get("/?p=999").status_code == 404


def test_front_page_with_another_query_is_the_front_page(client):
    assert client.get("/?utm_source=x&p=").status_code == 200


@pytest.mark.parametrize("path", ["/2017/11/strong-hips/", "/2017/11/06/strong-hips/"])
def test_dated_link_redirects_to_the_article(client, post, path):
    assert location(client.get(path)) == (301, "/strong-hips/")


def test_dated_link_with_a_former_slug_is_one_redirect(client, post):
    post.move_to("stronger-hips")
    assert location(client.get("/2017/11/strong-hips/")) == (301, "/stronger-hips/")


def test_dated_link_to_a_draft_is_not_found(client, post):
    post.state = "draft"
    post.save()
    assert client.get("/2017/11/strong-hips/").status_code == 404


def test_later_front_pages_redirect_to_the_list_of_articles(client):
    assert location(client.get("/page/2/")) == (301, "/articles/page/2/")


@pytest.mark.parametrize("path", ["/wp-sitemap.xml", "/sitemap_index.xml"])
def test_old_sitemaps_redirect_to_ours(client, path):
    assert location(client.get(path)) == (301, "/sitemap.xml")


def test_xmlrpc_is_gone():
    assert Client(enforce_csrf_checks=True).post("/xmlrpc.php").status_code == 410


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("feed=rss2", "/feed/"),
        ("feed=rss", "/feed/"),
        ("feed=unheard-of", "/feed/"),
        ("feed=rss2&cat=3", "/feed/"),
        ("feed=atom", "/feed/atom/"),
        ("feed=comments-rss2", "/comments/feed/"),
        ("feed=comments-atom", "/comments/feed/atom/"),
        ("feed=rss2&category_name=blog/core", "/category/blog/core/feed/"),
        ("feed=atom&tag=hips", "/tag/hips/feed/atom/"),
        ("author_name=mara&feed=rss2", "/author/mara/feed/"),
        ("feed=rss2&p=101", "/strong-hips/feed/"),
        ("feed=atom&p=101", "/strong-hips/feed/atom/"),
    ],
)
def test_feed_by_parameters_redirects(client, post, query, path):
    assert location(client.get(f"/?{query}")) == (301, path)


@pytest.mark.parametrize("query", ["feed=rss2&p=999", "feed=rss2&tag=%00", "feed=atom&author_name=nobody"])
def test_feed_of_nothing_is_not_found(client, query):
    assert client.get(f"/?{query}", follow=True).status_code == 404


def test_feed_of_a_draft_does_not_tell_its_address(client, post):
    post.state = "draft"
    post.save()
    assert client.get("/?feed=rss2&p=101").status_code == 404


@pytest.mark.parametrize("ending", ["rss", "rss2", "rdf"])
@pytest.mark.parametrize("feed", ["/feed/", "/category/blog/core/feed/", "/hips/feed/", "/comments/feed/"])
def test_former_formats_redirect_to_rss(client, feed, ending):
    assert location(client.get(f"{feed}{ending}/")) == (301, feed)


@pytest.mark.parametrize("path", ["//evil.example/feed/rss/", "///evil.example/feed/rss2/"])
def test_former_format_leads_to_no_other_site(client, path):
    assert not client.get(path).get("Location", "").startswith("//")


@pytest.mark.parametrize("day", ["06", "6", "31"])
def test_day_redirects_to_its_month(client, day):
    make_post(published_at=datetime(2017, 11, 6, tzinfo=UTC))
    assert location(client.get(f"/2017/11/{day}/")) == (301, "/2017/11/")


@pytest.mark.parametrize("path", ["/2017/12/06/", "/2017/99/06/", "/99999/1/06/", "/2017/11/nothing/"])
def test_day_of_a_month_without_articles_is_not_found(client, path):
    make_post(published_at=datetime(2017, 11, 6, tzinfo=UTC))
    assert client.get(path).status_code == 404


def test_article_whose_slug_is_a_number_comes_before_the_day(client):
    make_post("06", published_at=datetime(2017, 11, 6, tzinfo=UTC))
    assert location(client.get("/2017/11/06/")) == (301, "/06/")
