"""Find what the coach should see first in a reader's text: red flags, sensitive topics, wishes to buy, questions.

This module uses no database. The result only sorts the inbox and gives the reason.

A phrase is matched by the stems of its words (Snowball, https://snowballstem.org), in order, within a sentence, with at
most one other word in each gap; or written as one word. Misspellings are accepted in long words: one letter from seven
letters on (five inside a phrase), two from nine, never the first letter. A phrase about the past is no wish to buy, see
``past_tense``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from comments.past_tense import is_about_the_past
from core.words import WORD, fold, language_name, stem

SENTENCE_END = re.compile(r"[.!?;]+\s|\n")
MAX_WORDS_BETWEEN = 1
# By each list of phrases.
WORDS_REMEMBERED = 4_000
MIN_LETTERS_ALONE, MIN_LETTERS_IN_PHRASE, MIN_LETTERS_FOR_TWO_SLIPS = 7, 5, 9


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists. Each entry is a word or a phrase."""

    red_flags: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of a list: as it is written, its words, and these written as one."""

    text: str
    words: tuple[Token, ...]
    joined: str


def find_signals(text: str, words: WordLists) -> Triage:
    sentences = list(_sentences(text))
    return Triage(
        red_flags=_find(text, sentences, words.red_flags),
        sensitive=_find(text, sentences, words.sensitive),
        wishes=_find(text, sentences, words.wishes, is_about_the_past if language_name() == "english" else None),
        is_question="?" in text or bool(_find(text, sentences, words.questions)),
    )


def _sentences(text: str) -> Iterator[list[Token]]:
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        yield [_token(match[0], match.start(), match.end()) for match in WORD.finditer(text, start, end)]
        start = end


def _find(
    text: str,
    sentences: list[list[Token]],
    phrases: tuple[str, ...],
    unless: Callable[[str, int, int, str], bool] | None = None,
) -> list[str]:
    beginning_with = _finder(phrases)
    found = {
        (token.start, end): text[token.start : end]
        for sentence in sentences
        for place, token in enumerate(sentence)
        for phrase in beginning_with(token.stem, token.folded)
        for end in _ends(sentence, place, phrase)
        if not (unless and unless(text, token.start, end, phrase.text))
    }
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def _ends(sentence: list[Token], place: int, phrase: Phrase) -> Iterator[int]:
    """Yield where the phrase ends in the text, if it begins with the word at ``place``."""
    token, words = sentence[place], phrase.words
    if _is_joined(token, phrase):
        yield token.end
    last: int | None = place if _is_first_word(token, phrase) else None
    for one in words[1:]:
        if last is not None:
            ahead = range(last + 1, min(last + 2 + MAX_WORDS_BETWEEN, len(sentence)))
            last = next((at for at in ahead if _matches(sentence[at], one, len(words))), None)
    if last is not None:
        yield sentence[last].end


def _is_joined(token: Token, phrase: Phrase) -> bool:
    return len(phrase.words) > 1 and _is_misspelling(token.folded, phrase.joined, MIN_LETTERS_ALONE)


def _is_first_word(token: Token, phrase: Phrase) -> bool:
    return _matches(token, phrase.words[0], len(phrase.words))


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


@lru_cache(maxsize=16)
def _finder(phrases: tuple[str, ...]) -> Callable[[str, str], tuple[Phrase, ...]]:
    """Return a function that finds the phrases which may begin with a word, by its stem and folded. It remembers them:
    readers use the same words, and few begin a phrase."""
    by_letter = _by_first_letter(phrases)

    @lru_cache(maxsize=WORDS_REMEMBERED)
    def beginning_with(stem: str, folded: str) -> tuple[Phrase, ...]:
        token = Token(stem, folded, 0, 0)
        near = [phrase for letter in {folded[:1], stem[:1]} for phrase in by_letter.get(letter, ())]
        return tuple(phrase for phrase in near if _is_joined(token, phrase) or _is_first_word(token, phrase))

    return beginning_with


def _by_first_letter(phrases: tuple[str, ...]) -> dict[str, list[Phrase]]:
    """Return the phrases by the letters with which a form of their first word may begin: it is never misspelled."""
    found: dict[str, list[Phrase]] = {}
    for text in phrases:
        words = tuple(_token(word) for word in WORD.findall(text))
        phrase = Phrase(text, words, "".join(word.folded for word in words))
        for letter in {word[:1] for first in words[:1] for word in (first.folded, first.stem)}:
            found.setdefault(letter, []).append(phrase)
    return found


def _token(word: str, start: int = 0, end: int = 0) -> Token:
    return Token(stem(word), fold(word), start, end)
