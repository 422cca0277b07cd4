"""PostgreSQL's full text search (https://www.postgresql.org/docs/current/textsearch.html).

The configuration ``simple`` leaves words as they are: the documents have stems already.
"""

from collections.abc import Iterator, Sequence

from search.databases.base import COLUMNS, Candidate, FullText, Need, Restriction

# Of D, C, B and A; in the same proportion as ``WEIGHTS``.
# Lower is better, as in FTS5.
RANK = "-ts_rank('{0.167, 0.167, 0.5, 1.0}', d.vector, q.query, 1)"


class PostgresFullText(FullText):
    def candidates(
        self, phrases: Sequence[Need], words: Sequence[Need], restriction: Restriction, most: int
    ) -> list[Candidate]:
        query = " & ".join(map(expression, phrases)) or " | ".join(map(expression, words))
        conditions, parameters = self.conditions(restriction)
        found = (
            f"SELECT d.id, d.kind, {RANK} AS place FROM search_document d, to_tsquery('simple', %s) AS q (query) "  # noqa: S608
            f"WHERE d.vector @@ q.query{conditions}"
        )
        best = self.best(found, restriction)
        sql = f"SELECT {COLUMNS} FROM ({best}) b JOIN search_document d ON d.id = b.id ORDER BY b.place, d.id"  # noqa: S608
        return [Candidate(*row) for row in self.fetch(sql, [query, *parameters, most])]

    def stems(self) -> Iterator[tuple[str, int]]:
        yield from self.fetch("SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_document')", [])

    def compact(self) -> None:
        """Do nothing: PostgreSQL vacuums by itself."""


def expression(need: Need) -> str:
    """Return the need in the language of ``to_tsquery``. Stems have only letters and digits."""
    weights = "AB" if need.in_head else ""
    stems = [f"'{stem}':{weights}" if weights else f"'{stem}'" for stem in need.stems]
    stems += [f"'{prefix}':*{weights}" for prefix in need.prefixes]
    if need.phrase:
        stems.append(f"({' <-> '.join(f"'{stem}'" for stem in need.phrase)})")
    return f"({' | '.join(stems)})"
