"""Primary keys in requests, where anybody can write anything."""

from collections.abc import Iterable

MAX_DIGITS = 18  # So that it fits into a BigAutoField.


def read_pk(text: str) -> int:
    """Return the primary key; 0, which no row has, for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else 0


def read_pks(texts: Iterable[str]) -> list[int]:
    """Return the primary keys, each once, in their order."""
    return [pk for text in dict.fromkeys(texts) if (pk := read_pk(text))]
