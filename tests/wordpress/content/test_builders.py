"""Texts of page builders: words, links, pictures and buttons in their order, and no bracket."""

import json

import pytest

from core.html import block_marker
from tests.wordpress.content.conftest import UPLOADS, Shown, converted

SQUAT = f"{UPLOADS}/squat.jpg"
PICTURE = block_marker("picture", "7")
VIDEO = block_marker("video", "youtube-dQw4w9WgXcQ")
DIVI_3 = """[et_pb_section bb_built="1" admin_label="Top"][et_pb_row][et_pb_column type="1_2"]
[et_pb_blurb title="Group Day" image="{image}" alt="A hall" url="/group/"]<p>Weekday [sic] support.</p>[/et_pb_blurb]
[et_pb_button button_url="/apply/" button_text="Book %22now%22"][/et_pb_button][/et_pb_column][et_pb_column]
[et_pb_text admin_label="Text" text_orientation="center"]First
line

Second[/et_pb_text][et_pb_divider][/et_pb_divider]
[/et_pb_column][/et_pb_row][/et_pb_section]"""


def test_divi_sections_rows_and_columns_leave_what_is_in_them(shown: Shown) -> None:
    assert shown(DIVI_3.replace("{image}", SQUAT)) == (
        f'{PICTURE}<h2><a href="/group/">Group Day</a></h2><p>Weekday [sic] support.</p>'
        '<p><a href="/apply/">Book "now"</a></p><p>First<br>line</p><p>Second</p><hr>'
    )


@pytest.mark.parametrize(
    ("module", "html"),
    [
        (f'[et_pb_image src="{SQUAT}" title_text="Tip"][/et_pb_image]', PICTURE),
        ('[et_pb_video src="https://youtu.be/dQw4w9WgXcQ"][/et_pb_video]', VIDEO),
        ('[et_pb_gallery gallery_ids="3,4"][/et_pb_gallery]', block_marker("gallery", "3-4")),
        ('[et_pb_toggle title="When?" open="on"]Now.[/et_pb_toggle]', "<h2>When?</h2><p>Now.</p>"),
        (
            '[et_pb_testimonial author="Ann" job_title="Runner"]Good.[/et_pb_testimonial]',
            block_marker("quote", "plain", "<p>Good.</p><p>— Ann, Runner</p>"),
        ),
        (
            '[et_pb_team_member name="Ann" position="Coach" facebook_url="https://fb.example/a"]Hi[/et_pb_team_member]',
            '<h2>Ann</h2><p>Hi</p><p>Coach</p><p><a href="https://fb.example/a">Facebook</a></p>',
        ),
        (
            '[et_pb_fullwidth_header title="T" subhead="S" button_one_text="A" button_one_url="/a/" '
            'button_two_text="B" button_two_url="/b/"]Body[/et_pb_fullwidth_header]',
            '<h2>T</h2><p>S</p><p>Body</p><p><a href="/a/">A</a></p><p><a href="/b/">B</a></p>',
        ),
        (
            '[et_pb_pricing_table title="Basic" currency="€" per="month" sum="20"]+ One[/et_pb_pricing_table]',
            "<h2>Basic</h2><p>€ 20 month</p><p>+ One</p>",
        ),
        (
            '[et_pb_contact_form email="a@b.c"][et_pb_contact_field field_title="Name"][/et_pb_contact_field]'
            "[/et_pb_contact_form]",
            '<p><a href="/apply/">Apply for coaching</a></p>',
        ),
        (
            '[et_pb_slide heading="H" button_text="Go" button_link="/go/"]Words[/et_pb_slide]',
            '<h2>H</h2><p>Words</p><p><a href="/go/">Go</a></p>',
        ),
    ],
)
def test_divi_module(shown: Shown, module: str, html: str) -> None:
    assert shown(f"[et_pb_row]{module}[/et_pb_row]") == html


