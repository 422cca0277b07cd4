"""Turn a text into the stems that are indexed."""

from collections.abc import Sequence

from core.words import WORD, fold, stems_of_folded

# Longer texts are indexed up to here, so that the index and the time for one document are bounded.
MAX_WORDS = 20_000
MAX_LETTERS = 40


def words_of(text: str, most: int = MAX_WORDS) -> list[str]:
    """Return the folded words of a text, in order."""
    folded = [fold(match[0])[:MAX_LETTERS] for _number, match in zip(range(most), WORD.finditer(text), strict=False)]
    return [word for word in folded if word]


def joined(stems: Sequence[str]) -> str:
    """Return stems with a space before and after each, so that a stem is found as such: ``" hip " in stems``."""
    return f" {' '.join(stems)} " if stems else " "


def stems_of(words: list[str]) -> list[str]:
    return [stem[:MAX_LETTERS] for stem in stems_of_folded(words)]
