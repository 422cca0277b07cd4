"""Take from a hit's text the paragraph that answers, with the words marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.html import mark_parts
from core.words import WORD
from search.query import Query, Term

MAX_CHARACTERS = 260
BEFORE = 80
# Of a long text, the snippet comes from the first part.
MAX_TEXT = 120_000


@dataclass(frozen=True, slots=True)
class Place:
    start: int
    end: int
    term: Term


def snippet(query: Query, paragraphs: Iterable[str]) -> SafeString:
    """Return the best paragraph, or the part of it around the words that were looked for."""
    return find_best(query, paragraphs)[1]


def find_best(query: Query, paragraphs: Iterable[str]) -> tuple[int | None, SafeString]:
    """Return which paragraph is the best one, if it has any of the words, and what is shown of it."""
    best, places, most, read, chosen = "", list[Place](), -1.0, 0, 0
    for number, paragraph in enumerate(paragraphs):
        if not paragraph:
            continue
        found = find_places(query, paragraph)
        weights = {place.term.word: place.term.weight for place in found}
        weight = sum(weights.values())
        if weight > most:
            best, places, most, chosen = paragraph, found, weight, number
        read += len(paragraph)
        if read > MAX_TEXT or len(weights) == len(query.terms):
            break
    return chosen if places else None, _cut(best, places)


def mark_words(query: Query, text: str) -> SafeString:
    return mark_parts(text, [(place.start, place.end) for place in find_places(query, text)])


def find_places(query: Query, text: str) -> list[Place]:
    """Return where the words are."""
    places = []
    words = query.likely_words.finditer(text.lower()) if text.isascii() else WORD.finditer(text)
    for match in words:
        term = query.term_of(match[0])
        if term:
            places.append(Place(match.start(), match.end(), term))
    return places


def _cut(text: str, places: list[Place]) -> SafeString:
    if len(text) <= MAX_CHARACTERS:
        return mark_parts(text, [(place.start, place.end) for place in places])
    start = max(0, (places[0].start if places else 0) - BEFORE)
    start = min(start, len(text) - MAX_CHARACTERS)
    end = start + MAX_CHARACTERS
    # Whole words.
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", end) if text.find(" ", end) != -1 else len(text)
    shown = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    shift = start - (2 if start else 0)
    inside = [(place.start - shift, place.end - shift) for place in places if place.start >= start and place.end <= end]
    return mark_parts(shown, inside)
