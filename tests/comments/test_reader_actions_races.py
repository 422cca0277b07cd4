"""A reader and the coach change a comment at the same moment."""

import pytest
from django.utils import timezone

from comments import reader_actions
from comments.models import Comment
from comments.moderation import actions as moderation
from core.refusals import RefusedError
from tests.factories import make_comment, make_post

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
REFUSALS = RefusedError


@pytest.fixture
def comments():
    post = make_post()
    return [make_comment(post, state="held", created_at=timezone.now()) for _round in range(ROUNDS)]


def test_answer_is_stored_and_a_concurrent_edit_applied_or_refused(at_once, comments):
    for comment in comments:
        coach = comment.post.author
        is_edited, is_answered = at_once(
            lambda one=comment: reader_actions.edit(one, f"New words of {one.pk}."),
            lambda one=comment, by=coach: moderation.answer(one, by=by, text=f"To {one.pk}."),
        )
        before = comment.text
        comment.refresh_from_db()
        assert is_answered
        assert comment.replies.exists()
        newest = comment.pending_text or comment.text
        assert newest == (f"New words of {comment.pk}." if is_edited else before)


def test_no_answer_is_lost_when_its_question_is_withdrawn(at_once, comments):
    for comment in comments:
        _taken_back, is_answered = at_once(
            lambda one=comment: reader_actions.withdraw(one),
            lambda one=comment, by=comment.post.author: moderation.answer(one, by=by, text=f"To {one.pk}."),
        )
        comment.refresh_from_db()
        assert comment.state == "binned"
        assert comment.replies.exists() == is_answered


@pytest.mark.parametrize(
    ("action", "state"), [(reader_actions.withdraw, "binned"), (reader_actions.make_private, "held")]
)
def test_comment_hidden_by_its_reader_is_not_approved(at_once, comments, action, state):
    for comment in comments:
        at_once(
            lambda one=comment: action(one),
            lambda one=comment, by=comment.post.author: moderation.moderate(one, moderation.Verb.APPROVE, by=by),
        )
        assert Comment.objects.get(pk=comment.pk).state == state
