"""Queries whose SQL is put together once. For few rows, that takes longer than to run it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet
from django.db.models.query import RawQuerySet


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
    def _sql_with_params(self) -> tuple[str, tuple[Any, ...]]:
        return self._queryset.query.sql_with_params()

    def rows(self, *values: Any) -> RawQuerySet[M]:
        """Return instances of the model. Only for a queryset without ``select_related``."""
        sql, params = self._sql_with_params
        return self._queryset.raw(sql, _filled(params, values))

    def values(self, *values: Any) -> list[dict[str, Any]]:
        """Return dictionaries. Only for columns that are numbers or text in the database."""
        sql, params = self._sql_with_params
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _filled(params: tuple[Any, ...], values: tuple[Any, ...]) -> list[Any]:
    return [param.prepare(values) if isinstance(param, Parameter) else param for param in params]
