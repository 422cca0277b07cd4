"""What a reader's browser loads before a page can be read: bytes as they are sent, in Brotli, and requests."""

from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from tests.served_site import ServedSite

pytestmark = pytest.mark.process

ARTICLE = "/three-planks-that-beat-a-hundred-sit-ups/"

# For each kind of public page: the most bytes of HTML, the most scripts, and the most requests on a phone before
# anybody scrolls. Most requests are for the lazy pictures of cards below, which Chromium loads ahead.
PAGES = {
    "/": (2_900, 0, 12),
    "/articles/": (3_400, 0, 13),
    "/category/blog/": (3_300, 0, 13),
    "/tag/bracing/": (1_700, 0, 7),
    "/author/mara-lindt/": (3_800, 0, 13),
    ARTICLE: (6_900, 4, 11),
    "/about/": (2_200, 0, 5),
    "/apply/": (3_300, 3, 7),
    "/sign-up/chair-routine/": (1_700, 0, 5),
    "/privacy/request/": (1_700, 0, 4),
}
STYLE_SHEET_BYTES = 7_200
SCRIPT_BYTES = 2_600
# The first flight of packets over a new connection: 10 packets of 1,460 bytes, less the headers (RFC 6928).
FIRST_FLIGHT = 14_000

PHONE = {"width": 360, "height": 800}


@pytest.fixture
def http(sample_site: ServedSite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sample_site.url, headers={"Accept-Encoding": "br"}, timeout=30) as client:
        yield client


def size(response: httpx.Response) -> int:
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    return response.num_bytes_downloaded


def style_sheets(page: httpx.Response) -> list[str]:
    links = LexborHTMLParser(page.text).css('link[rel="stylesheet"]')
    return [urljoin(str(page.url), link.attributes["href"] or "") for link in links]


def scripts(page: httpx.Response) -> list[dict[str, str | None]]:
    return [script.attributes for script in LexborHTMLParser(page.text).css("script[src]")]


@pytest.mark.parametrize("path", PAGES)
def test_bytes_of_html_and_style_sheet(path: str, http: httpx.Client) -> None:
    page = http.get(path)
    (style_sheet,) = style_sheets(page)
    assert size(page) <= PAGES[path][0]
    assert size(http.get(style_sheet)) <= STYLE_SHEET_BYTES
    assert "immutable" in http.get(style_sheet).headers["Cache-Control"]


def test_article_with_its_style_sheet_is_in_the_first_flight(http: httpx.Client) -> None:
    page = http.get(ARTICLE)
    (style_sheet,) = style_sheets(page)
    assert size(page) + size(http.get(style_sheet)) <= FIRST_FLIGHT


@pytest.mark.parametrize("path", PAGES)
def test_scripts_are_small_and_block_nothing(path: str, http: httpx.Client) -> None:
    found = scripts(http.get(path))
    assert all(script.get("type") == "module" or "defer" in script for script in found)
    assert sum(size(http.get(str(script["src"]))) for script in found) <= SCRIPT_BYTES


@pytest.mark.parametrize("path", PAGES)
def test_requests_of_the_first_view(path: str, sample_site: ServedSite, browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    requests: list[tuple[str, str]] = []
    page.on("request", lambda request: requests.append((request.resource_type, request.url)))
    page.goto(f"{sample_site.url}{path}", wait_until="networkidle")
    kinds = [kind for kind, _url in requests]
    assert kinds.count("stylesheet") == 1
    assert kinds.count("script") <= PAGES[path][1]
    assert len(requests) <= PAGES[path][2], requests
    page.close()
