from datetime import timedelta

import pytest
from django.utils import timezone

from comments import waiting
from comments.models import Comment
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make_post()


@pytest.fixture
def say(post):
    """A comment by a reader, or by the coach; each a minute after the one before."""
    start = timezone.now() - timedelta(days=3)

    def say(parent: Comment | None = None, *, by_coach: bool = False, **fields) -> Comment:
        at = start + timedelta(minutes=Comment.objects.count())
        author = post.author if by_coach else None
        return make_comment(post=post, parent=parent, author=author, created_at=at, **fields)

    return say


def waits(comment: Comment) -> bool:
    return waiting.due().filter(pk=comment.pk).exists()


def test_question_without_an_answer_waits(say):
    assert waits(say())


def test_answered_question_does_not_wait(say):
    question = say()
    say(question, by_coach=True)
    assert not waits(question)


def test_question_answered_further_below_does_not_wait(say):
    question = say()
    say(say(question), by_coach=True)
    assert not waits(question)


def test_follow_up_below_the_answer_waits_again(say):
    question = say()
    follow_up = say(say(question, by_coach=True))
    assert waits(follow_up)
    assert not waits(question)


def test_answer_beside_it_and_later_is_an_answer(say):
    question = say()
    second = say(question)
    say(question, by_coach=True)
    assert not waits(second)


def test_what_is_said_beside_an_earlier_answer_waits(say):
    question = say()
    say(question, by_coach=True)
    assert waits(say(question))


def test_answer_to_another_thread_is_none(say):
    first, second = say(), say()
    say(second, by_coach=True)
    assert waits(first)


def test_hidden_answer_is_none(say):
    question = say()
    say(question, by_coach=True, state="binned")
    assert waits(question)


def test_held_comment_waits(say):
    assert waits(say(state="held"))


def test_held_comment_waits_even_beside_an_answer(say):
    question = say()
    held = say(question, state="held")
    say(question, by_coach=True)
    assert waits(held)


@pytest.mark.parametrize("state", ["spam", "binned"])
def test_spam_and_bin_do_not_wait(say, state):
    assert not waits(say(state=state))


def test_pingback_does_not_wait(say):
    assert not waits(say(kind="pingback"))


def test_what_needs_no_answer_does_not_wait(say):
    assert not waits(say(settled_at=timezone.now()))


def test_put_off_until_tomorrow_waits_then(say):
    comment = say(snoozed_until=timezone.now() + timedelta(days=1))
    assert not waits(comment)
    assert waiting.waiting().filter(pk=comment.pk).exists()
    Comment.objects.filter(pk=comment.pk).update(snoozed_until=timezone.now())
    assert waits(comment)


def test_answers_in_a_circle_end(say):
    one = say()
    two = say(one)
    say(two, by_coach=True)
    Comment.objects.filter(pk=one.pk).update(parent=two)
    assert not waits(one)


def test_threads_stand_by_urgency_then_by_age(say):
    calm, question, urgent, later = say(text="Nice"), say(text="Why?"), say(text="I want to join"), say(text="When?")
    found = waiting.threads(waiting.due(), 10)
    assert [thread.root for thread in found] == [urgent.pk, question.pk, later.pk, calm.pk]


def test_thread_is_one_row_with_its_most_urgent_comment(say):
    first = say(text="Nice")
    say(first, text="I want to join")
    (thread,) = waiting.threads(waiting.due(), 10)
    assert (thread.root, thread.attention, thread.count, thread.since) == (first.pk, 0, 2, first.created_at)


def test_debt_in_one_sentence(say):
    first = say(text="Nice")
    say(text="I want to join")
    assert waiting.debt(waiting.due()) == waiting.Debt(count=2, since=first.created_at, wishes=1)
    assert waiting.debt(waiting.due().none()) == waiting.Debt(count=0, since=None, wishes=0)


def test_queries_do_not_grow(say, django_assert_num_queries):
    for _ in range(30):
        say()
    with django_assert_num_queries(2):
        waiting.threads(waiting.due(), 20)
        waiting.debt(waiting.due())


def test_other_staff_answer_too(say, post):
    question = say()
    make_comment(post=post, parent=question, author=make_coach(display_name="Jo"))
    assert not waits(question)
