"""Find the word that somebody meant who made one slip: a letter too many, too few, a wrong one, or two swapped.

One slip leaves the last ``n`` letters of the word that was meant as they are, or all but the last ``n`` + 1, whatever
``n`` is. So all words with one slip are among those of about the same length that share the first or the last half. Of
these, most are left out by their ends: ``n`` is half of the half there.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

MIN_LETTERS = 4
# Letters of the head and the tail: together one less than the word has, so that two swapped ones never touch both.
MAX_LETTERS = 20

# Two joins, for the two indexes: one with "or" would use none.
ALIKE = " UNION ALL ".join(
    "SELECT number, word, stem, documents FROM asked JOIN search_word w "  # noqa: S608
    f"ON w.length = asked.length AND w.{side} = asked.{side} "
    f"WHERE documents > 0 AND (word LIKE asked.{end} OR word LIKE asked.{rest})"
    for side, end, rest in (("head", "ends", "begins_long"), ("tail", "begins", "ends_long"))
)


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
    found: dict[str, list[Meant]] = {}
    for number, *row in _alike(asked):
        if is_one_slip(asked[number], row[0]):
            found.setdefault(asked[number], []).append(Meant(*row))
    return {word: max(some, key=lambda one: _likelihood(word, one)) for word, some in found.items()}


def _alike(asked: Sequence[str]) -> list[Any]:
    """Return words that share an end with one of those that are asked, each after the number of that one."""
    parameters = [
        value
        for number, word in enumerate(asked)
        for length in range(len(word) - 1, len(word) + 2)
        for value in (number, length, *head_and_tail(word, length), *_patterns(word, length))
    ]
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * (len(parameters) // 8))
    with connection.cursor() as cursor:
        names = "number, length, head, tail, begins, begins_long, ends, ends_long"
        cursor.execute(f"WITH asked ({names}) AS (VALUES {values}) {ALIKE}", parameters)
        rows: list[Any] = cursor.fetchall()
    return rows


def _patterns(word: str, length: int) -> tuple[str, str, str, str]:
    """Return what a word of this ``length`` is like that begins or ends as this one: in few letters, or in most."""
    few = ((length - 1) // 2 + 1) // 2
    most = length - few - 1
    return f"{word[:few]}%", f"{word[:most]}%", f"%{word[-few:]}", f"%{word[-most:]}"


def _likelihood(word: str, meant: Meant) -> tuple[int, str]:
    # The first letter is rarely wrong.
    return meant.documents * (10 if word[0] == meant.word[0] else 1), meant.word


def is_one_slip(written: str, meant: str) -> bool:
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    same = 0
    for letter, other in zip(written, meant, strict=False):
        if letter != other:
            break
        same += 1
    rest, right = written[same:], meant[same:]
    if len(rest) == len(right):
        return rest[1:] == right[1:] or (rest[1::-1] == right[:2] and rest[2:] == right[2:])
    return rest[1:] == right or rest == right[1:]
