from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comments.models import Comment
from core.admin.filters import Tabs

ALL = "all"


class StateTabs(Tabs):
    """Tabs above the list, one for each state, with the number of comments that match the search."""

    title = _("state")
    parameter_name = "state"
    navigation_label = _("Comments by state")
    shows_empty = True

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
        """Return the state whose tab is open, or ``ALL``."""
        asked = request.GET.get(cls.parameter_name, "")
        return asked if asked == ALL or asked in Comment.State else Comment.State.HELD

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() == ALL else queryset.filter(_is_in_state(self.value()))

    def numbers(self, changelist: "CommentList") -> dict[str, int]:
        return changelist.numbers


class CommentList(ChangeList):
    """The list of comments. It is counted together with its tabs, because a search goes through all comments."""

    numbers: dict[str, int]

    def get_results(self, request: HttpRequest) -> None:
        self.numbers = self._count(request)
        self.queryset.known_count = self.numbers.get(StateTabs.read(request), 0)
        super().get_results(request)

    def _count(self, request: HttpRequest) -> dict[str, int]:
        comments = self.get_queryset(request, exclude_parameters=[StateTabs.parameter_name]).order_by()
        # By the state alone, so that without a search an index answers it.
        numbers = dict(comments.values_list("state").annotate(Count("pk")))
        numbers[ALL] = sum(numbers.values())
        numbers[Comment.State.HELD] = comments.filter(_is_in_state(Comment.State.HELD)).count()
        return numbers


def _is_in_state(state: str) -> Q:
    """Filter by state. Private answers by staff are left out of the held comments, because they wait for nobody."""
    return Q(state=state) & ~Q(state=Comment.State.HELD, is_private=True, author__isnull=False)
