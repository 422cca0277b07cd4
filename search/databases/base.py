from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.db import connection
from django.db.models import QuerySet

# How much a word counts in the title, the headings, the question that is answered, and the text.
WEIGHTS = (6.0, 3.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Need:
    """A document must contain one of ``stems``, or a stem that begins with one of ``prefixes``, or the ``phrase``."""

    stems: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restriction:
    """Only documents of the ``kind``, of articles in ``posts`` and their comments, or that answer a question.

    With ``each_kind``, the most that are returned are so many of each.
    """

    kind: str = ""
    posts: QuerySet[Any] | None = None
    answers: bool = False
    each_kind: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The newest documents with all ``needs``, with ``in_head`` those with all in title and headings.

    ``since`` is the id of the oldest one, and ``among`` how many documents are not older.
    """

    needs: Sequence[Need]
    since: int = 0
    among: int = 0
    in_head: bool = False


class Candidate(NamedTuple):
    """A document that may be a hit, with the title of the article that a comment is on."""

    kind: str
    object_id: int
    is_by_staff: bool
    written_at: datetime
    title: str
    headings: str
    question: str
    text: str
    post_title: str | None


COLUMNS = (
    "d.kind, d.object_id, d.is_by_staff, d.written_at, d.title, d.headings, d.question, d.text, "
    "CASE d.kind WHEN 'comment' THEN "
    "(SELECT p.title FROM search_document p WHERE p.kind = 'article' AND p.object_id = d.post_id) END"
)


class FullText(ABC):
    # By which the oldest document is chosen.
    document_id: ClassVar[str] = "d.id"
    # The operator that finds words by their beginning in an index, and its sign for any letters.
    begins_with: ClassVar[tuple[str, str]]

    @abstractmethod
    def candidates(
        self, phrases: Sequence[Need], words: Sequence[Need], restriction: Restriction, most: int
    ) -> list[Candidate]:
        """Return the documents with all ``phrases`` and, if there are none, one of ``words``: the best, roughly."""

    @abstractmethod
    def newest(self, choices: Sequence[Choice], restriction: Restriction, most: int) -> list[Candidate]:
        """Return the documents of all ``choices``, the newest of each. Only so many are read, however many match."""

    @abstractmethod
    def stems(self) -> Iterator[tuple[str, int]]:
        """Yield each stem of the index and in how many documents it occurs."""

    @abstractmethod
    def merge(self) -> None:
        """Put documents that were just written in their place in the index, so that no search reads them one by one."""

    @abstractmethod
    def compact(self) -> None:
        """Remove from the files of the index what was deleted from it."""

    def conditions(self, restriction: Restriction, since: int = 0) -> tuple[str, list[Any]]:
        sql, parameters = "", list[Any]()
        if restriction.kind:
            sql += " AND d.kind = %s"
            parameters.append(restriction.kind)
        if restriction.posts is not None:
            posts, post_parameters = restriction.posts.order_by().values("pk").query.sql_with_params()
            sql += f" AND d.post_id IN ({posts})"
            parameters += post_parameters
        if since:
            sql += f" AND {self.document_id} >= %s"
            parameters.append(since)
        if restriction.answers:
            sql += " AND d.question <> ' ' AND d.is_by_staff"
        return sql, parameters

    @staticmethod
    def first(found: str, order: str, restriction: Restriction) -> str:
        """Return the SQL for the ids of the first ones of ``found``, which has ``id`` and ``kind``."""
        if not restriction.each_kind:
            return f"SELECT id FROM ({found}) f ORDER BY {order} LIMIT %s"  # noqa: S608
        # Materialized, since FTS5 ranks only in the query that searches.
        numbered = f"SELECT id, row_number() OVER (PARTITION BY kind ORDER BY {order}) AS number FROM f"  # noqa: S608
        return f"WITH f AS MATERIALIZED ({found}) SELECT id FROM ({numbered}) n WHERE number <= %s"  # noqa: S608

    def load(self, found: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """Return the columns of a ``Candidate`` for the documents whose id one of the queries ``found`` gives."""
        ids = " UNION ".join(f"SELECT id FROM ({sql}) c" for sql, _parameters in found)  # noqa: S608
        parameters = [value for _sql, values in found for value in values]
        return self.fetch(f"SELECT {COLUMNS} FROM search_document d WHERE d.id IN ({ids})", parameters)  # noqa: S608

    def ids(self) -> tuple[int, int]:
        """Return the ids of the oldest and the newest document."""
        # SQLite answers each by the index, but not both in one.
        (oldest, newest), *_rest = self.fetch(
            "SELECT (SELECT min(id) FROM search_document), (SELECT max(id) FROM search_document)", []
        )
        return oldest or 0, newest or 0

    def documents_of(self, stems: Collection[str]) -> tuple[dict[str, int], int]:
        """Return in how many documents each of these stems is that any has, and in how many the most frequent one."""
        known = f"stem IN ({', '.join(['%s'] * len(stems))}) AND documents > 0"
        number = f"SELECT stem, max(documents) FROM search_word WHERE {known} GROUP BY stem"  # noqa: S608
        counted = dict(self.fetch(f"{number} UNION ALL SELECT '', max(documents) FROM search_word", [*stems]))  # noqa: S608
        return counted, counted.pop("") or 1

    def documents_with(self, prefixes: Sequence[str]) -> dict[str, int]:
        """Return in about how many documents there are stems that begin with each, by the table of words."""
        operator, anything = self.begins_with
        stems = f"SELECT DISTINCT stem, documents FROM search_word WHERE stem {operator} %s"  # noqa: S608
        number = f"(SELECT coalesce(sum(documents), 0) FROM ({stems}) s)"  # noqa: S608
        patterns = [f"{prefix}{anything}" for prefix in prefixes]
        (numbers,) = self.fetch(f"SELECT {', '.join([number] * len(patterns))}", patterns)
        return dict(zip(prefixes, map(int, numbers), strict=True))

    def fetch(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[Any] = cursor.fetchall()
        return rows
