"""The desk of a site in German, on a phone: an article with a picture is written, published and read.

At each step all fits, no text is cut, and none is in English. ``PICTURES=folder`` stores a picture of each.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from offers.models import Offer
from tests.browser.desk import cards_of, open_desk, text_of, wait_for_place, wait_until_saved
from tests.browser.languages import untranslated
from tests.browser.test_long_words import CUT
from tests.factories import make_category, make_coach, make_picture

PICTURES = os.environ.get("PICTURES")
WIDTH = 360


@pytest.fixture
def language() -> str:
    return "de"


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    viewport = {"width": WIDTH, "height": 780}
    return {**browser_context_args, "viewport": viewport, "locale": "de-DE", "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(new_context: Any, sign_in: Any) -> Page:
    """A page whose browser has the coach's session."""
    context = new_context()
    sign_in(context, make_coach())
    page: Page = context.new_page()
    return page


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
    assert untranslated(page, "de") == set(), name
    assert page.evaluate(CUT) == [], name
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH, name


def write(page: Page) -> None:
    open_desk(page)
    look(page, "01-empty")
    page.get_by_role("textbox", name="Title").tap()
    page.keyboard.type("Starke Hüften")
    text_of(page).tap()
    page.keyboard.type("Sie tragen dich die Treppe hinauf.")
    wait_until_saved(page)
    look(page, "02-written")


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    text_of(page).press("Control+End")
    page.keyboard.type(" Und hinunter.")
    wait_for_place(page, "kept")
    look(page, "03-offline")
    page.context.set_offline(False)
    wait_until_saved(page)


def put_picture(page: Page) -> None:
    picture = make_picture(alternative_text="Eine Langhantel am Boden")
    text_of(page).press("Control+End")
    page.get_by_role("toolbar", name="Text").get_by_role("button", name="Insert").tap()
    look(page, "04-what-can-be-put-in")
    page.locator("#inserter [data-insert=picture]").tap()
    page.locator(f"[name=picture][value='{picture.pk}']").check()
    look(page, "05-library")
    page.get_by_role("button", name="Use").tap()
    expect(page.get_by_role("dialog")).to_have_count(1)
    look(page, "06-picture")
    page.get_by_role("button", name="Put it here").tap()
    expect(cards_of(page, "Picture")).to_have_count(1)
    wait_until_saved(page)
    look(page, "07-in-the-text")


def look_around(page: Page) -> None:
    page.get_by_role("button", name="Preview").tap()
    expect(page.get_by_role("button", name="A link for somebody else")).to_be_visible()
    look(page, "08-preview")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings").tap()
    drawer = page.get_by_role("dialog", name="Settings")
    drawer.get_by_label("Kraft").check()
    look(page, "09-settings")
    drawer.get_by_text("Title in search").scroll_into_view_if_needed()
    look(page, "10-search")
    page.keyboard.press("Escape")
    wait_until_saved(page)


def publish(page: Page) -> None:
    page.locator("#primary").tap()
    dialog = page.get_by_role("dialog", name="Before it goes out")
    dialog.get_by_label("At a date").check()
    dialog.get_by_label("Goes out on").fill("2031-11-30T08:00")
    expect(dialog.locator("output")).to_contain_text("November 2031")
    look(page, "11-at-a-date")
    dialog.get_by_label("Now").check()
    look(page, "12-now")
    dialog.get_by_role("button", name="Publish", exact=True).tap()
    expect(page.get_by_text("It is public.")).to_be_visible()
    expect(page.locator("#primary")).to_contain_text("Update")
    look(page, "13-public")


def test_article_is_written_and_published_in_german(phone: Page, console_errors: list[str]) -> None:
    make_category("Kraft")
    # Its words are those of a row, in the language of the first start.
    Offer.objects.all().delete()
    write(phone)
    go_offline(phone)
    console_errors.clear()  # The browser reports what it could not send.
    put_picture(phone)
    look_around(phone)
    publish(phone)
    phone.goto(Post.objects.get().get_absolute_url())
    expect(phone.get_by_role("img", name="Eine Langhantel am Boden")).to_be_visible()
    look(phone, "14-article")
    assert phone.url.endswith("/starke-hueften/")
