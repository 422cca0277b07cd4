"""How many acts tasks of the admin take, from its front page on. They are counted as at the desk.

The numbers are what each task takes now. A change may lower them; none may raise them.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from blog.models import Category, MenuEntry, Post
from coaching.models import Application
from demo.site import MARA
from media.models import Picture
from offers.models import Offer
from outbox.mail_kinds import MailKind
from outbox.models import OutgoingMail
from tests.browser.conftest import SignIn
from tests.browser.hand import Hand
from tests.factories import PASSWORD, make_application, make_offer, make_page, make_post
from tests.smtp_server import running_mail_server


def find_article(hand: Hand) -> None:
    make_post("hips", title="Strong hips")
    make_post("knees", title="Strong knees")
    hand.click(hand.page.get_by_role("searchbox", name="Find"))
    hand.type("hips")
    hand.press("Enter")
    hand.follow("Strong hips")
    hand.page.wait_for_url("**/change/**")


def new_topic(hand: Hand) -> None:
    hand.follow("Topics")
    expect(hand.page.get_by_label("New topic")).to_be_focused()
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
    assert Offer.objects.current().get(name="The winter group").is_site_wide


def invite_helper(hand: Hand) -> None:
    """Get a link for a new helper, which is sent in one's own way."""
    hand.follow("People")
    hand.click(hand.page.get_by_label("Name", exact=True))
    hand.type("Tom Berg")
    hand.press("Tab")
    hand.type("tom@example.org")
    hand.press("Enter")
    expect(hand.page.get_by_role("textbox", name="Invited, not yet accepted")).to_be_visible()
    assert User.objects.get(email="tom@example.org").role == Role.HELPER


def set_big_button(hand: Hand) -> None:
    make_offer("winter", name="The winter group", button="Join the winter group")
    hand.follow("The big button")
    hand.click(hand.page.get_by_label("Join the winter group"))
    hand.click("Save")
    expect(hand.page.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.site_wide().slug == "winter"


def add_menu_entry(hand: Hand) -> None:
    make_page("prices", title="Prices")
    hand.follow("Menu")
    new = hand.page.locator("[data-new]")
    hand.click(new.get_by_label("Words"))
    hand.type("Prices")
    hand.press("Tab")
    hand.type("/prices/")
    hand.press("Enter")
    expect(hand.page.locator(".messagelist .success")).to_be_visible()
    assert MenuEntry.objects.latest("pk").target == "/prices/"


def add_photo(hand: Hand) -> None:
    """Bring a photo into the library, from a window of files beside the browser."""
    hand.follow("Pictures")
    hand.drop(hand.page.locator(".library-drop"))
    expect(hand.page.get_by_role("status")).to_have_text("1 of 1 are added.")
    assert Picture.objects.get().name == "hip.jpg"


def send_test_mail(hand: Hand) -> None:
    hand.follow("Mail")
    hand.click("Send a test mail")
    expect(hand.page.get_by_role("status")).to_contain_text("on its way")
    assert OutgoingMail.objects.get(kind=MailKind.TEST).to == "mara@example.org"


def remove_sample(hand: Hand) -> None:
    """As the coach of the sample, whose account becomes one's own."""
    hand.follow("Remove the sample content")
    hand.click(hand.page.get_by_label("Name"))
    hand.type("Nora Berg")
    for typed in ("nora@example.com", PASSWORD, PASSWORD):
        hand.press("Tab")
        hand.type(typed)
    hand.press("Enter")
    expect(hand.page.locator(".messagelist .success")).to_contain_text("The site is yours")
    assert not Post.objects.exists()


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


TASKS: dict[Callable[[Hand], None], int] = {
    find_article: 4,
    new_topic: 3,
    invite_helper: 6,
    set_big_button: 3,
    add_menu_entry: 6,
    add_photo: 2,
    show_offer: 9,
    accept_client: 3,
    send_test_mail: 2,
}


@pytest.fixture(autouse=True)
def _mail_server(settings: Settings) -> Iterator[None]:
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        yield


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_task_takes_no_more_acts(task: Callable[[Hand], None], staff: Page) -> None:
    staff.goto("/admin/")
    hand = Hand(staff)
    task(hand)
    assert hand.acts <= TASKS[task]


@pytest.mark.usefixtures("_sample_site")
def test_sample_is_gone_after_no_more_acts(page: Page, sign_in: SignIn) -> None:
    sign_in(page.context, User.objects.get(email=MARA.email))
    page.goto("/admin/")
    hand = Hand(page)
    remove_sample(hand)
    assert hand.acts <= 10
