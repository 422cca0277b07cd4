"""No text gets script into a page, through whatever part of a block."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.html import clean_article, find_blocks, segments
from tests.factories import make_offer, make_picture, make_post
from tests.hostile_texts import dangers, fault_of, texts

TAGS = "figure p ul li ol h2 h3 table tr td caption blockquote pre a b em button svg style select math img br".split()
PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        '<figure data-block="note" data-key="tip">',
        '<figure data-block="picture" data-key="1">',
        '<figure data-key="1" data-block="gallery">',
        '<figure data-block="a b">',
        '<img src="/x.jpg">',
        "\n",
        "text",
        "— x",
        "&amp;",
    ]
)


@pytest.mark.django_db
def test_no_script_gets_through_any_part_of_a_block() -> None:
    make_offer("challenge")
    make_post("knees")
    make_picture(pk=1, alternative_text='"><script>alert(1)</script>')
    faults = [fault_of(text) for text in texts()]
    print(f"{len(faults)} texts")
    assert list(filter(None, faults)) == []


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = clean_article(text)
    assert clean_article(cleaned) == cleaned
    parts = segments(cleaned)
    assert {(part.block, part.key) for part in parts if part.block} == find_blocks(cleaned)
    assert not any("<figure data-" in part.html or "<figure" in part.content for part in parts)


def test_deeply_nested_text_is_cleaned_in_time() -> None:
    for tag in (
        '<figure data-block="note" data-key="tip">',
        "<figure>",
        "<figure data-x=y>",
        "<ul><li>",
        "<button><p>",
    ):
        cleaned = clean_article(tag * 1_500)
        assert clean_article(cleaned) == cleaned


@pytest.mark.parametrize("html", ["<script>", "<img onerror=x>", "<a href=' javascript:x'>", "<p style=x>"])
def test_dangers_are_seen(html: str) -> None:
    assert dangers(f"<p>{html}x</p>")
