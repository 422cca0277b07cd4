from datetime import timedelta

import pytest
from django.utils import timezone

from comments import unanswered
from comments.models import Comment
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make_post()


@pytest.fixture
def add_comment(post):
    """``add_comment()`` makes a comment by a reader or by the coach, a minute after the one before."""
    start = timezone.now() - timedelta(days=3)

    def add_comment(parent: Comment | None = None, *, by_coach: bool = False, **fields) -> Comment:
        at = start + timedelta(minutes=Comment.objects.count())
        author = post.author if by_coach else None
        return make_comment(post=post, parent=parent, author=author, created_at=at, **fields)

    return add_comment


def is_unanswered(comment: Comment) -> bool:
    return unanswered.due().filter(pk=comment.pk).exists()


def test_question_without_an_answer_is_unanswered(add_comment):
    assert is_unanswered(add_comment())


def test_answered_question_is_answered(add_comment):
    question = add_comment()
    add_comment(question, by_coach=True)
    assert not is_unanswered(question)


def test_question_answered_further_below_is_answered(add_comment):
    question = add_comment()
    add_comment(add_comment(question), by_coach=True)
    assert not is_unanswered(question)


def test_follow_up_to_an_answer_is_unanswered(add_comment):
    question = add_comment()
    follow_up = add_comment(add_comment(question, by_coach=True))
    assert is_unanswered(follow_up)
    assert not is_unanswered(question)


def test_later_answer_to_the_same_parent_counts(add_comment):
    question = add_comment()
    second = add_comment(question)
    add_comment(question, by_coach=True)
    assert not is_unanswered(second)


def test_earlier_answer_to_the_same_parent_does_not_count(add_comment):
    question = add_comment()
    add_comment(question, by_coach=True)
    assert is_unanswered(add_comment(question))


def test_answer_in_another_thread_does_not_count(add_comment):
    first, second = add_comment(), add_comment()
    add_comment(second, by_coach=True)
    assert is_unanswered(first)


def test_hidden_answer_does_not_count(add_comment):
    question = add_comment()
    add_comment(question, by_coach=True, state="binned")
    assert is_unanswered(question)


def test_held_comment_is_unanswered(add_comment):
    assert is_unanswered(add_comment(state="held"))


def test_held_comment_is_unanswered_despite_an_answer_beside_it(add_comment):
    question = add_comment()
    held = add_comment(question, state="held")
    add_comment(question, by_coach=True)
    assert is_unanswered(held)


@pytest.mark.parametrize("state", ["spam", "binned"])
def test_spam_and_binned_comments_are_not_unanswered(add_comment, state):
    assert not is_unanswered(add_comment(state=state))


def test_pingback_is_not_unanswered(add_comment):
    assert not is_unanswered(add_comment(kind="pingback"))


def test_settled_comment_is_not_unanswered(add_comment):
    assert not is_unanswered(add_comment(settled_at=timezone.now()))


def test_snoozed_comment_is_unanswered_from_its_day_on(add_comment):
    comment = add_comment(snoozed_until=timezone.now() + timedelta(days=1))
    assert not is_unanswered(comment)
    assert unanswered.unanswered_comments().filter(pk=comment.pk).exists()
    Comment.objects.filter(pk=comment.pk).update(snoozed_until=timezone.now())
    assert is_unanswered(comment)


def test_answers_in_a_circle_do_not_loop(add_comment):
    one = add_comment()
    two = add_comment(one)
    add_comment(two, by_coach=True)
    Comment.objects.filter(pk=one.pk).update(parent=two)
    assert not is_unanswered(one)


def test_threads_are_ordered_by_urgency_then_age(add_comment):
    calm, question, urgent, later = (
        add_comment(text="Nice"),
        add_comment(text="Why?"),
        add_comment(text="I want to join"),
        add_comment(text="When?"),
    )
    found = unanswered.threads(unanswered.due(), 10)
    assert [thread.root for thread in found] == [urgent.pk, question.pk, later.pk, calm.pk]


def test_thread_is_one_row_with_its_most_urgent_comment(add_comment):
    first = add_comment(text="Nice")
    add_comment(first, text="I want to join")
    (thread,) = unanswered.threads(unanswered.due(), 10)
    assert (thread.root, thread.priority, thread.count, thread.since) == (first.pk, 0, 2, first.created_at)


def test_summary_counts_threads_and_wishes(add_comment):
    first = add_comment(text="Nice")
    add_comment(text="I want to join")
    assert unanswered.summarise(unanswered.due()) == unanswered.UnansweredSummary(
        count=2, since=first.created_at, wishes=1
    )
    assert unanswered.summarise(unanswered.due().none()) == unanswered.UnansweredSummary(count=0, since=None, wishes=0)


def test_unanswered_takes_the_same_queries_for_any_number(add_comment, django_assert_num_queries):
    for _ in range(30):
        add_comment()
    with django_assert_num_queries(2):
        unanswered.threads(unanswered.due(), 20)
        unanswered.summarise(unanswered.due())


def test_answer_by_other_staff_counts(add_comment, post):
    question = add_comment()
    make_comment(post=post, parent=question, author=make_coach(display_name="Jo"))
    assert not is_unanswered(question)
