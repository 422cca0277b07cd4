"""The front page of the admin: its doors, the first rows of the inbox, and what is beside them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from blog.models import Post
from tests.factories import make_answer, make_application, make_comment, make_post, make_sign_up, make_user

pytestmark = pytest.mark.django_db


def sign_in(role: str, **fields: str) -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, role=role, **fields))
    return client


def words(client: Client) -> str:
    return " ".join(client.get("/admin/").text.split())


def test_doors_of_a_coach():
    make_comment(make_post())
    make_application()
    page = words(sign_in(Role.COACH))
    for name, line in {"Write": "A new article", "Inbox": "2 waiting", "Applications": "1 new"}.items():
        assert f">{name}</a>" in page
        assert line in page
    assert '<a class="front-door__name" href="/">See the site</a>' in page


def test_writing_goes_on_with_the_own_newest_draft():
    person = make_user(is_staff=True, role=Role.WRITER)
    moment = timezone.now() - timedelta(days=2)
    make_post(title="Older", author=person, state=Post.State.DRAFT, updated_at=moment - timedelta(days=9))
    newest = make_post(title="Bird dog, slowly", author=person, state=Post.State.DRAFT, updated_at=moment)
    make_post(title="Somebody else’s", state=Post.State.DRAFT)
    client = Client()
    client.force_login(person)
    page = words(client)
    assert f'href="/admin/blog/post/{newest.pk}/change/">Continue: <cite>Bird dog, slowly</cite>, 2' in page


def test_five_rows_of_the_inbox_and_the_rest_counted():
    post = make_post()
    for _ in range(7):
        make_comment(post)
    page = words(sign_in(Role.COACH))
    assert page.count('class="inbox-row"') == 5
    assert '<a class="staff-button" href="/admin/inbox/">2 more</a>' in page


def test_nothing_more_is_said_of_a_short_inbox():
    make_comment(make_post())
    assert " more</a>" not in words(sign_in(Role.COACH))


def test_answer_from_the_front_page_leads_back_to_it():
    comment = make_comment(make_post())
    client = sign_in(Role.COACH)
    next_url = client.get("/admin/").context["next"]
    answer = {"comment": comment.pk, "verb": "answer", "text": "Three sets.", "next": next_url}
    assert client.post("/admin/inbox/act/", answer)["Location"] == "/admin/"


def test_drafts_and_what_goes_out_next():
    make_post(title="Half a thought", state=Post.State.DRAFT)
    make_post(title="On Thursday", published_at=timezone.now() + timedelta(days=3))
    page = words(sign_in(Role.WRITER))
    assert (
        page.index(">Drafts<")
        < page.index("Half a thought")
        < page.index(">Goes out next<")
        < page.index("On Thursday")
    )


def test_week_is_counted(clock):
    now = timezone.now()
    make_answer(make_comment(make_post(published_at=now), settled_at=None))
    make_application()
    make_sign_up(confirmed_at=now)
    week = sign_in(Role.COACH).get("/admin/").context["week"]
    assert (week.published, week.applications, week.sign_ups) == (1, 1, 1)


def test_helper_lands_in_the_inbox():
    assert sign_in(Role.HELPER).get("/admin/")["Location"] == "/admin/inbox/"


def test_writer_sees_no_inbox_and_no_applications():
    make_comment(make_post(), text="My secret pain.")
    make_application(name="Nadia Sommer")
    page = words(sign_in(Role.WRITER))
    assert "My secret pain." not in page
    assert "Nadia Sommer" not in page
    assert "Applications" not in page


def test_front_page_takes_the_same_queries_for_few_and_many_rows():
    client, post = sign_in(Role.OWNER), make_post()

    def count_queries() -> int:
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    def add_rows(number: int) -> None:
        for _ in range(number):
            make_comment(post)
            make_post(state=Post.State.DRAFT)
            make_post(published_at=timezone.now() + timedelta(days=3))

    add_rows(6)
    few = count_queries()
    add_rows(12)
    assert count_queries() == few
