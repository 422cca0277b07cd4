import socket
import sys
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone
from django_ox.testing import run_tasks

from coaching.models import Application
from coaching.tasks import screen, screen_due
from core.outbound import akismet_client
from tests.akismet_server import DISCARD, FAULTS, HAM, INVALID, PROVISIONAL, SPAM
from tests.factories import make_application, make_coach

pytestmark = pytest.mark.django_db


@pytest.fixture
def due() -> Application:
    return make_application(screening_due_at=timezone.now(), ip_address="192.0.2.7")


def refreshed(application: Application) -> Application:
    application.refresh_from_db()
    return application


def test_application_is_screened_by_a_task(apply, akismet_server):
    apply()
    assert akismet_server.requests == []
    run_tasks(raise_failures=True)
    assert akismet_server.paths == ["/1.1/comment-check"]
    application = Application.objects.get()
    assert application.screened_at
    assert not application.is_suspected_spam


def test_request_connects_to_no_server(apply, akismet_server, monkeypatch):
    def refuse(*args: object) -> None:
        raise AssertionError("A request talks to the network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert apply().status_code == 303


def test_akismet_gets_name_and_email_and_no_answers(apply, akismet_server):
    answers = {name: f"canary-{name}" for name in ("goal", "training", "obstacles", "found_through", "phone")}
    apply(**answers)
    run_tasks(raise_failures=True)
    [fields] = akismet_server.requests
    assert "canary" not in str(fields)
    assert fields["comment_type"] == "contact-form"
    assert fields["comment_author"] == "Nadia Sommer"
    assert fields["comment_author_email"] == "nadia@example.org"
    assert fields["user_ip"] == "127.0.0.1"
    assert fields["permalink"].endswith("/apply/")
    assert "comment_content" not in fields


@pytest.mark.parametrize("reply", [SPAM, DISCARD], ids=["spam", "discard"])
def test_spam_is_stored_as_suspected_spam(due, akismet_server, reply):
    akismet_server.reply = reply
    screen.func(due.pk)
    application = refreshed(due)
    assert application.is_suspected_spam
    assert application.headline == due.headline
    assert application.screening_due_at is None


def test_ham_does_not_clear_a_filled_honeypot(akismet_server):
    application = make_application(screening_due_at=timezone.now(), is_suspected_spam=True)
    akismet_server.reply = HAM
    screen.func(application.pk)
    assert refreshed(application).is_suspected_spam


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_faulty_response_is_retried(due, akismet_server, clock, monkeypatch, fault):
    monkeypatch.setattr(akismet_client, "TIMEOUT", 0.3)
    akismet_server.reply = fault
    screen.func(due.pk)
    application = refreshed(due)
    assert application.screened_at is None
    assert application.screening_error
    assert application.screening_due_at > timezone.now()
    akismet_server.reply = SPAM
    clock(minutes=2)
    screen_due.func()
    assert refreshed(due).is_suspected_spam
    assert refreshed(due).screening_error == ""


def test_refused_connection_is_retried(due, settings):
    settings.AKISMET_API_KEY = "a-key"
    settings.AKISMET_API_URL = "http://127.0.0.1:9/1.1"
    screen.func(due.pk)
    assert refreshed(due).screening_due_at > timezone.now()


def test_screening_is_retried_for_days_and_then_given_up(due, akismet_server, clock):
    akismet_server.reply = INVALID
    started = timezone.now()
    while refreshed(due).screening_due_at:
        screen_due.func()
        clock(hours=1)
    assert 3 <= (timezone.now() - started).days <= 6
    assert 8 < len(akismet_server.requests) < 15
    assert not refreshed(due).is_suspected_spam


def test_provisional_verdict_is_checked_again(due, akismet_server, clock):
    akismet_server.reply = PROVISIONAL
    screen.func(due.pk)
    assert refreshed(due).screening_due_at
    akismet_server.reply = SPAM
    clock(minutes=11)
    screen_due.func()
    assert refreshed(due).is_suspected_spam


def during_check(act: Callable[[], None]) -> Callable[[], None]:
    """``act`` runs in the thread of the fake Akismet, while the site waits for the response."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    return run


@pytest.mark.django_db(transaction=True)
def test_screening_does_not_override_a_decision_made_meanwhile(due, akismet_server):
    coach = make_coach()
    akismet_server.reply = SPAM
    akismet_server.before_reply = during_check(lambda: due.mark_spam(is_spam=False, by=coach))
    screen.func(due.pk)
    assert due.notes.get().author == coach
    assert not refreshed(due).is_suspected_spam


@pytest.mark.django_db(transaction=True)
def test_claimed_application_is_not_screened_by_another_worker(due, akismet_server):
    akismet_server.before_reply = during_check(lambda: screen.func(due.pk))
    screen.func(due.pk)
    assert len(akismet_server.requests) == 1
    assert refreshed(due).screening_attempts == 1


def test_application_of_a_dead_worker_is_screened_after_its_lease(due, akismet_server, clock, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("coaching.screening.ask_akismet", lambda application: sys.exit("killed"))
        with pytest.raises(SystemExit):
            screen.func(due.pk)
    screen_due.func()
    assert akismet_server.requests == []
    clock(minutes=3)
    screen_due.func()
    assert refreshed(due).screened_at


def test_sweep_is_bounded(akismet_server, monkeypatch):
    monkeypatch.setattr("coaching.screening.BATCH", 2)
    for _ in range(4):
        make_application(screening_due_at=timezone.now())
    screen_due.func()
    assert len(akismet_server.requests) == 2


def test_sweep_stops_if_the_server_does_not_respond(akismet_server):
    akismet_server.reply = INVALID
    for _ in range(4):
        make_application(screening_due_at=timezone.now())
    screen_due.func()
    assert len(akismet_server.requests) == 1


def test_screening_a_deleted_application_does_nothing(due, akismet_server):
    screen.enqueue(due.pk)
    due.delete()
    run_tasks(raise_failures=True)
    assert akismet_server.requests == []


def test_application_is_not_screened_without_a_key(apply):
    apply()
    run_tasks(raise_failures=True)
    assert Application.objects.get().screening_due_at is None


def test_form_names_akismet_if_it_is_used(direct_client, settings):
    assert "Akismet" not in direct_client.get("/apply/").content.decode()
    settings.AKISMET_API_KEY = "a-key"
    assert "Akismet" in direct_client.get("/apply/").content.decode()
