"""Texts of WordPress's block editor."""

import pytest

from core.html import block_marker
from tests.wordpress.content.conftest import UPLOADS, Shown, converted
from wordpress.content import convert

ADDRESS = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
SQUAT = f'<img src="{UPLOADS}/squat.jpg" alt="" class="wp-image-7"/>'
BEFORE = "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n"


def block(name: str, html: str, values: str = "") -> str:
    return f"<!-- wp:{name} {values}-->\n{html}\n<!-- /wp:{name} -->\n\n"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (block("heading", "<h2>Two</h2>"), "<h2>Two</h2>"),
        (block("image", f'<figure class="wp-block-image alignwide">{SQUAT}<figcaption>Low</figcaption></figure>'),
         block_marker("picture", "7-wide", "Low")),
        (block("gallery", '<figure class="wp-block-gallery">'
               + block("image", f'<figure>{SQUAT}<figcaption>Low</figcaption></figure>')
               + block("image", '<figure><img class="wp-image-8" src="/b.jpg"></figure>')
               + "<figcaption>Both</figcaption></figure>"),
         block_marker("gallery", "7-8", "Both · Low")),
        (block("columns", '<div class="wp-block-columns">'
               + block("column", "<div>" + block("paragraph", "<p>Left</p>") + "</div>")
               + block("column", "<div>" + block("paragraph", "<p>Right</p>") + "</div>") + "</div>"),
         "<p>Left</p><p>Right</p>"),
        (block("media-text", f'<div><figure>{SQUAT}</figure><div><p>Beside</p></div></div>'),
         block_marker("picture", "7") + "<p>Beside</p>"),
        (block("cover", f'<div><img class="wp-image-7" src="{UPLOADS}/x.jpg"><div><p>On it</p></div></div>'),
         block_marker("picture", "7") + "<p>On it</p>"),
        (block("buttons", '<div><div class="wp-block-button"><a href="/a/">Go</a></div>'
               '<div class="wp-block-button"><a href="/b/">Stay</a></div></div>'),
         '<p><a href="/a/">Go</a></p><p><a href="/b/">Stay</a></p>'),
        (block("embed", f'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{ADDRESS}\n</div>'
               "<figcaption>In <em>real</em> time</figcaption></figure>", '{"url":"x"} '),
         block_marker("video", "youtube-dQw4w9WgXcQ", "In <em>real</em> time")),
        (block("audio", f'<figure><audio controls src="{UPLOADS}/a.mp3"></audio><figcaption>A</figcaption></figure>'),
         f'<p><a href="{UPLOADS}/a.mp3">Listen: a.mp3</a></p><p>A</p>'),
        (block("file", f'<div class="wp-block-file"><object data="{UPLOADS}/plan.pdf"></object>'
               f'<a href="{UPLOADS}/plan.pdf">Plan</a><a href="{UPLOADS}/plan.pdf" download>Download</a></div>'),
         '<p><a href="/files/plan.pdf">Plan</a></p>'),
        (block("table", "<figure><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td>"
               "</tr></tbody></table><figcaption>Caption</figcaption></figure>"),
         "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
         "<p>Caption</p>"),
        (block("code", "<pre><code>a  [b]</code></pre>"), "<pre><code>a  [b]</code></pre>"),
        ("<!-- wp:separator /-->" + block("separator", '<hr class="x"/>') + "<!-- wp:spacer /-->", "<hr><hr>"),
        ('<!-- wp:social-links --><ul><!-- wp:social-link {"url":"https://x.com/m","service":"x"} /--></ul>'
         "<!-- /wp:social-links -->", '<ul><li><a href="https://x.com/m">X</a></li></ul>'),
        (block("shortcode", '[gallery ids="3,4"]'), block_marker("gallery", "3-4")),
        (block("html", "<div>Raw <b>words</b></div>"), "<p>Raw <b>words</b></p>"),
        ("Plain\n\nlines", "<p>Plain</p><p>lines</p>"),
    ],
)  # fmt: skip
def test_block_becomes_what_the_site_has(shown: Shown, written: str, html: str) -> None:
    assert shown(BEFORE + written) == f"<p>One</p>{html}"


def test_block_that_wordpress_fills_is_named() -> None:
    text = BEFORE + "<!-- wp:latest-posts /--><!-- wp:footnotes /--><!-- wp:post-title /-->"
    assert converted(text).notes == ("Nothing stands in the place of: “latest-posts”, “footnotes”.",)


def test_reusable_block_is_put_in(shown: Shown) -> None:
    reused = {5: block("paragraph", "<p>Again</p>")}
    assert convert('<!-- wp:block {"ref":5} /-->', reusable=reused).html == "<p>Again</p>"
    assert converted('<!-- wp:block {"ref":6} /-->').notes == ("Nothing stands in the place of: “block 6”.",)


def test_reusable_block_in_itself_ends() -> None:
    assert convert('<!-- wp:block {"ref":5} /-->', reusable={5: '<p>A</p><!-- wp:block {"ref":5} /-->'}).html


def test_picture_behind_a_group_is_named() -> None:
    text = block("group", "<div><p>A</p></div>", '{"style":{"background":{"backgroundImage":{"url":"/b.jpg"}}}} ')
    assert converted(text).notes == ("Pictures behind the text were left out: /b.jpg.",)
