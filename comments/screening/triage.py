"""Find what the coach should see first in a reader's text: red flags, sensitive topics, wishes to buy, questions.

This module uses no database. The result only sorts the inbox and gives the reason.

A phrase is matched by the stems of its words (Snowball, https://snowballstem.org), in order, within a sentence, with at
most one other word in each gap; or written as one word. Misspellings are accepted in long words: one letter from seven
letters on (five inside a phrase), two from nine, never the first letter. A phrase about the past is no wish to buy, see
``past_tense``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from comments.past_tense import is_about_the_past
from core.words import WORD, fold, language_name, stem

SENTENCE_END = re.compile(r"[.!?;]+\s|\n")
MAX_WORDS_BETWEEN = 1
MIN_LETTERS_ALONE, MIN_LETTERS_IN_PHRASE, MIN_LETTERS_FOR_TWO_SLIPS = 7, 5, 9


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists. Each entry is a word or a phrase."""

    red_flags: Sequence[str] = ()
    sensitive: Sequence[str] = ()
    wishes: Sequence[str] = ()
    questions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """The matches in the reader's own words, in the order of the text."""

    red_flags: list[str]
    sensitive: list[str]
    wishes: list[str]
    is_question: bool

    @property
    def matches(self) -> dict[str, list[str]]:
        """What was found, by the name of the list."""
        found = {"red_flags": self.red_flags, "wishes": self.wishes, "sensitive": self.sensitive}
        return {name: words for name, words in found.items() if words}


@dataclass(frozen=True, slots=True)
class Token:
    stem: str
    folded: str
    start: int
    end: int


class Sentence(list[Token]):
    """The words of a sentence."""

    @cached_property
    def _places_by_letter(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, token in enumerate(self):
            for letter in {token.folded[:1], token.stem[:1]}:
                places.setdefault(letter, []).append(place)
        return places

    def beginnings(self, wanted: Token) -> list[int]:
        """Return the places of words that may be a form of ``wanted``: the first letter is never misspelled."""
        letter, other = wanted.folded[:1], wanted.stem[:1]
        places = self._places_by_letter.get(letter, [])
        return places if letter == other else sorted({*places, *self._places_by_letter.get(other, [])})


def find_signals(text: str, words: WordLists) -> Triage:
    sentences = list(_sentences(text))
    return Triage(
        red_flags=_find(text, sentences, words.red_flags),
        sensitive=_find(text, sentences, words.sensitive),
        wishes=_find(text, sentences, words.wishes, is_about_the_past if language_name() == "english" else None),
        is_question="?" in text or bool(_find(text, sentences, words.questions)),
    )


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        yield Sentence(_token(match[0], match.start(), match.end()) for match in WORD.finditer(text, start, end))
        start = end


def _find(
    text: str,
    sentences: list[Sentence],
    phrases: Sequence[str],
    unless: Callable[[str, int, int, str], bool] | None = None,
) -> list[str]:
    found = {
        place: text[slice(*place)]
        for phrase in phrases
        if (wanted := _tokens(phrase))
        for sentence in sentences
        for place in _places(sentence, wanted)
        if not (unless and unless(text, *place, phrase))
    }
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def _places(sentence: Sentence, wanted: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Yield where the phrase is, as start and end in the text."""
    joined = "".join(token.folded for token in wanted)
    for place in sentence.beginnings(wanted[0]):
        token = sentence[place]
        if len(wanted) > 1 and _is_misspelling(token.folded, joined, MIN_LETTERS_ALONE):
            yield token.start, token.end
        last: int | None = place if _matches(token, wanted[0], len(wanted)) else None
        for one in wanted[1:]:
            if last is not None:
                ahead = range(last + 1, min(last + 2 + MAX_WORDS_BETWEEN, len(sentence)))
                last = next((at for at in ahead if _matches(sentence[at], one, len(wanted))), None)
        if last is not None:
            yield token.start, sentence[last].end


def _matches(token: Token, wanted: Token, length: int) -> bool:
    if token.folded == wanted.folded:
        return True
    if len(wanted.folded) <= 3:
        return False
    return token.stem == wanted.stem or _is_misspelling(
        token.stem, wanted.stem, MIN_LETTERS_ALONE if length == 1 else MIN_LETTERS_IN_PHRASE
    )


def _is_misspelling(read: str, meant: str, shortest: int) -> bool:
    """Tell whether ``read`` is a misspelling of ``meant``, which must have at least ``shortest`` letters."""
    if len(meant) < shortest or read[:1] != meant[:1]:
        return False
    most = 2 if len(meant) >= MIN_LETTERS_FOR_TWO_SLIPS else 1
    return abs(len(read) - len(meant)) <= most and _distance(read, meant) <= most


def _distance(one: str, other: str) -> int:
    """Return the Levenshtein distance."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted)))
    return row[-1]


@lru_cache(maxsize=2048)
def _tokens(phrase: str) -> tuple[Token, ...]:
    return tuple(_token(word) for word in WORD.findall(phrase))


def _token(word: str, start: int = 0, end: int = 0) -> Token:
    return Token(stem(word), fold(word), start, end)
