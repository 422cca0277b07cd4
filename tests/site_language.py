"""What a process remembers of the site's language, for tests that change it."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.words import _stemmer, stem


@contextmanager
def fresh_stems() -> Iterator[None]:
    for remembered in (stem, _stemmer):
        remembered.cache_clear()
    yield
    for remembered in (stem, _stemmer):
        remembered.cache_clear()
