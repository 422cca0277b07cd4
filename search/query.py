"""Read what somebody typed, and find out what each of the words means."""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from core.words import stem
from search.databases import Need, database
from search.slips import Meant, find_meant
from search.stems import stems_of, words_of

MAX_LENGTH = 200
MAX_WORDS = 12
MAX_WORDS_OF_TEXT = 300
MIN_PREFIX = 3
SAME_LETTERS = 2
# The rest of a word, as in ``core.words``.
WORD_REST = r"[^\W_]*(?:['’][^\W_]+)*"
# The documents whose words are compared in detail are at most about this many, because the rarest words are taken.
MAX_DOCUMENTS = 1_000
# If more have the rarest word, the newest are looked through, about so many of them.
MAX_NEWEST = 3_000

PHRASE = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')

# How much a word counts that only begins as the typed one, or that is one slip away.
PREFIX_FACTOR, SLIP_FACTOR = 0.8, 0.9


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the query, and in about how many documents it is found. ``weight`` is high if few documents have it.

    ``meant`` is the stem of the word that was probably meant, if no document has the typed one.
    """

    word: str
    stem: str
    weight: float
    documents: int
    is_known: bool
    meant: Meant | None = None

    @property
    def forms(self) -> list[tuple[str, float]]:
        """The beginnings of words in a document that count for this term, and how much each counts."""
        if self.is_known:
            return [(f"{self.stem} ", 1.0)]
        forms = [(self.word, PREFIX_FACTOR)] if self.is_prefix else [(f"{self.stem} ", 1.0)]
        return [*forms, (f"{self.meant.stem} ", SLIP_FACTOR)] if self.meant else forms

    @property
    def is_prefix(self) -> bool:
        return not self.is_known and len(self.word) >= MIN_PREFIX

    @property
    def need(self) -> Need:
        prefixes = (self.word,) if self.is_prefix else ()
        return Need(stems=(self.stem, *([self.meant.stem] if self.meant else [])), prefixes=prefixes)


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def term_of(self) -> Callable[[str], Term | None]:
        """Return the term that a word of a text is found for. Most words of a text are asked for several times."""
        return cache(self._term_of)

    def _term_of(self, word: str) -> Term | None:
        own = stem(word)
        found = self._by_stem.get(own)
        if found or not self._prefixes:
            return found
        return next((term for term in self._prefixes if own.startswith(term.word)), None)

    @cached_property
    def likely_words(self) -> re.Pattern[str]:
        """Match the words of an ASCII text in lower case that begin like those that are looked for. Stems differ at
        their end."""
        beginnings = {form.strip()[:SAME_LETTERS] for term in self.terms for form, _factor in term.forms}
        # That it is the first letter is asked after it was found: so most of the text is passed over at once.
        alternatives = "|".join(rf"{start[:1]}(?<=\b.){start[1:]}" for start in sorted(beginnings) if start.isascii())
        return re.compile(rf"(?:{alternatives}){WORD_REST}" if alternatives else "(?!)", re.ASCII)

    @cached_property
    def _by_stem(self) -> dict[str, Term]:
        meant = {term.meant.stem: term for term in self.terms if term.meant}
        return meant | {term.stem: term for term in self.terms}

    @cached_property
    def _prefixes(self) -> list[Term]:
        return [term for term in self.terms if term.is_prefix]

    @cached_property
    def weight(self) -> float:
        return sum(term.weight for term in self.terms)

    @cached_property
    def neighbours(self) -> list[tuple[str, float]]:
        """The stems of each two words that stand together, and how much they count."""
        stems = [term.meant.stem if term.meant else term.stem for term in self.terms]
        pairs = zip(stems, stems[1:], self.terms, self.terms[1:], strict=False)
        return [(f" {first} {second} ", min(one.weight, other.weight)) for first, second, one, other in pairs]

    @property
    def needs(self) -> list[Need]:
        """The rarest words: as many as keep the number of documents within bounds, and at least one."""
        chosen: list[Need] = []
        documents = 0
        for term in sorted(self.terms, key=lambda term: term.documents):
            documents += term.documents
            if chosen and documents > MAX_DOCUMENTS:
                break
            chosen.append(term.need)
        return chosen

    @property
    def fewest(self) -> int:
        """In how many documents the rarest word is; of a query with phrases, the rarest word of these."""
        in_phrases = {stem for phrase in self.phrases for stem in phrase}
        numbers = [term.documents for term in self.terms if not in_phrases or term.stem in in_phrases]
        return min(numbers, default=0)

    @property
    def is_broad(self) -> bool:
        # Of the documents with the words of a phrase, few have the phrase.
        return self.fewest > (MAX_NEWEST if self.phrases else MAX_DOCUMENTS)

    @property
    def all_needs(self) -> list[Need]:
        return self.phrase_needs or [term.need for term in self.terms]

    @property
    def phrase_needs(self) -> list[Need]:
        return [Need(phrase=phrase) for phrase in self.phrases]


def read_query(text: str) -> Query:
    """Read any text. What has no letter or digit gives an empty query."""
    text = text[:MAX_LENGTH]
    words = list(dict.fromkeys(words_of(text, MAX_WORDS)))
    phrases = (tuple(stems_of(words_of(match[1], MAX_WORDS))) for match in PHRASE.finditer(text))
    return Query(tuple(_with_prefixes(list(_terms(words)))), tuple(phrase for phrase in phrases if len(phrase) > 1))


def read_text(text: str) -> Query:
    """Return a query for texts like this one: its rarest words that other documents have too."""
    words = list(dict.fromkeys(words_of(text, MAX_WORDS_OF_TEXT)))
    known = [term for term in _terms(words, corrects=False) if term.is_known]
    rarest = sorted(known, key=lambda term: -term.weight)[:MAX_WORDS]
    return Query(tuple(term for term in known if term in rarest))


def _terms(words: Sequence[str], corrects: bool = True) -> Iterator[Term]:
    if not words:
        return
    stems = dict(zip(words, stems_of(list(words)), strict=True))
    documents, total = database().documents_of(set(stems.values()))
    meant = find_meant([word for word in words if stems[word] not in documents]) if corrects else {}
    seen = set()
    for word in words:
        if stems[word] not in seen:
            seen.add(stems[word])
            yield _term(word, stems[word], documents, meant.get(word), total)


def rarity(documents: int, total: int) -> float:
    """Return the weight of a word that so many of all documents have."""
    return math.log(1 + (max(total - documents, 0) + 0.5) / (documents + 0.5)) + 0.01


def _term(word: str, own_stem: str, documents: Mapping[str, int], meant: Meant | None, total: int) -> Term:
    number = documents.get(own_stem) or (meant.documents if meant else 1)
    return Term(word, own_stem, rarity(number, total), number, own_stem in documents, meant)


def _with_prefixes(terms: Collection[Term]) -> Iterator[Term]:
    """Add to a word that is only a beginning the documents with words that begin so."""
    prefixes = [term.word for term in terms if term.is_prefix]
    documents = database().documents_with(prefixes) if prefixes else {}
    for term in terms:
        yield replace(term, documents=term.documents + documents.get(term.word, 0))
