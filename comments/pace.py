"""How many readers were answered week by week, and how long they waited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import timezone

from comments.models import Comment

WEEKS = 12
MOST_ANSWERS = 5000


@dataclass(frozen=True, slots=True)
class Week:
    """``begins`` on a Monday, in the site's zone. ``days`` is the median wait; ``None`` if nobody was answered."""

    begins: date
    answered: int
    days: float | None


def weeks() -> list[Week]:
    """The last twelve weeks, this one last. Of more than 5,000 answers, the latest count."""
    this = monday_of(timezone.now())
    first = this - timedelta(weeks=WEEKS - 1)
    waits: dict[date, list[float]] = {first + timedelta(weeks=number): [] for number in range(WEEKS)}
    for answered, asked in _answers(since=timezone.now() - timedelta(weeks=WEEKS)):
        week = monday_of(answered)
        if week in waits:
            waits[week].append(max(answered - asked, timedelta()) / timedelta(days=1))
    return [Week(begins, len(days), round(median(days), 1) if days else None) for begins, days in waits.items()]


def monday_of(moment: datetime) -> date:
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())


def _answers(since: datetime) -> list[tuple[datetime, datetime]]:
    """When staff answered, and when what they answered was written; the latest first."""
    answers = Comment.objects.approved().filter(
        author__isnull=False, created_at__gte=since, parent__author=None, parent__kind=Comment.Kind.COMMENT
    )
    return list(answers.order_by("-created_at").values_list("created_at", "parent__created_at")[:MOST_ANSWERS])
