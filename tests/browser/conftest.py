"""Browser tests: a live server, Chromium, axe; and no test passes that left an error in the browser's console."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import chromium
from tests.factories import default_questions, make_coach

# Playwright keeps an event loop in the test's thread, which Django would take for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")

AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

# A colour that is still on its way to another is none that anybody reads.
AT_REST = """() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished))"""

NewContext = Callable[..., BrowserContext]
CheckAxe = Callable[[Page], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    return {**browser_type_launch_args, "executable_path": str(program), "args": chromium.arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "en-US"}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """``page.goto("/apply/")`` finds the live server."""
    return str(live_server.url)


@pytest.fixture(autouse=True)
def _site_is_the_live_server(live_server: LiveServer, settings: Settings) -> None:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture(autouse=True)
def _form_asks_something(live_server: LiveServer) -> None:
    default_questions()


@pytest.fixture
def console_errors() -> Iterator[list[str]]:
    """What went wrong in any page of the test: script errors, refusals of the CSP, files that did not load.

    The test fails if any are left; one that expects some takes them out of the list.
    """
    errors: list[str] = []
    yield errors
    assert not errors, "The browser's console has errors:\n" + "\n".join(errors)


@pytest.fixture
def new_context(new_context: NewContext, console_errors: list[str]) -> NewContext:
    def hear(message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        # A page may well be a 404 or 429; and Chromium asks for a favicon by itself.
        is_expected = address.endswith("/favicon.ico") or ("Failed to load" in message.text and is_document(message))
        if message.type == "error" and not is_expected:
            console_errors.append(f"{message.text} ({address})")

    def is_document(message: ConsoleMessage) -> bool:
        return message.page is not None and message.location.get("url") == message.page.url

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", hear)
        context.on("weberror", lambda error: console_errors.append(str(error.error)))
        return context

    return make


@pytest.fixture
def desk(page: Page) -> Page:
    """The admin, with the coach signed in."""
    make_coach(email="mara@example.org", password="a-long-password")
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill("mara@example.org")
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


@pytest.fixture
def axe() -> CheckAxe:
    """``axe(page)`` fails with a list of what hinders people on the page once it is at rest (WCAG 2.2 AA and more)."""

    def check(page: Page) -> None:
        page.evaluate(AT_REST)
        found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        assert not found, f"axe finds on {page.url}:\n" + "\n".join(_describe(violation) for violation in found)

    return check


def _describe(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}\n"
        f"      {node['html'][:160]}"
        for node in violation["nodes"]
    )
    return f"- {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
