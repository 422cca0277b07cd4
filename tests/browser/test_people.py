"""An owner invites a helper, who accepts and is in her inbox; and the pages of people are accessible."""

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import invitations
from accounts.models import Invitation, User
from accounts.roles import Role
from tests.browser.conftest import CheckPage
from tests.factories import PASSWORD, make_comment, make_user


def test_helper_is_invited_and_lands_in_her_inbox(staff: Page, browser: Browser, check_page: CheckPage) -> None:
    make_comment(name="Nadia", text="How deep should I squat?")
    staff.goto("/admin/people/")
    staff.get_by_label("Name").fill("Tom Berg")
    staff.get_by_label("E-mail address").fill("tom@example.org")
    staff.get_by_role("button", name="Make a link to copy").click()
    link = staff.get_by_role("textbox", name="Invited, not yet accepted").input_value()
    check_page(staff)
    context = browser.new_context()
    guest = context.new_page()
    guest.goto(link)
    check_page(guest)
    expect(guest.get_by_label("Name")).to_have_value("Tom Berg")
    guest.locator("#id_password1").fill(PASSWORD)
    guest.get_by_label("Password again").fill(PASSWORD)
    guest.keyboard.press("Enter")
    expect(guest.locator(".messagelist")).to_contain_text("Welcome, Tom Berg. Your role: Helper.")
    expect(guest.locator("main")).to_contain_text("How deep should I squat?")
    context.close()


def test_link_is_copied(staff: Page) -> None:
    invitation = invitations.invite("tom@example.org", "Tom Berg", Role.HELPER)
    staff.context.grant_permissions(["clipboard-read", "clipboard-write"])
    staff.goto(f"/admin/people/{invitation.user_id}/")
    staff.get_by_role("button", name="Copy", exact=True).click()
    expect(staff.get_by_role("button", name="Copied")).to_be_visible()
    assert "/account/invitation/" in staff.evaluate("navigator.clipboard.readText()")
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("address", ["people/", "people/{pk}/", "sample/remove/"])
def test_page_is_accessible(staff: Page, check_page: CheckPage, address: str) -> None:
    User.objects.update(email="mara@sturdy.example")
    tom = make_user(is_staff=True, role=Role.WRITER)
    staff.goto(f"/admin/{address.format(pk=tom.pk)}")
    check_page(staff)
