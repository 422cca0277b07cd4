"""Measure how long readers wait for an answer: by week for the coach, and as a usual time above a thread."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from statistics import median, quantiles

from django.utils import timezone

from accounts.models import User
from comments.models import Comment
from comments.models.queryset import CommentQuerySet
from pagecache.memo import memoised, remembering

WEEKS = 12
MAX_ANSWERS = 5000

RECENT_ANSWERS = 20
# Look at more answers than needed, because many may be to imported comments.
ANSWERS_LOOKED_THROUGH = 200
MIN_ANSWERS = 5
MAX_DAYS = 14

# The token of answers and what their time is counted from. Other comments leave it, see ``comments.public_columns``.
ANSWERS = "comments.answers"


@dataclass(frozen=True, slots=True)
class Week:
    """``begins`` on a Monday, in the site's zone. ``days`` is the median wait; ``None`` if nobody was answered."""

    begins: date
    answered: int
    days: float | None


def weekly_response_times() -> list[Week]:
    """The last twelve weeks, this one last. Of more than 5,000 answers, the latest count."""
    # Found again after an answer alone: it takes longer than the rest of the inbox.
    with remembering():
        return _weeks_until(monday_of(timezone.now()))


@memoised(ANSWERS)
def _weeks_until(this: date) -> list[Week]:
    mondays = [this - timedelta(weeks=number) for number in reversed(range(WEEKS))]
    # Where each week begins is found once, and not for each answer in which week it is.
    starts = [timezone.make_aware(datetime.combine(monday, time.min)) for monday in mondays]
    waits: list[list[float]] = [[] for _monday in mondays]
    answers = Comment.objects.filter(created_at__gte=starts[0])
    for answered, days in _days_waited(answers, MAX_ANSWERS):
        waits[bisect_right(starts, answered) - 1].append(days)
    return [
        Week(begins, len(days), round(median(days), 1) if days else None)
        for begins, days in zip(mondays, waits, strict=True)
    ]


def monday_of(moment: datetime) -> date:
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())


@memoised(ANSWERS)
def usual_days(author: User) -> int | None:
    """Return within how many days three of four of the author's latest answers came.

    ``None`` if there are fewer than ``MIN_ANSWERS``, or if it takes more than ``MAX_DAYS``.
    """
    newest = Comment.objects.approved().filter(author=author).order_by("-created_at").values("pk")
    waits = _days_waited(Comment.objects.filter(pk__in=newest[:ANSWERS_LOOKED_THROUGH]), RECENT_ANSWERS)
    if len(waits) < MIN_ANSWERS:
        return None
    days = max(1, ceil(quantiles([days for _answered, days in waits], n=4)[2]))
    return days if days <= MAX_DAYS else None


def _days_waited(answers: CommentQuerySet, limit: int) -> list[tuple[datetime, float]]:
    """When staff answered a reader, and how many days after the question; the latest ``limit`` of ``answers``."""
    latest = answers.answers_not_imported().order_by("-created_at").values_list("created_at", "parent__created_at")
    return [(answered, max(answered - asked, timedelta()) / timedelta(days=1)) for answered, asked in latest[:limit]]
