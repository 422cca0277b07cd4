from datetime import timedelta

import pytest
from django.utils import timezone

from comments import reader_actions
from comments.models import Comment
from comments.moderation import actions as moderation
from comments.moderation import purge
from comments.moderation.actions import Verb
from tests.factories import make_coach, make_comment

pytestmark = pytest.mark.django_db


def purge_all():
    return purge.delete_expired(timezone.now() - timedelta(days=30))


def make_screened(state="spam", **fields):
    comment = make_comment(state="held", created_at=timezone.now(), **fields)
    comment.decide(state, decider="rule")
    return comment


@pytest.mark.parametrize("state", ["spam", "binned"])
def test_comment_hidden_by_screening_is_deleted_after_30_days(clock, state):
    make_screened(state)
    clock(days=29, hours=23)
    assert purge_all() == 0
    clock(hours=2)
    assert purge_all() == 1
    assert not Comment.objects.exists()


def test_30_days_count_from_the_decision(clock):
    comment = make_comment(state="held", created_at=timezone.now() - timedelta(days=100))
    comment.decide("spam", decider="import")
    assert purge_all() == 0
    clock(days=31)
    assert purge_all() == 1


@pytest.mark.parametrize("verb", [Verb.SPAM, Verb.BIN])
def test_comment_hidden_by_a_person_is_kept(clock, verb):
    comment = make_comment(state="held", created_at=timezone.now())
    moderation.moderate(comment, verb, by=make_coach())
    clock(days=400)
    assert purge_all() == 0


def test_withdrawn_comment_is_kept(clock):
    reader_actions.withdraw(make_comment())
    clock(days=400)
    assert purge_all() == 0


@pytest.mark.parametrize("state", ["held", "approved"])
def test_visible_comment_is_kept(clock, state):
    make_comment(state=state)
    clock(days=400)
    assert purge_all() == 0


def test_replies_to_a_purged_comment_move_up(clock):
    comment = make_screened()
    below = make_comment(parent=comment)
    clock(days=31)
    purge_all()
    assert [(row.pk, row.parent_id) for row in Comment.objects.all()] == [(below.pk, None)]
