import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.swapping import preview, replace, turn
from tests.blog.test_links import DEAD, PIECES, met_by_readers

NEW = "/go/challenge/"

FILLER = "Breathe out, lift, and wait."

# An address that is its own words, a link that led to the new address before, another spelling, other links.
TEXT = (
    f'<p>{FILLER}</p><p class="x">Join — <a href="{DEAD}">{DEAD}</a></p>\r\n'
    f"<p>{FILLER} or <a href='{NEW}'>here</a>, {FILLER} or "
    f'<A title="&lt;" HREF={DEAD}>here&nbsp;<b>too</b></A></p>\n\n'
    f'<p>{FILLER} <a href="https://alive.example/?a=1&b=2">é</a><br/>{FILLER}</p>'
)


def test_only_the_link_is_touched():
    html, places = replace(TEXT, DEAD, NEW, "The <challenge>")
    assert html == (
        TEXT.replace(f'"{DEAD}">{DEAD}<', f'"{NEW}">The &lt;challenge&gt;<').replace(f"HREF={DEAD}", f'HREF="{NEW}"')
    )
    assert [place.back is not None for place in places] == [True, False, True]


def test_undone_and_done_again_byte_for_byte():
    html, places = replace(TEXT, DEAD, NEW, "The challenge")
    undone, back, left = turn(html, places, NEW, DEAD)
    assert (undone, left) == (TEXT, 0)
    again, there, left = turn(undone, back, DEAD, NEW)
    assert (again, there, left) == (html, places, 0)


def test_words_stay_where_there_are_none_for_them():
    html, _places = replace(TEXT, DEAD, NEW)
    assert f'<a href="{NEW}">{DEAD}</a>' in html


def test_what_was_changed_elsewhere_stays_changed():
    html, places = replace(TEXT, DEAD, NEW, "The challenge")
    edited = f"<p>First.</p>{html}<p>Last.</p>".replace("\r\n", "\n").replace("<br/>", "<br>")
    undone, _places, left = turn(edited, places, NEW, DEAD)
    wanted = f"<p>First.</p>{TEXT}<p>Last.</p>".replace("\r\n", "\n").replace("<br/>", "<br>")
    assert (undone, left) == (wanted, 0)


@pytest.mark.parametrize(
    "change",
    [
        ("The challenge", "The great challenge"),
        ("Join —", "Don’t join —"),
        (f'<p class="x">Join — <a href="{NEW}">The challenge</a></p>', ""),
        (f'"{NEW}">The', '"/apply/">The'),
    ],
)
def test_place_that_was_changed_is_left(change):
    html, places = replace(TEXT, DEAD, NEW, "The challenge")
    edited = html.replace(*change)
    undone, _places, left = turn(edited, places, NEW, DEAD)
    assert left == 1
    assert undone == edited.replace(f'HREF="{NEW}"', f"HREF={DEAD}")


def test_link_that_is_none_of_ours_is_never_taken_for_one():
    same = f'<p>{"a" * 40} <a href="%s">here</a> {"b" * 40}</p>'
    html, places = replace(same % DEAD + same % NEW, DEAD, NEW)
    without_ours = same % NEW
    assert turn(without_ours, places, NEW, DEAD) == (without_ours, [], 1)
    assert turn(html, places, NEW, DEAD)[0] == same % DEAD + same % NEW


def test_preview_shows_each_place_with_what_is_around_it():
    first, second = preview(TEXT, DEAD, "The challenge")
    assert (first.before, first.words, first.new_words) == (f"{FILLER} Join — ", DEAD, "The challenge")
    assert first.after.startswith(f" {FILLER} or here, ")
    assert (second.words, second.new_words) == ("here too", "here too")
    assert second.before.endswith(f"here, {FILLER} or ")


@given(st.lists(st.sampled_from([*PIECES, f'<a href="{NEW}">', DEAD]), max_size=14), st.sampled_from(["", "New & <b>"]))
def test_whatever_the_text_it_comes_back_as_it_was(pieces, words):
    text = "".join(pieces)
    html, places = replace(text, DEAD, NEW, words)
    assert DEAD not in met_by_readers(html)
    undone, back, left = turn(html, places, NEW, DEAD)
    assert (undone, left) == (text, 0)
    assert turn(undone, back, DEAD, NEW) == (html, places, 0)
