from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.models import ExternalLink
from core.admin.filters import Tabs

State = ExternalLink.State
ALL = "all"
URGENT_FIRST = [State.DEAD, State.UNSURE, State.UNCHECKED, State.ALIVE]


class LinkStateTabs(Tabs):
    """Tabs above the list of links in use, one for each state, the dead first."""

    title = _("state")
    parameter_name = "state"
    navigation_label = _("Links by state")
    default = State.DEAD.value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*((state.value, state.label) for state in URGENT_FIRST), (ALL, _("all"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        links = queryset.in_use()
        return links if self.value() == ALL else links.filter(state=self.value())

    def numbers(self, changelist: ChangeList) -> dict[str, int]:
        numbers = dict(ExternalLink.objects.in_use().order_by().values_list("state").annotate(Count("pk")))
        return {**numbers, ALL: sum(numbers.values())}
