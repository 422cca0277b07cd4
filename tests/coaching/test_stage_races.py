"""Two coaches decide about an application: the second is refused, and no mail announces an outdated stage."""

import threading

import pytest
from django.db import connections

from coaching import messages
from coaching.models import Application, Message
from core.refusals import RefusedError
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]


def at_once(*calls):
    """Run the calls at once; whether each was accepted."""
    start = threading.Barrier(len(calls))
    done = [False] * len(calls)

    def run(number, call) -> None:
        start.wait()
        try:
            call()
            done[number] = True
        except RefusedError:
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


def test_withdrawal_and_acceptance_exclude_each_other():
    application, coach = make_application(), make_coach()
    seen, other = fresh(application), fresh(application)
    fields = {"subject": "Yes", "text": "Let us begin.", "key": "one"}
    accepted, withdrawn = at_once(
        lambda: messages.send(seen, by=coach, stage="accepted", since="new", **fields),
        lambda: other.move_to("withdrawn", by=None),
    )
    assert withdrawn
    assert fresh(application).stage == "withdrawn"
    assert application.changes.count() == 1 + accepted
    assert Message.objects.count() == OutgoingMail.objects.count() == accepted
    assert not any(messages.may_be_sent(mail) for mail in OutgoingMail.objects.all())
    assert application.shown_stage == "withdrawn"


def test_second_of_two_concurrent_decisions_is_refused():
    application, one, other = make_application(), make_coach(), make_coach()
    seen, too = fresh(application), fresh(application)
    done = at_once(
        lambda: seen.move_to("accepted", by=one, since="new"), lambda: too.move_to("declined", by=other, since="new")
    )
    assert sorted(done) == [False, True]
    assert application.changes.count() == 1


def test_mail_sent_twice_concurrently_is_stored_once():
    application, coach = make_application(), make_coach()
    fields = {"by": coach, "subject": "Yes", "text": "Let us begin.", "key": "one", "stage": "accepted"}
    assert all(at_once(*[lambda: messages.send(fresh(application), **fields)] * 3))
    assert Message.objects.count() == OutgoingMail.objects.count() == application.changes.count() == 1
