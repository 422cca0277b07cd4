"""A base class for settings with one row."""

from functools import cache
from typing import Any, Self

from django.db import connection, models
from django.utils.text import capfirst

from core.prepared_queries import PreparedQuery


class Singleton(models.Model):
    """A model with one row. A subclass's ``Meta`` must inherit from this one's."""

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="%(class)s_is_singleton")]

    def __str__(self) -> str:
        return capfirst(str(self._meta.verbose_name))

    @classmethod
    def load(cls) -> Self:
        """Return the row, or an unsaved one with the defaults."""
        found = _prepared(cls).values(1)
        return cls.from_db(connection.alias, [*found[0]], [*found[0].values()]) if found else cls(pk=1)


@cache
def _prepared(model: type[Any]) -> PreparedQuery[Any]:
    return PreparedQuery(lambda pk: model._default_manager.filter(pk=pk).values())
