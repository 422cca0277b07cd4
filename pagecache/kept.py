"""Mark the views whose pages are kept, with the parameters of the query that they read."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])

# The values recognised while the current page is built; ``None`` outside of that.
_recognised: ContextVar[set[str] | None] = ContextVar("recognised", default=None)


def kept(*query: str) -> Callable[[V], V]:
    """Mark a view, or a ``Feed``, whose pages are the same for everybody, so that they are kept.

    A page is built from its path and the parameters in ``query`` alone: no cookie and no other header reaches the view.
    A request with other parameters is not kept. Only for a view that depends on nothing but rows, settings and the
    clock, see ``pagecache.declarations`` and ``pagecache.clock``.
    """

    def mark(view: V) -> V:
        view.kept_query = frozenset(query)  # type: ignore[attr-defined]
        return view

    return mark


def kept_query(view: Callable[..., Any]) -> Collection[str] | None:
    """Return the parameters of a marked view, or ``None`` for any other view."""
    query: Collection[str] | None = getattr(view, "kept_query", None)
    return query


def recognise_value(value: str) -> None:
    """Tell, while a page is built, that a parameter's value names something that exists.

    A page with a value that nobody recognised is not kept, so that a flood of made-up ones does not fill the memory.
    """
    recognised = _recognised.get()
    if recognised is not None:
        recognised.add(value)


@contextmanager
def recognised_values() -> Iterator[set[str]]:
    """Collect the values that are recognised within the block."""
    recognised: set[str] = set()
    before = _recognised.set(recognised)
    try:
        yield recognised
    finally:
        _recognised.reset(before)
