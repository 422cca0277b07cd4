"""The first hits for sixty questions to the sample site, on both databases."""

import pytest

from comments.models import Comment
from podcast.models import Episode
from search.finding import Found, find
from tests.search.questions import COMMENTS, COMMENTS_WITH_A_SLIP, QUESTIONS, Question

pytestmark = pytest.mark.django_db

MOST_NOT_FIRST = len(QUESTIONS) // 10


def is_expected(found: Found, question: Question) -> bool:
    row = found.hit.row.post if isinstance(found.hit.row, Episode) else found.hit.row
    if isinstance(row, Comment):
        return bool(question.comment) and row.post.slug == question.slug and row.text.startswith(question.comment)
    return not question.comment and row.slug == question.slug


def test_there_are_sixty_questions_a_third_into_comments_and_a_third_with_a_slip() -> None:
    assert len({question.words for question in QUESTIONS}) == 60
    assert len(COMMENTS) + len(COMMENTS_WITH_A_SLIP) == 20


@pytest.mark.usefixtures("sample")
def test_expected_hit_is_first_for_nine_in_ten_and_in_the_first_three_for_all() -> None:
    places = {
        question.words: next(
            (place for place, found in enumerate(find(question.words).found) if is_expected(found, question)), None
        )
        for question in QUESTIONS
    }
    later = {words: place for words, place in places.items() if place != 0}
    assert len(later) <= MOST_NOT_FIRST, later
    assert all(place is not None and place < 3 for place in later.values()), later
