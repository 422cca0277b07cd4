"""A reader and the coach do something to one comment in the same moment."""

import pytest
from django.utils import timezone

from comments import keeping, moderation
from comments.models import Comment
from tests.factories import make_comment, make_post

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
REFUSALS = (keeping.RefusedError, moderation.RefusedError)


@pytest.fixture
def comments():
    post = make_post()
    return [make_comment(post, state="held", created_at=timezone.now()) for _round in range(ROUNDS)]


def test_answer_stands_below_the_words_that_were_read_or_the_edit_came_first(at_once, comments):
    for comment in comments:
        coach = comment.post.author
        is_edited, is_answered = at_once(
            lambda one=comment: keeping.edit(one, f"New words of {one.pk}."),
            lambda one=comment, by=coach: moderation.answer(one, by=by, text=f"To {one.pk}."),
        )
        before = comment.text
        comment.refresh_from_db()
        assert is_answered
        assert comment.replies.exists()
        newest = comment.pending_text or comment.text
        assert newest == (f"New words of {comment.pk}." if is_edited else before)


def test_no_answer_is_lost_when_its_question_is_taken_back(at_once, comments):
    for comment in comments:
        _taken_back, is_answered = at_once(
            lambda one=comment: keeping.take_back(one),
            lambda one=comment, by=comment.post.author: moderation.answer(one, by=by, text=f"To {one.pk}."),
        )
        comment.refresh_from_db()
        assert comment.state == "binned"
        assert comment.replies.exists() == is_answered


@pytest.mark.parametrize(("deed", "state"), [(keeping.take_back, "binned"), (keeping.make_private, "held")])
def test_what_its_reader_hides_is_not_public_whoever_approves_it(at_once, comments, deed, state):
    for comment in comments:
        at_once(
            lambda one=comment: deed(one),
            lambda one=comment, by=comment.post.author: moderation.moderate(one, moderation.Verb.APPROVE, by=by),
        )
        assert Comment.objects.get(pk=comment.pk).state == state
