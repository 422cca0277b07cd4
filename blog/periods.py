"""Years and months in which articles were published, in the site's time zone."""

from datetime import date, datetime, time
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import make_aware

from blog.models import Post
from blog.models.post import PUBLICATIONS
from pagecache.memo import memoised

# With four digits, as in its address. The latest one ends on a date that exists.
EARLIEST_YEAR, LATEST_YEAR = 1000, 9998


class Period(NamedTuple):
    """A month, or a whole year if ``month`` is 0."""

    year: int
    month: int = 0

    def __str__(self) -> str:
        return date_format(self.first_day, "YEAR_MONTH_FORMAT") if self.month else str(self.year)

    @property
    def path(self) -> str:
        return f"{self.year:04}/{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def start(self) -> datetime:
        return make_aware(datetime.combine(self.first_day, time.min))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        is_end_of_year = self.month in (0, 12)
        return Period(self.year + 1).start if is_end_of_year else Period(self.year, self.month + 1).start

    @property
    def whole_year(self) -> "Period":
        return Period(self.year)

    @property
    def month_name(self) -> str:
        return date_format(self.first_day, "F")

    def get_absolute_url(self) -> str:
        return reverse("period_list", args=[self])


class Counted(NamedTuple):
    """A period and how many public articles are of it."""

    period: Period
    number: int

    @property
    def months(self) -> "list[Counted]":
        """The months of a year."""
        return months_of(self.period)


@memoised(PUBLICATIONS)
def months() -> list[Counted]:
    """Return the months with public articles, the newest first."""
    # A database function fails for a moment that does not exist in the site's time zone.
    rows = (
        Post.objects.published()
        .filter(published_at__gte=Period(EARLIEST_YEAR).start)
        .order_by()
        .annotate(month=TruncMonth("published_at"))
    )
    found = rows.values_list("month").annotate(number=Count("pk")).order_by("-month")
    return [Counted(Period(month.year, month.month), number) for month, number in found if month]


def months_of(year: Period) -> list[Counted]:
    return [one for one in months() if one.period.year == year.year]


def years() -> list[Counted]:
    """Return the years with public articles, the newest first."""
    grouped = groupby(months(), lambda one: one.period.whole_year)
    return [Counted(year, sum(one.number for one in counted)) for year, counted in grouped]


def existing_periods(periods: set[Period]) -> set[Period]:
    """Return those of the periods that have a public article."""
    return {one.period for one in (*months(), *years())} & periods
