"""Queries whose SQL is put together once. For few rows, that takes longer than to run it."""

from collections.abc import Callable, Collection
from copy import copy
from functools import cached_property
from itertools import batched
from types import SimpleNamespace
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery
from django.db.models.sql.compiler import SQLCompiler


class Parameter(Expression):
    """Stands for a value that is given when the query is run: the one at ``place`` among them."""

    def __init__(self, place: int, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.place = place

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]

    def prepare(self, values: tuple[Any, ...]) -> Any:
        return self.output_field.get_db_prep_value(values[self.place], connection)


class PreparedQuery[M: Model]:
    """A query that differs only in some values, such as the primary key of an article.

    ``make`` returns the queryset for a ``Parameter`` in place of each value. It is called once. ``fields`` are those of
    the values, if there is more than a primary key.
    """

    def __init__(self, make: Callable[..., QuerySet[M, Any]], *fields: Field[Any, Any]) -> None:
        self.make = make
        self.fields = fields or (BigIntegerField(),)

    @cached_property
    def _queryset(self) -> QuerySet[M, Any]:
        return self.make(*(Parameter(place, field) for place, field in enumerate(self.fields)))

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self._queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return compiler, sql, params

    def rows(self, *values: Any) -> list[M]:
        """Return instances of the model, with all that the queryset loads with them."""
        compiler, sql, params = self._compiled
        filled: Any = copy(compiler)
        filled.as_sql = lambda: (sql, _filled(params, values))
        rows: Any = self._queryset.all()
        rows.query.get_compiler = lambda **_database: filled
        return list(rows)

    def values(self, *values: Any) -> list[dict[str, Any]]:
        """Return dictionaries."""
        compiler, sql, params = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in compiler.results_iter([cursor.fetchall()])]

    def get(self, *values: Any) -> dict[str, Any]:
        """Return the first row as a dictionary. Raises the model's ``DoesNotExist`` if there is none."""
        rows = self.values(*values)
        if not rows:
            raise cast("Any", self._queryset.model).DoesNotExist
        return rows[0]


class PreparedBulk[M: Model]:
    """Rows by their primary keys, asked for in parts of ``SIZE``, so that the SQL is always the same.

    ``make`` returns the queryset for the primary keys.
    """

    SIZE = 10

    def __init__(self, make: Callable[[Any], QuerySet[M, Any]]) -> None:
        self._query = PreparedQuery[M](lambda *pks: make(pks), *[BigIntegerField()] * self.SIZE)

    def rows(self, pks: Collection[int]) -> list[M]:
        """Return those that there are, in no order. Where fewer are asked for than fit, one is named again."""
        return [
            row
            for part in batched(pks, self.SIZE)
            for row in self._query.rows(*part, *part[:1] * (self.SIZE - len(part)))
        ]


def _filled(params: tuple[Any, ...], values: tuple[Any, ...]) -> list[Any]:
    return [param.prepare(values) if isinstance(param, Parameter) else param for param in params]


class PreparedInsert[M: Model]:
    """Inserts a row of ``model``, whose primary key the database makes, as ``save`` does, but without its signals.

    With ``ignores_conflicts``, a row that a constraint refuses is left out, and the primary key is not known.
    """

    def __init__(self, model: type[M], *, ignores_conflicts: bool = False) -> None:
        self.fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
        self.model = model
        self.ignores_conflicts = ignores_conflicts

    @cached_property
    def _sql(self) -> str:
        query = InsertQuery(self.model, on_conflict=OnConflict.IGNORE if self.ignores_conflicts else None)
        row: Any = SimpleNamespace(**{field.attname: Parameter(0, field) for field in self.fields})
        query.insert_values(self.fields, [row], raw=True)
        compiler = query.get_compiler(connection=connection)
        if not self.ignores_conflicts:
            compiler.returning_fields = [self.model._meta.pk]
        return str(compiler.as_sql()[0][0])

    def insert(self, row: M) -> None:
        # Not through the proxy, which looks the connection up for each field.
        database = connections[DEFAULT_DB_ALIAS]
        values = [field.get_db_prep_save(field.pre_save(row, True), database) for field in self.fields]
        with database.cursor() as cursor:
            cursor.execute(self._sql, values)
            if not self.ignores_conflicts:
                row.pk = cursor.fetchone()[0]
                row._state.adding, row._state.db = False, database.alias
