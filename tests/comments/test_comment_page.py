import re

import pytest

from tests.factories import make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """An article with 120 threads: 50, 50 and 20."""
    post = make_post("hips", body="<p>The article.</p>")
    make_many_comments(post, 120)
    return post


def anchors(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', response.content.decode())]


def test_page_one_is_the_oldest_fifty_below_the_article(client, post):
    response = client.get("/hips/comment-page-1/")
    assert anchors(response) == [comment.pk for comment in post.comments.all()[:50]]
    assert "The article." in response.content.decode()


def test_article_shows_the_newest_page(client, post):
    assert anchors(client.get("/hips/")) == [comment.pk for comment in post.comments.all()[100:]]


def test_pages_link_to_each_other(client, post):
    article, second = client.get("/hips/").content.decode(), client.get("/hips/comment-page-2/").content.decode()
    assert 'href="/hips/comment-page-2/#comments"' in article
    assert 'href="/hips/comment-page-1/#comments"' in second
    assert 'href="/hips/#comments"' in second


def test_threads_are_numbered_through_all_pages(client, post):
    assert '<ol class="threads">' in client.get("/hips/comment-page-1/").text
    assert '<ol class="threads" start="51">' in client.get("/hips/comment-page-2/").text
    assert '<ol class="threads" start="101">' in client.get("/hips/").text


def test_each_page_shows_the_count_of_the_article(client, post):
    assert "120 comments" in client.get("/hips/comment-page-1/").content.decode()


def test_fifty_threads_are_one_page(client):
    make_many_comments(make_post("short"), 50)
    assert len(anchors(client.get("/short/"))) == 50
    assert "comment-page" not in client.get("/short/").content.decode()


def test_full_page_keeps_its_threads_when_others_are_added(client, post):
    before = anchors(client.get("/hips/comment-page-2/"))
    make_many_comments(post, 60)
    assert anchors(client.get("/hips/comment-page-2/")) == before


def test_newest_page_redirects_to_the_article(client, post):
    response = client.get("/hips/comment-page-3/")
    assert (response.status_code, response["Location"]) == (302, "/hips/")


@pytest.mark.parametrize("number", ["0", "4", "99999999999999999999"])
def test_unknown_page_is_not_found(client, post, number):
    assert client.get(f"/hips/comment-page-{number}/").status_code == 404


def test_page_of_a_draft_is_not_found(client, post):
    post.state = "draft"
    post.save()
    assert client.get("/hips/comment-page-1/").status_code == 404


def test_former_slug_redirects_to_the_same_page(client, post):
    post.move_to("hinges")
    response = client.get("/hips/comment-page-1/")
    assert (response.status_code, response["Location"]) == (301, "/hinges/comment-page-1/")


def test_hidden_threads_do_not_count_for_pages(client):
    post = make_post("quiet")
    shown = [make_comment(post, state=state).pk for state in ["spam", "approved", "held"] * 30]
    assert len(anchors(client.get("/quiet/"))) == 30
    assert len(shown) == 90


def test_page_is_its_own_canonical_url(client, post):
    assert '<link rel="canonical" href="http://127.0.0.1:8000/hips/comment-page-1/">' in (
        client.get("/hips/comment-page-1/").content.decode()
    )
