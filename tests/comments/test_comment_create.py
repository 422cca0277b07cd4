import pytest
from django.test import Client

from comments.models import Comment, Decision
from tests.factories import make_comment, make_post

pytestmark = pytest.mark.django_db

WORDS = {"name": "Nadia", "email": "nadia@example.org", "text": "How many sets?", "website": "", "parent": ""}


@pytest.fixture
def reader() -> Client:
    """A browser on a page of this site, with every check of the real one."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})


@pytest.fixture
def post():
    return make_post("strong-hips")


def send(client, slug="strong-hips", **words):
    return client.post(f"/{slug}/comments/new/", {**WORDS, **words})


def test_comment_is_kept_held_and_shown_to_its_writer(reader, post):
    response = send(reader, text="How many <b>sets</b>?")
    comment = Comment.objects.get()
    assert (comment.state, comment.name, comment.email) == ("held", "Nadia", "nadia@example.org")
    assert (comment.post, comment.parent, comment.address) == (post, None, "127.0.0.1")
    assert (response.status_code, not response.cookies) == (303, True)
    page = reader.get(response["Location"]).text
    assert "awaiting moderation" in page
    assert "How many <b>sets</b>?" in page


def test_reply_hangs_below_what_it_answers(reader, post):
    first = make_comment(post)
    send(reader, parent=first.pk)
    reply = Comment.objects.get(name="Nadia")
    assert (reply.parent, reply.thread) == (first, first)


def test_reader_of_the_form_is_led_to_the_article(reader, post):
    response = reader.get("/strong-hips/comments/new/")
    assert (response.status_code, response["Location"]) == (302, "/strong-hips/#respond")


def test_page_opened_before_the_article_moved_still_sends(reader, post):
    post.move_to("stronger-hips")
    assert send(reader).status_code == 303
    assert Comment.objects.get().post == post


def test_same_words_again_lead_to_the_public_first(reader, post):
    first = make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?")
    response = send(reader, name="NADIA", text="How  many sets? ")
    assert (response.status_code, response["Location"]) == (303, f"/comments/{first.pk}/")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("state", ["held", "spam"])
def test_same_words_again_tell_nothing_of_a_first_that_is_not_public(reader, post, state):
    make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?", state=state)
    response = send(reader)
    assert (response.status_code, response["Location"]) == (303, "/comments/received/")
    assert "sets" not in reader.get("/comments/received/").text
    assert Comment.objects.count() == 1


def test_what_is_in_the_bin_can_be_said_again(reader, post):
    make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?", state="binned")
    send(reader)
    assert Comment.objects.held().count() == 1


def test_trapped_bot_sees_what_a_reader_sees_and_is_kept_as_spam(reader, post, run_tasks):
    response = send(reader, homepage_url="https://spam.example")
    comment = Comment.objects.get()
    assert (comment.state, comment.decisions.get().decider) == ("spam", Decision.Decider.RULE)
    assert "awaiting moderation" in reader.get(response["Location"]).text
    assert run_tasks() == []
