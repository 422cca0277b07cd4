"""Comments that are known to be answered are not looked through, and whatever takes an answer away is noticed."""

import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from comments import unanswered
from comments.models import Comment
from comments.moderation import actions
from comments.tasks import remember_answers
from pagecache import triggers
from tests.factories import make_answer, make_comment, make_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _triggers() -> None:
    if not triggers.are_in_place():
        triggers.make_triggers()


@pytest.fixture
def answer() -> Comment:
    """A private one is below the same question."""
    question = make_comment(make_post())
    return make_answer(question)


def is_unanswered(comment: Comment | None) -> bool:
    assert comment
    return unanswered.due().filter(pk=comment.pk).exists()


def known() -> set[int]:
    return set(Comment.objects.filter(is_known_answered=True).values_list("pk", flat=True))


def test_answered_comment_is_known_and_left_out(answer):
    make_comment(answer.post)
    remember_answers.call()
    assert known() == {answer.parent_id}
    assert not is_unanswered(answer.parent)
    assert "is_known_answered" in str(unanswered.due().query)


def test_waiting_comment_is_not_known(answer):
    waiting = [make_comment(answer.post), make_comment(answer.post, parent=answer), make_comment(state="held")]
    remember_answers.call()
    assert known() == {answer.parent_id}
    assert all(map(is_unanswered, waiting))


def test_at_first_nothing_is_trusted(answer):
    Comment.objects.filter(author=None).update(is_known_answered=True)
    waiting = make_comment(answer.post, is_known_answered=True)
    assert is_unanswered(waiting)
    remember_answers.call()
    assert known() == {answer.parent_id}
    assert is_unanswered(waiting)


def test_new_answer_leaves_what_is_known(answer):
    remember_answers.call()
    question = make_comment(answer.post)
    actions.answer(question, by=answer.author, text="Twice a week.")
    assert "is_known_answered" in str(unanswered.due().query)
    assert not is_unanswered(question)


def hold_by_staff(answer: Comment) -> None:
    assert answer.author
    actions.moderate(answer, actions.Verb.HOLD, by=answer.author)


def update_state(answer: Comment) -> None:
    Comment.objects.filter(pk=answer.pk).update(state="binned")


def update_parent(answer: Comment) -> None:
    Comment.objects.filter(pk=answer.pk).update(parent=None)


def make_it_a_readers(answer: Comment) -> None:
    Comment.objects.filter(pk=answer.pk).update(author=None)


def delete(answer: Comment) -> None:
    answer.delete()


def delete_by_sql(answer: Comment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_comment WHERE id = %s", [answer.pk])


def hold_the_question(answer: Comment) -> None:
    Comment.objects.filter(pk=answer.parent_id).update(state="held")


@pytest.mark.parametrize(
    "take_away",
    [hold_by_staff, update_state, update_parent, make_it_a_readers, delete, delete_by_sql, hold_the_question],
    ids=lambda function: function.__name__,
)
def test_comment_is_unanswered_once_its_answer_is_taken_away(answer: Comment, take_away: Callable[[Comment], None]):
    remember_answers.call()
    assert not is_unanswered(answer.parent)
    take_away(answer)
    assert is_unanswered(answer.parent)
    remember_answers.call()
    assert is_unanswered(answer.parent)
    assert known() == set()


def test_private_answer_is_known_until_it_is_taken_away(answer):
    question = make_comment(answer.post, state="held", is_private=True)
    private = make_answer(question, state="held", is_private=True)
    remember_answers.call()
    assert question.pk in known()
    Comment.objects.filter(pk=private.pk).update(is_private=False)
    assert is_unanswered(question)


def test_answer_that_becomes_earlier_than_the_comment_beside_it_does_not_count(answer):
    beside = make_comment(answer.post, parent=answer.parent, created_at=timezone.now())
    late = make_answer(answer.parent, text="Both of you: twice.", created_at=timezone.now())
    remember_answers.call()
    assert not is_unanswered(beside)
    Comment.objects.filter(pk=late.pk).update(created_at=answer.created_at)
    assert is_unanswered(beside)


def test_without_triggers_nothing_is_trusted(answer):
    remember_answers.call()
    triggers.remove_triggers()
    Comment.objects.filter(pk=answer.pk).update(state="binned")
    assert is_unanswered(answer.parent)
    triggers.make_triggers()
    assert is_unanswered(answer.parent)


def test_after_random_acts_the_same_comments_are_unanswered(answer):
    acts = Acts(random.Random(47), answer)
    for number in range(300):
        acts.do_one()
        found = set(unanswered.due().values_list("pk", flat=True))
        assert found == acts.unanswered_without_marks(), f"after act {number}"


class Acts:
    """Random changes of comments on one article."""

    def __init__(self, chance: random.Random, answer: Comment) -> None:
        self.chance = chance
        self.post = answer.post
        assert answer.author
        self.author: User = answer.author

    def do_one(self) -> None:
        if self.chance.random() < 0.3:
            remember_answers.call()
            return
        comment = self.chance.choice(list(Comment.objects.all()))
        self.chance.choice([self.add, self.add, self.answer, self.answer, self.set_state, self.move, self.delete])(
            comment
        )

    def add(self, parent: Comment) -> None:
        make_comment(self.post, parent=self.chance.choice([None, parent]), state=self._state())

    def answer(self, parent: Comment) -> None:
        make_answer(parent, text=f"Answer {self.chance.random()}", author=self.author)

    def set_state(self, comment: Comment) -> None:
        Comment.objects.filter(pk=comment.pk).update(state=self._state())

    def move(self, comment: Comment) -> None:
        """A circle is possible, as after an import."""
        parent = self.chance.choice(list(Comment.objects.exclude(pk=comment.pk)) or [None])
        Comment.objects.filter(pk=comment.pk).update(parent=parent)

    def delete(self, comment: Comment) -> None:
        if Comment.objects.count() > 5:
            Comment.objects.filter(parent=comment).update(parent=None)
            Comment.objects.filter(thread=comment).update(thread=None)
            comment.delete()

    def _state(self) -> str:
        return self.chance.choice(["approved", "approved", "held", "binned"])

    def unanswered_without_marks(self) -> set[int]:
        comments = Comment.objects.unsettled().exclude(unanswered._is_answered())
        return set(comments.values_list("pk", flat=True))
