"""Texts that nobody wrote with care: they take no time, and never end an import."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.html import clean_article
from tests.wordpress.content.conftest import converted

PIECES = [
    "[gallery]", "[caption]", "[/caption]", '[et_pb_text a="', "[/et_pb_text]", "[et_pb_row]", "[/et_pb_row]", "[", "]",
    "[b]", "[/b]", "[[", "]]", '"', "'", "<p>", "</p>", "<pre>", "</pre>", "<a href='/x/'>", "</a>", "<table>", "<td>",
    "<li>", "<ul>", "</ul>", "<figure>", "<figcaption>", "</figure>", "<blockquote>", "<cite>", "</blockquote>", "<h2>",
    "<img src=a.jpg>", "<iframe src=//x.y>", "<form>", "</form>", "<!--", "-->", "<!-- wp:divi/text {\"a\":1} -->",
    "<!-- wp:block {\"ref\":1} /-->", "<!-- /wp:divi/text -->", "\n", "\n\n", " ", "word", "\x01", "\x02",
    "&nbsp;", "<br>", "https://youtu.be/dQw4w9WgXcQ", "<", "=", "<BLOCKQUOTE>", "<audio>", "<source src=a.mp3>",
    "<details>", "<summary>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_converted_the_same_way_twice(body: str) -> None:
    result = converted(body)
    assert result == converted(body)
    html = clean_article(result.html)
    assert clean_article(html) == html


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[a ",
        "[a]",
        "[et_pb_row]",
        '[a "',
        "<div>",
        "<!--",
        "<!-- wp:a -->",
        "<pre>",
        "<BLOCKQUOTE>",
        " ",
        "<p ",
        "<li>",
    ],
)
def test_half_a_megabyte_of_one_thing_is_read_in_seconds(piece: str) -> None:
    # Twice the text may not take four times as long: at this size, that would take hours.
    converted(piece * (500_000 // len(piece)))


def test_brackets_within_brackets_are_read_in_seconds() -> None:
    assert converted("[et_pb_row]" * 40_000 + "Words" + "[/et_pb_row]" * 40_000).html == "<p>Words</p>"
