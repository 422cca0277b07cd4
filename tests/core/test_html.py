import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.html import Segment, clean_article, clean_comment, html_to_lines, html_to_text, segments


def test_paragraphs_are_separated():
    assert (
        html_to_text("<p>One.</p><p>Two.<br>Three.</p><ul><li>Four</li><li>Five</li></ul>")
        == "One. Two. Three. Four Five"
    )


def test_word_with_partial_emphasis_stays_one_word():
    assert html_to_text("<p>un<strong>break</strong>able</p>") == "unbreakable"


def test_entities_are_decoded():
    assert html_to_text("<p>Salt &amp; pepper &lt; 3</p>") == "Salt & pepper < 3"


def test_link_in_a_comment_is_unchanged():
    html = clean_comment('See <a href="https://example.org/hips">this film</a>.')
    assert html == '<p>See <a href="https://example.org/hips" rel="nofollow ugc noopener">this film</a>.</p>'


def test_plain_url_in_a_comment_is_linked_once():
    html = clean_comment('https://a.example and <b><a href="https://b.example">https://b.example</a></b>')
    assert html.count("<a ") == 2
    assert html.count(">https://b.example</a>") == 1


def test_comment_as_lines_keeps_paragraphs_and_link_targets():
    html = clean_comment('One\ntwo & <b>three</b>\n\n<a href="https://a.example/">Four</a> https://b.example')
    assert html_to_lines(html) == "One\ntwo & three\n\nFour (https://a.example/) https://b.example"


BLOCK = '<figure data-block="offer" data-key="28-days"></figure>'


@pytest.mark.parametrize(
    "written",
    [
        BLOCK,
        "<FIGURE data-key='28-days' class=wide data-block=offer onclick=x>\n</FIGURE>",
        '<figure data-block="offer" data-key="28-days"><script>alert(1)</script></figure>',
    ],
)
def test_block_is_normalised(written):
    assert clean_article(f"<p>One</p>{written}<p>Two</p>") == f"<p>One</p>{BLOCK}<p>Two</p>"
    assert clean_article(BLOCK) == BLOCK


@pytest.mark.parametrize("attribute", ['title="x"', 'lang="de"', 'title="data-block"'])
def test_block_loses_other_attributes(attribute):
    written = BLOCK.replace("<figure", f"<figure {attribute}")
    assert clean_article(written) == BLOCK
    assert clean_article(f"<blockquote>{written}</blockquote>") == "<blockquote></blockquote>"


@pytest.mark.parametrize("clean", [clean_article, clean_comment])
def test_tags_keep_only_listed_attributes(clean):
    html = clean('a <b title="x" lang="de">b</b> <i dir="rtl">c</i> <abbr title="Plan" lang="de">d</abbr>')
    assert 'a <b>b</b> <i>c</i> <abbr title="Plan">d</abbr>' in html


@pytest.mark.parametrize(
    "source",
    ["file:///C:/Users/mara/plan.jpg", "data:image/png;base64,AAAA", "javascript:alert(1)", "blob:https://x/1"],
)
def test_picture_with_an_invalid_source_is_left_out(source):
    written = f'<p>One <img src="{source}" alt="A plan"></p><figure><img alt="x" src="{source}"></figure>{BLOCK}'
    assert clean_article(written) == f"<p>One </p><figure></figure>{BLOCK}"


def test_picture_without_a_source_is_left_out():
    assert clean_article('<p>One<img alt=" src="></p>') == "<p>One</p>"


def test_picture_of_this_or_another_site_is_kept():
    html = '<p><img src="/media/plan.jpg" alt=""><img src="https://img.example/a.jpg"></p>'
    assert clean_article(html) == html


@pytest.mark.parametrize(
    "around", ["<blockquote>{}</blockquote>", "<ul><li><p>a</p>{}</li></ul>", "<figure>{}</figure>"]
)
def test_nested_block_is_left_out(around):
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
        '<figure data-block="offer" data-key="a.b"></figure>',
        '<figure data-block="offer" data-key="28-days&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"></figure>',
        f'<figure data-block="offer" data-key="{"a" * 201}"></figure>',
    ],
)
def test_malformed_block_is_left_out(malformed):
    assert clean_article(f"<p>One</p>{malformed}") == "<p>One</p>"


def test_malformed_block_with_content_is_a_plain_figure():
    figure = '<figure><img src="/media/plan.jpg" alt="A > B"><figcaption>The plan</figcaption></figure>'
    marked = figure.replace("<figure>", '<figure data-block="offer" data-key="28 days">')
    assert clean_article(marked) == figure.replace("A > B", "A &gt; B")


def test_escaped_block_stays_text():
    html = clean_article(f"<p>{escape(BLOCK)}</p><p><a title='{escape(BLOCK)}' href='/x'>x</a></p>")
    assert [segment.block for segment in segments(html)] == [""]
    assert BLOCK not in html


def test_segments_are_text_and_blocks_in_order():
    html = clean_article(f"{BLOCK}<p>One &amp; two</p>{BLOCK}\n{BLOCK}<p>Three</p>")
    block = Segment(block="offer", key="28-days")
    one, three = Segment(html="<p>One &amp; two</p>"), Segment(html="<p>Three</p>")
    assert segments(html) == [block, one, block, block, three]
    assert all(isinstance(segment.html, SafeString) for segment in segments(html) if not segment.block)


def test_empty_text_has_no_segments():
    assert segments("") == []


def test_block_adds_no_text():
    assert html_to_text(clean_article(f"One{BLOCK}<p>Two</p>")) == "One Two"
