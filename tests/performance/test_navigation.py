"""How a reader comes to the next page, and back: speculation rules and the back/forward cache of the browser."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Page, Request

from config.environment import BASE_DIR
from tests.served_site import ServedSite
from tests.waiting import wait_for

pytestmark = pytest.mark.process

ARTICLE = "/three-planks-that-beat-a-hundred-sit-ups/"
PUBLIC_PAGES = ("/", "/articles/", "/category/blog/", ARTICLE, "/about/", "/apply/", "/sign-up/chair-routine/")

MATCHING = """([paths, rules]) => {
    const [include, { not: exclude }] = rules.prerender[0].where.and
    const matches = (path, { href_matches }) =>
        href_matches.some((pattern) => new URLPattern(pattern, location.origin).test(path, location.origin))
    return paths.filter((path) => matches(path, include) && !matches(path, exclude))
}"""

# Chromium without a window has no back/forward cache. It gives these reasons of its own, and those of the page.
REASONS_OF_THE_SHELL = {"BackForwardCacheDisabledForDelegate", "BrowsingInstanceNotSwapped"}

COUNT_WRITES = """
    window.writes = 0
    for (const name of ["setItem", "removeItem", "clear"]) {
        const write = Storage.prototype[name]
        Storage.prototype[name] = function (...values) { window.writes += 1; return write.apply(this, values) }
    }
"""
PRERENDERING = """
    window.isPrerendering = true
    Object.defineProperty(Document.prototype, "prerendering", { get: () => window.isPrerendering })
"""
OPEN = """() => { window.isPrerendering = false; document.dispatchEvent(new Event("prerenderingchange")) }"""


@pytest.fixture
def page(sample_site: ServedSite, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=sample_site.url)
    yield context.new_page()
    context.close()


def sample_paths(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, str | None]]:
    """Yield a path of each route of the site, with the route's name."""
    for pattern in resolver.url_patterns:
        path = prefix + re.sub(r"<[^>]*>", "x", str(pattern.pattern)).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield path, pattern.name
        else:
            yield from sample_paths(pattern, path)


def test_only_articles_and_lists_are_prerendered(page: Page) -> None:
    routes = dict(sample_paths(get_resolver()))
    assert {"/admin/", "/apply/", "/go/x/", "/comments/mine/x/"} <= set(routes)
    queries = [f"{path}?a=b" for path in routes]
    rules = json.loads((BASE_DIR / "static" / "prerender.speculationrules").read_text())
    page.goto("/about/")
    found = page.evaluate(MATCHING, [[*routes, *queries], rules])
    lists = {"home", "article_list", "category_detail", "tag_detail", "author_detail", "archive", "podcast_detail"}
    first_pages = {path for path, name in routes.items() if name is None and path.endswith("/page/1/")}
    assert {routes.get(path) for path in found if path not in first_pages} == {"entry_detail", *lists}


def test_article_is_fetched_when_the_reader_points_at_its_link(page: Page) -> None:
    """Prerendering is off while a test controls the browser. Chromium then prefetches by the same rules."""
    speculative: list[Request] = []
    page.on("request", lambda request: request.headers.get("sec-purpose") and speculative.append(request))
    states: list[str] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on("Preload.prefetchStatusUpdated", lambda event: states.append(event["prefetchStatus"]))
    devtools.send("Preload.enable")
    page.goto("/", wait_until="networkidle")
    link = page.locator(".card__title a").first
    link.hover()
    wait_until(page, lambda: "PrefetchSuccessfulButNotUsed" in states)
    link.click()
    wait_until(page, lambda: "PrefetchResponseUsed" in states)
    assert [request.headers["sec-purpose"].partition(";")[0] for request in speculative] == ["prefetch"]


def test_browser_finds_no_fault_with_the_rules(page: Page) -> None:
    rule_sets: list[dict[str, Any]] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on("Preload.ruleSetUpdated", lambda event: rule_sets.append(event["ruleSet"]))
    devtools.send("Preload.enable")
    page.goto(ARTICLE, wait_until="networkidle")
    wait_until(page, lambda: bool(rule_sets))
    assert [rules.get("errorMessage") for rules in rule_sets] == [None]


def test_prerendered_article_writes_nothing_before_it_is_opened(page: Page) -> None:
    page.add_init_script(COUNT_WRITES + PRERENDERING)
    page.goto(ARTICLE, wait_until="networkidle")
    assert page.evaluate("writes") == 0
    page.evaluate(OPEN)
    wait_for(page, "writes > 0")
    page.fill("textarea", "Thank you.")
    page.reload()
    page.evaluate(OPEN)
    wait_for(page, "document.querySelector('textarea').value === 'Thank you.'")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_page_does_not_refuse_the_back_forward_cache(path: str, page: Page) -> None:
    assert reasons_for_a_new_load(page, path) <= REASONS_OF_THE_SHELL


def test_reasons_are_seen(page: Page) -> None:
    """An ``unload`` listener shows that the test above can fail."""
    page.add_init_script("addEventListener('unload', () => {})")
    assert "UnloadHandlerExistsInMainFrame" in reasons_for_a_new_load(page, "/")


def reasons_for_a_new_load(page: Page, path: str) -> set[str]:
    """Open a page, go on, and back: why the browser loaded the page anew. Nothing, if it was restored."""
    reasons: set[str] = set()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.enable")
    devtools.on(
        "Page.backForwardCacheNotUsed",
        lambda event: reasons.update(one["reason"] for one in event["notRestoredExplanations"]),
    )
    page.goto(path, wait_until="networkidle")
    page.evaluate("window.isRestored = true")
    page.goto("/privacy/request/", wait_until="networkidle")
    page.evaluate("() => { setTimeout(() => history.back()) }")
    page.wait_for_url(f"**{path}", wait_until="commit")
    wait_for(page, "document.readyState === 'complete'")
    if not page.evaluate("window.isRestored === true"):
        wait_until(page, lambda: bool(reasons))
    return reasons


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    for _moment in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen within ten seconds.")
