from datetime import timedelta

import pytest
from django.utils import timezone

from comments import clearing, keeping, moderation
from comments.models import Comment
from comments.moderation import Verb
from tests.factories import make_coach, make_comment

pytestmark = pytest.mark.django_db


def clear():
    return clearing.clear(timezone.now() - timedelta(days=30))


def sorted_out(state="spam", **fields):
    comment = make_comment(state="held", created_at=timezone.now(), **fields)
    comment.decide(state, decider="rule")
    return comment


@pytest.mark.parametrize("state", ["spam", "binned"])
def test_what_a_machine_put_out_of_sight_is_deleted_after_30_days(clock, state):
    sorted_out(state)
    clock(days=29, hours=23)
    assert clear() == 0
    clock(hours=2)
    assert clear() == 1
    assert not Comment.objects.exists()


def test_30_days_count_from_when_it_was_put_there(clock):
    comment = make_comment(state="held", created_at=timezone.now() - timedelta(days=100))
    comment.decide("spam", decider="import")
    assert clear() == 0
    clock(days=31)
    assert clear() == 1


@pytest.mark.parametrize("verb", [Verb.SPAM, Verb.BIN])
def test_what_a_person_put_there_stays(clock, verb):
    comment = make_comment(state="held", created_at=timezone.now())
    moderation.moderate(comment, verb, by=make_coach())
    clock(days=400)
    assert clear() == 0


def test_what_its_reader_took_back_stays(clock):
    keeping.take_back(make_comment())
    clock(days=400)
    assert clear() == 0


@pytest.mark.parametrize("state", ["held", "approved"])
def test_what_is_in_sight_stays(clock, state):
    make_comment(state=state)
    clock(days=400)
    assert clear() == 0


def test_answers_below_it_stay_and_move_up(clock):
    comment = sorted_out()
    below = make_comment(parent=comment)
    clock(days=31)
    clear()
    assert [(row.pk, row.parent_id) for row in Comment.objects.all()] == [(below.pk, None)]
