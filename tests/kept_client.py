"""Django's test client with the kept pages in front of Django, as ``config.wsgi`` has them.

Each client is like a process of its own: it keeps its own pages.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse

from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.test.client import ClientHandler

from pagecache.pages import Headers
from pagecache.requests import Site
from pagecache.serving import KeptPages


class KeptPagesHandler(ClientHandler):
    def __init__(self, enforce_csrf_checks: bool = True) -> None:
        super().__init__(enforce_csrf_checks)
        self.kept_pages = KeptPages(self._ask_django)
        self._request: dict[str, Any] = {}
        self._own_response: HttpResponseBase | None = None

    def __call__(self, environ: dict[str, Any]) -> HttpResponseBase:
        if connection.vendor == "postgresql" and connection.in_atomic_block:
            return super().__call__(environ)  # The triggers run at the commit, which this test never makes.
        self._request, self._own_response = environ, None
        host = environ.setdefault("HTTP_HOST", environ["SERVER_NAME"])
        self.kept_pages.site = Site("http", host)
        started: list[tuple[str, Headers]] = []
        body = self.kept_pages(environ, lambda status, headers, _exception=None: started.append((status, headers)))
        if self._own_response is not None:
            return self._own_response
        return response_from(environ, *started[-1], b"".join(body))

    def _ask_django(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        response = super().__call__(environ)
        if environ is self._request:
            self._own_response = response
        headers = [*response.items(), *(("Set-Cookie", one.OutputString()) for one in response.cookies.values())]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        # Not the response itself: closing it a second time would close the connection to the database.
        return BytesIO(b"" if response.streaming else response.content)


def response_from(environ: dict[str, Any], status: str, headers: Headers, body: bytes) -> HttpResponse:
    code = int(status[:3])
    if code in (301, 308):
        response: HttpResponse = HttpResponsePermanentRedirect(dict(headers)["Location"], headers=dict(headers))
        response.status_code = code
    else:
        response = HttpResponse(body, status=code, headers=dict(headers))
    response.wsgi_request = WSGIRequest(environ)  # type: ignore[attr-defined]
    return response
