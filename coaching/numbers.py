"""From article to client, in numbers: clicks on offers, the applications of that time, and which of them were accepted.

An application counts where it came from and when it came, however long the yes took: so a month never has more
accepted than applied, and the last ones still grow. Suspected spam counts nowhere.
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
from coaching.models import Application, Click, StageChange

MONTHS = 12
MOST_ARTICLES = 25

Stage = Application.Stage
# Stages in which somebody waits for the next step.
WAITING = (Stage.NEW, Stage.IN_CONVERSATION, Stage.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Way:
    """How many took each step from an article to the coach."""

    clicks: int = 0
    applications: int = 0
    accepted: int = 0

    def __add__(self, other: "Way") -> "Way":
        return Way(self.clicks + other.clicks, self.applications + other.applications, self.accepted + other.accepted)

    def __bool__(self) -> bool:
        return bool(self.clicks or self.applications)


@dataclass(frozen=True, slots=True)
class Period:
    """Twelve months in the site's zone: ``first`` is the first day of the first, ``end`` the day after the last."""

    first: date

    @classmethod
    def lately(cls) -> Self:
        """This month and the eleven before it."""
        return cls(_month_after(timezone.localdate(), 1 - MONTHS))

    @classmethod
    def of_year(cls, year: int) -> Self:
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
        return Application.objects.credible().filter(created_at__gte=begins, created_at__lt=ends).order_by()


def _month_after(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """``articles`` are the ``MOST_ARTICLES`` that brought most; ``others`` is all other articles together.

    ``elsewhere`` is what came from no article, or from one that has been deleted.
    """

    months: dict[date, Way]
    articles: list[tuple[Post, Way]]
    others: Way
    elsewhere: Way

    @property
    def total(self) -> Way:
        return sum(self.months.values(), Way())


def numbers_of(period: Period) -> Numbers:
    """Four queries, whatever there is to count."""
    months: defaultdict[date, Way] = defaultdict(Way, dict.fromkeys(period.months, Way()))
    articles: defaultdict[int | None, Way] = defaultdict(Way)
    for day, clicks in period.clicks().values_list("day").annotate(Sum("count")):
        months[day.replace(day=1)] += Way(clicks=clicks)
    for post, clicks in period.clicks().values_list("post_id").annotate(Sum("count")):
        articles[post] += Way(clicks=clicks)
    for post, month, *counts in _applications(period):
        way = Way(0, *counts)
        months[month.date()] += way
        articles[post] += way
    return Numbers(dict(months), *_by_article(articles))


def _applications(period: Period) -> Iterable[tuple[int | None, datetime, int, int]]:
    was_accepted = Exists(StageChange.objects.filter(application=OuterRef("pk"), after__in=Application.AGREED))
    rows = period.applications().annotate(month=TruncMonth("created_at"), was_accepted=was_accepted)
    counted = rows.values("came_from_post_id", "month").annotate(
        applied=Count("pk"), accepted=Count("pk", filter=Q(was_accepted=True))
    )
    return counted.values_list("came_from_post_id", "month", "applied", "accepted")


def _by_article(ways: dict[int | None, Way]) -> tuple[list[tuple[Post, Way]], Way, Way]:
    """The articles that brought most, all other articles, and what came from elsewhere."""
    posts = Post.objects.filter(pk__in=[pk for pk in ways if pk]).select_related("address").defer("body", "html")
    found = sorted(((post, ways.pop(post.pk)) for post in posts), key=_what_it_brought, reverse=True)
    others = sum((way for _post, way in found[MOST_ARTICLES:]), Way())
    return found[:MOST_ARTICLES], others, sum(ways.values(), Way())


def _what_it_brought(row: tuple[Post, Way]) -> tuple[int, int, int]:
    way = row[1]
    return way.accepted, way.applications, way.clicks


@dataclass(frozen=True, slots=True)
class Wait:
    """``number`` applications stand in ``stage``, the first of them since ``since``."""

    stage: Application.Stage
    number: int
    since: datetime


def waits() -> list[Wait]:
    """Where applications wait for the next step, in the order of their way; one query."""
    changes = StageChange.objects.filter(application=OuterRef("pk")).order_by("-changed_at", "-pk")
    since = Coalesce(Subquery(changes.values("changed_at")[:1]), "created_at")
    waiting = Application.objects.credible().filter(stage__in=WAITING).annotate(since=since).order_by()
    rows = {stage: row for stage, *row in waiting.values_list("stage").annotate(Count("pk"), Min("since"))}
    return [Wait(stage, *rows[stage]) for stage in WAITING if stage in rows]


def years() -> list[int]:
    """Those that have anything to show, the latest first."""
    first_click = Click.objects.aggregate(first=Min("day"))["first"]
    first_application = Application.objects.aggregate(first=Min("created_at"))["first"]
    this = timezone.localdate()
    first = min(first_click or this, timezone.localdate(first_application) if first_application else this)
    return list(range(this.year, first.year - 1, -1))
