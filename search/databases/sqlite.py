"""SQLite's FTS5 (https://www.sqlite.org/fts5.html), with the table of documents as its external content."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from search.databases.base import WEIGHTS, Candidate, Choice, FullText, Need, Restriction

RANK = f"bm25(search_fts, {', '.join(map(str, WEIGHTS))})"


class SQLiteFullText(FullText):
    # FTS5 begins there, while the table of documents would be asked for each row.
    document_id = "search_fts.rowid"
    begins_with = ("GLOB", "*")

    def candidates(
        self, phrases: Sequence[Need], words: Sequence[Need], restriction: Restriction, most: int
    ) -> list[Candidate]:
        match = " AND ".join(map(expression, phrases)) or " OR ".join(map(expression, words))
        return self._load([self._first(match, RANK, "place, id", restriction, most)])

    def newest(self, choices: Sequence[Choice], restriction: Restriction, most: int) -> list[Candidate]:
        found = []
        for choice in choices:
            match = f"{'{title headings} : ' if choice.in_head else ''}({' AND '.join(map(expression, choice.needs))})"
            found.append(self._first(match, "0", "id DESC", restriction, most, choice.since))
        return self._load(found)

    def _first(
        self, match: str, place: str, order: str, restriction: Restriction, most: int, since: int = 0
    ) -> tuple[str, list[Any]]:
        conditions, parameters = self.conditions(restriction, since)
        kind, join = "", ""
        if restriction != Restriction():
            # Across, so that FTS5 comes first and gives the newest first.
            kind, join = ", d.kind AS kind", " CROSS JOIN search_document d ON d.id = search_fts.rowid"
        found = (
            f"SELECT search_fts.rowid AS id, {place} AS place{kind} FROM search_fts{join} "  # noqa: S608
            f"WHERE search_fts MATCH %s{conditions}"
        )
        return self.first(found, order, restriction), [match, *parameters, most]

    def _load(self, found: Sequence[tuple[str, list[Any]]]) -> list[Candidate]:
        return [self._candidate(row) for row in self.load(found)]

    def _candidate(self, row: tuple[object, ...]) -> Candidate:
        candidate = Candidate(*row)  # type: ignore[arg-type]
        written_at = candidate.written_at
        if isinstance(written_at, str):
            written_at = datetime.fromisoformat(written_at)
        return candidate._replace(is_by_staff=bool(candidate.is_by_staff), written_at=written_at.replace(tzinfo=UTC))

    def stems(self) -> Iterator[tuple[str, int]]:
        yield from self.fetch("SELECT term, doc FROM search_stems", [])

    def merge(self) -> None:
        """Do nothing: FTS5 merges while it writes."""

    def compact(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")


def expression(need: Need) -> str:
    """Return the need in FTS5's query language. Stems have only letters and digits, so quotes can't end early."""
    stems = [f'"{stem}"' for stem in need.stems] + [f'"{prefix}"*' for prefix in need.prefixes]
    if need.phrase:
        stems.append(f'"{" ".join(need.phrase)}"')
    return f"({' OR '.join(stems)})"
