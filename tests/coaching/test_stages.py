"""The stages of an application, and which of them the applicant may see."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coaching.models import DECISIONS, Application, StageChange
from core.refusals import RefusedError
from tests.factories import make_application, make_coach, make_mail, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return make_coach()


@pytest.fixture
def application():
    return make_application()


def test_change_is_stored_with_date_person_and_note(application, coach):
    before = timezone.now()
    change = application.move_to("in-conversation", by=coach, note="Called her.")
    assert (change.before, change.after, change.person, change.note) == (
        "new",
        "in-conversation",
        coach,
        "Called her.",
    )
    assert before <= change.changed_at <= timezone.now()
    assert Application.objects.get().stage == "in-conversation"


def test_same_stage_is_no_change(application, coach):
    assert application.move_to("new", by=coach) is None
    assert not application.changes.exists()


def test_database_refuses_a_change_to_the_same_stage(application):
    with pytest.raises(IntegrityError), transaction.atomic():
        application.changes.create(before="new", after="new")


def test_withdrawal_by_the_applicant_has_no_person(application):
    assert application.move_to("withdrawn", by=None).person is None


def test_decision_about_an_outdated_stage_is_refused(application, coach):
    stale = Application.objects.get()
    application.move_to("withdrawn", by=None)
    with pytest.raises(RefusedError):
        stale.move_to("accepted", by=coach, since="new")
    assert Application.objects.get().stage == "withdrawn"
    assert stale.stage == "withdrawn"


def test_change_of_stage_ends_the_screening(coach):
    application = make_application(screening_due_at=timezone.now())
    application.move_to("declined", by=coach)
    assert Application.objects.get().screening_due_at is None


def test_changes_are_append_only(application, coach):
    change = application.move_to("declined", by=coach)
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()


def test_changes_are_deleted_with_their_application(application, coach):
    application.move_to("declined", by=coach, message=make_message(application))
    application.delete()
    assert not StageChange.objects.exists()


def test_new_application_is_shown_as_new(application):
    assert application.shown_stage == "new"


@pytest.mark.parametrize("stage", ["in-conversation", "withdrawn"])
def test_stage_that_is_no_decision_is_shown_at_once(application, coach, stage):
    application.move_to(stage, by=coach)
    assert application.shown_stage == stage


@pytest.mark.parametrize("stage", DECISIONS)
def test_decision_is_shown_once_its_mail_is_sent(application, coach, stage):
    application.move_to("in-conversation", by=coach)
    message = make_message(application)
    application.move_to(stage, by=coach, message=message)
    assert application.shown_stage == "in-conversation"
    message.mail.mark_sent()
    assert application.shown_stage == stage


@pytest.mark.parametrize("field", ["cancelled_at", "given_up_at"])
def test_decision_of_an_unsent_mail_is_not_shown(application, coach, field):
    message = make_message(application, mail=make_mail(**{field: timezone.now()}))
    application.move_to("declined", by=coach, message=message)
    assert application.shown_stage == "new"


def test_decision_disclosed_by_the_coach_is_shown(application, coach):
    change = application.move_to("accepted", by=coach)
    assert application.shown_stage == "new"
    change.mark_told()
    assert application.shown_stage == "accepted"


def test_later_mail_discloses_a_decision(application, coach):
    change = application.move_to("accepted", by=coach)
    message = make_message(application)
    change.tell_with(message)
    message.mail.mark_sent()
    assert application.shown_stage == "accepted"


def test_undisclosed_decision_leaves_the_earlier_one_shown(application, coach):
    application.move_to("accepted", by=coach).mark_told()
    application.move_to("declined", by=coach)
    assert application.shown_stage == "accepted"


def test_undone_decision_is_not_shown(application, coach):
    application.move_to("accepted", by=coach)
    application.move_to("in-conversation", by=coach)
    assert application.shown_stage == "in-conversation"


def test_shown_stage_costs_one_query(application, coach, django_assert_num_queries):
    for stage in ("in-conversation", "accepted", "client", "declined"):
        application.move_to(stage, by=coach, message=make_message(application))
    with django_assert_num_queries(1):
        assert application.shown_stage == "in-conversation"
