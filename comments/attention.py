"""What in a reader's words wants the coach's eye: red flags of health, sensitive matters, a wish to buy, a question.

Pure: no database. It orders what the coach sees and shows her why; nothing is hidden, held or published by it.

A phrase is found by the stems of its words (Snowball, https://snowballstem.org), in its order, with at most one other
word in each gap, within a sentence; or written as one word. Slips of spelling are forgiven in long words: one letter
from seven letters on (five inside a phrase), two from nine, never the first.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from django.conf import settings
from django.utils.translation import get_language_info

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?;]+\s|\n")
GAP = 1
ALONE, IN_PHRASE, TWO_SLIPS = 7, 5, 9


@dataclass(frozen=True, slots=True)
class Words:
    """The lists, each entry a word or a phrase."""

    red_flags: Sequence[str] = ()
    sensitive: Sequence[str] = ()
    wishes: Sequence[str] = ()
    questions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found, in the reader's own words and in their order."""

    red_flags: list[str]
    sensitive: list[str]
    wishes: list[str]
    is_question: bool


@dataclass(frozen=True, slots=True)
class Token:
    stem: str
    folded: str
    start: int
    end: int


def read(text: str, words: Words) -> Signals:
    sentences = list(_sentences(text))
    return Signals(
        red_flags=_find(text, sentences, words.red_flags),
        sensitive=_find(text, sentences, words.sensitive),
        wishes=_find(text, sentences, words.wishes),
        is_question="?" in text or bool(_find(text, sentences, words.questions)),
    )


def _sentences(text: str) -> Iterator[list[Token]]:
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        yield [
            Token(_stem(match[0]), _fold(match[0]), match.start(), match.end())
            for match in WORD.finditer(text, start, end)
        ]
        start = end


def _find(text: str, sentences: list[list[Token]], phrases: Sequence[str]) -> list[str]:
    found = {
        place: text[slice(*place)]
        for phrase in phrases
        if (wanted := _tokens(phrase))
        for sentence in sentences
        for place in _places(sentence, wanted)
    }
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def _places(sentence: list[Token], wanted: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Where the phrase stands, as a slice of the text."""
    joined = "".join(token.folded for token in wanted)
    for place, token in enumerate(sentence):
        if len(wanted) > 1 and _is_slip(token.folded, joined, ALONE):
            yield token.start, token.end
        last: int | None = place if _matches(token, wanted[0], len(wanted)) else None
        for one in wanted[1:]:
            if last is not None:
                ahead = range(last + 1, min(last + 2 + GAP, len(sentence)))
                last = next((at for at in ahead if _matches(sentence[at], one, len(wanted))), None)
        if last is not None:
            yield token.start, sentence[last].end


def _matches(token: Token, wanted: Token, length: int) -> bool:
    if token.folded == wanted.folded:
        return True
    if len(wanted.folded) <= 3:
        return False
    return token.stem == wanted.stem or _is_slip(token.stem, wanted.stem, ALONE if length == 1 else IN_PHRASE)


def _is_slip(read: str, meant: str, shortest: int) -> bool:
    """Is ``read`` a misspelling of ``meant``, which has at least ``shortest`` letters?"""
    if len(meant) < shortest or read[:1] != meant[:1]:
        return False
    most = 2 if len(meant) >= TWO_SLIPS else 1
    return abs(len(read) - len(meant)) <= most and _distance(read, meant) <= most


def _distance(one: str, other: str) -> int:
    """Letters to change, add or drop (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted)))
    return row[-1]


@lru_cache(maxsize=2048)
def _tokens(phrase: str) -> tuple[Token, ...]:
    return tuple(Token(_stem(word), _fold(word), 0, 0) for word in WORD.findall(phrase))


@lru_cache(maxsize=1)
def _stemmer() -> "snowballstemmer.stemmer":
    language = get_language_info(settings.LANGUAGE_CODE)["name"].split()[-1].lower()
    return snowballstemmer.stemmer(language if language in snowballstemmer.algorithms() else "english")


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(_fold(word)))


def _fold(word: str) -> str:
    """Lower case, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
