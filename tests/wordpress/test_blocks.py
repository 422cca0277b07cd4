"""What WordPress embeds, quotes and captions comes in as blocks."""

import pytest

from core.html import block_marker, clean_article
from wordpress.content import to_html

VIDEO = block_marker("video", "youtube-dQw4w9WgXcQ")
ADDRESS = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
BEFORE = "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n"


def shown(body: str) -> str:
    return clean_article(to_html(body)).replace("\n", "")


@pytest.mark.parametrize(
    "written",
    [
        f'<!-- wp:embed {{"url":"{ADDRESS}"}} -->\n<figure class="wp-block-embed is-type-video is-provider-youtube">'
        f'<div class="wp-block-embed__wrapper">\n{ADDRESS}\n</div></figure>\n<!-- /wp:embed -->',
        '<!-- wp:html --><iframe width=560 src="https://www.youtube.com/embed/dQw4w9WgXcQ" allow=x></iframe>',
        f"<!-- wp:paragraph -->\n<p>{ADDRESS}</p>\n<!-- /wp:paragraph -->",
        f"<!-- wp:shortcode -->\n[embed width=5]{ADDRESS}[/embed]\n<!-- /wp:shortcode -->",
    ],
)
def test_video_of_the_block_editor_is_a_block(written: str) -> None:
    assert shown(BEFORE + written) == f"<p>One</p>{VIDEO}"


@pytest.mark.parametrize(
    "written",
    [
        f"One\n\n{ADDRESS}\n\nTwo",
        f"One\n{ADDRESS}\nTwo",
        f"One\r\n\r\n  {ADDRESS}&amp;list=PL1  \r\n\r\nTwo",
        f"One\n[embed]{ADDRESS}[/embed]\nTwo",
        'One\n<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>\nTwo',
    ],
)
def test_video_of_the_classic_editor_is_a_block(written: str) -> None:
    assert shown(written) == f"<p>One</p>{VIDEO}<p>Two</p>"


def test_caption_of_a_video_is_kept() -> None:
    written = (
        f'<!-- wp:embed --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">{ADDRESS}</div>'
        '<figcaption class="x">In <em>real</em> time</figcaption></figure><!-- /wp:embed -->'
    )
    assert shown(written) == block_marker("video", "youtube-dQw4w9WgXcQ", "In <em>real</em> time")


@pytest.mark.parametrize("address", ["https://example.org/film", "https://www.youtube.com/@mara"])
def test_other_addresses_stay(address: str) -> None:
    assert shown(f"One\n\n{address}\n\nTwo") == f"<p>One</p><p>{address}</p><p>Two</p>"


def test_address_within_a_sentence_stays() -> None:
    assert shown(f"See {ADDRESS} first") == f"<p>See {ADDRESS} first</p>"


@pytest.mark.parametrize(
    ("before", "after", "style"),
    [
        ('<blockquote class="wp-block-quote">', "</blockquote>", "plain"),
        ('<figure class="wp-block-pullquote"><blockquote>', "</blockquote></figure>", "large"),
    ],
)
def test_quotation_with_its_source_is_a_block(before: str, after: str, style: str) -> None:
    written = f"<!-- wp:quote -->{before}<p>Slow.</p><cite>Nadia <em>S</em></cite>{after}<!-- /wp:quote -->"
    assert shown(written) == block_marker("quote", style, "<p>Slow.</p><p>— Nadia <em>S</em></p>")


def test_quotation_without_a_source_stays() -> None:
    written = "<!-- wp:quote --><blockquote><p>Slow.</p></blockquote><!-- /wp:quote -->"
    assert shown(written) == "<blockquote><p>Slow.</p></blockquote>"


def test_caption_of_a_picture_is_a_figure() -> None:
    image = '<img src="https://old.example.com/a.jpg" alt="A" width="5">'
    written = f'One\n\n[caption id="x" align="left"]<a href="/b">{image}</a> A <b>squat</b>[/caption]\n\nTwo'
    figure = f'<figure><a href="/b">{image}</a><figcaption>A <b>squat</b></figcaption></figure>'
    assert shown(written) == f"<p>One</p>{figure}<p>Two</p>"


def test_introduction_has_no_blocks() -> None:
    assert to_html(f"One\n\n{ADDRESS}", has_blocks=False) == f"<p>One</p>\n<p>{ADDRESS}</p>"
