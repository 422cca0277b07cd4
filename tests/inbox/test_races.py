"""Two at once: no answer is lost, and whoever came second is told."""

import threading

import pytest
from django.db import connections

from comments import moderation
from comments.models import Comment
from comments.moderation import RefusedError
from inbox import acts
from inbox.models import Act
from tests.factories import make_coach, make_comment, make_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]


@pytest.fixture
def at_once():
    """``at_once(one, other)`` calls both in the same moment and gives what each returned, or its refusal."""

    def at_once(*calls):
        start = threading.Barrier(len(calls))
        found = [None] * len(calls)

        def run(number, call) -> None:
            start.wait()
            try:
                found[number] = call()
            except RefusedError as refusal:
                found[number] = refusal
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    return at_once


def refusals(found):
    return [result for result in found if isinstance(result, RefusedError)]


def test_of_two_coaches_who_answer_one_is_told_of_the_other(at_once):
    comment = make_comment(make_post())
    one, other = make_coach(display_name="Jo Berg"), make_coach(display_name="Mo Berg")
    found = at_once(
        lambda: acts.answer(comment.pk, by=one, text="On the floor."),
        lambda: acts.answer(comment.pk, by=other, text="With the bridge."),
    )
    (refusal,) = refusals(found)
    answer = comment.replies.get()
    assert refusal.answer == answer
    assert str(refusal) == f"{answer.name} has answered meanwhile."


@pytest.mark.parametrize("_attempt", range(5))
def test_answer_and_bin_at_once_are_one_of_both(at_once, _attempt):
    coach, comment = make_coach(), make_comment(make_post())
    found = at_once(
        lambda: acts.answer(comment.pk, by=coach, text="On the floor."),
        lambda: acts.decide(comment.pk, Act.Verb.BIN, by=coach),
    )
    assert len(refusals(found)) == 1
    state = Comment.objects.get(pk=comment.pk).state
    assert (state == "approved") == comment.replies.exists()


@pytest.mark.parametrize("_attempt", range(5))
def test_answer_and_delete_at_once_lose_no_answer(at_once, _attempt):
    coach, comment = make_coach(), make_comment(make_post())

    def delete() -> None:
        acts.decide(comment.pk, Act.Verb.BIN, by=coach)
        moderation.delete_for_good(comment)

    found = at_once(lambda: acts.answer(comment.pk, by=coach, text="On the floor."), delete)
    assert len(refusals(found)) == 1
    is_there = Comment.objects.filter(pk=comment.pk).exists()
    assert is_there == Comment.objects.filter(text="On the floor.", post=comment.post).exists()


def test_undone_twice_at_once_is_undone_once(at_once):
    coach = make_coach()
    comment = make_comment(make_post())
    act = acts.decide(comment.pk, Act.Verb.SPAM, by=coach)
    found = at_once(*[lambda: acts.undo(act.batch, by=coach)] * 2)
    assert sorted(len(undone) for undone in found) == [0, 1]
    assert Comment.objects.get(pk=comment.pk).state == "approved"
