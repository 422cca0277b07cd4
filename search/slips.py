"""Find the word that somebody meant who made one slip: a letter too many, too few, a wrong one, or two swapped.

One slip leaves the first or the last letters of a word as they are. So all words with one slip are among those of
about the same length that share the first or the last letters.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q

from search.models import Word

MIN_LETTERS = 4
# Letters of the head and the tail: together one less than the word has, so that two swapped ones never touch both.
MAX_LETTERS = 20


class Meant(NamedTuple):
    """A word of the documents, its stem, and in how many of them that is."""

    word: str
    stem: str
    documents: int


def head_and_tail(word: str, length: int) -> tuple[str, str]:
    """Return the first and last letters that are compared with a word of this ``length``."""
    size = min((length - 1) // 2, MAX_LETTERS)
    return (word[:size], word[-size:]) if size > 0 else ("", "")


def find_meant(words: Collection[str]) -> Mapping[str, Meant]:
    """Return the most likely word for each of these folded words, if there is one."""
    asked = [word for word in words if len(word) >= MIN_LETTERS]
    if not asked:
        return {}
    alike = Q()
    for word in asked:
        for length in range(len(word) - 1, len(word) + 2):
            head, tail = head_and_tail(word, length)
            alike |= Q(length=length, head=head) | Q(length=length, tail=tail)
    rows = Word.objects.filter(alike, documents__gt=0).values_list("word", "stem", "documents")
    candidates = [Meant(*row) for row in rows]
    found = {word: [one for one in candidates if is_one_slip(word, one.word)] for word in asked}
    return {word: max(some, key=lambda one: _likelihood(word, one)) for word, some in found.items() if some}


def _likelihood(word: str, meant: Meant) -> tuple[int, str]:
    # The first letter is rarely wrong.
    return meant.documents * (10 if word[0] == meant.word[0] else 1), meant.word


def is_one_slip(written: str, meant: str) -> bool:
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    same = 0
    while same < min(len(written), len(meant)) and written[same] == meant[same]:
        same += 1
    rest, other = written[same:], meant[same:]
    if len(rest) == len(other):
        return rest[1:] == other[1:] or (rest[1::-1] == other[:2] and rest[2:] == other[2:])
    return rest[1:] == other or rest == other[1:]
