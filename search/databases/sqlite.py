"""SQLite's FTS5 (https://www.sqlite.org/fts5.html), with the table of documents as its external content."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db import connection

from search.databases.base import COLUMNS, WEIGHTS, Candidate, FullText, Need, Restriction

RANK = f"bm25(search_fts, {', '.join(map(str, WEIGHTS))})"


class SQLiteFullText(FullText):
    # FTS5 begins there, while the table of documents would be asked for each row.
    document_id = "search_fts.rowid"

    def candidates(
        self, phrases: Sequence[Need], words: Sequence[Need], restriction: Restriction, most: int
    ) -> list[Candidate]:
        match = " AND ".join(map(expression, phrases)) or " OR ".join(map(expression, words))
        conditions, parameters = self.conditions(restriction)
        found = f"SELECT rowid AS id, {RANK} AS place FROM search_fts WHERE search_fts MATCH %s"  # noqa: S608
        if conditions or restriction.each_kind:
            found = (
                f"SELECT d.id AS id, d.kind AS kind, {RANK} AS place FROM search_fts "  # noqa: S608
                f"JOIN search_document d ON d.id = search_fts.rowid WHERE search_fts MATCH %s{conditions}"
            )
        best = self.best(found, restriction)
        sql = f"SELECT {COLUMNS} FROM ({best}) b JOIN search_document d ON d.id = b.id ORDER BY b.place, d.id"  # noqa: S608
        return [self._candidate(row) for row in self.fetch(sql, [match, *parameters, most])]

    def _candidate(self, row: tuple[object, ...]) -> Candidate:
        candidate = Candidate(*row)  # type: ignore[arg-type]
        written_at = candidate.written_at
        if isinstance(written_at, str):
            written_at = datetime.fromisoformat(written_at)
        return candidate._replace(is_by_staff=bool(candidate.is_by_staff), written_at=written_at.replace(tzinfo=UTC))

    def stems(self) -> Iterator[tuple[str, int]]:
        yield from self.fetch("SELECT term, doc FROM search_stems", [])

    def compact(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")


def expression(need: Need) -> str:
    """Return the need in FTS5's query language. Stems have only letters and digits, so quotes can't end early."""
    stems = [f'"{stem}"' for stem in need.stems] + [f'"{prefix}"*' for prefix in need.prefixes]
    if need.phrase:
        stems.append(f'"{" ".join(need.phrase)}"')
    columns = "{title headings} : " if need.in_head else ""
    return f"({columns}({' OR '.join(stems)}))"
