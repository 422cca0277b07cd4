import socket
import sys
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone
from django_ox.testing import run_tasks

from coaching.models import Application
from coaching.tasks import screen, screen_due
from core import akismet
from tests.akismet_server import DISCARD, FAULTS, HAM, INVALID, PROVISIONAL, SPAM
from tests.factories import make_application, make_coach

pytestmark = pytest.mark.django_db


@pytest.fixture
def due() -> Application:
    return make_application(screening_due_at=timezone.now(), address="192.0.2.7")


def judged(application: Application) -> Application:
    application.refresh_from_db()
    return application


def test_application_is_screened_by_a_task(apply, akismet_server):
    apply()
    assert akismet_server.asked == []
    run_tasks(raise_failures=True)
    assert akismet_server.paths == ["/1.1/comment-check"]
    application = Application.objects.get()
    assert application.screened_at
    assert not application.is_suspected_spam


def test_request_opens_no_socket(apply, akismet_server, monkeypatch):
    def refuse(*args: object) -> None:
        raise AssertionError("A request talks to the network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert apply().status_code == 303


def test_akismet_hears_who_applies_and_nothing_of_the_answers(apply, akismet_server):
    answers = {name: f"canary-{name}" for name in ("goal", "training", "obstacles", "found_through", "phone")}
    apply(**answers)
    run_tasks(raise_failures=True)
    [asked] = akismet_server.asked
    assert "canary" not in str(asked)
    assert asked["comment_type"] == "contact-form"
    assert asked["comment_author"] == "Nadia Sommer"
    assert asked["comment_author_email"] == "nadia@example.org"
    assert asked["user_ip"] == "127.0.0.1"
    assert asked["permalink"].endswith("/apply/")
    assert "comment_content" not in asked


@pytest.mark.parametrize("reply", [SPAM, DISCARD], ids=["spam", "discard"])
def test_spam_is_kept_and_marked(due, akismet_server, reply):
    akismet_server.reply = reply
    screen.func(due.pk)
    application = judged(due)
    assert application.is_suspected_spam
    assert application.headline == due.headline
    assert application.screening_due_at is None


def test_ham_does_not_clear_what_fell_into_the_trap(akismet_server):
    application = make_application(screening_due_at=timezone.now(), is_suspected_spam=True)
    akismet_server.reply = HAM
    screen.func(application.pk)
    assert judged(application).is_suspected_spam


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_fault_leaves_it_to_be_tried_again(due, akismet_server, clock, monkeypatch, fault):
    monkeypatch.setattr(akismet, "TIMEOUT", 0.3)
    akismet_server.reply = fault
    screen.func(due.pk)
    application = judged(due)
    assert application.screened_at is None
    assert application.screening_error
    assert application.screening_due_at > timezone.now()
    akismet_server.reply = SPAM
    clock(minutes=2)
    screen_due.func()
    assert judged(due).is_suspected_spam
    assert judged(due).screening_error == ""


def test_server_that_refuses_leaves_it_to_be_tried_again(due, settings):
    settings.AKISMET_API_KEY = "a-key"
    settings.AKISMET_API_URL = "http://127.0.0.1:9/1.1"
    screen.func(due.pk)
    assert judged(due).screening_due_at > timezone.now()


def test_it_is_asked_for_days_and_then_left(due, akismet_server, clock):
    akismet_server.reply = INVALID
    started = timezone.now()
    while judged(due).screening_due_at:
        screen_due.func()
        clock(hours=1)
    assert 3 <= (timezone.now() - started).days <= 6
    assert 8 < len(akismet_server.asked) < 15
    assert not judged(due).is_suspected_spam


def test_provisional_answer_is_asked_again(due, akismet_server, clock):
    akismet_server.reply = PROVISIONAL
    screen.func(due.pk)
    assert judged(due).screening_due_at
    akismet_server.reply = SPAM
    clock(minutes=11)
    screen_due.func()
    assert judged(due).is_suspected_spam


def meanwhile(act: Callable[[], None]) -> Callable[[], None]:
    """``act`` in the thread of the fake Akismet, while the site waits for its answer."""

    def acting() -> None:
        try:
            act()
        finally:
            connections.close_all()

    return acting


@pytest.mark.django_db(transaction=True)
def test_person_who_decides_meanwhile_is_right(due, akismet_server):
    coach = make_coach()
    akismet_server.reply = SPAM
    akismet_server.when_asked = meanwhile(lambda: due.judge(is_spam=False, by=coach))
    screen.func(due.pk)
    assert due.notes.get().author == coach
    assert not judged(due).is_suspected_spam


@pytest.mark.django_db(transaction=True)
def test_it_is_asked_about_once_at_a_time(due, akismet_server):
    akismet_server.when_asked = meanwhile(lambda: screen.func(due.pk))
    screen.func(due.pk)
    assert len(akismet_server.asked) == 1
    assert judged(due).screening_attempts == 1


def test_worker_that_died_is_made_up_for(due, akismet_server, clock, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("coaching.screening.ask", lambda application: sys.exit("killed"))
        with pytest.raises(SystemExit):
            screen.func(due.pk)
    screen_due.func()
    assert akismet_server.asked == []
    clock(minutes=3)
    screen_due.func()
    assert judged(due).screened_at


def test_sweep_is_bounded(akismet_server, monkeypatch):
    monkeypatch.setattr("coaching.screening.BATCH", 2)
    for _ in range(4):
        make_application(screening_due_at=timezone.now())
    screen_due.func()
    assert len(akismet_server.asked) == 2


def test_sweep_stops_at_a_server_that_does_not_answer(akismet_server):
    akismet_server.reply = INVALID
    for _ in range(4):
        make_application(screening_due_at=timezone.now())
    screen_due.func()
    assert len(akismet_server.asked) == 1


def test_deleted_application_is_no_trouble(due, akismet_server):
    screen.enqueue(due.pk)
    due.delete()
    run_tasks(raise_failures=True)
    assert akismet_server.asked == []


def test_without_a_key_nobody_is_asked(apply):
    apply()
    run_tasks(raise_failures=True)
    assert Application.objects.get().screening_due_at is None


def test_page_says_what_is_checked_only_if_it_is(client, settings):
    assert "Akismet" not in client.get("/apply/").content.decode()
    settings.AKISMET_API_KEY = "a-key"
    assert "Akismet" in client.get("/apply/").content.decode()