def divi_5(name: str, **values: object) -> str:
    data = {key: {"innerContent": {"desktop": {"value": value}}} for key, value in values.items()}
    escaped = json.dumps(data).replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "\\u002d\\u002d")
    return f"<!-- wp:divi/{name} {escaped} /-->"


def test_divi_5_keeps_its_words_in_comments(shown: Shown) -> None:
    modules = (
        divi_5("text", content="<p>Words -- [sic].</p>")
        + divi_5("blurb", title={"text": "Day", "url": "/day/"}, image={"src": SQUAT, "alt": "A"}, content="<p>B</p>")
        + divi_5("button", button={"text": "Book", "linkUrl": "/apply/"})
        + divi_5("video", video={"src": "https://youtu.be/dQw4w9WgXcQ"})
        + f"<!-- wp:divi/contact-form -->{divi_5('contact-field', title='Name')}<!-- /wp:divi/contact-form -->"
    )
    text = f"<!-- wp:divi/section --><!-- wp:divi/row -->{modules}<!-- /wp:divi/row --><!-- /wp:divi/section -->"
    assert shown(text) == (
        f'<p>Words -- [sic].</p>{PICTURE}<h2><a href="/day/">Day</a></h2><p>B</p><p><a href="/apply/">Book</a></p>'
        f'{VIDEO}<p><a href="/apply/">Apply for coaching</a></p>'
    )


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (
            '[vc_row][vc_column][vc_column_text]Hi[/vc_column_text][vc_single_image image="12"]'
            '[vc_btn title="Go" link="url:https%3A%2F%2Fx.example%2Fgo|title:Tip|"][vc_custom_heading text="Big"]'
            "[vc_raw_html]JTNDcCUzRVJhdyUzQyUyRnAlM0U=[/vc_raw_html][/vc_column][/vc_row]",
            f'<p>Hi</p>{block_marker("picture", "12")}<p><a href="https://x.example/go">Go</a></p><h2>Big</h2>'
            "<p>Raw</p>",
        ),
        (
            "[fusion_builder_container][fusion_title]Big[/fusion_title][fusion_text]<p>Hi</p>[/fusion_text]"
            f'[fusion_imageframe image_id="7|full"]{SQUAT}[/fusion_imageframe]'
            '[fusion_button link="/go/"]Go[/fusion_button][/fusion_builder_container]',
            f'<h2>Big</h2><p>Hi</p>{PICTURE}<p><a href="/go/">Go</a></p>',
        ),
        (
            '<div class="so-panel">[siteorigin_widget class="Button"]<input type="hidden" value="{&quot;text&quot;:'
            '&quot;Go&quot;,&quot;url&quot;:&quot;/go/&quot;}" />[/siteorigin_widget]</div>',
            '<p><a href="/go/">Go</a></p>',
        ),
        (
            '[ct_section][ct_headline ct_options=\'{"original":{"tag":"h1"},"title":"Big"}\'][/ct_section]',
            "<h2>Big</h2>",
        ),
        (
            '<div class="elementor-widget"><h2>Big</h2></div><div>Hi</div><a class="elementor-button" href="/go/">'
            "<span><span>Go</span></span></a>",
            '<h2>Big</h2><p>Hi</p><p><a href="/go/">Go</a></p>',
        ),
        ('[su_button url="/go/" style="flat"]Go[/su_button]', '<p><a href="/go/">Go</a></p>'),
    ],
)
def test_other_builders_follow_one_rule(shown: Shown, written: str, html: str) -> None:
    assert shown(written) == html


def test_report_names_pictures_behind_the_text_and_modules_without_words() -> None:
    notes = converted(
        f'[et_pb_section background_image="{UPLOADS}/b.jpg"][et_pb_blog][/et_pb_blog][/et_pb_section]'
    ).notes
    assert notes == (
        "Nothing stands in the place of: “et_pb_blog”.",
        f"Pictures behind the text were left out: {UPLOADS}/b.jpg.",
    )
