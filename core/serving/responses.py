"""Pass the application's response to granian, which sends it without occupying a thread of the application."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.types import WSGIApplication
from wsgiref.util import FileWrapper

from granian.rsgi import HTTPProtocol  # type: ignore[attr-defined]

from core.logs.ids import identified
from core.serving.ranges import FilePart
from core.serving.request_bodies import RequestRefusedError

logger = logging.getLogger(__name__)

# Replaces granian's own header, which would name the server.
SERVER_HEADER = ("server", "web")
PLAIN_TEXT_HEADERS = [SERVER_HEADER, ("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]


class WholeResponse(NamedTuple):
    """A whole response."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status[:3])


def send_refusal(protocol: HTTPProtocol, refusal: RequestRefusedError) -> None:
    headers = [*PLAIN_TEXT_HEADERS, ("connection", "close"), ("x-content-type-options", "nosniff")]
    if refusal.status == 503:
        headers.append(("retry-after", "60"))
    protocol.response_str(refusal.status, headers, f"{refusal.sentence}\n")


class RSGIResponse:
    """The response to one request. ``send`` is called in a thread."""

    def __init__(self, protocol: HTTPProtocol, loop: asyncio.AbstractEventLoop) -> None:
        self.protocol = protocol
        self.loop = loop
        self.status = 500
        self.headers = [SERVER_HEADER]

    def send(self, wsgi: WSGIApplication, environ: dict[str, Any]) -> None:
        with identified(environ):
            self._answer(wsgi, environ)

    def _answer(self, wsgi: WSGIApplication, environ: dict[str, Any]) -> None:
        result: Iterable[bytes] = ()
        try:
            result = wsgi(environ, self._start)
            self._send(result)
        except Exception:
            # Django turns errors of its views into responses. So this is an error of the server code.
            logger.exception("No answer")
            self.protocol.response_str(500, PLAIN_TEXT_HEADERS, "Server error\n")
        finally:
            if hasattr(result, "close"):
                result.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _exception: object = None) -> Any:
        self.status = int(status.split()[0])
        self.headers = [SERVER_HEADER, *headers]

    def _send(self, result: Iterable[bytes]) -> None:
        if isinstance(result, FileWrapper) and isinstance(part := result.filelike, FilePart):
            first, last = part.span
            self.protocol.response_file_range(self.status, self.headers, part.path, first, last + 1)
        elif isinstance(result, FileWrapper) and (path := _whole_file(result.filelike)):
            self.protocol.response_file(self.status, self.headers, path)
        elif isinstance(result, FileWrapper) or getattr(result, "streaming", False):
            self._stream(result)
        else:
            self.protocol.response_bytes(self.status, self.headers, b"".join(result))

    def _stream(self, chunks: Iterable[bytes]) -> None:
        transport = self.protocol.response_stream(self.status, self.headers)

        async def send(chunk: bytes) -> None:
            await transport.send_bytes(chunk)

        for chunk in chunks:
            try:
                asyncio.run_coroutine_threadsafe(send(chunk), self.loop).result()
            except RuntimeError:
                return  # The reader is gone.


def _whole_file(file: Any) -> str | None:
    """Return the path of the file if all of it is to be sent, or else ``None``."""
    for name in (getattr(file, "path", None), getattr(file, "name", None)):
        if isinstance(name, str) and Path(name).is_absolute() and file.tell() == 0:
            return name
    return None
