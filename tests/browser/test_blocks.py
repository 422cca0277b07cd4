"""Blocks in the text of an article: the coach inserts, changes and removes them."""

import pytest
from playwright.sync_api import expect

from blog.models import Page, Post
from tests.factories import make_offer, make_page, make_post

EDITOR, CARD = ".tiptap", ".tiptap .block-card"
BEFORE = "<p>Breathe out &amp; lift.</p><h2>Twice</h2>"
AFTER = "<ul><li><p>One</p></li></ul><p>And <strong>rest</strong>.</p>"


def block(key: str) -> str:
    return f'<figure data-block="offer" data-key="{key}"></figure>'


@pytest.fixture
def _offers(db):
    make_offer("challenge", name="28-day challenge")
    make_offer("kettlebells", name="Kettlebells & more")


pytestmark = pytest.mark.usefixtures("_offers")


def open_editor(staff, entry):
    staff.goto(f"/admin/blog/{entry._meta.model_name}/{entry.pk}/change/")
    expect(staff.locator(EDITOR)).to_be_visible()


def choose(staff, name):
    staff.get_by_label("Which one?").select_option(label=name)
    staff.get_by_role("dialog").get_by_role("button", name="Put it here").click()


def put(staff, name):
    staff.get_by_role("button", name="Put an offer here").click()
    choose(staff, name)


def save(staff):
    with staff.expect_navigation():  # The message of an earlier save may still be there.
        staff.get_by_role("button", name="Save and continue editing").first.click()
    expect(staff.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize(("make", "model"), [(make_post, Post), (make_page, Page)])
def test_inserted_offer_is_saved(staff, make, model):
    entry = make("hips", body=BEFORE + AFTER)
    open_editor(staff, entry)
    staff.locator(EDITOR).get_by_text("Twice").click()
    put(staff, "Kettlebells & more")
    save(staff)
    expect(staff.locator(CARD)).to_contain_text("Kettlebells & more")
    assert model.objects.get().body == BEFORE + block("kettlebells") + AFTER
    staff.goto("/hips/")
    expect(staff.get_by_role("main")).to_contain_text("Kettlebells & more")


def test_offer_is_changed_and_removed_on_its_card(staff):
    open_editor(staff, make_post(body=BEFORE + block("challenge") + AFTER))
    expect(staff.locator(CARD)).to_contain_text("28-day challenge")
    staff.get_by_role("button", name="Change", exact=True).click()
    choose(staff, "Kettlebells & more")
    save(staff)
    assert Post.objects.get().body == BEFORE + block("kettlebells") + AFTER
    staff.get_by_role("button", name="Remove", exact=True).click()
    expect(staff.locator(CARD)).to_have_count(0)
    save(staff)
    assert Post.objects.get().body == BEFORE + AFTER


def test_blocks_are_edited_by_keyboard_alone(staff):
    open_editor(staff, make_post(body="<p>One</p><p>Two</p>"))
    staff.locator(EDITOR).focus()
    staff.keyboard.press("Control+Home")
    staff.get_by_role("button", name="Put an offer here").focus()
    for key in ("Enter", "Tab", "Enter"):
        staff.keyboard.press(key)
    expect(staff.locator(CARD)).to_be_visible()
    expect(staff.locator(EDITOR)).to_be_focused()
    staff.keyboard.type("Then ")
    save(staff)
    assert Post.objects.get().body == f"<p>One</p>{block('challenge')}<p>Then Two</p>"

    staff.locator(EDITOR).focus()
    for key in ("Control+Home", "End", "ArrowDown", "Enter"):
        staff.keyboard.press(key)
    expect(staff.get_by_label("Which one?")).to_have_value("challenge")
    staff.keyboard.press("Escape")
    expect(staff.get_by_role("dialog")).to_have_count(0)
    staff.keyboard.press("Backspace")
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
    expect(staff.locator(CARD)).to_contain_text("This offer no longer exists: gone")
    staff.locator(EDITOR).get_by_text("Breathe").click()
    staff.keyboard.press("Home")
    staff.keyboard.type("! ")
    save(staff)
    assert Post.objects.get().body == BEFORE.replace("<p>", "<p>! ") + block("gone") + AFTER


def test_other_editors_have_no_blocks(staff):
    staff.goto("/admin/blog/sitetexts/")
    expect(staff.locator(EDITOR).first).to_be_visible()
    expect(staff.get_by_role("button", name="Put an offer here")).to_have_count(0)


def test_card_and_dialog_are_accessible_and_fit_the_width(staff, check_page):
    open_editor(staff, make_post(body=BEFORE + block("challenge") + AFTER))
    staff.locator(CARD).get_by_text("28-day challenge").click()
    expect(staff.locator(CARD)).to_have_class("block-card ProseMirror-selectednode")
    check_page(staff)
    staff.get_by_role("button", name="Put an offer here").click()
    expect(staff.get_by_label("Which one?")).to_be_focused()
    check_page(staff)
