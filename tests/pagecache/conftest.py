from collections.abc import Iterator
from io import BytesIO
from ipaddress import ip_network
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from pytest_django import Settings

from pagecache import triggers
from pagecache.serving import KeptPages

HOST = "coach.example.com"


class Answer:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.header_list, self.body = int(status[:3]), headers, body
        self.headers = {name.lower(): value for name, value in headers}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answer) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


class Reader:
    """Asks the WSGI application as a browser would. ``pages`` is the application with the kept pages."""

    def __init__(self) -> None:
        self.pages = KeptPages(get_wsgi_application())

    def get(
        self, url: str, method: str = "GET", body: bytes = b"", pages: KeptPages | None = None, **environ: Any
    ) -> Answer:
        asked = self.environ(url, method, body, **environ)
        started: list[tuple[str, list[tuple[str, str]]]] = []
        result: Any = (pages or self.pages)(asked, lambda status, headers: started.append((status, headers)))
        try:
            content = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return Answer(*started[-1], content)

    def environ(self, url: str, method: str = "GET", body: bytes = b"", **environ: Any) -> dict[str, Any]:
        path, _mark, query = url.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path).encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            **({"CONTENT_LENGTH": str(len(body))} if body else {}),
            **environ,
        }

    def is_kept(self, url: str, **environ: Any) -> bool:
        """Tell whether the next answer needs no build, and is not left to Django."""
        self.get(url, **environ)
        builds, before = self.pages.builds, self.pages.django
        asked_django: list[None] = []
        self.pages.django = lambda *args: asked_django.append(None) or before(*args)  # type: ignore[func-returns-value]
        try:
            self.get(url, **environ)
        finally:
            self.pages.django = before
        return self.pages.builds == builds and not asked_django


@pytest.fixture
def reader(transactional_db: None, settings: Settings) -> Iterator[Reader]:
    """A site at https://coach.example.com behind a proxy. Rows are committed, so that PostgreSQL's triggers run."""
    settings.SITE_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [HOST, "testserver"]
    settings.SECURE_SSL_REDIRECT = True

    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    if not triggers.are_in_place():
        triggers.make_triggers()
    reader = Reader()
    yield reader
    reader.pages.token_reader.close()
    if connection.vendor == "postgresql":
        connection.close()
