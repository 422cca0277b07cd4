from playwright.sync_api import Locator, Page

from tests.browser.desk import drop, paste, photo


class Hand:
    """Does things on a page, and counts them: a click, a key that is no letter, a run of typing, a paste, a drop."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts = 0

    def click(self, target: Locator | str) -> None:
        self.acts += 1
        (self.page.get_by_role("button", name=target) if isinstance(target, str) else target).click()

    def follow(self, name: str) -> None:
        """Click on a link, and wait until the page that it leads to has run its scripts."""
        with self.page.expect_navigation():
            self.click(self.page.get_by_role("link", name=name, exact=True))

    def choose(self, target: Locator, label: str) -> None:
        self.acts += 1
        target.select_option(label=label)

    def press(self, key: str) -> None:
        self.acts += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.acts += 1
        self.page.keyboard.type(words)

    def paste(self, html: str) -> None:
        self.acts += 1
        paste(self.page, html, "Words")

    def drop(self, target: Locator) -> None:
        self.acts += 1
        drop(target, photo())
