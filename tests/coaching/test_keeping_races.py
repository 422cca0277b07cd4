"""An applicant and the coach do something to one application in the same moment."""

from functools import partial

import pytest

from coaching import keeping, messaging
from coaching.models import Application, MovedError
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

ROUNDS = 15
REFUSALS = (keeping.RefusedError, MovedError, Application.DoesNotExist)


@pytest.fixture
def coach():
    return make_coach()


def accept(application, coach):
    """As the coach does, who saw a new application."""
    words = {"subject": "Yes", "text": "Let us begin.", "key": str(application.pk)}
    return messaging.send(application, by=coach, stage="accepted", since="new", **words)


def test_withdrawn_is_withdrawn_whoever_accepts_in_that_moment(at_once, coach):
    for application in [make_application() for _ in range(ROUNDS)]:
        is_withdrawn, is_accepted = at_once(
            lambda one=application: keeping.withdraw(one, ""),
            lambda one=application: accept(one, coach),
        )
        assert is_withdrawn
        application.refresh_from_db()
        assert (application.stage, application.shown_stage) == ("withdrawn", "withdrawn")
        mails = OutgoingMail.objects.filter(application_message__application=application)
        assert mails.exists() == is_accepted
        assert not any(messaging.may_leave(mail) for mail in mails)


def test_deleted_is_deleted_whoever_accepts_in_that_moment(at_once, coach):
    for application in [make_application() for _ in range(ROUNDS)]:
        at_once(
            lambda one=application: keeping.delete(one),
            lambda one=application: accept(one, coach),
        )
        assert not Application.objects.filter(pk=application.pk).exists()
        assert not OutgoingMail.objects.filter(to=application.email, sent_at=None, cancelled_at=None).exists()


def test_deleted_in_two_tabs_at_once_it_is_deleted_once(at_once, applicant, coach):
    answers = []

    def delete(address):
        answers.append(applicant.post(address).status_code)

    for application in [make_application() for _ in range(ROUNDS)]:
        at_once(*[partial(delete, f"{application.status_url}delete/")] * 2)
    assert set(answers) <= {303, 404}
    assert answers.count(303) >= ROUNDS
    assert OutgoingMail.objects.filter(kind="application-withdrawn").count() == ROUNDS
