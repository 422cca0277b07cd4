from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.feeds import COMMENTS_A_FEED
from tests.blog.hidden import hidden
from tests.factories import make_answer, make_category, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db


def items(client, address: str = "/comments/feed/") -> list:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    return fromstring(response.content).findall("channel/item")


def test_comment_in_the_feeds(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    post = make_post("strong-hips", title="Strong hips")
    written = datetime(2026, 3, 1, 9, tzinfo=UTC)
    comment = make_comment(post, name="Nadia & Co", text="Which <b>weights</b>?", created_at=written)
    for address in ("/comments/feed/", "/strong-hips/feed/"):
        [item] = items(client, address)
        assert item.findtext("title") == "Nadia & Co on “Strong hips”"
        assert item.findtext("link") == item.findtext("guid") == f"https://coach.example.com/comments/{comment.pk}/"
        assert item.findtext("description") == "<p>Which <b>weights</b>?</p>"
        assert item.findtext("pubDate") == "Sun, 01 Mar 2026 09:00:00 +0000"
        assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Nadia & Co"


def test_answers_are_there_newest_first_and_no_more_than_a_feed_holds(client):
    comments = make_many_comments(make_post("hips"), COMMENTS_A_FEED)
    answer = make_answer(comments[-1], created_at=timezone.now())
    found = [item.findtext("link").split("/")[-2] for item in items(client, "/hips/feed/")]
    assert found == [str(answer.pk), *(str(comment.pk) for comment in reversed(comments[1:]))]


def test_feed_of_an_article_has_its_own_comments_only(client):
    make_comment(make_post("hips"), name="Nadia")
    make_comment(make_post("knees"), name="Jonas")
    assert [item.findtext("{*}creator") for item in items(client, "/hips/feed/")] == ["Nadia"]


def test_nothing_private_is_in_the_feeds(client):
    make_comment(make_post("hips"), email="nadia@example.org", website="javascript:alert(1)", address="192.0.2.7")
    for address in ("/comments/feed/", "/hips/feed/"):
        said = client.get(address).content
        assert not [word for word in (b"nadia@", b"javascript", b"192.0.2.7") if word in said]


@pytest.mark.parametrize("fields", [{"state": state} for state in ("held", "spam", "binned")] + [{"kind": "pingback"}])
def test_what_is_not_shown_is_in_no_feed(client, fields):
    make_comment(make_post("hips"), **fields)
    assert items(client) == items(client, "/hips/feed/") == []


@hidden
def test_comments_below_a_hidden_article_are_in_no_feed(client, hidden):
    make_comment(make_post("hips", **hidden))
    assert items(client) == []
    assert client.get("/hips/feed/").status_code == 404


def test_feed_follows_its_article_to_a_new_address(client):
    make_post("one").move_to("two")
    response = client.get("/one/feed/")
    assert (response.status_code, response["Location"]) == (301, "/two/feed/")


def test_feed_of_an_article_that_was_hidden_after_a_move_is_not_found(client):
    post = make_post("one", state="draft")
    post.move_to("two")
    assert client.get("/one/feed/").status_code == 404


def test_feed_of_nothing_is_not_found(client):
    assert client.get("/nothing/feed/").status_code == 404


def test_category_with_the_name_of_a_feed_keeps_its_page(client):
    make_post(categories=[make_category("Feed")])
    assert client.get("/category/feed/").status_code == 200


def test_control_characters_break_no_feed(client):
    make_comment(make_post("hips"), name="Nad\x08ia", text="One\x0btwo")
    [item] = items(client)
    assert (item.findtext("{*}creator"), item.findtext("description")) == ("Nadia", "<p>Onetwo</p>")


def test_article_names_its_feeds_to_browsers_and_readers(client):
    make_comment(make_post("hips", title="Strong hips"))
    head, body = client.get("/hips/").content.decode().split("</head>")
    assert 'title="Comments on “Strong hips”" href="/hips/feed/">' in head
    assert 'href="/comments/feed/">' in head
    assert '<a href="/hips/feed/">' in body


def test_costs_the_same_queries_for_any_number_of_comments(client, django_assert_num_queries):
    comment = make_comment(make_post("hips"))
    make_answer(comment)
    client.get("/comments/feed/")
    with CaptureQueriesContext(connection) as few:
        client.get("/comments/feed/")
    for _ in range(5):
        make_answer(make_comment(make_post()))
    with django_assert_num_queries(len(few)):
        client.get("/comments/feed/")
