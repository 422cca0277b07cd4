"""Two at once about one application: whoever came second is told, and nothing is said of a stage that was left."""

import threading

import pytest
from django.db import connections

from coaching import messaging
from coaching.models import Application, Message, MovedError
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]


def at_once(*calls):
    """Whether each of the calls was let through."""
    start = threading.Barrier(len(calls))
    done = [False] * len(calls)

    def run(number, call) -> None:
        start.wait()
        try:
            call()
            done[number] = True
        except MovedError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def fresh(application):
    return Application.objects.get(pk=application.pk)


def test_applicant_withdraws_while_she_is_accepted():
    application, coach = make_application(), make_coach()
    seen, hers = fresh(application), fresh(application)
    words = {"subject": "Yes", "text": "Let us begin.", "key": "one"}
    accepted, withdrawn = at_once(
        lambda: messaging.send(seen, by=coach, stage="accepted", since="new", **words),
        lambda: hers.move_to("withdrawn", by=None),
    )
    assert withdrawn
    assert fresh(application).stage == "withdrawn"
    assert application.changes.count() == 1 + accepted
    assert Message.objects.count() == OutgoingMail.objects.count() == accepted
    assert not any(messaging.may_leave(mail) for mail in OutgoingMail.objects.all())
    assert application.shown_stage == "withdrawn"


def test_of_two_coaches_who_decide_one_is_told():
    application, one, other = make_application(), make_coach(), make_coach()
    seen, too = fresh(application), fresh(application)
    done = at_once(
        lambda: seen.move_to("accepted", by=one, since="new"), lambda: too.move_to("declined", by=other, since="new")
    )
    assert sorted(done) == [False, True]
    assert application.changes.count() == 1


def test_mail_sent_twice_at_once_is_one():
    application, coach = make_application(), make_coach()
    words = {"by": coach, "subject": "Yes", "text": "Let us begin.", "key": "one", "stage": "accepted"}
    assert all(at_once(*[lambda: messaging.send(fresh(application), **words)] * 3))
    assert Message.objects.count() == OutgoingMail.objects.count() == application.changes.count() == 1
