"""Requests and bytes of the first view of an article, in Chromium with an empty cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.performance.site.progress import say
from tests.performance.site.table import Figure, Goal, Row

PHONE = {"width": 390, "height": 844}
TEXT_TYPES = ("Document", "Stylesheet")
# In bytes, as for the limits of ``test_page_weight``.
KILOBYTE = 1024


@dataclass
class View:
    """The bytes of each request as they were sent, with headers, and its type in the DevTools protocol."""

    types: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def received(self, event: Any) -> None:
        if event["response"]["url"].startswith("http"):
            self.types[event["requestId"]] = event["type"]

    def finished(self, event: Any) -> None:
        if event["requestId"] in self.types:
            self.sizes[event["requestId"]] = event["encodedDataLength"]

    def requests(self, *types: str) -> Figure:
        return Figure(len(self._sizes(types)))

    def kilobytes(self, *types: str) -> Figure:
        return Figure(sum(self._sizes(types)) / KILOBYTE)

    def _sizes(self, types: tuple[str, ...]) -> list[float]:
        return [size for key, size in self.sizes.items() if not types or self.types[key] in types]


def rows(url: str, other_url: str | None) -> list[Row]:
    with _browser() as browser:
        ours = _view(browser, url)
        other = _view(browser, other_url) if other_url else None
    say(f"the first view of {url} took {ours.requests()} requests")
    text = "first view, HTML and style sheets"
    return [
        Row("first view", "requests", ours.requests(), other and other.requests(), "WordPress"),
        Row("first view", "KB", ours.kilobytes(), other and other.kilobytes(), "WordPress"),
        _row(text, "requests", ours.requests(*TEXT_TYPES), other and other.requests(*TEXT_TYPES), 2),
        _row(text, "KB", ours.kilobytes(*TEXT_TYPES), other and other.kilobytes(*TEXT_TYPES), 14),
    ]


def _row(subject: str, unit: str, ours: Figure, other: Figure | None, most: float) -> Row:
    return Row(subject, unit, ours, other, "WordPress", Goal(most, is_absolute=True))


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        try:
            yield browser
        finally:
            browser.close()


def _view(browser: Browser, url: str) -> View:
    view = View()
    page = browser.new_page(viewport=PHONE)
    session = page.context.new_cdp_session(page)
    session.on("Network.responseReceived", view.received)
    session.on("Network.loadingFinished", view.finished)
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    page.close()
    return view
