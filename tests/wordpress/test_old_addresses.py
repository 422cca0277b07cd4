import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from tests.factories import make_page, make_post
from tests.wordpress.wxr import category, item, term
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


FILE = item(
    202,
    "core",
    kind="attachment",
    parent=101,
    link="https://old.example.com/blog/2017/11/06/strong-hips/core/",
    url="https://old.example.com/blog/wp-content/uploads/core.jpg",
)
OLD_SITE = (
    category("training", "Training"),
    category("core", "Core", "training", id=2),
    item(
        101,
        "strong-hips",
        link="https://old.example.com/blog/2017/11/06/strong-hips/",
        date="2017-11-06 09:00:00",
        terms=term("category", "core", "Core") + term("post_tag", "hips", "Hips"),
        meta={"_wp_old_slug": "weak-hips"},
    ),
    item(102, "search", link="https://old.example.com/blog/search/"),
    item(201, "about", kind="page", link="https://old.example.com/blog/us/about/", meta={"_wp_old_slug": "comments"}),
    FILE,
    item(203, "plan", kind="attachment", parent=101, link="", url="https://old.example.com/blog/files/plan.jpg"),
)
POST, PAGE, CATEGORY, TAG, AUTHOR = (
    "/strong-hips/",
    "/about/",
    "/category/training/core/",
    "/tag/hips/",
    "/author/nora/",
)


ANSWERS = {
    "/blog/2017/11/06/strong-hips/": POST,
    "/blog/us/about/": PAGE,
    "/us/about/": PAGE,
    "/comments/": PAGE,
    "/comments/amp/": PAGE,
    "/blog/files/plan.jpg": POST,
    "/2017/11/06/search/": "/search-post/",
    "/weak-hips/": POST,
    "/blog/weak-hips/": POST,
    "/2017/11/06/strong-hips": POST,
    "/index.php/2017/11/06/strong-hips/": POST,
    "/index.php/strong-hips/": POST,
    "/blog/index.php/strong-hips/": POST,
    "/strong-hips.html": POST,
    "/2017/11/06/strong-hips.html": POST,
    "/archives/101": POST,
    "/101": POST,
    "/strong-hips/amp/": POST,
    "/strong-hips/embed/": POST,
    "/strong-hips/trackback/": POST,
    "/strong-hips/2/": POST,
    "/2017/11/06/strong-hips/amp/": POST,
    "/2017/11/06/strong-hips/feed/": "/strong-hips/feed/",
    "/2017/11/06/strong-hips/comment-page-2/": POST,
    "/?p=101": POST,
    "/?page_id=201": PAGE,
    "/?attachment_id=202": POST,
    "/blog/2017/11/06/strong-hips/core/": POST,
    "/blog/?p=101": POST,
    "/?name=strong-hips": POST,
    "/?pagename=us/about": PAGE,
    "/?cat=2": CATEGORY,
    "/?category_name=core": CATEGORY,
    "/?tag=hips": TAG,
    "/?author=1": AUTHOR,
    "/blog/?cat=2": CATEGORY,
    "/blog/?author=1": AUTHOR,
    "/?author_name=nora": AUTHOR,
    "/?s=hip+pain": "/search/?q=hip+pain",
    "/category/core/": CATEGORY,
    "/blog/category/training/core/": CATEGORY,
    "/category/core/feed/rss2/": f"{CATEGORY}feed/",
    "/index.php/category/training/core/": CATEGORY,
    "/blog/tag/hips/": TAG,
    "/blog/author/nora/": AUTHOR,
    "/feed/rdf/": "/feed/",
    "/index.php/feed/": "/feed/",
}


def test_old_address_is_answered_by_one_redirect(run, client, subtests):
    run(*OLD_SITE, site="https://old.example.com/blog")
    for address, answer in ANSWERS.items():
        with subtests.test(address):
            response = client.get(address)
            if response.status_code == 301 and response["Location"] == f"{address}/":
                response = client.get(f"{address}/")
            assert location(response) == (301, answer)
            assert client.get(answer).status_code == 200


UNKNOWN = [
    "/?p=999",
    "/?cat=99",
    "/?author=99",
    "/?m=nonsense",
    "/?attachment_id=99",
    "/2017/11/06/unknown/",
    "/unknown/amp/",
]


def test_unknown_address_is_not_answered_by_the_front_page(run, client, subtests):
    run(*OLD_SITE, site="https://old.example.com/blog")
    for address in UNKNOWN:
        with subtests.test(address):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("fields", [{"status": "private"}, {"status": "draft"}, {"password": "enter"}])
def test_address_of_a_text_that_is_not_public_is_not_found(run, client, fields):
    run(item(101, "secret", link="https://old.example.com/2017/11/secret/", **fields))
    for address in ("/2017/11/secret/", "/?p=101", "/secret/", "/secret/amp/"):
        assert client.get(address).status_code == 404


ANSWERS_TO_FEEDS_AND_DATES = {
    "/?feed=rss2": "/feed/",
    "/?feed=unheard-of": "/feed/",
    "/?feed=rss2&cat=999": "/feed/",
    "/?feed=atom": "/feed/atom/",
    "/?feed=comments-rss2": "/comments/feed/",
    "/?feed=comments-atom": "/comments/feed/atom/",
    "/?feed=rss2&category_name=core": f"{CATEGORY}feed/",
    "/?feed=atom&tag=hips": f"{TAG}feed/atom/",
    "/?author_name=nora&feed=rss2": f"{AUTHOR}feed/",
    "/?feed=rss2&p=101": f"{POST}feed/",
    "/?feed=rss2&p=999": "/feed/",
    "/feed/rss2/": "/feed/",
    "/category/core/feed/atom/": f"{CATEGORY}feed/atom/",
    "/strong-hips/feed/rss/": f"{POST}feed/",
    "/index.php/comments/feed/": "/comments/feed/",
    "/2017/feed/": "/2017/",
    "/blog/us/about/feed/": PAGE,
    "/about/feed/atom/": PAGE,
    "/2017/11/06/": "/2017/11/",
    "/2017/11/6/": "/2017/11/",
    "/2017/1/": "/2017/",
    "/?m=201711": "/2017/11/",
}


def test_old_feeds_and_dates_are_answered_by_one_redirect(run, client, subtests):
    run(*OLD_SITE)
    for address, answer in ANSWERS_TO_FEEDS_AND_DATES.items():
        with subtests.test(address):
            assert location(client.get(address)) == (301, answer)
            assert client.get(answer).status_code == 200


def test_old_site_of_files_alone_has_answers_too(run, client):
    run(item(5, "a", kind="attachment", status="inherit", url="https://old.example.com/wp-content/uploads/a.jpg"))
    assert location(client.get("/index.php/feed/")) == (301, "/feed/")


def test_ids_in_feeds_are_those_of_the_old_site(run, client):
    guid = " http://old.example.com/?p=7#1"
    run(item(7, "hips").replace("<title>", f"<guid isPermaLink='false'>{guid}</guid><title>", 1))
    assert fromstring(client.get("/feed/").content).findtext("channel/item/guid") == guid


def test_old_addresses_of_pages_below_others_lead_to_each(run, client):
    report = run(
        item(10, "us", kind="page"),
        item(11, "club", kind="page"),
        item(12, "faq", kind="page", parent=10, link="https://old.example.com/us/faq/"),
        item(13, "faq", kind="page", parent=11, link="https://old.example.com/club/faq/"),
    )
    assert sum("was below another page" in line for line in report) == 2
    assert [location(client.get(path)) for path in ("/us/faq/", "/club/faq/")] == [(301, "/faq/"), (301, "/faq-page/")]
