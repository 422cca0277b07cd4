"""External servers on loopback: each path answers as configured, and requests are recorded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

ROBOTS = "/robots.txt"


class Page(NamedTuple):
    """``head`` is the status for a HEAD if it differs. With ``drip``, a header without end is sent byte by byte.

    With an ``etag`` it has ranges. It breaks off after ``cut`` bytes if that is set.
    """

    status: int = 200
    location: str = ""
    head: int | None = None
    drip: bool = False
    content: bytes = b"words " * 100
    retry_after: str = ""
    etag: str = ""
    cut: int | None = None


class ExternalServer:
    """``requests`` has ``(method, path, user agent)`` of each request, in order. Other paths than ``pages`` are a 404.

    ``ranges`` has the header of each request for a page with ranges.
    ``robots_requests`` counts the requests of ``ROBOTS``, which are not in ``requests``.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, str, str]] = []
        self.ranges: list[str] = []
        self.robots_requests = 0
        self.closing = threading.Event()
        self._http = ThreadingHTTPServer(("0.0.0.0", 0), self._handler())

    def url(self, path: str = "/", host: str = "127.0.0.2") -> str:
        return f"http://{host}:{self._http.server_address[1]}{path}"

    def record(self, method: str, path: str, agent: str) -> None:
        if path == ROBOTS:
            self.robots_requests += 1
        else:
            self.requests.append((method, path, agent))

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.record(handler.command, handler.path, handler.headers["User-Agent"])
        page = self.pages.get(handler.path, Page(404))
        if page.etag:
            self._send_range(handler, page)
            return
        handler.send_response(page.head or page.status if handler.command == "HEAD" else page.status)
        for name, value in {"Location": page.location, "Retry-After": page.retry_after}.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        # Until the other side hangs up.
        with suppress(OSError):
            while page.drip and not self.closing.wait(0.05):
                handler.wfile.write(b"x")
            if handler.command == "GET":
                handler.wfile.write(page.content)

    def _send_range(self, handler: BaseHTTPRequestHandler, page: Page) -> None:
        self.ranges.append(handler.headers.get("Range", ""))
        is_same, size = handler.headers.get("If-Range") == page.etag, len(page.content)
        start = int(self.ranges[-1].removeprefix("bytes=").removesuffix("-")) if is_same else 0
        handler.send_response(416 if start >= size else 206 if start else 200)
        handler.send_header("ETag", page.etag)
        handler.send_header("Content-Range", f"bytes {'*' if start >= size else f'{start}-{size - 1}'}/{size}")
        handler.send_header("Content-Length", str(size - start))
        handler.end_headers()
        handler.wfile.write(page.content[start:][: page.cut])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.answer(self)

            def do_HEAD(self) -> None:
                self.do_GET()

            def end_headers(self) -> None:
                if fake.pages.get(self.path, Page()).drip:
                    self._headers_buffer.append(b"X-Slow: ")  # type: ignore[attr-defined]
                    self.flush_headers()
                else:
                    super().end_headers()

            def log_message(self, *args: Any) -> None:
                """Log nothing."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["ExternalServer"]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._http.shutdown()
            self._http.server_close()
            thread.join()
