"""Who is owed an answer, computed from the comments themselves.

A reader's comment waits while it is held, or approved with no answer by staff: none below it, nor a later one beside
it under the same parent. It stops waiting when somebody says that it needs no answer, or answers it for its reader
alone. What a reader writes below an answer waits again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, F, Func, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from comments.models import Comment, CommentQuerySet


class IsAnsweredFurtherBelow(Func):
    """Does an answer by staff stand below, however deep: a public one, or one that only its reader sees?"""

    template = """EXISTS (
        WITH RECURSIVE below (id, is_answer) AS (
            SELECT child.id, FALSE FROM comments_comment AS child WHERE child.parent_id = %(expressions)s
            UNION
            SELECT comment.id, comment.author_id IS NOT NULL AND (
                comment.state = 'approved' OR (comment.is_private AND comment.state = 'held')
            )
            FROM below JOIN comments_comment AS comment ON comment.parent_id = below.id
        )
        SELECT 1 FROM below WHERE is_answer
    )"""
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class WaitingThread:
    """A thread with comments that wait: how urgent the most urgent of them is, and since when the oldest waits."""

    root: int
    attention: Comment.Attention
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Debt:
    """How many comments wait, since when the oldest does (``None`` if none waits), how many wish to buy."""

    count: int
    since: datetime | None
    wishes: int


def waiting() -> CommentQuerySet:
    """Readers' comments that are owed an answer, also those put off until later."""
    later_beside = Comment.objects.approved().filter(
        parent=OuterRef("parent"), author__isnull=False, created_at__gte=OuterRef("created_at")
    )
    by_mail_only = Comment.objects.private_answers().filter(parent=OuterRef("pk"))
    directly = Comment.objects.approved().filter(parent=OuterRef("pk"), author__isnull=False)
    further = IsAnsweredFurtherBelow(F("pk"))
    is_answered = Q(state=Comment.State.APPROVED) & (Exists(directly) | Exists(later_beside) | further)
    return Comment.objects.unsettled().exclude(is_answered | Exists(by_mail_only))


def due() -> CommentQuerySet:
    """What waits now: not put off, or put off until a time that has come."""
    return waiting().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.now()))


def by_thread(comments: CommentQuerySet) -> Any:
    """A row for each thread of these comments: ``root``, ``most`` (urgent), ``since``, ``count``. In no order."""
    return (
        comments.order_by()
        .annotate(root=Coalesce("thread", "pk"))
        .values("root")
        .annotate(most=Min("attention"), since=Min("created_at"), count=Count("pk"))
    )


def threads(comments: CommentQuerySet, count: int) -> list[WaitingThread]:
    """The first ``count`` threads of these waiting comments: the most urgent first, then those that wait longest."""
    rows = by_thread(comments).order_by("most", "since", "root")
    return [
        WaitingThread(row["root"], Comment.Attention(row["most"]), row["since"], row["count"]) for row in rows[:count]
    ]


def reminders() -> CommentQuerySet:
    """Answers after which the coach wished to ask again, the day has come, and nobody wrote below."""
    in_sight = Q(state__in=(Comment.State.HELD, Comment.State.APPROVED))
    below = Comment.objects.filter(in_sight, parent=OuterRef("pk"))
    return Comment.objects.filter(in_sight, ~Exists(below), author__isnull=False, remind_at__lte=timezone.now())


def debt(comments: CommentQuerySet) -> Debt:
    found = comments.aggregate(
        count=Count("pk"), since=Min("created_at"), wishes=Count("pk", filter=Q(signals__has_key="wishes"))
    )
    return Debt(**found)
