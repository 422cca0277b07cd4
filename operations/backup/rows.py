"""The rows of all tables as lines of JSON that either kind of database can take.

The models are those of the migrations that the database has, and not those of today's code: so a backup can be made
before an update, and one of an earlier version can be restored.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import batched
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils.translation import gettext as _

from core.refusals import RefusedError

# An app and the name of its migration.
Migrations = list[tuple[str, str]]

ROWS_AT_ONCE = 1000


def applied_migrations() -> Migrations:
    return sorted(MigrationRecorder(connection).applied_migrations())


def migrate_to(migrations: Migrations) -> None:
    """Make the tables of an empty database as they are after ``migrations``.

    Raises ``RefusedError`` if this version does not know one of them.
    """
    executor = MigrationExecutor(connection)
    executor.migrate(_last_ones(executor.loader, migrations))


def tables(migrations: Migrations) -> list[type[Model]]:
    """Return a model for each table after ``migrations``, in the order of their labels."""
    loader = MigrationLoader(connection)
    state = loader.project_state(_last_ones(loader, migrations))
    models = state.apps.get_models(include_auto_created=True)
    own = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(own, key=lambda model: model._meta.label_lower)


def _last_ones(loader: MigrationLoader, migrations: Migrations) -> Migrations:
    """Return the migrations that no other of the same app follows."""
    unknown = [name for name in migrations if name not in loader.graph.nodes]
    if unknown:
        sentence = _("The backup is of a newer version of this program, which has the migration %(name)s.")
        raise RefusedError(sentence % {"name": ".".join(unknown[0])})
    followed = {
        parent.key for name in migrations for parent in loader.graph.node_map[name].parents if parent.key[0] == name[0]
    }
    return [name for name in migrations if name not in followed]


def dump(model: type[Model]) -> Iterator[str]:
    """Yield the names of the columns as one line, then each row as one. Memory is bounded."""
    fields = model._meta.concrete_fields
    yield _line(field.column for field in fields)
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line(row)


def load(model: type[Model], lines: Iterable[str | bytes]) -> int:
    """Write what ``dump`` yielded instead of the rows that are there. Returns the number of rows.

    It needs a transaction, because rows may refer to others that come later.
    """
    remaining = iter(lines)
    by_column = {field.column: field for field in model._meta.concrete_fields}
    fields = [by_column[column] for column in json.loads(next(remaining))]
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    insert = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        for batch in batched(remaining, ROWS_AT_ONCE):
            cursor.executemany(insert, [_values(fields, json.loads(line)) for line in batch])
    return count(model)


def count(model: type[Model]) -> int:
    return int(model._base_manager.count())


@transaction.atomic
def reset_sequences(models: Iterable[type[Model]]) -> None:
    """Let new rows get ids after those that were loaded. SQLite does it by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _values(fields: list[Any], row: list[Any]) -> list[Any]:
    return [
        field.get_db_prep_save(field.to_python(value), connection) for field, value in zip(fields, row, strict=True)
    ]


def _line(row: Iterable[Any]) -> str:
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=plain) + "\n"


def plain(value: Any) -> str:
    """Return a text that the field's ``to_python`` reads. Times keep their microseconds."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case UUID() | Decimal():
            return str(value)
    raise TypeError(type(value).__name__)
