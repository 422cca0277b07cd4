"""Thousands of rows, in a tenth of the time that ``bulk_create`` takes."""

from collections.abc import Iterable
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model


def insert_many(row: Model, rows: Iterable[dict[str, Any]]) -> None:
    """Insert copies of ``row``, which is not saved. Each differs in some values, by the attributes of their fields.

    All of them give the same attributes. A unique field that is not among them has a default for each.
    """
    rows = list(rows)
    fields = {field.attname: field for field in row._meta.concrete_fields if not field.primary_key or "id" in rows[0]}
    same = {name: field.get_db_prep_save(field.pre_save(row, True), connection) for name, field in fields.items()}
    table = connection.ops.quote_name(row._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields.values())
    places = ", ".join(["%s"] * len(fields))
    unique = [name for name, field in fields.items() if field.unique and name not in rows[0]]

    def prepared(values: dict[str, Any]) -> list[Any]:
        values = values | {name: fields[name].get_default() for name in unique}
        own = {name: fields[name].get_db_prep_save(value, connection) for name, value in values.items()}
        return list((same | own).values())

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for values in rows:
                    copy.write_row(prepared(values))
        else:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", map(prepared, rows))
        for statement in connection.ops.sequence_reset_sql(no_style(), [type(row)]):
            cursor.execute(statement)
        if len(rows) >= 1000:
            # A site has statistics of its tables. Without them PostgreSQL takes minutes for one page.
            cursor.execute(f"ANALYZE {table}")
