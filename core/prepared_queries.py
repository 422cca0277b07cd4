"""Queries whose SQL is put together once. For few rows, that takes longer than to run it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Expression, Model, QuerySet
from django.db.models.query import RawQuerySet


class Parameter(Expression):
    """Stands for a number that is given when the query is run."""

    def __init__(self) -> None:
        super().__init__(output_field=BigIntegerField())

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]


class PreparedQuery[M: Model]:
    """A query for the rows of one object, such as an article.

    ``make`` returns the queryset for a ``Parameter`` in place of the object's primary key. It is called once.
    """

    def __init__(self, make: Callable[[Parameter], QuerySet[M, Any]]) -> None:
        self.make = make

    @cached_property
    def _queryset(self) -> QuerySet[M, Any]:
        return self.make(Parameter())

    @cached_property
    def _sql_with_params(self) -> tuple[str, tuple[Any, ...]]:
        return self._queryset.query.sql_with_params()

    def rows(self, pk: int) -> RawQuerySet[M]:
        """Return instances of the model. Only for a queryset without ``select_related``."""
        sql, params = self._sql_with_params
        return self._queryset.raw(sql, _filled(params, pk))

    def values(self, pk: int) -> list[dict[str, Any]]:
        """Return dictionaries. Only for columns that are numbers or text in the database."""
        sql, params = self._sql_with_params
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, pk))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _filled(params: tuple[Any, ...], pk: int) -> list[Any]:
    return [pk if isinstance(param, Parameter) else param for param in params]
