from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post
from tests.factories import make_coach, make_post, make_user

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
