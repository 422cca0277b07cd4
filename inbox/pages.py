"""What stands on a page of the inbox."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from comments import pace
from comments.models import Comment
from core.bars import BarChart
from inbox import listing, rows
from inbox.listing import Entry, Kind, Scope
from inbox.models import Act

MOST_LATELY = 8


def todays_page(request: HttpRequest, person: User) -> dict[str, Any]:
    may_answer = person.has_perm("comments.change_comment")
    return {
        **_page(request, listing.todays_work(person)),
        "backlog": listing.backlog(person).debts(),
        "recent_spam": listing.recent_spam() if may_answer else 0,
        "chart": _answered_per_week() if may_answer else None,
        "lately": lately(person),
        "next": request.get_full_path(),
    }


def backlog_page(request: HttpRequest, person: User) -> dict[str, Any]:
    return {**_page(request, listing.backlog(person)), "lately": lately(person), "next": request.get_full_path()}


def thread_page(comment: Comment) -> dict[str, Any]:
    """The row of one thread; none if nobody waits there. What is done there leads to the whole list."""
    entry = Entry(
        Kind.THREAD, comment.thread_id or comment.pk, Comment.Attention(comment.attention), comment.created_at, 0
    )
    return {"rows": rows.make_rows([entry]), "next": reverse("admin:index")}


def lately(person: User) -> list[Act]:
    """What ``person`` did last and may undo."""
    acts = Act.objects.lasting().filter(person=person).select_related("comment", "application")
    return list(acts.defer("comment__text", "comment__html")[:MOST_LATELY])


def _answered_per_week() -> BarChart[pace.Week]:
    return BarChart.of([(week, week.answered) for week in pace.weeks()], thick=18, high=64)


def _page(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    entries = scope.entries((number - 1) * listing.PAGE, listing.PAGE + 1)
    return {
        "rows": rows.make_rows(entries[: listing.PAGE]),
        "debts": scope.debts(),
        "number": number,
        "newer": number - 1,
        "older": number + 1 if len(entries) > listing.PAGE else 0,
    }
