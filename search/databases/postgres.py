"""PostgreSQL's full text search (https://www.postgresql.org/docs/current/textsearch.html).

The configuration ``simple`` leaves words as they are: the documents have stems already.
"""

from collections.abc import Iterator, Sequence

from search.databases.base import Candidate, FullText, Need, Restriction

# Of D, C, B and A; in the same proportion as ``WEIGHTS``.
# Lower is better, as in FTS5.
RANK = "-ts_rank('{0.167, 0.167, 0.5, 1.0}', d.vector, q.query, 1)"
# As in the index search_document_head. The one of all words would ask each document where the word stands.
HEAD = "d.kind <> 'comment' AND to_tsvector('simple', d.title || d.headings)"


class PostgresFullText(FullText):
    begins_with = ("LIKE", "%")

    def candidates(
        self, phrases: Sequence[Need], words: Sequence[Need], restriction: Restriction, most: int
    ) -> list[Candidate]:
        query = " & ".join(map(expression, phrases)) or " | ".join(map(expression, words))
        return self._first(query, "d.vector", RANK, "place, id", restriction, most)

    def newest(
        self, needs: Sequence[Need], restriction: Restriction, most: int, in_head: bool = False
    ) -> list[Candidate]:
        query = " & ".join(map(expression, needs))
        return self._first(query, HEAD if in_head else "d.vector", "0", "id DESC", restriction, most)

    def _first(
        self, query: str, vector: str, place: str, order: str, restriction: Restriction, most: int
    ) -> list[Candidate]:
        conditions, parameters = self.conditions(restriction)
        found = (
            f"SELECT d.id, d.kind, {place} AS place FROM search_document d, to_tsquery('simple', %s) AS q (query) "  # noqa: S608
            f"WHERE {vector} @@ q.query{conditions}"
        )
        rows = self.fetch(self.first(found, order, restriction), [query, *parameters, most])
        return [Candidate(*row) for row in rows]

    def stems(self) -> Iterator[tuple[str, int]]:
        yield from self.fetch("SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_document')", [])

    def compact(self) -> None:
        """Do nothing: PostgreSQL vacuums by itself."""


def expression(need: Need) -> str:
    """Return the need in the language of ``to_tsquery``. Stems have only letters and digits."""
    stems = [f"'{stem}'" for stem in need.stems] + [f"'{prefix}':*" for prefix in need.prefixes]
    if need.phrase:
        stems.append(f"({' <-> '.join(f"'{stem}'" for stem in need.phrase)})")
    return f"({' | '.join(stems)})"
