"""Which columns of the database are on public pages. Each app declares its own where it starts (``apps.py``).

A test fails for a column that is declared neither public nor private.
"""

from collections.abc import Iterator
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


_public: list[Declaration] = []
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
