"""Blocks in the text of an article, as the coach puts them in, changes them and takes them out."""

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


def open_editor(desk, entry):
    desk.goto(f"/admin/blog/{entry._meta.model_name}/{entry.pk}/change/")
    expect(desk.locator(EDITOR)).to_be_visible()


def choose(desk, name):
    desk.get_by_label("Which one?").select_option(label=name)
    desk.get_by_role("dialog").get_by_role("button", name="Put it here").click()


def put(desk, name):
    desk.get_by_role("button", name="Put an offer here").click()
    choose(desk, name)


def save(desk):
    desk.get_by_role("button", name="Save and continue editing").first.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize(("make", "model"), [(make_post, Post), (make_page, Page)])
def test_offer_is_put_in_saved_and_still_there(desk, make, model):
    entry = make("hips", body=BEFORE + AFTER)
    open_editor(desk, entry)
    desk.locator(EDITOR).get_by_text("Twice").click()
    put(desk, "Kettlebells & more")
    save(desk)
    expect(desk.locator(CARD)).to_contain_text("Kettlebells & more")
    assert model.objects.get().body == BEFORE + block("kettlebells") + AFTER
    desk.goto("/hips/")
    expect(desk.get_by_role("main")).to_contain_text("Kettlebells & more")


def test_offer_is_changed_and_taken_out_on_its_card(desk):
    open_editor(desk, make_post(body=BEFORE + block("challenge") + AFTER))
    expect(desk.locator(CARD)).to_contain_text("28-day challenge")
    desk.get_by_role("button", name="Change", exact=True).click()
    choose(desk, "Kettlebells & more")
    save(desk)
    assert Post.objects.get().body == BEFORE + block("kettlebells") + AFTER
    desk.get_by_role("button", name="Remove", exact=True).click()
    expect(desk.locator(CARD)).to_have_count(0)
    save(desk)
    assert Post.objects.get().body == BEFORE + AFTER


def test_keyboard_is_enough(desk):
    open_editor(desk, make_post(body="<p>One</p><p>Two</p>"))
    desk.locator(EDITOR).focus()
    desk.keyboard.press("Control+Home")
    desk.get_by_role("button", name="Put an offer here").focus()
    for key in ("Enter", "Tab", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator(CARD)).to_be_visible()
    expect(desk.locator(EDITOR)).to_be_focused()
    desk.keyboard.type("Then ")
    save(desk)
    assert Post.objects.get().body == f"<p>One</p>{block('challenge')}<p>Then Two</p>"

    desk.locator(EDITOR).focus()
    for key in ("Control+Home", "End", "ArrowDown", "Enter"):
        desk.keyboard.press(key)
    expect(desk.get_by_label("Which one?")).to_have_value("challenge")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press("Backspace")
    expect(desk.locator(CARD)).to_have_count(0)


def test_block_goes_below_the_list_that_the_cursor_is_in(desk):
    open_editor(desk, make_post(body=BEFORE + AFTER))
    desk.locator(EDITOR).get_by_text("One").click()
    put(desk, "28-day challenge")
    save(desk)
    assert Post.objects.get().body == BEFORE + AFTER.replace("</ul>", f"</ul>{block('challenge')}")


def test_block_alone_is_not_taken_for_no_text(desk):
    open_editor(desk, make_post(body=""))
    desk.locator(EDITOR).click()
    put(desk, "28-day challenge")
    save(desk)
    assert Post.objects.get().body == f"{block('challenge')}<p></p>"


def test_offer_that_is_gone_stays_in_the_text_and_says_so(desk):
    open_editor(desk, make_post(body=BEFORE + block("gone") + AFTER))
    expect(desk.locator(CARD)).to_contain_text("An offer that is no longer there: gone")
    desk.locator(EDITOR).get_by_text("Breathe").click()
    desk.keyboard.press("Home")
    desk.keyboard.type("! ")
    save(desk)
    assert Post.objects.get().body == BEFORE.replace("<p>", "<p>! ") + block("gone") + AFTER


def test_other_texts_have_no_blocks(desk):
    desk.goto("/admin/blog/sitetexts/")
    expect(desk.locator(EDITOR).first).to_be_visible()
    expect(desk.get_by_role("button", name="Put an offer here")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_card_and_dialog_are_open_to_everyone(desk, axe, width):
    desk.set_viewport_size({"width": width, "height": 900})
    open_editor(desk, make_post(body=BEFORE + block("challenge") + AFTER))
    desk.locator(CARD).get_by_text("28-day challenge").click()
    expect(desk.locator(CARD)).to_have_class("block-card ProseMirror-selectednode")
    axe(desk)
    desk.get_by_role("button", name="Put an offer here").click()
    expect(desk.get_by_label("Which one?")).to_be_focused()
    axe(desk)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
