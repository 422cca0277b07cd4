"""Sharing an article: by the sheet of the device, by the clipboard, and without script."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.factories import make_post

TITLE = "Strong hips & “calm” knees"

# A device with a sheet, which notes what it is asked to share. Where `closed` is set, the reader closes it.
SHEET = """
    window.shared = []
    navigator.share = async (what) => {
        window.shared.push(what)
        if (window.closed_by_reader) throw new DOMException("", "AbortError")
    }
"""
NO_SHEET = "delete Navigator.prototype.share"


@pytest.fixture
def _article(transactional_db):
    make_post("hips", title=TITLE)


@pytest.mark.usefixtures("_article")
def test_device_with_a_sheet_opens_it(page, live_server, check_page):
    page.add_init_script(SHEET)
    page.goto("/hips/")
    button = page.get_by_role("button", name="Share", exact=True)
    button.click()
    assert page.evaluate("shared") == [{"title": TITLE, "url": f"{live_server.url}/hips/"}]
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(page.get_by_role("link", name="Send by e-mail")).to_be_hidden()
    page.evaluate("window.closed_by_reader = true")
    button.click()
    assert len(page.evaluate("shared")) == 2
    check_page(page, 320, 360, 1440)


@pytest.mark.usefixtures("_article")
def test_without_a_sheet_the_link_is_copied_or_mailed(page, live_server, check_page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(NO_SHEET)
    page.goto("/hips/?utm_source=news")
    copy = page.get_by_role("button", name="Copy link")
    expect(copy).to_be_visible()
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_hidden()
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Link copied")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}/hips/"
    mail = urlsplit(page.get_by_role("link", name="Send by e-mail").get_attribute("href"))
    assert parse_qs(mail.query) == {"body": [f"{live_server.url}/hips/"], "subject": [TITLE]}
    check_page(page, 320, 360, 1440)


@pytest.mark.usefixtures("_article")
def test_without_script_a_mail_can_be_written(new_context, live_server):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/hips/")
    mail = page.get_by_role("link", name="Send by e-mail")
    expect(mail).to_be_visible()
    assert parse_qs(urlsplit(mail.get_attribute("href")).query) == {"body": [f"{live_server.url}/hips/"]}
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
