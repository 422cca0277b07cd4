"""The template contexts of the inbox's pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from comments import response_times
from comments.models import Comment
from core.admin.charts import BarChart
from inbox import queries, rows
from inbox.models import InboxAction
from inbox.queries import Item, ItemKind, Scope
from inbox.unreachable import unreachable_people

MAX_RECENT_ACTIONS = 8
ROWS_ON_FRONT_PAGE = 5


def inbox_page(request: HttpRequest, person: User) -> dict[str, Any]:
    """Return the context of the inbox."""
    page = _page(queries.todays_work(person), _page_number(request), queries.PAGE_SIZE)
    return {**page, **_around(page["rows"], request, person), "recent_actions": recent_actions(person)}


def front_page(request: HttpRequest, person: User) -> dict[str, Any]:
    """Return the context of the inbox's part of the front page: its first rows, and how many ``more`` are waiting.

    ``has_inbox`` is false for staff who may neither answer nor handle applications.
    """
    if not _may_answer(person) and not _may_handle(person):
        return {"has_inbox": False}
    page = _page(queries.todays_work(person), 1, ROWS_ON_FRONT_PAGE)
    more = page["summary"].waiting - sum(row.item.count for row in page["rows"])
    return {**page, **_around(page["rows"], request, person), "has_inbox": True, "more": more, "newer": 0, "older": 0}


def _around(shown: list[rows.Row], request: HttpRequest, person: User) -> dict[str, Any]:
    may_answer = _may_answer(person)
    return {
        "may_answer": may_answer,
        "may_handle": _may_handle(person),
        "is_unwritten": not shown and not queries.has_any_items(person),
        "backlog": queries.backlog(person).summary(),
        "recent_spam": queries.recent_spam() if may_answer else 0,
        "chart": _answered_per_week() if may_answer else None,
        "unreachable": unreachable_people(person),
        "next": request.get_full_path(),
    }


def _may_answer(person: User) -> bool:
    return person.has_perm("comments.change_comment")


def _may_handle(person: User) -> bool:
    return person.has_perm("coaching.change_application")


def backlog_page(request: HttpRequest, person: User) -> dict[str, Any]:
    return {
        **_page(queries.backlog(person), _page_number(request), queries.PAGE_SIZE),
        "recent_actions": recent_actions(person),
        "next": request.get_full_path(),
    }


def thread_page(comment: Comment) -> dict[str, Any]:
    """Return the context of one thread's page, without a row if nobody waits there. Its actions lead to the list."""
    item = Item(
        ItemKind.THREAD, comment.thread_id or comment.pk, Comment.Priority(comment.priority), comment.created_at, 0
    )
    return {"rows": rows.make_rows([item]), "next": reverse("admin:inbox")}


def recent_actions(person: User) -> list[InboxAction]:
    """Return the last actions of ``person``, which they may undo."""
    done = InboxAction.objects.not_undone().filter(person=person).select_related("comment", "application")
    return list(done.defer("comment__text", "comment__html")[:MAX_RECENT_ACTIONS])


def _answered_per_week() -> BarChart[response_times.Week]:
    return BarChart.from_numbers(
        [(week, week.answered) for week in response_times.weekly_response_times()], thick=18, high=64
    )


def _page_number(request: HttpRequest) -> int:
    page = request.GET.get("page", "1")
    return max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1


def _page(scope: Scope, number: int, size: int) -> dict[str, Any]:
    items = scope.items((number - 1) * size, size + 1)
    return {
        "rows": rows.make_rows(items[:size]),
        "summary": scope.summary(),
        "number": number,
        "newer": number - 1,
        "older": number + 1 if len(items) > size else 0,
    }
