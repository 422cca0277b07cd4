import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.link_rewriting import apply, preview, revert
from tests.blog.test_html_links import DEAD, PIECES, hrefs_after_cleaning

NEW = "/go/challenge/"

FILLER = "Breathe out, lift, and wait."

# A URL as link text, a link that had the new URL before, another spelling, and other links.
TEXT = (
    f'<p>{FILLER}</p><p class="x">Join — <a href="{DEAD}">{DEAD}</a></p>\r\n'
    f"<p>{FILLER} or <a href='{NEW}'>here</a>, {FILLER} or "
    f'<A title="&lt;" HREF={DEAD}>here&nbsp;<b>too</b></A></p>\n\n'
    f'<p>{FILLER} <a href="https://alive.example/?a=1&b=2">é</a><br/>{FILLER}</p>'
)


def test_only_the_link_changes():
    html, places = apply(TEXT, DEAD, NEW, "The <challenge>")
    assert html == (
        TEXT.replace(f'"{DEAD}">{DEAD}<', f'"{NEW}">The &lt;challenge&gt;<').replace(f"HREF={DEAD}", f'HREF="{NEW}"')
    )
    assert [place.original is not None for place in places] == [True, False, True]


def test_revert_and_apply_restore_every_byte():
    html, places = apply(TEXT, DEAD, NEW, "The challenge")
    undone, back, left = revert(html, places, NEW, DEAD)
    assert (undone, left) == (TEXT, 0)
    again, there, left = revert(undone, back, DEAD, NEW)
    assert (again, there, left) == (html, places, 0)


def test_link_text_stays_without_a_new_one():
    html, _places = apply(TEXT, DEAD, NEW)
    assert f'<a href="{NEW}">{DEAD}</a>' in html


def test_revert_keeps_edits_outside_of_the_link():
    html, places = apply(TEXT, DEAD, NEW, "The challenge")
    edited = f"<p>First.</p>{html}<p>Last.</p>".replace("\r\n", "\n").replace("<br/>", "<br>")
    undone, _places, left = revert(edited, places, NEW, DEAD)
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
def test_revert_skips_an_edited_link(change):
    html, places = apply(TEXT, DEAD, NEW, "The challenge")
    edited = html.replace(*change)
    undone, _places, left = revert(edited, places, NEW, DEAD)
    assert left == 1
    assert undone == edited.replace(f'HREF="{NEW}"', f"HREF={DEAD}")


def test_revert_skips_the_same_link_written_elsewhere():
    same = f'<p>{"a" * 40} <a href="%s">here</a> {"b" * 40}</p>'
    html, places = apply(same % DEAD + same % NEW, DEAD, NEW)
    without_ours = same % NEW
    assert revert(without_ours, places, NEW, DEAD) == (without_ours, [], 1)
    assert revert(html, places, NEW, DEAD)[0] == same % DEAD + same % NEW


def test_preview_shows_each_occurrence_in_its_context():
    first, second = preview(TEXT, DEAD, "The challenge")
    assert (first.before, first.words, first.new_words) == (f"{FILLER} Join — ", DEAD, "The challenge")
    assert first.after.startswith(f" {FILLER} or here, ")
    assert (second.words, second.new_words) == ("here too", "here too")
    assert second.before.endswith(f"here, {FILLER} or ")


@given(st.lists(st.sampled_from([*PIECES, f'<a href="{NEW}">', DEAD]), max_size=14), st.sampled_from(["", "New & <b>"]))
def test_revert_restores_any_text(pieces, words):
    text = "".join(pieces)
    html, places = apply(text, DEAD, NEW, words)
    assert DEAD not in hrefs_after_cleaning(html)
    undone, back, left = revert(html, places, NEW, DEAD)
    assert (undone, left) == (text, 0)
    assert revert(undone, back, DEAD, NEW) == (html, places, 0)
