"""The kept pages in the memory of one process."""

from collections import OrderedDict
from threading import Lock

from pagecache.pages import Page, Variant
from pagecache.requests import Key

MAX_BYTES = 64 * 2**20


class PageStore:
    """Keeps at most ``max_bytes`` of pages. The least recently used go first, and all when the token has changed."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.token: str | None = None
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            if page.token != self.token:
                self._pages.clear()
                self.size, self.token = 0, page.token
            self._remove(key)
            self._pages[key] = page
            self.size += page.size
            self._make_room()

    def variant(self, key: Key, page: Page, encoding: str) -> Variant:
        """Return the ``page`` in an encoding, and count what is kept of it."""
        found = page.variants.get(encoding)
        if found is not None:
            return found
        with self._lock:
            is_kept = self._pages.get(key) is page
            before = page.size
            found = page.variant(encoding)
            if is_kept:
                self.size += page.size - before
                self._make_room()
        return found

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _remove(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self.size -= page.size

    def _make_room(self) -> None:
        while self.size > self.max_bytes and self._pages:
            self._remove(next(iter(self._pages)))
