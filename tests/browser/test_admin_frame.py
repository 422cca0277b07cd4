"""The frame of the admin's pages, with a thumb and by keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.roles import Role
from blog.models import Post
from tests.browser.conftest import CheckPage, NewContext, SignIn
from tests.factories import make_application, make_comment, make_mail, make_post, make_user


@pytest.fixture
def full_site(transactional_db: None) -> Post:
    """A front page with something in each of its parts."""
    post = make_post("hips")
    make_post("draft", title="Half a thought", state=Post.State.DRAFT)
    for _ in range(6):
        make_comment(post)
    make_application()
    return post


def test_front_page_is_accessible(full_site: Post, staff: Page, check_page: CheckPage) -> None:
    staff.goto("/admin/")
    check_page(staff, 320, 768, 1440)


def test_notices_take_a_line_each_on_a_phone(staff: Page, settings: Settings, axe: Any) -> None:
    settings.SECOND_FACTOR_IS_ASKED_FOR = True
    make_mail()
    staff.set_viewport_size({"width": 360, "height": 740})
    staff.goto("/admin/offers/offer/")
    notices = staff.locator(".frame-notices a")
    expect(notices).to_have_text([re.compile("second factor"), re.compile("1 mail waits")])
    assert notices.evaluate_all("links => links.every((link) => link.offsetHeight < 44)")
    axe(staff)


def test_menu_opens_from_the_bar_of_a_phone(staff: Page, axe: Any) -> None:
    staff.set_viewport_size({"width": 360, "height": 740})
    staff.goto("/admin/offers/offer/")
    expect(staff.locator("#menu")).to_be_hidden()
    staff.get_by_role("button", name="More").click()
    expect(staff.locator("#menu")).to_be_visible()
    axe(staff)
    staff.keyboard.press("Escape")
    expect(staff.locator("#menu")).to_be_hidden()
    staff.get_by_role("button", name="More").click()
    staff.locator("#menu").get_by_role("link", name="Saved replies").click()
    staff.wait_for_url("**/savedreply/")


def test_menu_works_without_script(new_context: NewContext, sign_in: SignIn, transactional_db: None) -> None:
    context = new_context(java_script_enabled=False)
    sign_in(context, make_user(is_staff=True, role=Role.OWNER))
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/admin/offers/offer/")
    page.get_by_role("button", name="More").click()
    page.locator("#menu").get_by_role("link", name="Comments").click()
    page.wait_for_url("**/comment/")


def test_menu_is_beside_the_page_on_a_wide_screen(staff: Page) -> None:
    staff.set_viewport_size({"width": 1440, "height": 900})
    staff.goto("/admin/coaching/application/")
    expect(staff.locator(".phone-bar")).to_be_hidden()
    expect(staff.locator("#menu [aria-current=page]")).to_have_text("Applications")


def test_keyboard_reaches_the_page_by_the_first_link(staff: Page) -> None:
    staff.goto("/admin/offers/offer/")
    staff.keyboard.press("Tab")
    staff.keyboard.press("Enter")
    expect(staff.locator("#content-start")).to_be_focused()


def test_log_out_is_in_the_menu_of_the_person(staff: Page) -> None:
    staff.goto("/admin/")
    staff.locator(".frame-account summary").press("Enter")
    staff.get_by_role("button", name="Log out").click()
    staff.wait_for_url("**/account/**")


def test_bar_of_a_helper(new_context: NewContext, sign_in: SignIn, transactional_db: None) -> None:
    context = new_context()
    sign_in(context, make_user(is_staff=True, role=Role.HELPER))
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/admin/")
    expect(page.locator(".phone-bar > *")).to_have_text(["Inbox", "More"])
