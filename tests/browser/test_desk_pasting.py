"""Text pasted at the desk from other programs: it has the structure that they put into the clipboard."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from core.html import find_blocks
from tests.browser.desk import cards_of, drop, open_desk, paste, photo, text_of, wait_until_saved
from tests.factories import make_post

PLAIN = "font-size:11pt;font-family:Arial;color:#000000;font-weight:400;font-style:normal;text-decoration:none;"


def span(words: str, said: str = "") -> str:
    return f'<span style="{PLAIN}{said}">{words}</span>'


DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1f6b">'
    f'<h1 dir="ltr" style="margin-top:20pt;">{span("Heavy carries")}</h1>'
    f'<p dir="ltr" style="line-height:1.38;">{span("Walk ")}{span("tall", "font-weight:700;")}{span(" and ")}'
    f"{span('slow', 'font-style:italic;')}{span('.')}</p><br>"
    f'<ul style="margin-top:0;"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation">{span("Left")}</p></li>'
    f'<li dir="ltr" aria-level="1"><p dir="ltr" role="presentation">{span("Right")}</p></li></ul>'
    '</b><br class="Apple-interchange-newline">'
)
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head>
<body lang=EN-US><!--StartFragment--><h1>Heavy carries<o:p></o:p></h1>
<p class=MsoNormal>Walk <b>tall</b> and <i>slow</i>.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span><![endif]>Left</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Right</p><!--EndFragment--></body></html>"""
NOTES = (
    '<html><head><meta http-equiv="Content-Type" content="text/html"><style>p.p1 {margin: 0}</style></head><body>'
    '<h1 class="p1">Heavy carries</h1><div class="p2">Walk <b>tall</b> and <i>slow</i>.</div><div><br></div>'
    '<ul class="ul1"><li class="li2">Left</li><li class="li2">Right</li></ul></body></html>'
)
WORDPRESS = (
    "<!-- wp:heading --><h2 class='wp-block-heading'>Heavy carries</h2><!-- /wp:heading --><!-- wp:paragraph -->"
    "<p>Walk <strong>tall</strong> and <em>slow</em>.</p><!-- /wp:paragraph --><!-- wp:paragraph --><p></p>"
    "<!-- /wp:paragraph --><!-- wp:list --><ul class='wp-block-list'><!-- wp:list-item --><li>Left</li>"
    "<!-- /wp:list-item --><li>Right</li></ul><!-- /wp:list -->"
)
CLEAN = (
    "<h2>Heavy carries</h2><p>Walk <strong>tall</strong> and <em>slow</em>.</p>"
    "<ul><li><p>Left</p></li><li><p>Right</p></li></ul>"
)


@pytest.fixture
def desk(staff: Page) -> Page:
    open_desk(staff, make_post(body="", state=Post.State.DRAFT))
    text_of(staff).click()
    return staff


@pytest.mark.parametrize("html", [DOCS, WORD, NOTES, WORDPRESS], ids=["docs", "word", "notes", "wordpress"])
def test_pasted_text_keeps_its_structure_and_no_more(desk: Page, html: str) -> None:
    paste(desk, html, "Heavy carries")
    wait_until_saved(desk)
    assert Post.objects.get().html == CLEAN


def test_nested_list_of_word_stays_nested(desk: Page) -> None:
    second = "style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Light</p>"
    paste(desk, WORD.replace("<!--EndFragment-->", f"<p class=MsoListParagraphCxSpMiddle {second}"))
    wait_until_saved(desk)
    assert "<li><p>Right</p><ol><li><p>Light</p></li></ol></li>" in Post.objects.get().html


def test_plain_text_is_kept_instead(desk: Page) -> None:
    paste(desk, WORD, "Heavy carries\nWalk tall and slow.\n\nLeft\nRight")
    desk.get_by_role("button", name="Keep as plain text instead").click()
    wait_until_saved(desk)
    assert Post.objects.get().html == "<p>Heavy carries</p><p>Walk tall and slow.</p><p>Left</p><p>Right</p>"


def test_picture_within_the_text_is_copied_with_its_caption(desk: Page) -> None:
    file = photo()
    source = f"data:image/jpeg;base64,{file['base64']}"
    paste(desk, f"<p>One</p><figure><img src='{source}'><figcaption>The <em>bar</em></figcaption></figure><p>Two</p>")
    expect(cards_of(desk, "Picture")).to_have_count(1)
    wait_until_saved(desk)
    html = Post.objects.get().html
    (_kind, key), *_others = find_blocks(html)
    assert html == f'<p>One</p><figure data-block="picture" data-key="{key}">The <em>bar</em></figure><p>Two</p>'


def test_picture_of_word_comes_from_its_rtf(desk: Page) -> None:
    digits = base64.b64decode(photo()["base64"]).hex()
    rtf = f"{{\\pict\\jpegblip\\picw9 {digits}}}"
    paste(desk, "<p>One</p><p><img src='file:///C:/clip_image001.jpg'></p>", rtf=rtf)
    expect(cards_of(desk, "Picture")).to_have_count(1)
    wait_until_saved(desk)


def test_picture_that_was_not_copied_leaves_a_slot_until_it_is_dropped_there(desk: Page) -> None:
    pictures = "<p>One <img src='file:///C:/a.jpg'></p><p>Two <img src='file:///C:/b.jpg'></p>"
    paste(desk, pictures, "One Two")
    slot = desk.get_by_text("Picture 2 was not copied: drop it here")
    expect(slot).to_be_visible()
    wait_until_saved(desk)
    assert [kind for kind, _key in find_blocks(Post.objects.get().html)] == ["slot", "slot"]
    desk.reload()
    expect(slot).to_be_visible()
    figure = desk.locator(".desk-slot", has=slot)
    drop(figure, photo())
    expect(slot).to_have_count(0)
    expect(cards_of(desk, "Picture")).to_have_count(1)
    wait_until_saved(desk)
    assert sorted(kind for kind, _key in find_blocks(Post.objects.get().html)) == ["picture", "slot"]


def test_picture_that_the_other_site_does_not_give_says_so(desk: Page, run_tasks: Any) -> None:
    with desk.expect_response("**/blog/pictures/"):
        paste(desk, "<p>One</p><p><img src='https://pictures.invalid/a.jpg' alt='A bar'></p>", "One")
    expect(desk.get_by_text("The picture is being copied")).to_be_visible()
    run_tasks()
    expect(desk.locator(".desk-slot__reason")).to_contain_text("can’t be fetched")
    expect(desk.get_by_text("Picture 1 was not copied: drop it here")).to_be_visible()
    wait_until_saved(desk)
