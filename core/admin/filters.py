from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


class MenuFilter(admin.SimpleListFilter):
    """A filter as a menu in a line above the list."""

    template = "admin/core/menu_filter.html"


class SinceFilter(MenuFilter):
    """A menu of spans of time up to now, by the ``column`` of a moment."""

    column: ClassVar[str]
    days: ClassVar[dict[str, Any]] = {
        "7": _("in the last 7 days"),
        "30": _("in the last 30 days"),
        "365": _("in a year"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.days.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.days:
            return queryset
        return queryset.filter(**{f"{self.column}__gt": timezone.now() - timedelta(days=int(self.value() or 0))})


class Tabs(admin.SimpleListFilter):
    """A filter shown as tabs above the list, each with the number of its rows. One of them is always open.

    Those without rows are left out, but for the first and the open one, unless it ``shows_empty`` ones.
    """

    template = "admin/core/tabs.html"
    is_tabs = True
    shows_empty = False
    navigation_label: Any
    default: str

    def value(self) -> str:
        return super().value() or self.default

    def numbers(self, changelist: Any) -> dict[str, int]:
        """Return the number of rows for the value of each tab."""
        raise NotImplementedError

    def choices(self, changelist: Any) -> Iterator[Any]:
        numbers = self.numbers(changelist)
        for place, (value, label) in enumerate(self.lookup_choices):
            number, is_open = numbers.get(str(value), 0), self.value() == value
            if number or is_open or not place or self.shows_empty:
                yield {
                    "selected": is_open,
                    "query_string": changelist.get_query_string({self.parameter_name: value}, ["p"]),
                    "display": label,
                    "number": number,
                }


class QuerySetTabs(QuerySetFilter, Tabs):
    """Tabs whose choices are methods of the query set, counted without the search. The first is the default."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.default = next(iter(self.options))
        return super().lookups(request, model_admin)

    def numbers(self, changelist: Any) -> dict[str, int]:
        return {value: narrow(self.rows(changelist)).count() for value, (_label, narrow) in self.options.items()}

    def rows(self, changelist: Any) -> QuerySet[Any]:
        """Return all rows that may be in the list."""
        rows: QuerySet[Any] = changelist.model._default_manager.order_by()
        return rows
