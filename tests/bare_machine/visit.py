"""The installed site as its owner and a reader see it, in a browser and by plain requests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium
from tests.browser.desk import wait_until_ready

# Caddy makes the certificate of such a name by itself. The site takes it for a real one, and has no sample articles.
NAME = "coach.internal"
HOST = f"{NAME}:8443"
URL = f"https://{HOST}"
EMAIL = "mara@coach.example.com"
PASSWORD = "carry it up the hill"
ARTICLE, ANSWER = "/strong-hips/", "Three sets of five."
# Only browsers are told that this name is this machine.
RESOLVED = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
OPTIONS: dict[str, Any] = {
    "headers": {"Host": HOST},
    "verify": False,
    "event_hooks": {"request": [lambda request: request.extensions.update(sni_hostname=NAME)]},
}
LOCAL_URL = "https://127.0.0.1:8443"
TIMEOUT_MS = 120_000
# In seconds. The first start compresses the static files.
START_TIMEOUT = 600


def wait_for_site(path: str = "/") -> httpx.Response:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            with httpx.Client(base_url=LOCAL_URL, timeout=60, **OPTIONS) as client:
                return client.get(path)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def opened_browser() -> Iterator[Browser]:
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=[*chromium.arguments(), RESOLVED])
        yield browser
        browser.close()


def new_page(browser: Browser) -> Page:
    context = browser.new_context(base_url=URL, ignore_https_errors=True)
    context.set_default_timeout(TIMEOUT_MS)
    return context.new_page()


def choose_password(staff: Page, link: str) -> None:
    staff.goto(link)
    staff.get_by_label("Name").fill("Mara Lindt")
    staff.locator("#id_password1").fill(PASSWORD)
    staff.get_by_label("Password again").fill(PASSWORD)
    staff.get_by_role("button", name="Accept and sign in").click()
    expect(staff.get_by_text("The first article")).to_be_visible()


def sign_in(staff: Page) -> None:
    staff.goto("/admin/")
    staff.locator("[name=login]").fill(EMAIL)
    staff.locator("[name=password]").fill(PASSWORD)
    staff.locator("[name=password]").press("Enter")
    staff.wait_for_url("**/admin/")


def write_article(staff: Page) -> None:
    staff.goto("/admin/blog/post/add/")
    wait_until_ready(staff)
    staff.keyboard.type("Strong hips")
    staff.keyboard.press("Enter")
    staff.keyboard.type("Hips carry.")
    staff.get_by_role("button", name="Publish…").click()
    staff.get_by_role("button", name="Publish", exact=True).click()
    expect(staff.get_by_text("It is public.")).to_be_visible()


def comment(reader: Page) -> None:
    reader.goto(ARTICLE)
    reader.get_by_label("Comment", exact=False).and_(reader.locator("textarea")).fill("Where do I begin?")
    reader.get_by_role("textbox", name="Name").fill("Kim")
    reader.get_by_label("E-mail").fill("kim@example.org")
    reader.get_by_role("button", name="Send").click()
    expect(reader.get_by_text("awaiting moderation")).to_be_visible()


def answer(staff: Page) -> None:
    staff.goto("/admin/")
    staff.locator("summary", has_text="Answer").click()
    staff.get_by_label("Your answer").fill(ANSWER)
    staff.get_by_role("button", name="Approve and answer").click()
    expect(staff.get_by_role("button", name="Undo")).to_be_visible()


def is_answered() -> bool:
    """Whether readers see the answer."""
    return ANSWER in wait_for_site(ARTICLE).text
