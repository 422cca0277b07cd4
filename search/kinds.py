"""What is searched: kinds of rows. Any app may register one where it starts (``apps.py``)."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Source:
    """What is indexed of a row, as plain text. All of it comes from public columns."""

    text: str
    written_at: datetime
    title: str = ""
    headings: str = ""
    question: str = ""
    post_id: int | None = None
    is_by_staff: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A row as the page of results shows it. ``paragraphs`` is what the snippet is taken from.

    ``topic`` is the one above it, and ``question`` are the paragraphs that it answers. ``anchors`` are the ids of the
    paragraphs on their page, if they have any: the hit leads to the one that is shown.
    """

    row: Any
    title: str
    url: str
    paragraphs: list[str]
    question: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    topic: str = ""


class Kind(ABC):
    """Rows of ``model``. ``name`` is in URLs and in the index; ``label`` is the plural that readers see."""

    name: str
    label: str | Promise
    model: type[Model]
    template: str

    @abstractmethod
    def public(self) -> QuerySet[Any]:
        """Return the rows that anybody may find now."""

    @abstractmethod
    def source(self, row: Any) -> Source: ...

    @abstractmethod
    def hits(self, pks: Collection[int]) -> Mapping[int, Hit]:
        """Return the public ones among the rows with these primary keys."""

    def is_offered(self) -> bool:
        """Tell whether readers may choose to see only rows of this kind."""
        return True

    def deciding(self, pks: Collection[int]) -> QuerySet[Any]:
        """Return the rows that decide whether these are public."""
        return self.model._default_manager.filter(pk__in=pks)

    def due_later(self, pks: Collection[int]) -> Mapping[int, datetime]:
        """Return when rows become public that are not public yet, for those of which it is known."""
        return {}

    def dependent(self, pks: Collection[int]) -> Mapping[str, QuerySet[Any]]:
        """Return rows that became public with these, by the name of their kind."""
        return {}


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.name] = kind


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def find_kind(name: str) -> Kind | None:
    return _kinds.get(name)
