from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comments.threads import fair_share, in_reading_order, thread_roots

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Answer:
    pk: int
    parent_id: int | None
    minute: int = 0
    is_pinned: bool = False

    @property
    def created_at(self) -> datetime:
        return START + timedelta(minutes=self.minute or self.pk)


def order(answers: list[Answer]) -> list[tuple[int, int]]:
    return [(answer.pk, depth) for answer, depth in in_reading_order(1, answers)]


def test_answers_are_below_their_parent_oldest_first():
    answers = [Answer(2, 1), Answer(3, 1), Answer(4, 2), Answer(5, 4), Answer(6, 2)]
    assert order(answers) == [(2, 1), (4, 2), (5, 3), (6, 2), (3, 1)]


def test_order_is_by_age_and_not_by_key():
    assert order([Answer(2, 1, minute=9), Answer(3, 1, minute=5)]) == [(3, 1), (2, 1)]


def test_pinned_answer_is_first_with_its_replies():
    answers = [Answer(2, 1), Answer(3, 2), Answer(4, 3, is_pinned=True), Answer(5, 4), Answer(6, 3)]
    assert order(answers) == [(4, 1), (5, 2), (2, 1), (3, 2), (6, 3)]


def test_answer_with_a_missing_parent_is_below_the_root():
    assert order([Answer(2, 99), Answer(3, 2)]) == [(2, 1), (3, 2)]


def test_answers_in_a_circle_are_all_included():
    assert order([Answer(2, 3), Answer(3, 2), Answer(4, 1)]) == [(4, 1), (2, 1), (3, 2)]


def test_chain_of_ten_thousand_answers_is_ordered():
    assert order([Answer(key, key - 1) for key in range(2, 10_002)])[-1] == (10_001, 10_000)


@given(st.dictionaries(st.integers(2, 40), st.integers(1, 45)))
def test_each_answer_is_included_once_for_any_parents(parents):
    answers = [Answer(*pair) for pair in parents.items()]
    assert sorted(key for key, _ in order(answers)) == sorted(parents)


def test_root_is_the_comment_without_a_parent():
    assert thread_roots({1: None, 2: 1, 3: 2, 4: None, 5: 4}) == {1: 1, 2: 1, 3: 1, 4: 4, 5: 4}


def test_parent_may_have_the_higher_key():
    assert thread_roots({1: 7, 7: 9, 9: None}) == {1: 9, 7: 9, 9: 9}


def test_comment_with_a_missing_parent_is_a_root():
    assert thread_roots({2: 99, 3: 2}) == {2: 2, 3: 2}


def test_root_of_a_circle_is_its_lowest_key():
    assert thread_roots({2: 1, 5: 3, 3: 4, 4: 5, 1: 4}) == {1: 3, 2: 3, 3: 3, 4: 3, 5: 3}


def test_comment_that_answers_itself_is_a_root():
    assert thread_roots({1: 1, 2: 1}) == {1: 1, 2: 1}


@given(st.dictionaries(st.integers(1, 40), st.none() | st.integers(1, 45)))
def test_roots_are_roots_of_themselves(parents):
    found = thread_roots(parents)
    assert found.keys() == parents.keys()
    assert all(found[root] == root for root in found.values())


def test_threads_are_whole_if_they_fit():
    assert fair_share([3, 200, 40], 450) >= 200


def test_long_threads_get_the_room_left_by_short_ones():
    assert fair_share([10, 1000, 20, 1000], 430) == 200


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=50))
def test_shares_never_exceed_the_total(sizes):
    share = fair_share(sizes, 450)
    assert sum(min(size, share) for size in sizes) <= 450
