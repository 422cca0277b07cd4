"""Pasting from other programs, and moving the cursor in a text with tables and figures."""

import pytest

from blog.models import Post
from tests.browser import desk
from tests.browser.desk import go_to_end, open_desk, wait_until_saved
from tests.factories import make_post

EDITOR = ".tiptap"
PLAIN = (
    "font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;"
    "font-style:normal;font-variant:normal;text-decoration:none;vertical-align:baseline;white-space:pre-wrap;"
)
LINE = "line-height:1.38;margin-top:0pt;margin-bottom:0pt;"


def span(words: str, said: str = "") -> str:
    """A span with the styles that Google Docs always adds, followed by ``said``."""
    return f'<span style="{PLAIN}{said}">{words}</span>'


# As Google Docs writes a clipboard: all of it within a <b> that is not bold, and every style on a <span>.
DOCS = (
    '<meta charset=\'utf-8\'><b style="font-weight:normal;" id="docs-internal-guid-1f6b">'
    f'<h2 dir="ltr" style="{LINE}">{span("Strong hips", "font-weight:700")}</h2>'
    f'<p dir="ltr" style="{LINE}">{span("Hips carry ")}{span("everything", "font-weight:700")}'
    f"{span(', even ')}{span('stairs', 'font-style:italic')}{span(' and ')}{span('bags', 'text-decoration:underline')}"
    f"{span(' of ')}{span('stone', 'text-decoration:line-through')}{span('2', 'vertical-align:super')}.</p>"
    f'<ul style="margin-top:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;{PLAIN}" '
    f'aria-level="1"><p dir="ltr" role="presentation" style="{LINE}">{span("Squat")}</p></li></ul>'
    f'<p dir="ltr" style="{LINE}"><a href="https://example.org/hips" style="text-decoration:none;">'
    f'{span("Read on", "text-decoration:underline")}</a></p></b><br class="Apple-interchange-newline">'
)


def paste(staff, html):
    staff.locator(EDITOR).click()
    desk.paste(staff, html)


def test_text_from_google_docs_keeps_its_emphasis_and_no_more(staff):
    open_desk(staff, make_post(state=Post.State.DRAFT, body=""))
    paste(staff, DOCS)
    wait_until_saved(staff)
    html = Post.objects.get().html
    assert html.startswith(
        "<h2>Strong hips</h2><p>Hips carry <strong>everything</strong>, even <em>stairs</em> and <u>bags</u> of "
        "<s>stone</s><sup>2</sup>.</p><ul><li><p>Squat</p></li></ul>"
        '<p><a href="https://example.org/hips">Read on</a></p>'
    )


def test_bold_that_is_a_tag_stays_bold(staff):
    open_desk(staff, make_post(state=Post.State.DRAFT, body=""))
    paste(
        staff, "<p>One <b>two</b> <strong style='color: red'>three</strong> <i style='font-style: normal'>four</i></p>"
    )
    wait_until_saved(staff)
    assert Post.objects.get().html == "<p>One <strong>two</strong> <strong>three</strong> four</p>"


def test_text_about_styles_is_kept(staff):
    open_desk(staff, make_post(state=Post.State.DRAFT, body=""))
    paste(staff, "<p>Write style=bold here</p>")
    wait_until_saved(staff)
    assert Post.objects.get().html == "<p>Write style=bold here</p>"


TABLE = "<table><tbody><tr><td><p>Mon</p></td><td><p>Squat</p></td></tr></tbody></table>"
FIGURE = '<figure><img src="/media/plan.jpg" alt="A plan"><figcaption>The plan</figcaption></figure>'
BLOCK = '<figure data-block="offer" data-key="gone"></figure>'


@pytest.mark.parametrize("last", [TABLE, FIGURE, BLOCK, "<hr>"], ids=["table", "figure", "block", "line"])
def test_text_can_be_added_below_the_last_element(staff, last):
    staff.route("**/media/plan.jpg", lambda route: route.fulfill(body=b"", content_type="image/jpeg"))
    open_desk(staff, make_post(state=Post.State.DRAFT, body=f"<p>One</p>{last}"))
    staff.locator(EDITOR).get_by_text("One", exact=True).click()
    go_to_end(staff)
    staff.keyboard.type("Then rest.")
    wait_until_saved(staff)
    html = Post.objects.get().html
    assert html.startswith("<p>One</p>")
    assert html.endswith("<p>Then rest.</p>")
    assert "rest" not in html.removesuffix("<p>Then rest.</p>")


@pytest.mark.parametrize("last", [TABLE, BLOCK], ids=["table", "block"])
def test_empty_line_at_the_end_is_removed(staff, last):
    open_desk(staff, make_post(state=Post.State.DRAFT, body=f"<p>One</p>{last}"))
    staff.locator(EDITOR).get_by_text("One", exact=True).click()
    staff.keyboard.press("Home")
    staff.keyboard.type("! ")
    wait_until_saved(staff)
    assert not Post.objects.get().html.endswith("<p></p>")
