"""An applicant and the coach change an application at the same moment."""

from functools import partial

import pytest

from coaching import applicant_actions, messages
from coaching.models import Application
from core.refusals import RefusedError
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

ROUNDS = 15
REFUSALS = (RefusedError, Application.DoesNotExist)


@pytest.fixture
def coach():
    return make_coach()


def accept(application, coach):
    """Accept the application from a page that showed it as new."""
    fields = {"subject": "Yes", "text": "Let us begin.", "key": str(application.pk)}
    return messages.send(application, by=coach, stage="accepted", since="new", **fields)


def test_withdrawal_wins_over_a_concurrent_acceptance(at_once, coach):
    for application in [make_application() for _ in range(ROUNDS)]:
        is_withdrawn, is_accepted = at_once(
            lambda one=application: applicant_actions.withdraw(one, ""),
            lambda one=application: accept(one, coach),
        )
        assert is_withdrawn
        application.refresh_from_db()
        assert (application.stage, application.shown_stage) == ("withdrawn", "withdrawn")
        mails = OutgoingMail.objects.filter(application_message__application=application)
        assert mails.exists() == is_accepted
        assert not any(messages.may_be_sent(mail) for mail in mails)


def test_deletion_wins_over_a_concurrent_acceptance(at_once, coach):
    for application in [make_application() for _ in range(ROUNDS)]:
        at_once(
            lambda one=application: applicant_actions.delete(one),
            lambda one=application: accept(one, coach),
        )
        assert not Application.objects.filter(pk=application.pk).exists()
        assert not OutgoingMail.objects.filter(to=application.email, sent_at=None, cancelled_at=None).exists()


def test_concurrent_deletions_in_two_tabs_delete_once(at_once, applicant, coach):
    answers = []

    def delete(url):
        answers.append(applicant.post(url).status_code)

    for application in [make_application() for _ in range(ROUNDS)]:
        at_once(*[partial(delete, f"{application.private_url}delete/")] * 2)
    assert set(answers) <= {303, 404}
    assert answers.count(303) >= ROUNDS
    assert OutgoingMail.objects.filter(kind="application-withdrawn").count() == ROUNDS
