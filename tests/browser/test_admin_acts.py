"""How many acts tasks of the admin take, from its front page on. They are counted as at the desk.

The numbers are what each task takes now. A change may lower them; none may raise them.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from blog.models import Category
from coaching.models import Application
from offers.models import Offer
from tests.browser.hand import Hand
from tests.factories import make_application, make_post


def find_article(hand: Hand) -> None:
    make_post("hips", title="Strong hips")
    make_post("knees", title="Strong knees")
    hand.follow("Articles")
    hand.click(hand.page.get_by_role("searchbox", name="Search"))
    hand.type("hips")
    hand.press("Enter")
    hand.follow("Strong hips")
    hand.page.wait_for_url("**/change/**")


def new_topic(hand: Hand) -> None:
    hand.follow("Topics")
    hand.click(hand.page.get_by_role("link", name="New "))
    expect(hand.page.get_by_label("Name:")).to_be_focused()
    hand.type("Shoulders")
    hand.press("Enter")
    expect(hand.page.locator(".messagelist .success")).to_be_visible()
    assert Category.objects.get().name == "Shoulders"


def show_offer(hand: Hand) -> None:
    """Make an offer that stands on all pages at once."""
    hand.click(hand.page.get_by_role("link", name="Offers", exact=True))
    hand.click(hand.page.get_by_role("link", name="New "))
    expect(hand.page.get_by_label("Name:")).to_be_focused()
    hand.type("The winter group")
    hand.click(hand.page.get_by_label("Button:"))
    hand.type("Join")
    hand.click(hand.page.get_by_label("Target:"))
    hand.type("/apply/")
    hand.click(hand.page.get_by_label("On all pages"))
    hand.press("Enter")
    expect(hand.page.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.current().get().is_site_wide


def accept_client(hand: Hand) -> None:
    """From a new application to a client, from the front page on."""
    application = make_application(name="Nadia Sommer")
    hand.page.reload()
    hand.click(hand.page.get_by_role("link", name="Nadia Sommer").first)
    hand.choose(hand.page.get_by_label("Stage:"), "client")
    hand.click("Save")
    expect(hand.page.locator(".messagelist .success")).to_be_visible()
    application.refresh_from_db()
    assert application.stage == Application.Stage.CLIENT


TASKS: dict[Callable[[Hand], None], int] = {find_article: 5, new_topic: 4, show_offer: 9, accept_client: 3}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_task_takes_no_more_acts(task: Callable[[Hand], None], staff: Page) -> None:
    staff.goto("/admin/")
    hand = Hand(staff)
    task(hand)
    assert hand.acts <= TASKS[task]
