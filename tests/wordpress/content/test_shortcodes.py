"""What is a shortcode, and what those of WordPress and Jetpack become."""

import pytest

from core.html import block_marker
from tests.wordpress.content.conftest import UPLOADS, Shown, converted

VIDEO = block_marker("video", "youtube-dQw4w9WgXcQ")
ADDRESS = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "words",
    [
        "As he said [sic], twice",
        "See [1] and [2, 3]",
        "[Read on below]",
        "[see fig a=1]",
        "[don’t] and [it's so]",
        "A [gap] and a [quote]",
        "[self-care] matters",
        "[…] and []",
        "Never [/irony]",
    ],
)
def test_words_in_brackets_stay(shown: Shown, words: str) -> None:
    assert shown(f"{words}.") == f"<p>{words}.</p>"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("A [b]bold[/b] word", "<p>A bold word</p>"),
        ("[my_plugin]\n\nText", "<p>Text</p>"),
        ('[pricelist from="5"]\n\nText', "<p>Text</p>"),
        ("[price-list]\n\nText", "<p>Text</p>"),
        ("[thing /] Text", "<p>Text</p>"),
        ("[[gallery]] makes one", "<p>[gallery] makes one</p>"),
        ("<pre>[gallery]\n\n  [b]</pre>", "<pre>[gallery]  [b]</pre>"),
        ('[code language="js"]if (a < b) x[1][/code]', "<pre><code>if (a &lt; b) x[1]</code></pre>"),
        ('<a href="/x/" title="[y z=1]">A</a>', '<p><a href="/x/" title="[y z=1]">A</a></p>'),
        ("[box]One\n\nTwo[/box]", "<p>One</p><p>Two</p>"),
        ("[open_only]One[other_one]Two[/other_one]", "<p>OneTwo</p>"),
    ],
)
def test_brackets_of_shortcodes_go_and_words_stay(shown: Shown, written: str, html: str) -> None:
    assert shown(written) == html


@pytest.mark.parametrize(
    "written",
    [
        f"[embed width=5]{ADDRESS}[/embed]",
        f"[youtube {ADDRESS}]",
        f"[youtube={ADDRESS}&w=5]",
        '[youtube id="dQw4w9WgXcQ"]',
        f"[embedyt]{ADDRESS}[/embedyt]",
        f'[video src="{ADDRESS}"]',
        ADDRESS,
        '<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ?rel=0" width="5"></iframe>',
        f'<iframe data-src="{ADDRESS}" src="about:blank"></iframe>',
    ],
)
def test_video_is_a_block(shown: Shown, written: str) -> None:
    assert shown(f"One\n{written}\nTwo") == f"<p>One</p>{VIDEO}<p>Two</p>"


@pytest.mark.parametrize(
    ("written", "address", "words"),
    [
        (f'[audio mp3="{UPLOADS}/a.mp3"][/audio]', f"{UPLOADS}/a.mp3", "Listen: a.mp3"),
        (f'[video mp4="{UPLOADS}/a.mp4"][/video]', f"{UPLOADS}/a.mp4", "Watch: a.mp4"),
        ("https://example.org/film", "https://example.org/film", "https://example.org/film"),
        ("https://x.com/mara/status/1", "https://x.com/mara/status/1", "Open on X"),
        (
            '<iframe src="https://open.spotify.com/embed/episode/1?a=b"></iframe>',
            "https://open.spotify.com/episode/1",
            "Open on Spotify",
        ),
        (
            '<iframe src="https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b" title="Talk"></iframe>',
            "https://soundcloud.com/a/b",
            "Talk",
        ),
        ("[tweet 12]", "https://twitter.com/i/status/12", "Open on X"),
    ],
)
def test_what_has_no_player_here_is_a_named_link(shown: Shown, written: str, address: str, words: str) -> None:
    assert shown(f"One\n\n{written}") == f'<p>One</p><p><a href="{address}">{words}</a></p>'


def test_address_within_a_sentence_stays(shown: Shown) -> None:
    assert shown(f"See {ADDRESS} first") == f"<p>See {ADDRESS} first</p>"


@pytest.mark.parametrize(
    ("written", "key"),
    [('[gallery ids="3,4,5" columns="2"]', "3-4-5"), ("[gallery]", "1-2"), ('[gallery include="8, 9"]', "8-9")],
)
def test_gallery_is_a_block(shown: Shown, written: str, key: str) -> None:
    assert shown(f"One\n\n{written}") == f"<p>One</p>{block_marker('gallery', key)}"


@pytest.mark.parametrize("caption", ["A <b>squat</b>", ""])
def test_caption_belongs_to_the_picture(shown: Shown, caption: str) -> None:
    image = f'<a href="{UPLOADS}/squat.jpg"><img src="{UPLOADS}/squat-300x200.jpg" alt="A"></a>'
    written = f'One\n\n[caption id="attachment_7" align="alignright" width="300"]{image} {caption}[/caption]\n\nTwo'
    assert shown(written) == f"<p>One</p>{block_marker('picture', '7-side', caption)}<p>Two</p>"


@pytest.mark.parametrize(
    "written",
    [
        '[contact-form-7 id="1" title="Contact"]',
        "[gravityform id=1]",
        "[wpforms id='1']",
        "[ninja_form id=1]",
        '[mc4wp_form id="1"]',
        '[contact-form][contact-field label="Name" type="name" /][/contact-form]',
        '<form action="/send"><label>Name</label><input name="n"></form>',
        '<!-- wp:jetpack/contact-form --><div><!-- wp:jetpack/field-name {"label":"Name"} /--></div>'
        "<!-- /wp:jetpack/contact-form -->",
        '<!-- wp:wpforms/form-selector {"formId":"1"} /-->',
    ],
)
def test_form_becomes_a_link_to_the_application_and_is_said(shown: Shown, written: str) -> None:
    assert shown(written) == '<p><a href="/apply/">Apply for coaching</a></p>'
    assert converted(written).notes == ("A form became a link to the application (1 ×).",)


def test_search_form_is_left_out(shown: Shown) -> None:
    assert shown('One\n\n<form role="search"><input type="search"></form>') == "<p>One</p>"


def test_report_names_unknown_shortcodes() -> None:
    notes = converted('[price]5[/price] [stock_list symbols="a"] [stock_list symbols="b"]').notes
    assert notes == (
        "Not known, but its words, links and pictures are kept: “price”.",
        "Nothing stands in the place of: “stock_list” (2 ×).",
    )
