"""Two coaches act at once: no answer is lost, and the second one is refused."""

import threading

import pytest
from django.db import connections

from comments.models import Comment
from comments.moderation import actions as moderation
from core.refusals import RefusedError
from inbox import actions
from inbox.models import InboxAction
from tests.factories import make_coach, make_comment, make_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]


@pytest.fixture
def at_once():
    """``at_once(one, other)`` calls both at once and returns the result or the refusal of each."""

    def at_once(*calls):
        start = threading.Barrier(len(calls))
        results = [None] * len(calls)

        def run(number, call) -> None:
            start.wait()
            try:
                results[number] = call()
            except RefusedError as refusal:
                results[number] = refusal
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return at_once


def refusals(results):
    return [result for result in results if isinstance(result, RefusedError)]


def test_second_of_two_concurrent_answers_is_refused(at_once):
    comment = make_comment(make_post())
    one, other = make_coach(display_name="Jo Berg"), make_coach(display_name="Mo Berg")
    results = at_once(
        lambda: actions.answer(comment.pk, by=one, text="On the floor."),
        lambda: actions.answer(comment.pk, by=other, text="With the bridge."),
    )
    (refusal,) = refusals(results)
    answer = comment.replies.get()
    assert refusal.answer == answer
    assert str(refusal) == f"{answer.name} has already answered."


@pytest.mark.parametrize("_attempt", range(5))
def test_concurrent_answer_and_bin_are_one_of_both(at_once, _attempt):
    coach, comment = make_coach(), make_comment(make_post())
    results = at_once(
        lambda: actions.answer(comment.pk, by=coach, text="On the floor."),
        lambda: actions.decide(comment.pk, InboxAction.Verb.BIN, by=coach),
    )
    assert len(refusals(results)) == 1
    state = Comment.objects.get(pk=comment.pk).state
    assert (state == "approved") == comment.replies.exists()


@pytest.mark.parametrize("_attempt", range(5))
def test_concurrent_answer_and_deletion_lose_no_answer(at_once, _attempt):
    coach, comment = make_coach(), make_comment(make_post())

    def delete() -> None:
        actions.decide(comment.pk, InboxAction.Verb.BIN, by=coach)
        moderation.delete_for_good(comment)

    results = at_once(lambda: actions.answer(comment.pk, by=coach, text="On the floor."), delete)
    assert len(refusals(results)) == 1
    is_there = Comment.objects.filter(pk=comment.pk).exists()
    assert is_there == Comment.objects.filter(text="On the floor.", post=comment.post).exists()


def test_concurrent_undos_undo_once(at_once):
    coach = make_coach()
    comment = make_comment(make_post())
    act = actions.decide(comment.pk, InboxAction.Verb.SPAM, by=coach)
    results = at_once(*[lambda: actions.undo(act.batch, by=coach)] * 2)
    assert sorted(len(undone) for undone in results) == [0, 1]
    assert Comment.objects.get(pk=comment.pk).state == "approved"
