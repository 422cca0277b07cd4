from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comments.models import Comment

ALL = "all"


class StateTabs(admin.SimpleListFilter):
    """Where comments are, with how many there are of each that match the search. What waits for her comes first."""

    title = _("state")
    parameter_name = "state"
    template = "admin/comments/comment/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (Comment.State.HELD, pgettext_lazy("comments", "Held")),
            (Comment.State.APPROVED, pgettext_lazy("comments", "Approved")),
            (Comment.State.SPAM, pgettext_lazy("comments", "Spam")),
            (Comment.State.BINNED, pgettext_lazy("comments", "Bin")),
            (ALL, pgettext_lazy("comments", "All")),
        ]

    def value(self) -> str:
        return self.read(self.request)

    @classmethod
    def read(cls, request: HttpRequest) -> str:
        """The state whose tab is open, or ``ALL``."""
        asked = request.GET.get(cls.parameter_name, "")
        return asked if asked == ALL or asked in Comment.State else Comment.State.HELD

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() == ALL else queryset.filter(_stands_in(self.value()))

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:
        counts = {str(state): Count(pk_attname, filter=_stands_in(state)) for state in Comment.State}
        return {**counts, ALL: Count(pk_attname)}

    def choices(self, changelist: ChangeList) -> Any:
        counts = self.get_facet_queryset(changelist)
        for lookup, title in self.lookup_choices:
            yield {
                "selected": self.value() == lookup,
                "query_string": changelist.get_query_string({self.parameter_name: lookup}),
                "display": title,
                "count": counts[lookup],
            }


def _stands_in(state: str) -> Q:
    """What is in the state; but what staff answered one reader alone waits for nobody, though it is held."""
    return Q(state=state) & ~Q(state=Comment.State.HELD, is_private=True, author__isnull=False)
