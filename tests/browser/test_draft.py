from playwright.sync_api import expect

from tests.factories import make_post
from tests.waiting import wait_for


def test_draft_of_a_comment_is_kept_until_it_is_received(page):
    make_post("strong-hips")
    page.goto("/strong-hips/")
    page.locator("#respond textarea").fill("Right side only. Is that normal?")
    page.get_by_role("textbox", name="Name").fill("Nadia")
    page.reload()
    expect(page.locator("#respond textarea")).to_have_value("Right side only. Is that normal?")
    page.locator("#respond [type=email]").fill("nadia@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your comment has arrived")
    wait_for(page, "() => !sessionStorage.length")
    page.goto("/strong-hips/")
    expect(page.locator("#respond textarea")).to_have_value("")
