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
