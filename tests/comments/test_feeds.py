from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.feeds import COMMENTS_PER_FEED
from tests.blog.hidden import hidden
from tests.factories import make_answer, make_category, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db


def items(client, url: str = "/comments/feed/") -> list:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    return fromstring(response.content).findall("channel/item")


def test_feeds_have_the_comment(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    post = make_post("strong-hips", title="Strong hips")
    written = datetime(2026, 3, 1, 9, tzinfo=UTC)
    comment = make_comment(post, name="Nadia & Co", text="Which <b>weights</b>?", created_at=written)
    for url in ("/comments/feed/", "/strong-hips/feed/"):
        [item] = items(client, url)
        assert item.findtext("title") == "Nadia & Co on “Strong hips”"
        assert item.findtext("link") == item.findtext("guid") == f"https://coach.example.com/comments/{comment.pk}/"
        assert item.findtext("description") == "<p>Which <b>weights</b>?</p>"
        assert item.findtext("pubDate") == "Sun, 01 Mar 2026 09:00:00 +0000"
        assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Nadia & Co"


def test_feed_has_the_newest_answers_up_to_its_limit(client):
    comments = [*make_many_comments(make_post("hips"), COMMENTS_PER_FEED)]
    answer = make_answer(comments[-1], created_at=timezone.now())
    found = [item.findtext("link").split("/")[-2] for item in items(client, "/hips/feed/")]
    assert found == [str(answer.pk), *(str(comment.pk) for comment in reversed(comments[1:]))]


def test_feed_of_an_article_has_its_own_comments_only(client):
    make_comment(make_post("hips"), name="Nadia")
    make_comment(make_post("knees"), name="Jonas")
    assert [item.findtext("{*}creator") for item in items(client, "/hips/feed/")] == ["Nadia"]


def test_feeds_contain_no_private_field(client):
    make_comment(make_post("hips"), email="nadia@example.org", website="javascript:alert(1)", ip_address="192.0.2.7")
    for url in ("/comments/feed/", "/hips/feed/"):
        content = client.get(url).content
        assert not [word for word in (b"nadia@", b"javascript", b"192.0.2.7") if word in content]


@pytest.mark.parametrize("fields", [{"state": state} for state in ("held", "spam", "binned")] + [{"kind": "pingback"}])
def test_feeds_leave_out_hidden_comments_and_pingbacks(client, fields):
    make_comment(make_post("hips"), **fields)
    assert items(client) == items(client, "/hips/feed/") == []


@hidden
def test_feeds_leave_out_comments_of_hidden_articles(client, hidden):
    make_comment(make_post("hips", **hidden))
    assert items(client) == []
    assert client.get("/hips/feed/").status_code == 404


def test_feed_at_a_former_slug_redirects(client):
    make_post("one").move_to("two")
    response = client.get("/one/feed/")
    assert (response.status_code, response["Location"]) == (301, "/two/feed/")


def test_feed_at_a_former_slug_of_a_hidden_article_is_not_found(client):
    post = make_post("one", state="draft")
    post.move_to("two")
    assert client.get("/one/feed/").status_code == 404


def test_feed_of_an_unknown_article_is_not_found(client):
    assert client.get("/nothing/feed/").status_code == 404


def test_category_named_feed_has_a_page(client):
    make_post(categories=[make_category("Feed")])
    assert client.get("/category/feed/").status_code == 200


def test_feed_with_control_characters_is_valid(client):
    make_comment(make_post("hips"), name="Nad\x08ia", text="One\x0btwo")
    [item] = items(client)
    assert (item.findtext("{*}creator"), item.findtext("description")) == ("Nadia", "<p>Onetwo</p>")


def test_article_links_to_its_feeds(client):
    make_comment(make_post("hips", title="Strong hips"))
    head, body = client.get("/hips/").content.decode().split("</head>")
    assert 'title="Comments on “Strong hips”" href="/hips/feed/">' in head
    assert 'href="/comments/feed/">' in head
    assert '<a href="/hips/feed/">' in body


def test_feed_takes_the_same_queries_for_any_number_of_comments(direct_client, django_assert_num_queries):
    comment = make_comment(make_post("hips"))
    make_answer(comment)
    direct_client.get("/comments/feed/")
    with CaptureQueriesContext(connection) as few:
        direct_client.get("/comments/feed/")
    for _ in range(5):
        make_answer(make_comment(make_post()))
    with django_assert_num_queries(len(few)):
        direct_client.get("/comments/feed/")
