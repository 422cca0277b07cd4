"""The clock of the machine is three days ahead or behind for a while. Afterwards nothing waits for the wrong time."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

import pytest
from django.test import Client
from django_ox.models import OxTask
from django_ox.worker import Worker

from coaching.models import Application
from comments.models import Comment
from comments.tasks import screen_due
from outbox.tasks import send_due
from tests.factories import make_coach, make_mail, make_post, make_posted, sign_in

pytestmark = pytest.mark.django_db

Clock = Callable[..., None]
WRONG = pytest.mark.parametrize("days", [3, -3], ids=["ahead", "behind"])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """``clock(days=3)`` moves the clock itself: for the defaults of columns and signed links too."""
    moved = timedelta()
    seconds = time.time

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + moved

    def move(**by: float) -> None:
        nonlocal moved
        moved += timedelta(**by)

    monkeypatch.setattr("django.utils.timezone.datetime", Moved)
    monkeypatch.setattr("time.time", lambda: seconds() + moved.total_seconds())
    return move


@pytest.fixture
def reader() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def comment(reader: Client, text: str) -> int:
    form = {"name": "Nadia", "email": "nadia@example.org", "text": text}
    return reader.post("/hips/comments/new/", form).status_code


@WRONG
def test_comment_of_the_wrong_time_is_screened(days, reader, clock):
    make_post("hips")
    clock(days=days)
    assert comment(reader, "Is that normal?") == 303
    clock(days=-days)
    screen_due.func()
    assert Comment.objects.get().screened_at


@WRONG
def test_same_reader_can_write_again(days, reader, clock):
    make_post("hips")
    clock(days=days)
    assert comment(reader, "Is that normal?") == 303
    clock(days=-days)
    assert comment(reader, "And how long does it take?") == 303


@WRONG
def test_mails_of_the_wrong_time_are_sent(days, reader, clock, mail_server):
    clock(days=days)
    assert reader.post("/apply/", make_posted()).status_code == 303
    clock(days=-days)
    send_due.func()
    assert [sent["To"] for sent in mail_server.mails] == [Application.objects.get().email]


@WRONG
def test_mail_of_a_worker_that_died_in_the_wrong_time_is_sent(days, clock, mail_server):
    row = make_mail()
    clock(days=days)
    row.claim()
    clock(days=-days, minutes=11)
    send_due.func()
    assert len(mail_server.mails) == 1


@WRONG
def test_private_link_of_the_wrong_time_opens(days, reader, clock):
    clock(days=days)
    reader.post("/apply/", make_posted())
    clock(days=-days)
    assert reader.get(Application.objects.get().private_url).status_code == 200


def test_guesses_of_the_wrong_time_keep_nobody_out(reader, clock):
    coach = make_coach(password="squat-press-pull-42")
    clock(days=3)
    for _guess in range(6):
        sign_in(reader, coach, "wrong")
    clock(days=-3)
    assert sign_in(reader, coach).status_code == 302


def test_kept_page_of_the_wrong_time_is_not_shown(client, clock):
    post = make_post("hips", published_at="2100-01-01T00:00Z")
    assert client.get("/hips/").status_code == 404
    clock(days=365 * 80)
    assert post.title in client.get("/hips/").text
    clock(days=-365 * 80)
    assert client.get("/hips/").status_code == 404


def test_schedules_go_on(clock):
    worker = Worker()
    worker.dispatch_schedules()
    for days in (3, -3):
        clock(days=days, minutes=2)
        OxTask.objects.all().delete()
        worker.dispatch_schedules()
        assert "outbox.tasks.send_due" in OxTask.objects.values_list("task_path", flat=True)
