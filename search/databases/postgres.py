"""PostgreSQL's full text search (https://www.postgresql.org/docs/current/textsearch.html).

The configuration ``simple`` leaves words as they are: the documents have stems already.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from search.databases.base import Candidate, Choice, FullText, Need, Restriction
from search.stems import joined

# Of D, C, B and A; in the same proportion as ``WEIGHTS``.
# Lower is better, as in FTS5.
RANK = "-ts_rank('{0.167, 0.167, 0.5, 1.0}', d.vector, q.query, 1)"
TITLES = "d.title || d.headings"
WORDS = f"{TITLES} || d.question || d.text"
# As in the index search_document_head. The one of all words would ask each document where the word stands.
HEAD = f"d.kind <> 'comment' AND to_tsvector('simple', {TITLES})"

# So many documents are read in the order of their ids faster than the words of a phrase are looked up in the index.
MOST_READ = 15_000


class PostgresFullText(FullText):
    begins_with = ("LIKE", "%")

    def candidates(
        self, phrases: Sequence[Need], words: Sequence[Need], restriction: Restriction, most: int
    ) -> list[Candidate]:
        query = " & ".join(map(expression, phrases)) or " | ".join(map(expression, words))
        return self._load([self._first(query, Choice(phrases), RANK, "place, id", restriction, most)])

    def newest(self, choices: Sequence[Choice], restriction: Restriction, most: int) -> list[Candidate]:
        found = []
        for choice in choices:
            # Of a title there is no vector: for "<->" it would be made anew.
            query = " & ".join(expression(need, "&" if choice.in_head else "<->") for need in choice.needs)
            # The planner takes phrases for as frequent as their words, and would read documents until it has enough.
            is_slow = choice.among > MOST_READ and any(need.phrase for need in choice.needs)
            found.append(self._first(query, choice, "0", "id + 0 DESC" if is_slow else "id DESC", restriction, most))
        return self._load(found)

    def _first(
        self, query: str, choice: Choice, place: str, order: str, restriction: Restriction, most: int
    ) -> tuple[str, list[Any]]:
        vector, words = (HEAD, TITLES) if choice.in_head else ("d.vector", WORDS)
        conditions, parameters = self.conditions(restriction, choice.since)
        for need in choice.needs:
            if need.phrase:
                # The vector does not tell where a text ends and the next one begins.
                conditions += f" AND position(%s in {words}) > 0"
                parameters.append(joined(need.phrase))
        found = (
            f"SELECT d.id, d.kind, {place} AS place FROM search_document d, to_tsquery('simple', %s) AS q (query) "  # noqa: S608
            f"WHERE {vector} @@ q.query{conditions}"
        )
        return self.first(found, order, restriction), [query, *parameters, most]

    def _load(self, found: Sequence[tuple[str, list[Any]]]) -> list[Candidate]:
        return [Candidate(*row) for row in self.load(found)]

    def stems(self) -> Iterator[tuple[str, int]]:
        yield from self.fetch("SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_document')", [])

    def merge(self) -> None:
        indexes = ("search_document_vector", "search_document_head")
        self.fetch(f"SELECT {', '.join(f"gin_clean_pending_list('{index}')" for index in indexes)}", [])

    def compact(self) -> None:
        """Do nothing: PostgreSQL vacuums by itself."""


def expression(need: Need, followed_by: str = "<->") -> str:
    """Return the need in the language of ``to_tsquery``. Stems have only letters and digits."""
    stems = [f"'{stem}'" for stem in need.stems] + [f"'{prefix}':*" for prefix in need.prefixes]
    if need.phrase:
        stems.append(f"({f' {followed_by} '.join(f"'{stem}'" for stem in need.phrase)})")
    return f"({' | '.join(stems)})"
