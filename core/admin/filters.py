from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

type Narrow = Callable[[Any], QuerySet[Any]]


class QuerySetFilter(admin.SimpleListFilter):
    """A filter whose choices are methods of the query set.

    ``options`` gives for each value of the parameter its label, and a function that narrows the query set.
    """

    options: ClassVar[dict[str, tuple[Any, Narrow]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _narrow) in self.options.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return self.options[value][1](queryset) if value in self.options else queryset


class Tabs(admin.SimpleListFilter):
    """A filter shown as tabs above the list, each with the number of its rows. One of them is always open."""

    template = "admin/core/tabs.html"
    navigation_label: Any
    default: str

    def value(self) -> str:
        return super().value() or self.default

    def numbers(self, changelist: Any) -> dict[str, int]:
        """Return the number of rows for the value of each tab."""
        raise NotImplementedError

    def choices(self, changelist: Any) -> Iterator[Any]:
        numbers = self.numbers(changelist)
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}, ["p"]),
                "display": label,
                "number": numbers.get(str(value), 0),
            }
