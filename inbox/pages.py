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

MAX_RECENT_ACTIONS = 8


def todays_page(request: HttpRequest, person: User) -> dict[str, Any]:
    """Return the context of the front page. ``has_inbox`` is false for staff who may neither answer nor handle
    applications."""
    may_answer = person.has_perm("comments.change_comment")
    may_handle = person.has_perm("coaching.change_application")
    if not may_answer and not may_handle:
        return {"has_inbox": False}
    page = _page(request, queries.todays_work(person))
    return {
        **page,
        "has_inbox": True,
        "may_answer": may_answer,
        "may_handle": may_handle,
        "is_unwritten": not page["rows"] and not queries.has_any_items(person),
        "backlog": queries.backlog(person).summary(),
        "recent_spam": queries.recent_spam() if may_answer else 0,
        "chart": _answered_per_week() if may_answer else None,
        "recent_actions": recent_actions(person),
        "next": request.get_full_path(),
    }


def backlog_page(request: HttpRequest, person: User) -> dict[str, Any]:
    return {
        **_page(request, queries.backlog(person)),
        "recent_actions": recent_actions(person),
        "next": request.get_full_path(),
    }


def thread_page(comment: Comment) -> dict[str, Any]:
    """Return the context of one thread's page, without a row if nobody waits there. Its actions lead to the list."""
    item = Item(
        ItemKind.THREAD, comment.thread_id or comment.pk, Comment.Priority(comment.priority), comment.created_at, 0
    )
    return {"rows": rows.make_rows([item]), "next": reverse("admin:index")}


def recent_actions(person: User) -> list[InboxAction]:
    """Return the last actions of ``person``, which they may undo."""
    done = InboxAction.objects.not_undone().filter(person=person).select_related("comment", "application")
    return list(done.defer("comment__text", "comment__html")[:MAX_RECENT_ACTIONS])


def _answered_per_week() -> BarChart[response_times.Week]:
    return BarChart.from_numbers(
        [(week, week.answered) for week in response_times.weekly_response_times()], thick=18, high=64
    )


def _page(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    page = request.GET.get("page", "1")
    number = max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1
    items = scope.items((number - 1) * queries.PAGE_SIZE, queries.PAGE_SIZE + 1)
    return {
        "rows": rows.make_rows(items[: queries.PAGE_SIZE]),
        "summary": scope.summary(),
        "number": number,
        "newer": number - 1,
        "older": number + 1 if len(items) > queries.PAGE_SIZE else 0,
    }
