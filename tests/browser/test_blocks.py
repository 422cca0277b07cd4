"""Blocks in the text of an article: the coach inserts, writes in, changes and removes them."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import Page, Post
from core.html import block_marker
from tests.browser.desk import go_to_end, insert, open_desk, wait_until_saved
from tests.factories import make_offer, make_page, make_picture, make_post
from tests.waiting import wait_for

EDITOR, CARD = ".tiptap", ".tiptap .block-card"
BEFORE = "<p>Breathe out &amp; lift.</p><h2>Twice</h2>"
AFTER = "<ul><li><p>One</p></li></ul><p>And <strong>rest</strong>.</p>"


def block(key: str) -> str:
    return block_marker("offer", key)


@pytest.fixture
def _offers(db):
    make_offer("challenge", name="28-day challenge")
    make_offer("kettlebells", name="Kettlebells & more")


pytestmark = pytest.mark.usefixtures("_offers")


def open_editor(staff, entry):
    """Open the desk of a draft: its row follows what is written."""
    type(entry).objects.filter(pk=entry.pk).update(state="draft")
    open_desk(staff, entry)


def start(staff, kind):
    """Put something in where the cursor is, as the row of tools on a phone does."""
    staff.locator("#tools [data-command=insert]").dispatch_event("click")
    staff.get_by_role("option", name=re.compile(f"^{kind}")).click()


def show(staff):
    """Show it as readers see it."""
    for model in (Post, Page):
        model.objects.update(state="published")
    staff.goto("/hips/")


def finish(staff, name="Put it here"):
    staff.get_by_role("dialog").get_by_role("button", name=name).click()


def choose(staff, name, button="Put it here"):
    staff.get_by_label("Which one?").select_option(label=name)
    finish(staff, button)


def put(staff, name):
    start(staff, "Offer")
    choose(staff, name)


def save(staff):
    wait_until_saved(staff)


@pytest.mark.parametrize(("make", "model"), [(make_post, Post), (make_page, Page)])
def test_inserted_offer_is_saved(staff, make, model):
    entry = make("hips", body=BEFORE + AFTER)
    open_editor(staff, entry)
    staff.locator(EDITOR).get_by_text("Twice").click()
    put(staff, "Kettlebells & more")
    save(staff)
    expect(staff.locator(CARD)).to_contain_text("Kettlebells & more")
    assert model.objects.get().body == BEFORE + block("kettlebells") + AFTER
    show(staff)
    expect(staff.get_by_role("main")).to_contain_text("Kettlebells & more")


def test_offer_is_changed_and_removed_on_its_card(staff):
    open_editor(staff, make_post(body=BEFORE + block("challenge") + AFTER))
    expect(staff.locator(CARD)).to_contain_text("28-day challenge")
    staff.locator(CARD).hover()
    staff.get_by_role("button", name="Change", exact=True).click()
    choose(staff, "Kettlebells & more", "Change")
    expect(staff.locator(CARD)).to_contain_text("Kettlebells & more")
    save(staff)
    assert Post.objects.get().body == BEFORE + block("kettlebells") + AFTER
    staff.locator(CARD).hover()
    staff.get_by_role("button", name="Remove", exact=True).click()
    expect(staff.locator(CARD)).to_have_count(0)
    save(staff)
    assert Post.objects.get().body == BEFORE + AFTER


def test_blocks_are_edited_by_keyboard_alone(staff):
    open_editor(staff, make_post(body="<p>One</p><p>Two</p>"))
    staff.locator(EDITOR).focus()
    staff.wait_for_timeout(100)  # Only now the editor puts its cursor where it was.
    staff.keyboard.press("Control+Home")
    staff.keyboard.press("End")
    staff.wait_for_timeout(100)  # The editor hears of the cursor's new place a moment later.
    staff.keyboard.press("Enter")
    insert(staff, "offer")
    expect(staff.get_by_label("Which one?")).to_be_focused()
    for key in ("Tab", "Enter"):
        staff.keyboard.press(key)
    expect(staff.locator(CARD)).to_be_visible()
    expect(staff.locator(EDITOR)).to_be_focused()
    staff.keyboard.type("Then ")
    save(staff)
    assert Post.objects.get().body == f"<p>One</p>{block('challenge')}<p>Then Two</p>"

    staff.locator(EDITOR).focus()
    for key in ("Control+Home", "End", "ArrowDown", "Enter"):
        staff.keyboard.press(key)
        staff.wait_for_timeout(100)  # As above.
    expect(staff.get_by_label("Which one?")).to_have_value("challenge")
    staff.keyboard.press("Escape")
    expect(staff.get_by_role("dialog")).to_have_count(0)
    staff.keyboard.press("Delete")
    expect(staff.locator(CARD)).to_have_count(0)


def test_block_is_inserted_below_the_list_with_the_cursor(staff):
    open_editor(staff, make_post(body=BEFORE + AFTER))
    staff.locator(EDITOR).get_by_text("One").click()
    put(staff, "28-day challenge")
    save(staff)
    assert Post.objects.get().body == BEFORE + AFTER.replace("</ul>", f"</ul>{block('challenge')}")


def test_text_with_only_a_block_is_not_empty(staff):
    open_editor(staff, make_post(body=""))
    staff.locator(EDITOR).click()
    put(staff, "28-day challenge")
    save(staff)
    assert Post.objects.get().body == block("challenge")


def test_block_of_a_missing_offer_is_kept_and_marked(staff):
    open_editor(staff, make_post(body=BEFORE + block("gone") + AFTER))
    expect(staff.locator(CARD)).to_contain_text("Readers see nothing here")
    staff.locator(EDITOR).focus()
    go_to_end(staff)
    staff.keyboard.type("!")
    save(staff)
    assert Post.objects.get().body == BEFORE + block("gone") + AFTER.replace(".</p>", ".!</p>")


def test_block_of_an_unknown_kind_is_kept_with_its_content(staff):
    body = block_marker("poll", "7", "<p>One</p><p>Two</p>") + block_marker("slot", "2-x", "A <em>line</em>")
    open_editor(staff, make_post(body=body + AFTER))
    expect(staff.locator(CARD)).to_have_count(1)
    expect(staff.locator(".desk-slot")).to_have_count(1)
    staff.locator(EDITOR).focus()
    go_to_end(staff)
    staff.keyboard.type("!")
    save(staff)
    assert Post.objects.get().body == body + AFTER.replace(".</p>", ".!</p>")


def test_caption_is_written_in_place(staff):
    picture = make_picture()
    open_editor(staff, make_post("hips", body=block_marker("picture", f"{picture.pk}-wide") + "<p>One</p>"))
    expect(staff.locator(f"{CARD} img")).to_be_visible()
    staff.locator(f"{CARD} figcaption").last.click()
    staff.keyboard.type("# The start of ")
    staff.keyboard.press("Control+b")
    staff.keyboard.type("it")
    staff.keyboard.press("Enter")
    staff.keyboard.type("Two")
    save(staff)
    caption = "# The start of <strong>it</strong>"
    assert Post.objects.get().body == block_marker("picture", f"{picture.pk}-wide", caption) + "<p>Two</p><p>One</p>"
    show(staff)
    expect(staff.get_by_role("figure")).to_have_text(caption.replace("<strong>", "").replace("</strong>", ""))


def test_note_is_written_in_place(staff):
    open_editor(staff, make_post("hips", body="<p>One</p>"))
    staff.locator(EDITOR).get_by_text("One").click()
    start(staff, "Note box")
    staff.get_by_label("Take care").check()
    finish(staff)
    wait_for(staff, "getSelection().anchorNode?.parentElement?.closest('.block-card__content')")
    staff.keyboard.type("Stop if it hurts.")
    staff.keyboard.press("Enter")
    staff.keyboard.type("- Less weight")
    for _press in range(3):
        staff.keyboard.press("Enter")
    staff.keyboard.type("Then go on.")
    save(staff)
    content = "<p>Stop if it hurts.</p><ul><li><p>Less weight</p></li></ul>"
    assert Post.objects.get().body == f"<p>One</p>{block_marker('note', 'care', content)}<p>Then go on.</p>"
    expect(staff.locator(CARD)).to_contain_text("Take care")


def test_quote_needs_no_dialog_and_a_dash_says_who_said_it(staff):
    open_editor(staff, make_post("hips", body="<p>One</p>"))
    staff.locator(EDITOR).get_by_text("One").click()
    start(staff, "Quote")
    staff.keyboard.type("It came on a Tuesday.")
    staff.keyboard.press("Enter")
    staff.keyboard.type("— Nadia")
    save(staff)
    show(staff)
    expect(staff.locator(".quote blockquote")).to_have_text("It came on a Tuesday.")
    expect(staff.locator(".quote figcaption")).to_have_text("Nadia")


def test_video_is_put_in_by_its_address(staff, console_errors):
    open_editor(staff, make_post("hips", body="<p>One</p>"))
    staff.locator(EDITOR).get_by_text("One").click()
    start(staff, "Video")
    staff.get_by_label("Address of the video").fill("https://example.org/film")
    finish(staff)
    expect(staff.get_by_role("dialog")).to_contain_text("isn’t the address of a video")
    assert "422" in console_errors.pop()
    staff.get_by_label("Address of the video").fill("youtu.be/dQw4w9WgXcQ?t=1m30s")
    staff.keyboard.press("Enter")
    expect(staff.locator(CARD)).to_contain_text("Plays from YouTube")
    save(staff)
    assert Post.objects.get().body == "<p>One</p>" + block_marker("video", "youtube-dQw4w9WgXcQ-t90")


def test_picture_is_chosen_from_the_library(staff):
    picture = make_picture(alternative_text="A squat")
    open_editor(staff, make_post("hips", body="<p>One</p>"))
    staff.locator(EDITOR).get_by_text("One").click()
    start(staff, "Picture")
    staff.get_by_role("radio", name="A squat").check()
    staff.get_by_role("button", name="Use", exact=True).click()
    expect(staff.get_by_role("dialog").get_by_label("Picture in words")).to_have_value("A squat")
    staff.get_by_label("Wider than the text").check()
    finish(staff)
    expect(staff.locator(f"{CARD} img")).to_be_visible()
    save(staff)
    assert Post.objects.get().body == "<p>One</p>" + block_marker("picture", f"{picture.pk}-wide")


def test_article_is_found_by_its_title(staff):
    make_post("knees", title="Knees on stairs")
    open_editor(staff, make_post("hips", body="<p>One</p>"))
    staff.locator(EDITOR).get_by_text("One").click()
    start(staff, "Link to an article")
    staff.get_by_label("Which article?").fill("Knees on stairs")
    finish(staff)
    expect(staff.locator(CARD)).to_contain_text("Knees on stairs")
    save(staff)
    assert Post.objects.get(address__slug="hips").body == "<p>One</p>" + block_marker("article", "knees")


def test_backspace_in_an_empty_caption_selects_the_block_and_removes_it(staff):
    open_editor(staff, make_post("hips", body=block_marker("picture", str(make_picture().pk)) + "<p>One</p>"))
    staff.locator(f"{CARD} figcaption").last.click()
    staff.keyboard.press("Backspace")
    expect(staff.locator(f"{CARD}.ProseMirror-selectednode")).to_be_visible()
    staff.keyboard.press("Backspace")
    expect(staff.locator(CARD)).to_have_count(0)


def test_text_of_a_block_is_left_to_the_block_by_keyboard(staff):
    open_editor(staff, make_post("hips", body=block_marker("note", "tip", "<p>Film yourself.</p>") + "<p>One</p>"))
    staff.locator(EDITOR).get_by_text("Film yourself.").click()
    for key in ("Escape", "Enter"):
        staff.keyboard.press(key)
    staff.get_by_label("See a doctor").check()
    finish(staff, "Change")
    expect(staff.locator(CARD)).to_contain_text("See a doctor")
    save(staff)
    note = block_marker("note", "doctor", "<p>Film yourself.</p>")
    assert Post.objects.get().body == f"{note}<p>One</p>"


def test_form_that_can_not_be_had_says_so(staff, console_errors):
    open_editor(staff, make_post(body=BEFORE))
    staff.route("**/admin/blocks/**", lambda route: route.abort())
    start(staff, "Video")
    expect(staff.get_by_role("dialog")).to_contain_text("The server did not answer")
    staff.keyboard.press("Escape")
    expect(staff.get_by_role("dialog")).to_have_count(0)
    console_errors.clear()


def test_other_editors_have_no_blocks(staff):
    staff.goto("/admin/blog/sitetexts/")
    expect(staff.locator(EDITOR).first).to_be_visible()
    expect(staff.get_by_role("button", name="Offer", exact=True)).to_have_count(0)


def test_cards_and_dialogs_are_accessible_and_fit_the_width(staff, check_page):
    picture = make_picture(alternative_text="A squat")
    open_editor(
        staff,
        make_post(
            body=BEFORE
            + block("challenge")
            + block_marker("picture", str(picture.pk), "A caption")
            + block_marker("note", "doctor", "<p>See one.</p>")
            + block_marker("quote", "large", "<p>Words.</p><p>— Nadia</p>")
            + block_marker("video", "vimeo-76979871")
            + AFTER
        ),
    )
    expect(staff.locator(f"{CARD} img")).to_be_visible()
    staff.locator(CARD).first.click()
    expect(staff.locator(CARD).first).to_have_class("block-card ProseMirror-selectednode")
    check_page(staff)
    for kind in ("Offer", "Video", "Note box", "Link to an article"):
        start(staff, kind)
        expect(staff.get_by_role("dialog").get_by_role("button", name="Put it here")).to_be_visible()
        check_page(staff)
        staff.keyboard.press("Escape")
