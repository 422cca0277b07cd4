"""The WSGI application in front of Django: it serves kept pages, and leaves all else to Django.

A page is built from an environ that has nothing but the page's key, so that no cookie and no other header can get into
it. The token is read before the first query: if something public changes meanwhile, the page is never served again.
"""

import io
import sys
from collections.abc import Iterable, Mapping
from threading import Event, Lock
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication

from django.conf import settings
from django.db import Error
from django.utils import timezone

from core.serving.responses import WholeResponse
from pagecache import clock, triggers
from pagecache.kept import recognised_values
from pagecache.memo import Build, building
from pagecache.pages import KEPT_STATUSES, Headers, Page, Variant, is_unchanged
from pagecache.requests import Key, Site, may_be_kept
from pagecache.store import PageStore
from pagecache.token import ALL, TokenReader, read_token, read_tokens

# Longer than any page takes. Whoever has waited so long builds the page too.
MAX_WAIT = 10.0


class KeptPages:
    def __init__(self, django: WSGIApplication) -> None:
        self.django = django
        self.site = Site.from_settings()
        self.pages = PageStore()
        self.builds = 0
        self.token_reader = TokenReader()
        self._building: dict[Key, Event] = {}
        self._lock = Lock()
        self._has_triggers = False

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = None if settings.DEBUG else self.site.key(environ)
        page = self._find(key) if key else None
        if key and page is None and may_be_kept(key):
            page = self._build_once(key)
        if key is None or page is None:
            return self.django(environ, start_response)
        response = make_response(page, self.pages.variant(key, page, page.encoding_for(environ)), environ)
        start_response(response.status, response.headers)
        return [response.body]

    def kept_response(self, environ: dict[str, Any]) -> WholeResponse | None:
        """Return the response if it can be given at once: from memory, without waiting for anything.

        It may be called on an event loop, by one thread at a time.
        """
        key = None if settings.DEBUG else self.site.key(environ)
        page = self.pages.get(key) if key else None
        variant = page.variants.get(page.encoding_for(environ)) if page else None
        if page and variant and page.is_good(self.token_reader.read(), timezone.now()):
            return make_response(page, variant, environ)
        return None

    def _find(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        return page if page and page.is_good(read_token(), timezone.now()) else None

    def _build_once(self, key: Key) -> Page | None:
        """Build the page, or wait for the thread that does. Returns ``None`` if the request must go to Django."""
        with self._lock:
            other = self._building.get(key)
            if other is None:
                mine = self._building[key] = Event()
        if other is not None:
            other.wait(MAX_WAIT)
            return self._find(key) or self._build(key)
        try:
            return self._build(key)
        finally:
            with self._lock:
                del self._building[key]
            mine.set()

    def _build(self, key: Key) -> Page | None:
        try:
            self._make_sure_of_triggers()
            tokens, now = read_tokens(), timezone.now()
            if not tokens:
                return None
            good_until = clock.good_until(now, tokens)
        except Error:
            return None
        self.builds += 1
        with recognised_values() as recognised, building(Build(key, tokens, now, good_until)):
            page = self._ask_django(key)
        token = tokens.get(ALL)
        if not page.is_for_everybody:
            return None
        if page.code in KEPT_STATUSES and key.values <= recognised and token and token == read_token():
            page.token, page.made_at, page.good_until = token, now, good_until
            self.pages.put(key, page)
        return page

    def _make_sure_of_triggers(self) -> None:
        if not self._has_triggers:
            with self._lock:
                if not self._has_triggers and not triggers.are_in_place():
                    triggers.make_triggers()
                self._has_triggers = True

    def _ask_django(self, key: Key) -> Page:
        started: list[tuple[str, Headers]] = []

        def start_response(status: str, headers: Headers, _exception: object = None) -> Any:
            started.append((status, headers))

        result: Any = self.django(self._environ(key), start_response)
        try:
            body = b"".join(result)
        finally:
            result.close()
        status, headers = started[-1]
        return Page(status, list(headers), body)

    def _environ(self, key: Key) -> dict[str, Any]:
        host, _colon, port = self.site.host.partition(":")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": key.path,
            "QUERY_STRING": urlencode(key.parameters),
            "SERVER_NAME": host,
            "SERVER_PORT": port or ("443" if self.site.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.site.host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.site.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def make_response(page: Page, variant: Variant, environ: Mapping[str, Any]) -> WholeResponse:
    if page.code == 200 and is_unchanged(environ, variant.etag):
        return WholeResponse("304 Not Modified", variant.headers_unchanged, b"")
    return WholeResponse(page.status, variant.headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else variant.body)
