"""Where pictures and files are used. Apps register their sources in ``apps.py``: this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from media.models import Document, Picture

Item = Picture | Document


@dataclass(frozen=True, slots=True)
class Place:
    """A place where something is used. ``kind`` and ``title`` say of what row, ``url`` is its page in the admin.

    ``permission`` is what a person needs to open that page.
    """

    kind: str
    title: str
    url: str
    permission: str
    where: str = ""
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class UseSource:
    """Something that uses rows of the library.

    ``places`` lists the places of one row. ``rows`` are rows of any model that exist for a row of the library
    (``OuterRef``) if it is used.
    """

    places: Callable[[Any], Iterable[Place]]
    rows: Callable[[], Iterable[QuerySet[Any]]]


_sources: dict[type[Item], list[UseSource]] = {Picture: [], Document: []}
_openers: list[Callable[[Document], bool]] = []


def register_source(model: type[Item], source: UseSource) -> None:
    _sources[model].append(source)


def register_opener(is_open: Callable[[Document], bool]) -> None:
    """Let readers download files to which nothing links, if ``is_open`` says so. They can be deleted even so."""
    _openers.append(is_open)


def register_foreign_key(
    model: type[Model], field: str, where: Any = "", is_public: Callable[[Any], bool] = lambda row: True
) -> None:
    """Register a foreign key to ``Picture``. ``where`` says where its row shows the picture."""
    rows = model._base_manager

    def places(picture: Picture) -> Iterable[Place]:
        return [place_of(row, where, is_public(row)) for row in rows.filter(**{field: picture}).order_by("-pk")]

    register_source(Picture, UseSource(places, lambda: [rows.filter(**{field: OuterRef("pk")})]))


def place_of(row: Any, where: Any = "", is_public: bool = True) -> Place:
    """Return the place for a row with a page in the admin."""
    meta = row._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    permission = f"{meta.app_label}.view_{meta.model_name}"
    return Place(capfirst(str(meta.verbose_name)), str(row), url, permission, str(where), is_public)


def places_of(item: Item) -> list[Place]:
    """Return all places where a picture is shown, or from where a link leads to a file; public ones first."""
    places = [place for source in _sources[type(item)] for place in source.places(item)]
    return sorted(places, key=lambda place: not place.is_public)


def is_public(document: Document) -> bool:
    """Tell whether something public links to the file, or readers may download it for another reason."""
    is_linked = any(place.is_public for source in _sources[Document] for place in source.places(document))
    return is_linked or any(is_open(document) for is_open in _openers)


def used_nowhere[M: Model](rows: QuerySet[M]) -> QuerySet[M]:
    """Narrow pictures or files to those that nothing uses."""
    used = [Q(Exists(found)) for source in _sources[rows.model] for found in source.rows()]  # type: ignore[index]
    return rows.exclude(reduce(or_, used)) if used else rows
