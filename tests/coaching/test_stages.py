"""An application on its way through the stages, and what the applicant may know of it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coaching.models import DECISIONS, Application, MovedError, StageChange
from tests.factories import make_application, make_coach, make_mail, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return make_coach()


@pytest.fixture
def application():
    return make_application()


def test_change_is_kept_with_date_person_and_note(application, coach):
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


def test_stage_that_nobody_knows_is_refused_by_the_database(application):
    with pytest.raises(IntegrityError), transaction.atomic():
        application.changes.create(before="new", after="new")


def test_applicant_withdraws_herself(application):
    assert application.move_to("withdrawn", by=None).person is None


def test_who_decided_about_another_stage_is_told_so(application, coach):
    stale = Application.objects.get()
    application.move_to("withdrawn", by=None)
    with pytest.raises(MovedError):
        stale.move_to("accepted", by=coach, since="new")
    assert Application.objects.get().stage == "withdrawn"
    assert stale.stage == "withdrawn"


def test_what_a_person_handles_is_no_longer_screened(coach):
    application = make_application(screening_due_at=timezone.now())
    application.move_to("declined", by=coach)
    assert Application.objects.get().screening_due_at is None


def test_changes_are_neither_changed_nor_deleted(application, coach):
    change = application.move_to("declined", by=coach)
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()


def test_changes_go_with_their_application(application, coach):
    application.move_to("declined", by=coach, message=make_message(application))
    application.delete()
    assert not StageChange.objects.exists()


def test_nothing_happened_so_nothing_is_known(application):
    assert application.shown_stage == "new"


@pytest.mark.parametrize("stage", ["in-conversation", "withdrawn"])
def test_what_is_no_decision_is_known_at_once(application, coach, stage):
    application.move_to(stage, by=coach)
    assert application.shown_stage == stage


@pytest.mark.parametrize("stage", DECISIONS)
def test_decision_is_known_once_its_mail_was_sent(application, coach, stage):
    application.move_to("in-conversation", by=coach)
    message = make_message(application)
    application.move_to(stage, by=coach, message=message)
    assert application.shown_stage == "in-conversation"
    message.mail.mark_sent()
    assert application.shown_stage == stage


@pytest.mark.parametrize("fate", ["cancelled_at", "given_up_at"])
def test_mail_that_was_not_sent_told_nothing(application, coach, fate):
    message = make_message(application, mail=make_mail(**{fate: timezone.now()}))
    application.move_to("declined", by=coach, message=message)
    assert application.shown_stage == "new"


def test_decision_that_the_coach_told_herself_is_known(application, coach):
    change = application.move_to("accepted", by=coach)
    assert application.shown_stage == "new"
    change.tell()
    assert application.shown_stage == "accepted"


def test_decision_without_a_mail_can_be_told_by_a_later_one(application, coach):
    change = application.move_to("accepted", by=coach)
    message = make_message(application)
    change.tell_by(message)
    message.mail.mark_sent()
    assert application.shown_stage == "accepted"


def test_decision_that_nobody_told_hides_what_was_told_before_no_longer(application, coach):
    application.move_to("accepted", by=coach).tell()
    application.move_to("declined", by=coach)
    assert application.shown_stage == "accepted"


def test_decision_taken_back_in_time_was_never_known(application, coach):
    application.move_to("accepted", by=coach)
    application.move_to("in-conversation", by=coach)
    assert application.shown_stage == "in-conversation"


def test_shown_stage_costs_one_query(application, coach, django_assert_num_queries):
    for stage in ("in-conversation", "accepted", "client", "declined"):
        application.move_to(stage, by=coach, message=make_message(application))
    with django_assert_num_queries(1):
        assert application.shown_stage == "in-conversation"
