from typing import Any, NamedTuple

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comments.models import Comment
from core.admin.filters import Tabs

ALL = "all"
# So many found comments are loaded to be counted.
FEW = 500
WAITS_FOR_NOBODY = Q(state=Comment.State.HELD, is_private=True, author__isnull=False)


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
        state = StateTabs.read(request)
        comments = self.get_queryset(request, exclude_parameters=[StateTabs.parameter_name]).order_by()
        few = _few(comments) if self.query else None
        if few is not None:
            self.numbers = {tab: sum(_is_row_in(row, tab) for row in few) for tab in (*Comment.State, ALL)}
            # By primary key, so that they are not searched for again.
            self.queryset = self.queryset.filter(pk__in=[row.pk for row in few if _is_row_in(row, state)])
        else:
            self.numbers = _count_in_one_pass(comments) if self.query else _count_by_index(comments)
        self.queryset.known_count = self.numbers.get(state, 0)
        super().get_results(request)


class Row(NamedTuple):
    pk: int
    state: str
    waits_for_nobody: bool


def _few(comments: QuerySet[Comment]) -> list[Row] | None:
    """Return what decides about the tab of each comment, or nothing if there are more than ``FEW``."""
    rows = comments.annotate(waits_for_nobody=WAITS_FOR_NOBODY).values_list(*Row._fields)[: FEW + 1]
    found = [Row(*row) for row in rows]
    return found if len(found) <= FEW else None


def _is_row_in(row: Row, tab: str) -> bool:
    return tab == ALL or (row.state == tab and not (tab == Comment.State.HELD and row.waits_for_nobody))


def _count_in_one_pass(comments: QuerySet[Comment]) -> dict[str, int]:
    """Count each tab. Grouped by state, SQLite would read the comments in the order of an index, which takes longer."""
    each = {state.value: Count("pk", filter=_is_in_state(state)) for state in Comment.State}
    counted: dict[str, int] = comments.aggregate(**each, **{ALL: Count("pk")})
    return counted


def _count_by_index(comments: QuerySet[Comment]) -> dict[str, int]:
    # By the state alone, so that an index answers it.
    numbers = dict(comments.values_list("state").annotate(Count("pk")))
    held = comments.filter(_is_in_state(Comment.State.HELD)).count()
    return {**numbers, ALL: sum(numbers.values()), Comment.State.HELD: held}


def _is_in_state(state: str) -> Q:
    """Filter by state. Private answers by staff are left out of the held comments, because they wait for nobody."""
    return Q(state=state) & ~WAITS_FOR_NOBODY
