"""How many acts ten tasks take at the desk. A click, a key that is no letter, a run of typing, a paste, a drop is one.

The numbers are what each task takes now. A change may lower them; none may raise them.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from tests.browser.desk import (
    cards_of,
    open_desk,
    text_of,
    wait_until_ready,
    wait_until_saved,
)
from tests.browser.hand import Hand
from tests.factories import make_offer, make_post


def write_new(hand: Hand) -> None:
    """From the list to the first saved sentence."""
    hand.page.goto("/admin/blog/post/")
    hand.click(hand.page.get_by_role("link", name="New article"))
    wait_until_ready(hand.page)
    hand.type("Strong hips")
    hand.press("Enter")
    hand.type("Hips carry.")
    wait_until_saved(hand.page)
    assert Post.objects.get(title="Strong hips").body == "<p>Hips carry.</p>"


def publish(hand: Hand) -> None:
    hand.click("Publish…")
    hand.click(hand.page.get_by_role("button", name="Publish", exact=True))
    expect(hand.page.get_by_text("It is public.")).to_be_visible()


def correct_public(hand: Hand) -> None:
    """Correct a public article, and let readers see it."""
    Post.objects.update(state=Post.State.PUBLISHED)
    hand.page.reload()
    wait_until_ready(hand.page)
    hand.click(text_of(hand.page).get_by_text("Lift."))
    hand.type("! ")
    hand.click("Update…")
    hand.click(hand.page.get_by_role("button", name="Update", exact=True))
    expect(hand.page.get_by_text("It is public.")).to_be_visible()


def schedule(hand: Hand) -> None:
    hand.click("Publish…")
    hand.click(hand.page.get_by_label("At a date"))
    hand.acts += 1
    hand.page.get_by_label("Goes out on").fill("2190-01-01T08:00")
    hand.click("Schedule")
    expect(hand.page.locator("[data-part=state]")).to_contain_text("Goes out")


def drop_picture(hand: Hand) -> None:
    hand.drop(text_of(hand.page).get_by_text("Lift."))
    expect(cards_of(hand.page, "Picture")).to_have_count(1)


def put_offer(hand: Hand) -> None:
    hand.click(text_of(hand.page))
    hand.press("Control+End")
    hand.press("Enter")
    hand.type("/offer")
    hand.press("Enter")
    hand.click("Put it here")
    expect(cards_of(hand.page, "Offer")).to_have_count(1)


def set_cover(hand: Hand) -> None:
    hand.drop(hand.page.locator("#cover"))
    expect(hand.page.locator("#cover img")).to_be_visible()
    wait_until_saved(hand.page)


def link_own_article(hand: Hand) -> None:
    make_post("strong-knees", title="Strong knees")
    hand.click(text_of(hand.page).get_by_text("Lift."))
    hand.press("Shift+Home")
    hand.press("Control+k")
    hand.type("knees")
    hand.click("Strong knees")
    expect(text_of(hand.page).get_by_role("link")).to_be_visible()
    wait_until_saved(hand.page)
    assert "/strong-knees/" in Post.objects.get(address__slug="hips").body


def paste_from_word(hand: Hand) -> None:
    hand.click(text_of(hand.page))
    hand.press("Control+End")
    hand.press("Enter")
    hand.paste("<h1>Heading</h1><p class=MsoNormal>Words <b>bold</b></p>")
    expect(text_of(hand.page).get_by_role("heading", name="Heading")).to_be_visible()


def move_part(hand: Hand) -> None:
    hand.click(text_of(hand.page).get_by_text("Lift."))
    hand.press("Alt+Shift+ArrowDown")
    wait_until_saved(hand.page)
    assert Post.objects.get().body == "<p>Rest.</p><p>Lift.</p>"


TASKS: dict[Callable[[Hand], None], int] = {
    write_new: 4,
    publish: 2,
    correct_public: 4,
    schedule: 4,
    drop_picture: 1,
    put_offer: 6,
    set_cover: 1,
    link_own_article: 5,
    paste_from_word: 4,
    move_part: 2,
}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_task_takes_no_more_acts_than_before(staff: Page, task: Callable[[Hand], None]) -> None:
    make_offer("challenge", name="28-day challenge")
    open_desk(staff, make_post("hips", body="<p>Lift.</p><p>Rest.</p>", state=Post.State.DRAFT))
    hand = Hand(staff)
    task(hand)
    wait_until_saved(staff)
    assert hand.acts <= TASKS[task]
