"""The table of ``make bench`` says what was measured, and no more."""

import pytest

from tests.performance.site.load import Load, is_complete
from tests.performance.site.table import Figure, Goal, Row, format_number, format_ratio, format_table

A_TENTH = Goal(1 / 10)


def row(sturdy: Figure | None, other: Figure | None = None, goal: Goal | None = None) -> Row:
    return Row("built page", "ms", sturdy, other, "WordPress", goal)


def test_table() -> None:
    rows = [row(Figure(8), Figure(80), A_TENTH), Row("start", "s", Figure(2.5), goal=Goal(2, is_absolute=True))]
    lines = [line.split() for line in format_table(rows).splitlines()]
    assert lines == [
        ["unit", "Sturdy", "other", "compared", "with", "ratio", "goal"],
        ["built", "page", "ms", "8", "80", "WordPress", "1/10", "≤", "1/10", "met"],
        ["start", "s", "2.50", "≤", "2", "not", "met"],
    ]


@pytest.mark.parametrize(
    ("ours", "other", "goal", "is_met"),
    [
        (8, 80, A_TENTH, True),
        (8.1, 80, A_TENTH, False),
        (60, 20, Goal(3, is_least=True), True),
        (59, 20, Goal(3, is_least=True), False),
        (30, 10, Goal(30, is_absolute=True), True),
        (31, 10, Goal(30, is_absolute=True), False),
    ],
)
def test_goal(ours: float, other: float, goal: Goal, is_met: bool) -> None:
    assert row(Figure(ours), Figure(other), goal).is_met is is_met


def test_there_is_no_ratio_without_the_other_server() -> None:
    alone = row(Figure(8), None, A_TENTH)
    assert (alone.ratio, alone.is_met) == (None, None)


def test_there_is_no_ratio_if_the_load_was_the_limit() -> None:
    limited = row(Figure(20_000), Figure(50_000, is_floor=True))
    assert limited.ratio is None
    assert "≥ 50,000" in format_table([limited])


def test_wrong_answers_meet_no_goal() -> None:
    wrong = row(Figure(1, wrong=2), Figure(80), A_TENTH)
    assert wrong.is_met is False
    assert "1 (2 wrong)" in format_table([wrong])


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.1834, "0.18"), (9.876, "9.88"), (54.32, "54.3"), (12345.6, "12,346")]
)
def test_numbers_are_rounded(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(("ratio", "text"), [(0.1, "1/10"), (0.68, "1/1.47"), (1, "1 ×"), (3.14159, "3.14 ×")])
def test_ratio_is_a_fraction_or_a_multiple(ratio: float, text: str) -> None:
    assert format_ratio(ratio) == text


def test_answers_a_second_leave_out_the_time_between_requests() -> None:
    """Four connections that waited for 8 s in total were asking for 2 s."""
    assert Load(connections=4, answers=100, failures=0, waited=8, busy=0).per_second == 50


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    ],
)
def test_answer_is_complete_with_its_last_byte(answer: bytes) -> None:
    assert is_complete(answer)
    assert not any(is_complete(answer[:length]) for length in range(len(answer)))
