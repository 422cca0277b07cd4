"""Rank the candidates that the database found. It is done here, so that it is the same on both databases.

It is BM25F (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), with a bonus for words that stand
together, for the coach's own words and for newer ones.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from search.databases import Candidate
from search.databases.base import WEIGHTS
from search.query import Query, Term

SATURATION = 1.5
# Characters of a text of usual length.
USUAL_LENGTH = 800
POST_TITLE_WEIGHT = 1.0
TOGETHER = 0.35
STAFF_FACTOR = 1.35
FRESHNESS = 0.1
YEAR = timedelta(days=365)
# A hit has at least this share of the words, weighed, that the best one has.
MIN_SHARE = 0.5

# The beginnings of stems that count for a term, each with a space before it, and how much they count.
Forms = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    score: float
    share: float


def rank(query: Query, candidates: Iterable[Candidate], now: datetime) -> list[Ranked]:
    """Return the hits among the candidates, the best first."""
    forms = [(term, [(f" {form}", factor) for form, factor in term.forms]) for term in query.terms]
    scored = [_score(query, forms, candidate, now) for candidate in candidates]
    best = max((one.share for one in scored), default=0.0)
    hits = [one for one in scored if one.share >= best * MIN_SHARE and one.share > 0]
    return sorted(hits, key=lambda one: (-one.score, one.candidate.kind, one.candidate.object_id))


def _score(query: Query, forms: Sequence[tuple[Term, Forms]], candidate: Candidate, now: datetime) -> Ranked:
    fields = _fields(candidate)
    # Each field has a space at both ends, so no word and no pair is in two of them.
    whole = "".join([field for field, _weight in fields])
    length = 0.5 + 0.5 * len(candidate.text) / USUAL_LENGTH
    sum_, found, are_found = 0.0, 0.0, list[bool]()
    for term, own_forms in forms:
        here = [(form, factor) for form, factor in own_forms if form in whole]
        are_found.append(bool(here))
        if here:
            frequency = 0.0
            for field, weight in fields:
                frequency += weight * max([factor * field.count(form) for form, factor in here])
            sum_ += term.weight * frequency / (frequency + SATURATION * min(length, 4.0))
            found += term.weight
    share = found / query.weight if query.weight else 0.0
    # The pairs of neighbours in the query that are neighbours in the document.
    for (pair, weight), first, second in zip(query.neighbours, are_found, are_found[1:], strict=False):
        if first and second and pair in whole:
            sum_ += TOGETHER * weight
    return Ranked(candidate, sum_ * share * _factor(candidate, now), share)


def _fields(candidate: Candidate) -> list[tuple[str, float]]:
    texts = (candidate.title, candidate.headings, candidate.question, candidate.text)
    # An empty field is one space.
    fields = [(text, weight) for text, weight in zip(texts, WEIGHTS, strict=True) if len(text) > 1]
    if candidate.kind == "comment" and candidate.post_title:
        fields.append((candidate.post_title, POST_TITLE_WEIGHT))
    return fields


def _factor(candidate: Candidate, now: datetime) -> float:
    age = max(now - candidate.written_at, timedelta())
    freshness = 1.0 + FRESHNESS * math.pow(0.5, age / YEAR)
    return freshness * (STAFF_FACTOR if candidate.is_by_staff else 1.0)
