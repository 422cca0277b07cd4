"""Browser tests: a live server, Chromium and axe. A test that leaves an error in the browser's console fails."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import conf
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core.serving.static_files import collect_static_files
from tests import chromium, prepared
from tests.browser.languages import walk_in
from tests.factories import default_questions, make_coach
from tests.site_language import fresh_stems
from tests.waiting import wait_for

# Playwright keeps an event loop in the test's thread, which Django would take for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Those of the site, which other tests replace.
STORAGES = conf.settings.STORAGES

AXE = Axe()
# Style sheets are read by a rule alone that is off. Those that import others axe would load as inline styles.
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": {"assets": ["media"]},
}
FIND_VIOLATIONS = "options => axe.run(document, options).then(({ violations }) => violations)"
FITS = "width => innerWidth === width && document.documentElement.scrollWidth <= width"

# A colour that is still on its way to another is none that anybody reads. The end of one transition may start another,
# in an element that inherits the colour.
END_TRANSITIONS = """() => {
  for (let round = 0; round < 10; round++)
    for (const animation of document.getAnimations())
      if (animation instanceof CSSTransition) animation.finish();
}"""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

NewContext = Callable[..., BrowserContext]
CheckAxe = Callable[..., None]
CheckPage = Callable[..., None]
SignIn = Callable[[BrowserContext, User], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    args = [*chromium.arguments(), *chromium.FOR_SHORT_PAGES]
    return {**browser_type_launch_args, "executable_path": str(program), "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "en-US"}


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The site with its collected static files, as readers get them."""
    prepared.copy_static_files(conf.settings.DATA_DIR)
    collect_static_files()
    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """``page.goto("/apply/")`` finds the live server."""
    return str(live_server.url)


@pytest.fixture(autouse=True)
def _site_is_the_live_server(live_server: LiveServer, settings: Settings) -> None:
    settings.SITE_URL = live_server.url
    settings.STORAGES = STORAGES
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture
def language() -> str:
    """The language of the site, and of the words by which tests find things. A module may have one of its own."""
    return os.environ.get("WALK_LANGUAGE", "")


@pytest.fixture(autouse=True)
def _walk_in_language(language: str, settings: Settings) -> Iterator[None]:
    if not language:
        yield
        return
    settings.LANGUAGE_CODE = language
    with walk_in(language), fresh_stems():
        yield


@pytest.fixture(scope="session")
def requests_under_way(live_server: LiveServer) -> list[object]:
    """The requests that the live server is answering."""
    server: Any = live_server.thread.httpd
    application = server.get_app()
    requests: list[object] = []

    def count(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        request = object()
        requests.append(request)
        try:
            response = application(environ, start_response)
            try:
                yield from response
            finally:
                response.close()
        finally:
            requests.remove(request)

    server.set_app(count)
    return requests


@pytest.fixture(autouse=True)
def _end_at_rest(transactional_db: None, requests_under_way: list[object]) -> Iterator[None]:
    """After the browser is closed, a request may still write; only then the tables are emptied."""
    yield
    end = time.monotonic() + 20
    while requests_under_way:
        assert time.monotonic() < end, "The live server is still answering a request 20 s after the test."
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _form_asks_something(live_server: LiveServer) -> None:
    default_questions()


@pytest.fixture
def _sample_site(transactional_db: None) -> None:
    """The sample site. Each process loads it once, and then copies its rows and files."""
    kept, files = Path(os.environ["DATA_DIR"]) / "sample", Path(conf.settings.MEDIA_ROOT)
    connection.ensure_connection()
    if kept.exists():
        with closing(sqlite3.connect(kept / "rows.sqlite3")) as rows:
            rows.backup(connection.connection)
        shutil.copytree(kept / "media", files)
        return
    call_command("load_demo", verbosity=0)
    shutil.copytree(files, kept / "media")
    with closing(sqlite3.connect(kept / "rows.sqlite3")) as rows:
        connection.connection.backup(rows)


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
    def record(message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        # A page may well be a 404 or 429; and Chromium asks for a favicon by itself.
        is_expected = address.endswith("/favicon.ico") or ("Failed to load" in message.text and is_document(message))
        if message.type == "error" and not is_expected:
            console_errors.append(f"{message.text} ({address})")

    def is_document(message: ConsoleMessage) -> bool:
        return message.page is not None and message.location.get("url") == message.page.url.partition("#")[0]

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", record)
        context.on("weberror", lambda error: console_errors.append(str(error.error)))
        return context

    return make


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """``sign_in(context, coach)`` gives the browser a session. The form for it is tested in ``test_signing_in.py``."""

    def sign_in(context: BrowserContext, user: User) -> None:
        client = Client()  # A session of its own: that of another browser goes on.
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def staff(page: Page, sign_in: SignIn) -> Page:
    """A page whose browser has the coach's session."""
    sign_in(page.context, make_coach(email="mara@example.org", password="a-long-password"))
    return page


@pytest.fixture
def axe() -> CheckAxe:
    """``axe(page)`` fails with a list of what hinders people on the page (WCAG 2.2 AA and more)."""

    def check(page: Page) -> None:
        page.evaluate(END_TRANSITIONS)
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE.axe_script)
        found = page.evaluate(FIND_VIOLATIONS, AXE_OPTIONS)
        assert not found, f"axe finds on {page.url}:\n" + "\n".join(_describe(violation) for violation in found)

    return check


@pytest.fixture
def check_page(axe: CheckAxe) -> CheckPage:
    """``check_page(page, 360, 1440)``: at these widths axe finds nothing, and all of the page fits.

    The first is looked at in light, the next in dark, and so on; a single one in both.
    """

    def check(page: Page, *widths: int) -> None:
        before = page.viewport_size
        widths = widths or (360, 1440)
        looks = [(widths[0], scheme) for scheme in SCHEMES] if len(widths) == 1 else zip(widths, cycle(SCHEMES))
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 800})
            # Windows and editors follow a new width a moment later.
            wait_for(page, FITS, width)
            page.emulate_media(color_scheme=scheme)
            axe(page)
        if before:
            page.set_viewport_size(before)

    return check


def _describe(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}\n"
        f"      {node['html'][:160]}"
        for node in violation["nodes"]
    )
    return f"- {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
