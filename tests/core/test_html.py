import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.html import Segment, clean_article, clean_comment, lines_of, segments, text_of


def test_paragraphs_are_parted():
    assert (
        text_of("<p>One.</p><p>Two.<br>Three.</p><ul><li>Four</li><li>Five</li></ul>") == "One. Two. Three. Four Five"
    )


def test_a_word_in_two_faces_stays_one_word():
    assert text_of("<p>un<strong>break</strong>able</p>") == "unbreakable"


def test_characters_are_themselves():
    assert text_of("<p>Salt &amp; pepper &lt; 3</p>") == "Salt & pepper < 3"


def test_link_in_a_comment_stays_as_it_was_written():
    html = clean_comment('See <a href="https://example.org/hips">this film</a>.')
    assert html == '<p>See <a href="https://example.org/hips" rel="nofollow ugc noopener">this film</a>.</p>'


def test_bare_address_in_a_comment_is_linked_and_a_linked_one_once():
    html = clean_comment('https://a.example and <b><a href="https://b.example">https://b.example</a></b>')
    assert html.count("<a ") == 2
    assert html.count(">https://b.example</a>") == 1


def test_comment_as_lines_keeps_its_paragraphs_and_where_links_lead():
    html = clean_comment('One\ntwo & <b>three</b>\n\n<a href="https://a.example/">Four</a> https://b.example')
    assert lines_of(html) == "One\ntwo & three\n\nFour (https://a.example/) https://b.example"


BLOCK = '<figure data-block="offer" data-key="28-days"></figure>'


@pytest.mark.parametrize(
    "written",
    [
        BLOCK,
        "<FIGURE data-key='28-days' class=wide data-block=offer onclick=x>\n</FIGURE>",
        '<figure data-block="offer" data-key="28-days"><script>alert(1)</script></figure>',
    ],
)
def test_block_has_one_form(written):
    assert clean_article(f"<p>One</p>{written}<p>Two</p>") == f"<p>One</p>{BLOCK}<p>Two</p>"
    assert clean_article(BLOCK) == BLOCK


@pytest.mark.parametrize(
    "around", ["<blockquote>{}</blockquote>", "<ul><li><p>a</p>{}</li></ul>", "<figure>{}</figure>"]
)
def test_block_within_something_is_left_out(around):
    assert (
        clean_article(f"<p>a<br>b</p>{around.format(BLOCK)}<hr>{BLOCK}")
        == f"<p>a<br>b</p>{around.format('')}<hr>{BLOCK}"
    )


@pytest.mark.parametrize(
    "malformed",
    [
        '<figure data-block="offer"></figure>',
        '<figure data-key="28-days"></figure>',
        '<figure data-block="../offer" data-key="28-days"></figure>',
        '<figure data-block="Offer" data-key="28-days"></figure>',
        '<figure data-block="offer" data-key="28 days"></figure>',
        '<figure data-block="offer" data-key="ümlaut"></figure>',
        '<figure data-block="offer" data-key="28-days&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"></figure>',
        f'<figure data-block="offer" data-key="{"a" * 201}"></figure>',
    ],
)
def test_malformed_block_is_left_out(malformed):
    assert clean_article(f"<p>One</p>{malformed}") == "<p>One</p>"


def test_figure_with_something_in_it_is_no_block():
    figure = '<figure><img src="/media/plan.jpg" alt="A > B"><figcaption>The plan</figcaption></figure>'
    marked = figure.replace("<figure>", '<figure data-block="offer" data-key="28-days">')
    assert clean_article(marked) == figure.replace("A > B", "A &gt; B")


def test_words_that_look_like_a_block_stay_words():
    html = clean_article(f"<p>{escape(BLOCK)}</p><p><a title='{escape(BLOCK)}' href='/x'>x</a></p>")
    assert [segment.block for segment in segments(html)] == [""]
    assert BLOCK not in html


def test_segments_are_the_text_and_its_blocks_in_order():
    html = clean_article(f"{BLOCK}<p>One &amp; two</p>{BLOCK}\n{BLOCK}<p>Three</p>")
    block = Segment(block="offer", key="28-days")
    one, three = Segment(html="<p>One &amp; two</p>"), Segment(html="<p>Three</p>")
    assert segments(html) == [block, one, block, block, three]
    assert all(isinstance(segment.html, SafeString) for segment in segments(html) if not segment.block)


def test_empty_text_has_no_segments():
    assert segments("") == []


def test_block_is_no_word():
    assert text_of(clean_article(f"One{BLOCK}<p>Two</p>")) == "One Two"
