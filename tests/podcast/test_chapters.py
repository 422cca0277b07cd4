import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.chapters import Chapter, read_chapters, write_chapters
from podcast.durations import read_duration, write_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3723", 3723),
        ("62:03", 3723),
        ("1:02:03", 3723),
        ("01:02:03.500", 3723),
        (" 45 ", 45),
        ("0", 0),
        ("", None),
        ("an hour", None),
        ("-5", None),
        ("1:2:3:4", None),
        ("00:12:34:56", None),
        ("999999", None),
        ("١٢", None),
    ],
)
def test_durations_are_read(text: str, seconds: int | None) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (123, "2:03"), (3723, "1:02:03")])
def test_durations_are_written(seconds: float, text: str) -> None:
    assert write_duration(seconds) == text


def test_lines_are_read_in_the_order_of_time() -> None:
    text = "2:05 – How to hinge https://example.org/hinge\n\n0:00 Hello\n(1:02:03) The 3 rules: slow\nNo chapter\n99 "
    assert read_chapters(text) == [
        Chapter(0, "Hello"),
        Chapter(125, "How to hinge", "https://example.org/hinge"),
        Chapter(3723, "The 3 rules: slow"),
    ]


def test_json_chapters_are_read() -> None:
    rows = [
        {"startTime": 60.5, "title": "Second ", "url": "https://example.org/"},
        {"startTime": 0, "title": "First", "url": "javascript:alert(1)"},
        {"startTime": 30, "title": "Only a picture", "toc": False},
        {"startTime": None, "title": "Nowhere"},
        {"startTime": 5, "title": ""},
        "no chapter",
    ]
    text = json.dumps({"version": "1.2.0", "chapters": rows})
    assert read_chapters(text) == [Chapter(0, "First"), Chapter(60, "Second", "https://example.org/")]


@pytest.mark.parametrize("text", ["{", '{"chapters": 5}', "[]", '{"chapters": {"a": 1}}', "[" * 5000, "{" * 5000])
def test_broken_chapters_are_none(text: str) -> None:
    assert read_chapters(text) == []


def test_written_chapters_are_read_again() -> None:
    chapters = [Chapter(0, "Hello"), Chapter(3723, "Rules", "https://example.org/")]
    assert read_chapters(write_chapters(chapters)) == chapters


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read_chapters(text), list)
    assert isinstance(read_chapters("{" + text), list)
