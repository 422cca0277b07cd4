"""A reader on a phone who has a pain, and finds the coach's answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from search.filling import fill


@pytest.fixture
def _site(_sample_site: None) -> None:
    fill()


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_pain_in_own_words_with_a_slip_leads_to_the_answer(
    new_context: Callable[..., BrowserContext], has_script: bool
) -> None:
    page = new_context(java_script_enabled=has_script).new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    page.get_by_role("search").get_by_role("searchbox").fill("my hip clciks but no pain")
    page.keyboard.press("Enter")
    first = page.locator(".hit").first
    expect(first).to_contain_text("Coach")
    expect(first.locator(".card__text")).to_be_visible()
    expect(first.locator("mark").first).to_be_visible()
    first.get_by_role("link").click()
    answer = page.locator(".comment--coach", has_text="A click without pain is usually a tendon")
    expect(answer).to_be_in_viewport()


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("url", ["/search/", "/search/?q=kneee", "/search/?q=zebra", "/search/?q=hip&kind=comment"])
def test_pages_are_for_everybody(page: Page, check_page: Callable[..., None], url: str) -> None:
    page.goto(url)
    check_page(page, 360, 1440)
