"""The funnel from article to client: clicks on offers, applications, and how many of those were accepted.

An accepted application counts in the month in which it was sent. So a month never has more accepted applications than
applications, and recent months may still grow. Suspected spam is not counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from blog.models import Post
from coaching.models import Application, StageChange
from offers.models import Click

MONTHS = 12
MAX_ARTICLES = 25

Stage = Application.Stage
# Stages in which an applicant waits for something.
WAITING = (Stage.NEW, Stage.IN_CONVERSATION, Stage.ACCEPTED)


@dataclass(frozen=True, slots=True)
class FunnelCounts:
    """The count for each step of the funnel."""

    clicks: int = 0
    applications: int = 0
    accepted: int = 0

    def __add__(self, other: "FunnelCounts") -> "FunnelCounts":
        return FunnelCounts(
            self.clicks + other.clicks, self.applications + other.applications, self.accepted + other.accepted
        )

    def __bool__(self) -> bool:
        return bool(self.clicks or self.applications)


@dataclass(frozen=True, slots=True)
class Period:
    """Twelve months in the site's time zone. ``first`` is the first day, ``end`` the day after the last."""

    first: date

    @classmethod
    def last_twelve_months(cls) -> Self:
        """This month and the eleven before it."""
        return cls(_month_after(timezone.localdate(), 1 - MONTHS))

    @classmethod
    def for_year(cls, year: int) -> Self:
        return cls(date(year, 1, 1))

    @property
    def months(self) -> list[date]:
        return [_month_after(self.first, number) for number in range(MONTHS)]

    @property
    def end(self) -> date:
        return _month_after(self.first, MONTHS)

    def clicks(self) -> QuerySet[Click]:
        return Click.objects.filter(day__gte=self.first, day__lt=self.end).order_by()

    def applications(self) -> QuerySet[Application]:
        begins, ends = (timezone.make_aware(datetime.combine(day, time())) for day in (self.first, self.end))
        return Application.objects.not_spam().filter(created_at__gte=begins, created_at__lt=ends).order_by()


def _month_after(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Funnel:
    """The counts of a period, by month and by article.

    ``articles`` are the ``MAX_ARTICLES`` with the highest counts, ``others`` is the sum of all other articles.
    ``elsewhere`` is what came from no article, or from a deleted one.
    """

    months: dict[date, FunnelCounts]
    articles: list[tuple[Post, FunnelCounts]]
    others: FunnelCounts
    elsewhere: FunnelCounts

    @property
    def total(self) -> FunnelCounts:
        return sum(self.months.values(), FunnelCounts())


def funnel_for(period: Period) -> Funnel:
    """Count a period, in four queries."""
    months: defaultdict[date, FunnelCounts] = defaultdict(FunnelCounts, dict.fromkeys(period.months, FunnelCounts()))
    articles: defaultdict[int | None, FunnelCounts] = defaultdict(FunnelCounts)
    for day, clicks in period.clicks().values_list("day").annotate(Sum("count")):
        months[day.replace(day=1)] += FunnelCounts(clicks=clicks)
    for post, clicks in period.clicks().values_list("post_id").annotate(Sum("count")):
        articles[post] += FunnelCounts(clicks=clicks)
    for post, month, *counts in _applications(period):
        step_counts = FunnelCounts(0, *counts)
        months[month.date()] += step_counts
        articles[post] += step_counts
    return Funnel(dict(months), *_by_article(articles))


def _applications(period: Period) -> Iterable[tuple[int | None, datetime, int, int]]:
    was_accepted = Exists(StageChange.objects.filter(application=OuterRef("pk"), after__in=Application.AGREED))
    rows = period.applications().annotate(month=TruncMonth("created_at"), was_accepted=was_accepted)
    counted = rows.values("came_from_post_id", "month").annotate(
        applied=Count("pk"), accepted=Count("pk", filter=Q(was_accepted=True))
    )
    return counted.values_list("came_from_post_id", "month", "applied", "accepted")


def _by_article(
    counts_by_post: dict[int | None, FunnelCounts],
) -> tuple[list[tuple[Post, FunnelCounts]], FunnelCounts, FunnelCounts]:
    """Return the values of ``Funnel.articles``, ``others`` and ``elsewhere``."""
    posts = (
        Post.objects.filter(pk__in=[pk for pk in counts_by_post if pk]).select_related("address").defer("body", "html")
    )
    found = sorted(((post, counts_by_post.pop(post.pk)) for post in posts), key=_sort_key, reverse=True)
    others = sum((step_counts for _post, step_counts in found[MAX_ARTICLES:]), FunnelCounts())
    return found[:MAX_ARTICLES], others, sum(counts_by_post.values(), FunnelCounts())


def _sort_key(row: tuple[Post, FunnelCounts]) -> tuple[int, int, int]:
    step_counts = row[1]
    return step_counts.accepted, step_counts.applications, step_counts.clicks


@dataclass(frozen=True, slots=True)
class StageWait:
    """There are ``number`` applications in ``stage``. The oldest is in it since ``since``."""

    stage: Application.Stage
    number: int
    since: datetime


def stage_waits() -> list[StageWait]:
    """Return the stages in which applications wait, in their order, in one query."""
    changes = StageChange.objects.filter(application=OuterRef("pk")).order_by("-changed_at", "-pk")
    since = Coalesce(Subquery(changes.values("changed_at")[:1]), "created_at")
    waiting = Application.objects.not_spam().filter(stage__in=WAITING).annotate(since=since).order_by()
    rows = {stage: row for stage, *row in waiting.values_list("stage").annotate(Count("pk"), Min("since"))}
    return [StageWait(stage, *rows[stage]) for stage in WAITING if stage in rows]


def years() -> list[int]:
    """Return the years that have data, the latest first."""
    first_click = Click.objects.aggregate(first=Min("day"))["first"]
    first_application = Application.objects.aggregate(first=Min("created_at"))["first"]
    today = timezone.localdate()
    first = min(first_click or today, timezone.localdate(first_application) if first_application else today)
    return list(range(today.year, first.year - 1, -1))
