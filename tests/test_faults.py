"""The disk is full, or the database read-only or locked: what a person gets then, and that all is well afterwards.

The table of faults is docs/faults.md.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django_ox.models import OxTask
from selectolax.lexbor import LexborHTMLParser

from coaching.models import Application
from comments.models import Comment
from core.web.failures import server_error
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_comment, make_offer, make_post, make_posted, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

Fault = Callable[[], AbstractContextManager[None]]
# Longer than what fits into a page of the database that has room.
TEXT = " ".join(f"Word{number}" for number in range(900))
FORM = {"Sec-Fetch-Site": "same-origin"}


def pragma(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {statement}")
        return (cursor.fetchone() or [0])[0]


@contextmanager
def full_disk() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    most = pragma("max_page_count")
    pragma(f"max_page_count = {pragma('page_count')}")
    yield
    pragma(f"max_page_count = {most}")


@contextmanager
def read_only() -> Iterator[None]:
    pragma("query_only = 1")
    yield
    pragma("query_only = 0")


@contextmanager
def locked() -> Iterator[None]:
    """Another process writes, for longer than a request waits."""
    waits = pragma("busy_timeout")
    pragma("busy_timeout = 50")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    pragma(f"busy_timeout = {waits}")


@pytest.fixture(params=[full_disk, read_only, locked], ids=lambda fault: fault.__name__)
def fault(request: pytest.FixtureRequest) -> Fault:
    return request.param


@pytest.fixture
def reader() -> Client:
    return Client(headers=FORM, raise_request_exception=False)


def send_again(client: Client, response: HttpResponse) -> HttpResponse:
    """Send the form on the page of the fault, as it is."""
    (form,) = LexborHTMLParser(response.content).css("form")
    fields = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
    fields |= {field.attributes["name"]: field.text().removeprefix("\n") for field in form.css("textarea")}
    return client.post(form.attributes["action"], fields)


def test_comment_is_given_back_and_can_be_sent_afterwards(fault, reader):
    make_post("hips")
    with fault():
        response = reader.post("/hips/comments/new/", {"name": "Nadia", "email": "nadia@example.org", "text": TEXT})
        assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
        assert "please wait a minute, and send it again" in response.text
        assert (Comment.objects.count(), OxTask.objects.count()) == (0, 0)
    assert send_again(reader, response).status_code == 303
    assert list(Comment.objects.values_list("name", "text")) == [("Nadia", TEXT)]


def test_application_is_given_back_and_can_be_sent_afterwards(fault, reader):
    form = make_posted(**dict.fromkeys(("goal", "training", "obstacles"), TEXT[:1900]))
    with fault():
        response = reader.post("/apply/", form)
        assert response.status_code == 503
        assert (Application.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    assert send_again(reader, response).status_code == 303
    (application,) = Application.objects.all()
    assert TEXT[:1900].strip() in application.answers.values_list("value", flat=True)
    assert OutgoingMail.objects.filter(to=application.email).count() == 1


def test_answer_of_the_coach_is_given_back_and_can_be_sent_afterwards(fault, reader):
    comment = make_comment(state="held")
    reader.force_login(comment.post.author)
    with fault():
        response = reader.post("/admin/inbox/act/", {"comment": comment.pk, "verb": "answer", "text": TEXT})
        assert response.status_code == 503
        comment.refresh_from_db()
        assert (comment.state, comment.replies.count()) == ("held", 0)
    assert send_again(reader, response).status_code == 302
    assert [answer.text for answer in comment.replies.all()] == [TEXT]


@pytest.mark.parametrize("fault", [read_only, locked])
def test_password_is_not_given_back(fault, reader):
    coach = make_coach(password="squat-press-pull-42")
    with fault():
        response = sign_in(reader, coach)
        assert response.status_code == 503
    assert not LexborHTMLParser(response.content).css("form")
    assert "squat-press-pull-42" not in response.text


def test_readers_can_read(fault, reader):
    post, offer = make_post("hips"), make_offer("join")
    make_comment(post, text="Lovely.")
    with fault():
        for path in ("/", "/hips/", "/search/?q=hips", "/apply/", "/feed/", f"/{post.author.profile.slug}/"):
            assert reader.get(path).status_code in (200, 404), path
        response = reader.get("/go/join/", headers={"User-Agent": "Mozilla/5.0"})
        assert response["Location"] == offer.target


def test_after_an_error_of_the_code_the_text_is_given_back_too():
    request = RequestFactory().post("/hips/comments/new/", {"text": TEXT})
    try:
        raise ValueError
    except ValueError:
        response = server_error(request)
    assert response.status_code == 500
    assert TEXT in response.text


def test_error_of_a_page_has_no_form():
    response = server_error(RequestFactory().get("/"))
    assert (response.status_code, "<form" in response.text) == (500, False)
    assert settings.STATIC_URL in response.text
