"""Limit the number of passwords hashed at the same time: each takes a core for a third of a second."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

MAX_PARALLEL_HASHES = 2

_slots = BoundedSemaphore(MAX_PARALLEL_HASHES)


class BusyError(Exception):
    """This process is already hashing as many passwords as it may."""


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hash one password inside this block. Raises ``BusyError`` at once if no slot is free."""
    if not _slots.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        _slots.release()
