import time
from typing import Any

from playwright.sync_api import Error, Page

PAUSE = 0.1


def wait_for(page: Page, expression: str, argument: Any = None, seconds: float = 10.0) -> None:
    """Wait until the JavaScript ``expression``, or function of ``argument``, is true on the page.

    Playwright's own ``wait_for_function`` evaluates text within the page, which the site's policy refuses.
    """
    end = time.monotonic() + seconds
    while not _is_true(page, expression, argument):
        assert time.monotonic() < end, f"{page.url}: not true after {seconds} s: {expression}"
        page.wait_for_timeout(1000 * PAUSE)


def _is_true(page: Page, expression: str, argument: Any) -> bool:
    try:
        return bool(page.evaluate(expression, argument))
    except Error as error:
        # The page is being left, or has not arrived whole.
        if "context was destroyed" in error.message or "properties of null" in error.message:
            return False
        raise
