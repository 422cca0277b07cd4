from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.models import OutsideLink

State = OutsideLink.State
URGENT_FIRST = [State.DEAD, State.UNSURE, State.UNCHECKED, State.ALIVE]


class LinkStates(admin.SimpleListFilter):
    """Tabs over the list of what stands in some text, each with how many there are of it."""

    title = _("state")
    parameter_name = "state"
    template = "admin/blog/outsidelink/_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("", _("all")), *((state, state.label) for state in URGENT_FIRST)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        links = queryset.in_use()
        return links.filter(state=self.value()) if self.value() else links

    def choices(self, changelist: ChangeList) -> Any:
        rows = OutsideLink.objects.in_use().order_by().values_list("state").annotate(Count("pk"))
        numbers = dict(rows)
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or "") == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}, ["p"]),
                "display": label,
                "number": numbers.get(str(value), 0) if value else sum(numbers.values()),
            }
