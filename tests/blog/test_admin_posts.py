from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from blog.models import Post
from tests.factories import make_answer, make_category, make_coach, make_comment, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def change(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"published_at": timezone.now() + timedelta(days=1)}])
def test_preview_shows_a_hidden_article_and_is_not_cached(client, coach, hidden):
    post = make_post(title="Not yet", author=coach, **hidden)
    html = client.get(change(post)).content.decode()
    url = f"/admin/blog/post/{post.pk}/preview/"
    assert url in html
    response = client.get(url)
    assert "Not yet" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_preview_needs_permission(client):
    post = make_post(title="Not yet", state="draft")
    url = f"/admin/blog/post/{post.pk}/preview/"
    assert client.get(url).status_code == 302
    client.force_login(make_user())
    assert client.get(url).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("state", ["draft", "published", "scheduled", "private"])
def test_list_is_filtered_by_state(client, coach, state):
    soon = timezone.now() + timedelta(days=1)
    for name, fields in {
        "draft": {"state": "draft"},
        "published": {},
        "scheduled": {"published_at": soon},
        "private": {"state": "private"},
    }.items():
        make_post(title=f"One that is {name}.", author=coach, **fields)
    shown = client.get(LIST, {"state": state}).context["cl"].result_list
    assert [post.title for post in shown] == [f"One that is {state}."]


def test_list_takes_the_same_queries_for_any_number_of_articles(client, coach):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    for _ in range(3):
        make_post(author=coach)
    queries()
    few = queries()
    for _ in range(20):
        make_post(author=coach)
    assert queries() == few


def rows(client, **parameters) -> list[str]:
    """Return the text of each row of the list."""
    html = LexborHTMLParser(client.get(LIST, parameters).text)
    return [" ".join(row.text().split()) for row in html.css(".list-row")]


def test_drafts_are_first(client, coach):
    now = timezone.now()
    make_post(title="Old draft", author=coach, state="draft", published_at=None, updated_at=now - timedelta(days=9))
    make_post(title="Public", author=coach)
    make_post(title="New draft", author=coach, state="draft", published_at=None, updated_at=now)
    shown = client.get(LIST).context["cl"].result_list
    assert [post.title for post in shown] == ["New draft", "Old draft", "Public"]


def test_row_says_what_is_known_of_an_article(client, coach):
    post = make_post(title="Strong hips", author=coach, categories=[make_category("Core")], cover=make_picture())
    question = make_comment(post)
    make_comment(post)
    make_answer(question, author=coach)
    make_comment(post, state="spam")
    (row,) = rows(client)
    for expected in ("Strong hips", "Public since", coach.display_name, "Core", "3 comments", "1 waits for an answer"):
        assert expected in row
    assert LexborHTMLParser(client.get(LIST).text).css_first(".list-picture img")


def test_search_shows_the_words_in_the_text(client, coach):
    make_post(title="Sleep", author=coach, body="<p>Nothing here.</p><p>Then tight hips relax.</p>")
    html = LexborHTMLParser(client.get(LIST, {"q": "hips"}).text)
    assert [one.text() for one in html.css(".list-snippet")] == ["Then tight hips relax."]
    assert [one.text() for one in html.css(".list-snippet mark")] == ["hips"]


def test_list_is_narrowed_to_a_topic_and_those_below(client, coach):
    core = make_category("Core")
    below = make_category("Planks", parent=core)
    make_post(title="Of the one below", author=coach, categories=[below])
    make_post(title="Of none", author=coach)
    (row,) = rows(client, topic=core.pk)
    assert "Of the one below" in row


@pytest.mark.parametrize("topic", ["", "x", "0", "99999999999999999999", "\0"])
def test_any_topic_may_be_asked_for(client, coach, topic):
    make_post(author=coach)
    assert len(rows(client, topic=topic)) == 1


def test_duplicate_is_a_draft_with_the_newest_text(client, coach):
    core = make_category("Core")
    post = make_post("hips", title="Hips", author=coach, body="<p>Strong.</p>", categories=[core], tags=["glutes"])
    response = client.post(f"{LIST}{post.pk}/duplicate/")
    made = Post.objects.exclude(pk=post.pk).get()
    assert response["Location"] == change(made)
    assert (made.title, made.body, made.state, made.author) == ("Hips (copy)", "<p>Strong.</p>", "draft", coach)
    assert list(made.categories.all()) == [core]
    assert list(made.tags.names()) == ["glutes"]
    assert made.slug == "hips-copy"
    post.refresh_from_db()
    assert (post.title, post.slug, post.state) == ("Hips", "hips", "published")


def test_duplicate_needs_permission(client):
    post = make_post()
    client.force_login(make_user(is_staff=True, role="helper"))
    assert client.post(f"{LIST}{post.pk}/duplicate/").status_code == 403
    assert Post.objects.count() == 1


def test_duplicate_is_made_by_post_alone(client, coach):
    post = make_post(author=coach)
    assert client.get(f"{LIST}{post.pk}/duplicate/").status_code == 405
