"""Receive the body of a request before the application is called, so that a slow sender does not block a thread.

Most bodies are small and arrive at once. Any other needs a slot. The number of slots is small, which bounds memory,
temporary files and open connections.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Hashable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from tempfile import SpooledTemporaryFile
from typing import Self

from django.utils.translation import gettext as _

# A body of at most this size that arrives within this time needs no slot.
SMALL_BODY_BYTES = 64 * 1024
IMMEDIATE_SECONDS = 1.0

MAX_BODY_BYTES = 25 * 2**20
BODY_SLOTS = 32
BODY_SLOTS_PER_CLIENT = 2

# The deadline for a body in seconds, and the slowest connection for which it is extended if the body is large.
BODY_TIMEOUT_SECONDS = 20.0
MIN_BYTES_PER_SECOND = 64 * 1024


class RequestRefusedError(Exception):
    """A request is not passed on to the application. It has an HTTP status and a sentence for the sender."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence

    @classmethod
    def busy(cls) -> Self:
        return cls(503, _("Too much is being sent at the moment. Please wait a minute and try again."))


class BodySlots:
    """Limits the number of large or slow bodies, in total and for each client."""

    def __init__(self) -> None:
        self.taken: Counter[Hashable] = Counter()

    @contextmanager
    def slot(self, client: Hashable) -> Iterator[None]:
        """Take a slot for the time of the block. Raises ``RequestRefusedError`` if there is none left."""
        if self.taken.total() >= BODY_SLOTS or self.taken[client] >= BODY_SLOTS_PER_CLIENT:
            raise RequestRefusedError.busy()
        self.taken[client] += 1
        try:
            yield
        finally:
            self.taken[client] -= 1
            self.taken += Counter()  # Removes clients with a count of zero.


class RequestBody:
    """The part of a body that has arrived, in memory or in a temporary file."""

    def __init__(self, declared: int | None) -> None:
        """``declared`` is the Content-Length. Raises ``RequestRefusedError`` if it is too large."""
        if declared is not None and declared > MAX_BODY_BYTES:
            raise _too_large()
        self.declared = declared
        self.size = 0
        self.file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(SMALL_BODY_BYTES)  # noqa: SIM115

    @property
    def is_small(self) -> bool:
        return self.declared is not None and self.declared <= SMALL_BODY_BYTES

    @property
    def timeout(self) -> float:
        return BODY_TIMEOUT_SECONDS + (self.declared or 0) / MIN_BYTES_PER_SECOND

    async def read(self, chunks: AsyncIterable[bytes]) -> None:
        async for chunk in chunks:
            self.size += len(chunk)
            if self.size > MAX_BODY_BYTES:
                raise _too_large()
            self.file.write(chunk)
        if self.declared is not None and self.size != self.declared:
            raise RequestRefusedError(400, _("Only a part of this arrived. Please try again."))
        self.file.seek(0)


@asynccontextmanager
async def received_body(
    chunks: AsyncIterable[bytes], declared: int | None, slots: BodySlots, client: Hashable
) -> AsyncIterator[RequestBody]:
    """Receive the whole body. Its slot and its file are released after the block.

    Raises ``RequestRefusedError`` for a body that is too large, too slow or cut off.
    """
    with ExitStack() as stack:
        body = RequestBody(declared)
        stack.callback(body.file.close)
        receiving = asyncio.create_task(body.read(chunks))
        stack.callback(receiving.cancel)
        if body.is_small:
            await asyncio.wait([receiving], timeout=IMMEDIATE_SECONDS)
        if not receiving.done():
            stack.enter_context(slots.slot(client))
            await asyncio.wait([receiving], timeout=body.timeout)
        if not receiving.done():
            raise RequestRefusedError(408, _("This took too long to arrive. Please try again on a better connection."))
        try:
            receiving.result()
        except OSError as error:  # There is no room for it on the disk.
            raise RequestRefusedError.busy() from error
        yield body


def _too_large() -> RequestRefusedError:
    sentence = _("This is larger than %(most)d MB, which is the most that can be sent at once.")
    return RequestRefusedError(413, sentence % {"most": MAX_BODY_BYTES // 2**20})
