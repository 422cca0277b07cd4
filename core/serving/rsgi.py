"""Run Django's WSGI application on granian's RSGI interface.

Granian's WSGI interface calls the application before the body has arrived, and has no deadline for the body. Here the
body is received first, without a thread.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.types import WSGIApplication

from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]

from core.serving.environ import wsgi_environ
from core.serving.readiness import tell_ready
from core.serving.request_bodies import BodySlots, RequestRefusedError, received_body
from core.serving.responses import PLAIN_TEXT_HEADERS, SERVER_HEADER, RSGIResponse, WholeResponse, send_refusal
from core.web.http import visitor_ip_address
from core.web.networks import network_of

THREADS = 8
# Requests with a body write and may take long. The other threads stay free for reading pages.
WRITING_THREADS = THREADS // 2
MAX_QUEUED_WRITERS = 64

# Says that this process answers, and nothing of the database: for whoever starts, watches or replaces processes.
UP_PATH = "/up"


class RSGIApplication:
    """Calls ``wsgi`` in a thread once the request's body has arrived.

    ``answer_at_once`` is asked before, on the event loop, which is much cheaper than a thread. It must not wait for
    anything, and returns ``None`` if the request needs ``wsgi``.
    """

    def __init__(
        self,
        wsgi: WSGIApplication,
        answer_at_once: Callable[[dict[str, Any]], WholeResponse | None] = lambda _environ: None,
    ) -> None:
        self.wsgi = wsgi
        self.answer_at_once = answer_at_once
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self.writing = asyncio.Semaphore(WRITING_THREADS)
        self.writers = 0
        self.slots = BodySlots()

    def __rsgi_init__(self, _loop: asyncio.AbstractEventLoop) -> None:
        tell_ready()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.path == UP_PATH:
            protocol.response_str(200, PLAIN_TEXT_HEADERS, "up\n")
            return
        environ = wsgi_environ(scope)
        if response := self.answer_at_once(environ):
            protocol.response_bytes(response.code, [SERVER_HEADER, *response.headers], response.body)
            return
        try:
            if "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0":
                await self._answer_with_body(protocol, environ)
            else:
                await self._answer(protocol, environ)
        except RequestRefusedError as refusal:
            send_refusal(protocol, refusal)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)

    async def _answer_with_body(self, protocol: HTTPProtocol, environ: dict[str, Any]) -> None:
        length = environ.get("CONTENT_LENGTH", "")
        declared = int(length) if length.isdecimal() else None
        client = network_of(visitor_ip_address(environ))
        async with received_body(protocol, declared, self.slots, client) as body:
            environ |= {"wsgi.input": body.file, "CONTENT_LENGTH": str(body.size)}
            await self._answer_when_free(protocol, environ)

    async def _answer_when_free(self, protocol: HTTPProtocol, environ: dict[str, Any]) -> None:
        if self.writers >= MAX_QUEUED_WRITERS:
            raise RequestRefusedError.busy()
        self.writers += 1
        try:
            async with self.writing:
                await self._answer(protocol, environ)
        finally:
            self.writers -= 1

    async def _answer(self, protocol: HTTPProtocol, environ: dict[str, Any]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.threads, RSGIResponse(protocol, loop).send, self.wsgi, environ)
