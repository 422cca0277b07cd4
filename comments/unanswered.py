"""Find unanswered comments, computed from the comments themselves.

A reader's comment is unanswered while it is held, or while it is approved and staff have answered neither below it nor
later under the same parent. A private answer, or marking it as needing no answer, ends that. A reader's reply to an
answer is unanswered again. Comments on an article in the bin are not counted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Count, Exists, F, Func, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from comments.models import Comment, CommentQuerySet, KnownAnswers
from comments.models.known_answers import TAKEN_AWAY
from pagecache.models import PageToken
from pagecache.token import read_tokens

# At once, so that nobody waits for the transaction.
MAX_REMEMBERED = 5000


class IsAnsweredDeeper(Func):
    """Tells whether staff have answered, publicly or privately, at any depth below a comment."""

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
class UnansweredThread:
    """A thread with unanswered comments: the highest priority among them, and the date of the oldest."""

    root: int
    priority: Comment.Priority
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class UnansweredSummary:
    """The number of unanswered comments, the date of the oldest (or ``None``), and the number of wishes to buy."""

    count: int
    since: datetime | None
    wishes: int


def unanswered_comments() -> CommentQuerySet:
    """Return unanswered comments, including those put off until later."""
    return needs_answer(Comment.objects.on_posts_not_in_bin())


def needs_answer(comments: CommentQuerySet) -> CommentQuerySet:
    """Return the unanswered ones among ``comments``, including those on articles in the bin."""
    unsettled = comments.unsettled()
    if _are_answers_known():
        unsettled = unsettled.filter(is_known_answered=False)
    return unsettled.exclude(_is_answered())


def _is_answered() -> Q:
    later_beside = Comment.objects.approved().filter(
        parent=OuterRef("parent"), author__isnull=False, created_at__gte=OuterRef("created_at")
    )
    by_mail_only = Comment.objects.private_answers().filter(parent=OuterRef("pk"))
    directly = Comment.objects.approved().filter(parent=OuterRef("pk"), author__isnull=False)
    deeper = IsAnsweredDeeper(F("pk"))
    return Q(state=Comment.State.APPROVED) & (Exists(directly) | Exists(later_beside) | deeper) | Exists(by_mail_only)


def _are_answers_known() -> bool:
    """Tell whether ``is_known_answered`` can be trusted. Never in a transaction: its own changes may be unnoticed."""
    if connection.in_atomic_block:
        return False
    token = PageToken.objects.filter(name=TAKEN_AWAY).values("token")
    return KnownAnswers.objects.filter(token__in=token).exists()


@transaction.atomic
def remember_answers() -> int:
    """Note which comments are answered, so that they are not looked through each time. Returns how many were noted.

    The token is read first: if an answer is taken away meanwhile, nothing that was noted is trusted.
    """
    known = KnownAnswers.objects.select_for_update().get_or_create(pk=1)[0]
    token = read_tokens().get(TAKEN_AWAY, "")
    if known.token != token:
        Comment.objects.filter(is_known_answered=True).exclude(_is_answered()).update(is_known_answered=False)
        known.token = token
        known.save()
    answered = Comment.objects.unsettled().filter(_is_answered(), is_known_answered=False).order_by()
    pks = list(answered.values_list("pk", flat=True)[:MAX_REMEMBERED])
    # On PostgreSQL a row may have changed since; then its own state is compared again.
    return Comment.objects.filter(_is_answered(), pk__in=pks).update(is_known_answered=True)


def due() -> CommentQuerySet:
    """Return unanswered comments that are not put off until later."""
    return unanswered_comments().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.now()))


def by_thread(comments: CommentQuerySet) -> Any:
    """Return an unordered row for each thread of ``comments``: ``root``, ``most`` (priority), ``since``, ``count``."""
    return (
        comments.order_by()
        .annotate(root=Coalesce("thread", "pk"))
        .values("root")
        .annotate(most=Min("priority"), since=Min("created_at"), count=Count("pk"))
    )


def threads(comments: CommentQuerySet, count: int) -> list[UnansweredThread]:
    """Return the first ``count`` threads of ``comments``, the most urgent first, then the oldest."""
    rows = by_thread(comments).order_by("most", "since", "root")
    return [
        UnansweredThread(row["root"], Comment.Priority(row["most"]), row["since"], row["count"]) for row in rows[:count]
    ]


def reminders() -> CommentQuerySet:
    """Return answers by staff whose reminder is due because nobody has replied."""
    in_sight = Q(state__in=(Comment.State.HELD, Comment.State.APPROVED))
    below = Comment.objects.filter(in_sight, parent=OuterRef("pk"))
    # Selected by primary key: with the state beside it, SQLite would go through all comments of these states.
    due = Comment.objects.filter(remind_at__lte=timezone.now())
    answers = Comment.objects.on_posts_not_in_bin().filter(pk__in=due.values("pk"), author__isnull=False)
    return answers.filter(in_sight, ~Exists(below))


def summarise(comments: CommentQuerySet) -> UnansweredSummary:
    found = comments.aggregate(
        count=Count("pk"), since=Min("created_at"), wishes=Count("pk", filter=Q(triage__has_key="wishes"))
    )
    return UnansweredSummary(**found)
