"""What a reader's browser loads before a page can be read: bytes as they are sent, in Brotli, and requests."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from config.environment import BASE_DIR
from tests import prepared
from tests.performance.site import texts
from tests.served_site import ServedSite, wait_until

pytestmark = pytest.mark.process

ARTICLE = "/three-planks-that-beat-a-hundred-sit-ups/"

# For each kind of public page, once its pictures are made: the most bytes of HTML, the most scripts, and the most
# requests on a phone before anybody scrolls. Most requests are for the lazy pictures of cards below, which Chromium
# loads ahead.
PAGES = {
    "/": (4_000, 0, 19),
    "/articles/": (3_400, 0, 18),
    "/category/blog/": (3_300, 0, 18),
    "/tag/bracing/": (2_000, 0, 9),
    "/author/mara-lindt/": (3_800, 0, 19),
    ARTICLE: (7_250, 5, 14),
    "/about/": (2_250, 0, 8),
    "/apply/": (3_150, 3, 10),
    "/sign-up/chair-routine/": (1_800, 0, 7),
    "/privacy/request/": (1_600, 0, 7),
    # With the second file of the text face, for the @ of an address.
    "/privacy/": (1_650, 0, 7),
}
STYLE_SHEET_BYTES = 5_900
# Of the second style sheet, which only articles do without.
SECOND_STYLE_SHEET_BYTES = 1_800
# Of that of pages with a form.
FORM_SHEET_BYTES = 2_300
FORMS = ("/apply/", "/sign-up/chair-routine/", "/privacy/request/")
# One that a page waits for arrives in one round trip: Literata, with its headers, in six packets. The italics come with
# a text that has some.
FONT_BYTES = {"literata-400": 8_300, "literata-700": 8_300, "literata-italic": 20_000}
OTHER_FONT_BYTES = 9_000
SCRIPT_BYTES = 2_600
# An article and its style sheet, with headers. The first flight over a new connection has room for 10 packets of 1,460
# bytes (RFC 6928).
ARTICLE_BYTES = 14 * 1024

PHONE = {"width": 360, "height": 800}


@pytest.fixture
def http(sample_site: ServedSite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sample_site.url, headers={"Accept-Encoding": "br"}, timeout=30) as client:
        yield client


def get(http: httpx.Client, path: str) -> httpx.Response:
    """Ask until the page is kept. One built while the worker writes is sent as it is, without compression."""
    answers: list[httpx.Response] = []

    def is_kept() -> bool:
        answers.append(http.get(path))
        return "ETag" in answers[-1].headers

    wait_until(is_kept)
    return answers[-1]


def size(response: httpx.Response) -> int:
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    return response.num_bytes_downloaded


def size_with_headers(response: httpx.Response) -> int:
    return size(response) + sum(len(name) + len(value) + len(": \r\n") for name, value in response.headers.raw)


def style_sheets(page: httpx.Response) -> list[str]:
    links = LexborHTMLParser(page.text).css('link[rel="stylesheet"]')
    return [urljoin(str(page.url), link.attributes["href"] or "") for link in links]


def scripts(page: httpx.Response) -> list[dict[str, str | None]]:
    return [script.attributes for script in LexborHTMLParser(page.text).css("script[src]")]


@pytest.mark.parametrize("path", PAGES)
def test_bytes_of_html_and_style_sheets(path: str, http: httpx.Client) -> None:
    page = get(http, path)
    sheets = [http.get(sheet) for sheet in style_sheets(page)]
    assert len(sheets) == (1 if path == ARTICLE else 2)
    second = FORM_SHEET_BYTES if path in FORMS else SECOND_STYLE_SHEET_BYTES
    assert size(page) <= PAGES[path][0]
    for sheet, most in zip(sheets, (STYLE_SHEET_BYTES, second), strict=False):
        assert size(sheet) <= most
        assert "immutable" in sheet.headers["Cache-Control"]
        # It is no page, so the limits for pages would only be bytes.
        assert "Permissions-Policy" not in sheet.headers


def test_fonts_are_small() -> None:
    fonts = list((BASE_DIR / "static" / "fonts").glob("*.woff2"))
    assert len(fonts) == 7
    assert all(font.stat().st_size <= FONT_BYTES.get(font.stem, OTHER_FONT_BYTES) for font in fonts)


@pytest.fixture
def measured_site(tmp_path: Path) -> Iterator[ServedSite]:
    """The site of ``make bench``, without the many comments."""
    site = ServedSite(prepared.copy_site(tmp_path / "data"))
    fill = "from tests.performance.site import fill; fill.write_article_with_few_comments()"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", fill]
    subprocess.run(command, cwd=BASE_DIR, env=site.environment, check=True)
    try:
        yield site.started()
    finally:
        site.end()


def test_article_with_its_style_sheet_is_in_the_first_flight(http: httpx.Client) -> None:
    assert size_of_article(http, ARTICLE) <= ARTICLE_BYTES


def test_article_of_the_benchmark_is_in_the_first_flight(measured_site: ServedSite) -> None:
    with httpx.Client(base_url=measured_site.url, headers={"Accept-Encoding": "br"}, timeout=30) as http:
        assert size_of_article(http, f"/{texts.articles()[0].slug}/") <= ARTICLE_BYTES


def size_of_article(http: httpx.Client, path: str) -> int:
    page = get(http, path)
    (style_sheet,) = style_sheets(page)
    return size_with_headers(page) + size_with_headers(http.get(style_sheet))


@pytest.mark.parametrize("path", PAGES)
def test_scripts_are_small_and_block_nothing(path: str, http: httpx.Client) -> None:
    found = scripts(get(http, path))
    assert all(script.get("type") == "module" or "defer" in script for script in found)
    assert sum(size(http.get(str(script["src"]))) for script in found) <= SCRIPT_BYTES


@pytest.mark.parametrize("path", PAGES)
def test_requests_of_the_first_view(path: str, sample_site: ServedSite, browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    requests: list[tuple[str, str]] = []
    page.on("request", lambda request: requests.append((request.resource_type, request.url)))
    page.goto(f"{sample_site.url}{path}", wait_until="networkidle")
    kinds = [kind for kind, _url in requests]
    assert kinds.count("stylesheet") == (1 if path == ARTICLE else 2)
    assert kinds.count("script") <= PAGES[path][1]
    assert len(requests) <= PAGES[path][2], requests
    page.close()
