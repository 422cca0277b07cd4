"""Which columns of the database are on public pages. Each app declares its own where it starts (``apps.py``).

A test fails for a column that is declared neither public nor private. An app that keeps something made from public rows
of others lets the database follow their changes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

INSERT, UPDATE, DELETE = OPERATIONS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Declaration:
    """Columns of a model that are on public pages if ``when`` holds for the row.

    ``when`` is SQL for both databases, in which ``{row}`` is the row before or after the change. If it is empty, every
    row counts. In doubt it stays empty: a page that is built too often is slow, one that is built too rarely is wrong.
    ``token`` is the name of the token that a change replaces besides that of all.
    """

    model: type[Model]
    columns: tuple[str, ...]
    token: str
    when: str = ""
    operations: tuple[str, ...] = OPERATIONS

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True, slots=True)
class Follower:
    """What the database does for each row of a model that changes in public, see ``follow_public_changes``."""

    model: type[Model]
    statements: tuple[str, ...]
    when_emptied: str
    needed: tuple[type[Model], ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def declarations(self) -> list[Declaration]:
        """The declarations of the model. Those with a token of their own repeat columns of the others."""
        label = self.model._meta.label_lower
        return [one for one in _public if one.model is self.model and one.token == label]


@dataclass(frozen=True, slots=True)
class DeletionFollower:
    """What the database does for each row of a model that is deleted, see ``follow_deletions``."""

    model: type[Model]
    statement: str
    when: str
    needed: tuple[type[Model], ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table


_public: list[Declaration] = []
_deletion_followers: list[DeletionFollower] = []
_followers: list[Follower] = []
_after_gaps: list[Callable[[], None]] = []
_private: dict[type[Model], set[str]] = {}


def declare_public(
    model: type[Model],
    columns: str,
    *,
    when: str = "",
    operations: tuple[str, ...] = OPERATIONS,
    private: str = "",
    token: str = "",
) -> None:
    """Declare that a change of one of ``columns`` can change a public page, and that of ``private`` ones cannot.

    Both are names of columns, separated by spaces. The primary key is public with the others. The ``token`` is that of
    the model, such as ``blog.post``, unless these rows get one of their own, see ``pagecache.memo``.
    """
    key = str(model._meta.pk.column)
    _public.append(Declaration(model, (key, *columns.split()), token or model._meta.label_lower, when, operations))
    _private.setdefault(model, set()).update(private.split())


def declare_private(*models: type[Model]) -> None:
    """Declare that nothing of ``models`` is on a public page."""
    for model in models:
        _private[model] = columns_of(model)


def declare_private_apps(*labels: str) -> None:
    """The same for all models of whole apps, with the tables of their many-to-many fields."""
    for label in labels:
        declare_private(*(model for model in apps.get_app_config(label).get_models(include_auto_created=True)))


def follow_public_changes(
    model: type[Model], *statements: str, when_emptied: str, needed: tuple[type[Model], ...]
) -> None:
    """Let the database run ``statements`` whenever a row of ``model`` changes in public, in the same transaction.

    Each is SQL for both databases, in which ``{row}`` is the row before the change, then the row after it. PostgreSQL
    runs ``when_emptied`` for TRUNCATE. ``needed`` are the models whose tables the statements name.
    """
    _followers.append(Follower(model, statements, when_emptied, needed))


def follow_deletions(model: type[Model], statement: str, *, when: str, needed: tuple[type[Model], ...]) -> None:
    """Let the database run ``statement`` for each row of ``model`` that is deleted, in the same transaction.

    It and the condition ``when`` are SQL for both databases, in which ``OLD`` is the row. ``needed`` are the models
    whose tables the statement names.
    """
    _deletion_followers.append(DeletionFollower(model, statement, when, needed))


def deletion_followers() -> list[DeletionFollower]:
    return list(_deletion_followers)


def register_after_gap(repair: Callable[[], None]) -> None:
    """Register what is called when there were no triggers for a while, so that changes may not have been followed."""
    _after_gaps.append(repair)


def followers() -> list[Follower]:
    return list(_followers)


def repair_after_gap() -> None:
    for repair in _after_gaps:
        repair()


def public_declarations() -> list[Declaration]:
    return list(_public)


def undeclared_columns() -> Iterator[str]:
    """Yield each column of the database that is neither public nor private, as ``app.Model.column``."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            public = {column for one in _public if one.model is model for column in one.columns}
            for column in sorted(columns_of(model) - public - _private.get(model, set())):
                yield f"{model._meta.label}.{column}"


def columns_of(model: type[Model]) -> set[str]:
    return {str(field.column) for field in model._meta.local_concrete_fields}
