"""How pictures, lists, tables and quotations are written, whoever made their HTML."""

import pytest

from core.html import block_marker
from tests.wordpress.content.conftest import UPLOADS, Shown, converted, find_file
from wordpress.content import FileReference, convert

IMAGE = f'<img src="{UPLOADS}/squat.jpg" alt="A squat">'
PICTURE = block_marker("picture", "7")


@pytest.mark.parametrize(
    "image",
    [
        IMAGE,
        f'<img class="wp-image-7" src="{UPLOADS}/other.jpg">',
        f'<img src="data:image/gif;base64,R0" data-src="{UPLOADS}/squat.jpg">',
        f'<img srcset="{UPLOADS}/squat-300x200.jpg 300w, {UPLOADS}/squat.jpg 900w">',
        f'<a href="{UPLOADS}/squat.jpg">{IMAGE}</a>',
        f'<a href="/squat/" rel="attachment wp-att-7">{IMAGE}</a>',
    ],
)
def test_picture_of_the_library_is_a_block(shown: Shown, image: str) -> None:
    assert shown(f"One {image} two") == f"<p>One</p>{PICTURE}<p>two</p>"


def test_picture_keeps_the_link_that_leads_elsewhere(shown: Shown) -> None:
    html = shown(f'<a href="https://other.example/x/">{IMAGE}</a>')
    assert html == block_marker("picture", "7", '<a href="https://other.example/x/">A squat</a>')


@pytest.mark.parametrize(
    ("image", "address", "words"),
    [
        (f'<img src="{UPLOADS}/row-300x200.jpg">', f"{UPLOADS}/row-300x200.jpg", "row-300x200.jpg"),
        (f'<img src="{UPLOADS}/row.jpg" alt="A &amp; B">', f"{UPLOADS}/row.jpg", "A &amp; B"),
        ('[gallery ids="99"]', f"{UPLOADS}/99.jpg", "99.jpg"),
    ],
)
def test_picture_that_is_missing_is_a_named_link(shown: Shown, image: str, address: str, words: str) -> None:
    assert shown(image) == f'<p><a href="{address}#picture">Picture: {words}</a></p>'
    assert len(converted(image).missing) == 1


def test_files_of_a_text_are_listed_once_and_in_order() -> None:
    text = f'{IMAGE}{IMAGE}<a href="{UPLOADS}/plan.pdf">Plan</a><a href="/about/">About</a>'
    document, picture = FileReference(f"{UPLOADS}/plan.pdf"), FileReference(f"{UPLOADS}/squat.jpg", 0, "A squat")
    assert convert(text, find_file).files == (document, picture)
    assert convert(text).missing == (document, picture)


def test_link_to_a_file_leads_to_the_library(shown: Shown) -> None:
    html = shown(f'<a href="{UPLOADS}/plan.pdf">The plan</a>')
    assert html == '<p><a href="/files/plan.pdf">The plan</a></p>'


def test_picture_in_a_list_parts_it_and_the_numbers_go_on(shown: Shown) -> None:
    html = shown(f"<ol><li>One</li><li>Two {IMAGE}</li><li>Three</li></ol>")
    assert html == f'<ol><li>One</li><li>Two</li></ol>{PICTURE}<ol start="3"><li>Three</li></ol>'


def test_picture_in_a_table_follows_it(shown: Shown) -> None:
    html = shown(f"<table><tr><td>A {IMAGE}</td><td>B</td></tr></table>")
    assert html == f"<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>{PICTURE}"


def test_smiley_is_its_sign_and_a_heading_keeps_its_picture(shown: Shown) -> None:
    smiley = '<img class="emoji" src="https://s.w.org/images/core/emoji/1.svg" alt="🙂">'
    assert shown(f"<h1>Hips {smiley}{IMAGE}</h1>") == f"<h2>Hips 🙂</h2>{PICTURE}"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("<div>One<div>Two</div>Three</div>", "<p>One</p><p>Two</p><p>Three</p>"),
        ("<a href='/a/'><div>One</div></a>", '<p><a href="/a/">One</a></p>'),
        (
            "<ul><li><p>One</p></li><li>Two<ul><li>Three</li></ul></li></ul>",
            "<ul><li>One</li><li>Two<ul><li>Three</li></ul></li></ul>",
        ),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "<p><strong>Term</strong></p><p>Meaning</p>"),
        ("<details><summary>More</summary><p>Hidden</p></details>", "<p><strong>More</strong></p><p>Hidden</p>"),
        ("<table><tr><td><h2>A</h2><p>b</p></td></tr></table>", "<h2>A</h2><p>b</p>"),
        ("<h5>Small</h5><center>Middle</center>", "<h2>Small</h2><p>Middle</p>"),
        ("<h4>A</h4><h6>B</h6><h4>C</h4><h2>D</h2>", "<h2>A</h2><h3>B</h3><h2>C</h2><h2>D</h2>"),
        ("<script>x()</script><style>p{}</style>Text<noscript>No</noscript>", "<p>Text</p>"),
        ("<blockquote><p>Slow.</p></blockquote>", "<blockquote><p>Slow.</p></blockquote>"),
        ("<p>&nbsp;</p><p>One</p><br><br>", "<p>One</p>"),
    ],
)
def test_elements_that_texts_do_not_have_leave_their_words(shown: Shown, written: str, html: str) -> None:
    assert shown(written) == html


@pytest.mark.parametrize(
    ("before", "after", "style"),
    [
        ('<blockquote class="wp-block-quote">', "</blockquote>", "plain"),
        ('<figure class="wp-block-pullquote"><blockquote>', "</blockquote></figure>", "large"),
    ],
)
def test_quotation_with_its_source_is_a_block(shown: Shown, before: str, after: str, style: str) -> None:
    written = f"{before}<p>Slow.</p><cite>Nadia <em>S</em></cite>{after}"
    assert shown(written) == block_marker("quote", style, "<p>Slow.</p><p>— Nadia <em>S</em></p>")


def test_introduction_has_links_in_place_of_blocks() -> None:
    html = convert("One\n\nhttps://youtu.be/dQw4w9WgXcQ", with_blocks=False).html
    assert html == '<p>One</p>\n<p><a href="https://youtu.be/dQw4w9WgXcQ">Open on YouTube</a></p>'


def test_link_with_an_icon_alone_is_named(shown: Shown) -> None:
    icons = '<ul><li><a href="https://social.example/us" aria-label="Our page"></a></li></ul>'
    assert shown(icons) == '<ul><li><a href="https://social.example/us">Our page</a></li></ul>'
    assert shown('<h2>Hips<a href="#top" title="Up"></a></h2>') == "<h2>Hips</h2>"
