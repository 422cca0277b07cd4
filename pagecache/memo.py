"""Remember what functions return, from one build of a page to the next, while the rows that it comes from are the same.

After most writes, most of what a page shows has not changed: a new comment leaves menu, offers and articles alone.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any

from django.db import connection
from django.utils import timezone

from pagecache import clock
from pagecache.token import read_tokens

Labels = tuple[str, ...]

# Of one function.
MAX_VALUES = 256


@dataclass(frozen=True, slots=True)
class Build:
    """The page that is built, and what was read before: the tokens, the time, and until when the clock changes nothing.

    ``page`` is anything that tells pages apart, or ``None`` if it is no page: then no parts are remembered.
    """

    page: Hashable | None
    tokens: Mapping[str, str]
    now: datetime
    good_until: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    value: Any
    tokens: list[str | None]
    made_at: datetime
    good_until: datetime

    def is_good(self, tokens: list[str | None], now: datetime) -> bool:
        return self.tokens == tokens and None not in tokens and self.made_at <= now < self.good_until


_build: ContextVar[Build | None] = ContextVar("build", default=None)

_memos: "list[Memo]" = []


def sees_uncommitted_rows() -> bool:
    return connection.in_atomic_block


def current_build() -> Build | None:
    """Return the build in which values are remembered: none in a transaction, which may see what is not committed."""
    return None if sees_uncommitted_rows() else _build.get()


@contextmanager
def building(build: Build) -> Iterator[None]:
    """Remember values within the block, and take remembered ones."""
    before = _build.set(build if build.tokens else None)
    try:
        yield
    finally:
        _build.reset(before)


@contextmanager
def remembering() -> Iterator[None]:
    """Take what builds remember, for a request that is none. Whatever it writes is in a transaction."""
    tokens, now = read_tokens(), timezone.now()
    with building(Build(None, tokens, now, clock.good_until(now, tokens) if tokens else now)):
        yield


@contextmanager
def parts_of(page: Hashable) -> Iterator[None]:
    """Within the block, remembered parts of pages are those of ``page``: for a view of any number of pages whose parts
    are all the same, which would push out the parts of others."""
    build = current_build()
    with building(replace(build, page=page)) if build else nullcontext():
        yield


class Memo:
    """Remembered values by key, at most ``size`` of them as ``weigh`` counts. The least recently used go first."""

    def __init__(self, size: int, weigh: Callable[[Any], int]) -> None:
        self.size = size
        self.weigh = weigh
        self.used = 0
        self._values: OrderedDict[Hashable, Remembered] = OrderedDict()
        self._lock = Lock()
        _memos.append(self)

    def get[R](self, build: Build, labels: Labels, key: Hashable, compute: Callable[[], R]) -> R:
        """Return the value that was computed while the tokens of ``labels`` were the same, or compute it."""
        tokens = [build.tokens.get(label) for label in labels]
        with self._lock:
            found = self._values.get(key)
            if found and found.is_good(tokens, build.now):
                self._values.move_to_end(key)
                value: R = found.value
                return value
        value = compute()
        self._put(key, Remembered(value, tokens, build.now, build.good_until))
        return value

    def _put(self, key: Hashable, remembered: Remembered) -> None:
        with self._lock:
            self._remove(key)
            self._values[key] = remembered
            self.used += self.weigh(remembered.value)
            while self.used > self.size:
                self._remove(next(iter(self._values)))

    def _remove(self, key: Hashable) -> None:
        if removed := self._values.pop(key, None):
            self.used -= self.weigh(removed.value)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self.used = 0


def memoised[**P, R](*labels: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember what a function returns, for the builds that find the tokens of ``labels`` unchanged.

    ``labels`` are those of all apps whose public rows the function reads, or of single models, such as ``blog.post``.
    Its arguments must be hashable; rows are equal by their primary key. All threads get the same value, so nothing may
    change it, nor load something into it later. Elsewhere than in a build the function is simply called.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        memo = Memo(MAX_VALUES, lambda value: 1)

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
            build = current_build()
            if build is None:
                return function(*args, **kwargs)
            return memo.get(build, labels, (args, frozenset(kwargs.items())), lambda: function(*args, **kwargs))

        return remembered

    return decorate


def forget_all() -> None:
    for memo in _memos:
        memo.clear()
