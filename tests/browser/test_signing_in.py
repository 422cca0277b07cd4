"""Signing in: a passkey, an app, a recovery code, a password reset by mail, an ended session."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from outbox.models import OutgoingMail
from tests.factories import PASSWORD, make_coach, make_offer
from tests.waiting import wait_for

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "carry-hinge-row-77"

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

NewContext = Callable[..., BrowserContext]
CheckPage = Callable[..., None]


@pytest.fixture
def mara(live_server: LiveServer) -> User:
    return make_coach(email="mara@example.org", password=PASSWORD)


@pytest.fixture
def sign_in_page(page: Page, live_server: LiveServer) -> Page:
    """The sign-in page, at the host name of the site: passkeys do not work with an IP address."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/account/login/")
    return page


def visit(page: Page, path: str) -> None:
    """Open ``path`` at the same host name."""
    page.goto(urljoin(page.url, path))


def sign_in(page: Page, path: str = "/account/login/", password: str = PASSWORD) -> None:
    visit(page, path)
    page.get_by_label("E-mail address").fill("mara@example.org")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def expect_signed_in(page: Page) -> None:
    expect(page.locator(".frame-account")).to_be_visible(timeout=30_000)


def add_virtual_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_passkey_is_added_and_signs_in(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    add_virtual_authenticator(page)
    sign_in(page)
    expect_signed_in(page)
    page.locator(".frame-account summary").click()
    page.get_by_role("link", name="How I sign in").click()
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    check_page(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("My phone")).to_be_visible()
    check_page(page)

    page.get_by_role("listitem").filter(has_text="this one").get_by_role("button").click()
    check_page(page)
    visit(page, "/admin/blog/post/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_signed_in(page)
    assert page.url.endswith("/admin/blog/post/")


def test_passkey_is_the_second_step_as_well(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    add_virtual_authenticator(page)
    sign_in(page, "/account/login/?next=/account/passkeys/add/")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    visit(page, "/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect_signed_in(page)


def test_without_a_passkey_the_page_says_so(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": False}})
    visit(page, "/account/login/")
    check_page(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    check_page(page)
    expect(page.get_by_label("Password")).to_be_visible()


def test_app_and_recovery_code_are_set_up(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    sign_in(page, "/account/login/?next=/account/app/")
    picture = page.get_by_role("img", name="The secret, as a code to scan")
    expect(picture).to_be_visible()
    wait_for(page, "image => image.complete && image.naturalWidth > 0", picture.element_handle())
    check_page(page)
    secret = page.locator(".account__secret").inner_text()
    page.get_by_label("Code").fill(totp(secret))
    page.get_by_role("button", name="Switch it on").click()
    code = page.locator(".account__codes code").first.inner_text()
    page.context.clear_cookies()

    sign_in(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("That code is not correct")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect_signed_in(page)
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes().count(code) == 0


def test_app_signs_in(sign_in_page: Page, mara: User) -> None:
    TOTP.activate(mara, SECRET)
    page = sign_in_page
    sign_in(page, "/admin/blog/post/")
    page.get_by_label("Code").fill(totp(SECRET))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect_signed_in(page)
    assert page.url.endswith("/admin/blog/post/")


def test_password_is_reset_by_mail(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    visit(page, "/account/login/")
    page.get_by_role("link", name="I forgot my password").click()
    check_page(page)
    page.get_by_label("E-mail address").fill("mara@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("heading", name="Check your mailbox")).to_be_visible()
    check_page(page)
    visit(page, re.search(r"http://[^/]+(/account/\S+)", OutgoingMail.objects.get().text)[1])
    check_page(page)
    page.locator("#id_password1").fill(NEW)
    page.locator("#id_password2").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    expect_signed_in(page)


def test_code_by_mail_signs_in(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    visit(page, "/account/login/")
    page.get_by_role("link", name="Mail me a code instead").click()
    page.get_by_label("E-mail address").fill("mara@example.org")
    page.get_by_role("button", name="Mail me a code").click()
    check_page(page)
    page.get_by_label("Code").fill(re.search(r"[A-Z]{4}-[A-Z]{4}", OutgoingMail.objects.get().text)[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect_signed_in(page)


def submit_without_session_check(page: Page) -> None:
    """Submit the form without the check of the session in static/js/admin-session.js."""
    page.evaluate("document.querySelector('#offer_form').submit()")


def test_sign_in_after_an_ended_session_returns_to_the_form(sign_in_page: Page, mara: User) -> None:
    page = sign_in_page
    form = f"/admin/offers/offer/{make_offer(name='Strong hips').pk}/change/"
    sign_in(page, form)
    expect_signed_in(page)
    Session.objects.all().delete()
    submit_without_session_check(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("E-mail address").fill("mara@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect_signed_in(page)
    assert page.url.endswith(form)


def test_form_without_cookies_leads_to_the_sign_in_page(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    form = f"/admin/offers/offer/{make_offer(name='Strong hips').pk}/change/"
    sign_in(page, form)
    expect_signed_in(page)
    # By then the script runs that keeps what is typed.
    page.wait_for_load_state()
    page.locator("#id_name").fill("Stronger hips")
    page.context.clear_cookies()
    submit_without_session_check(page)
    expect(page.get_by_role("heading", name="Please send it again.")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Sign in and go back to the form").click()
    page.get_by_label("E-mail address").fill("mara@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect_signed_in(page)
    assert page.url.endswith(form)
    expect(page.get_by_text("was kept on this device")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Stronger hips")


def test_too_many_attempts_are_refused(sign_in_page: Page, mara: User, check_page: CheckPage) -> None:
    page = sign_in_page
    for _ in range(6):
        sign_in(page, password="guess")
    expect(page.get_by_text("There were too many attempts.")).to_be_visible()
    check_page(page)


def test_without_javascript_the_password_is_first(new_context: NewContext, mara: User, live_server: LiveServer) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page)
    expect_signed_in(page)
