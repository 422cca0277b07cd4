from datetime import timedelta

import pytest
from django.utils import timezone

from comments import response_times
from comments.models import Decision
from tests.factories import make_answer, make_comment, make_post

pytestmark = pytest.mark.django_db


def answered(weeks_ago, days_waited, **fields):
    at = timezone.now() - timedelta(weeks=weeks_ago)
    question = make_comment(make_post(), created_at=at - timedelta(days=days_waited))
    return make_answer(question, created_at=at, **fields)


def test_answers_are_counted_by_week_with_the_median_wait():
    for days in (1, 2, 9):
        answered(2, days)
    found = response_times.weekly_response_times()
    assert len(found) == 12
    assert (found[9].answered, found[9].days) == (3, 2.0)
    assert (found[11].answered, found[11].days) == (0, None)
    assert found[11].begins == response_times.monday_of(timezone.now())


def test_comments_that_answer_no_reader_do_not_count():
    answered(1, 1, state="binned")
    make_comment(parent=make_comment(make_post()))
    make_answer(make_comment(make_post(), kind="pingback"))
    answer = answered(30, 1)
    make_answer(answer)
    assert [week.answered for week in response_times.weekly_response_times()] == [0] * 12


def test_answers_to_imported_comments_do_not_count():
    answer = answered(1, 3273)
    answer.parent.decisions.create(decider=Decision.Decider.IMPORT, verdict="approved")
    answered(1, 2)
    assert (response_times.weekly_response_times()[10].answered, response_times.weekly_response_times()[10].days) == (
        1,
        2.0,
    )


def test_imported_answers_do_not_count():
    answered(1, 1).decisions.create(decider=Decision.Decider.IMPORT, verdict="approved")
    assert response_times.weekly_response_times()[10].answered == 0
