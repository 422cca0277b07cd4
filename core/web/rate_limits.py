"""Limits on how many rows come from one person or network within a while, counted from the rows themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, cast

from django.db.models import DateTimeField, Field, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prepared_queries import Parameter, PreparedQuery
from core.refusals import RefusedError

# By so much the clocks of two web machines may differ. It is short: a reader may have to wait that much longer.
LARGEST_SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``rows`` rows within ``period`` that have the same values in all of ``fields``.

    The rows themselves are counted, by the time in their field ``moment``, so it works for any number of processes.
    """

    rows: int
    period: timedelta
    fields: tuple[str, ...]

    def wait[M: Model](self, rows: QuerySet[M], *, moment: str = "created_at", **matching: Any) -> timedelta | None:
        """Return the time until there is room for one more row, or ``None`` if there is room now.

        A limit whose values in ``matching`` are all empty is ignored.
        """
        return longest_wait(rows, [self], moment=moment, **matching)


class PreparedRows[M: Model]:
    """Rows for which the SQL of ``limits`` is put together once. ``fields`` of the limits are columns of the rows."""

    def __init__(self, rows: QuerySet[M], limits: Sequence[Limit], *, moment: str = "created_at") -> None:
        self.rows = rows.order_by(f"-{moment}").values(moment)
        self.moment = moment
        self.most = max(limit.rows for limit in limits)
        self.queries = {fields: self._prepared(fields) for fields in {limit.fields for limit in limits}}

    def _prepared(self, fields: tuple[str, ...]) -> PreparedQuery[M]:
        def newest(since: Parameter, *values: Parameter) -> QuerySet[M, Any]:
            same = dict(zip(fields, values, strict=True))
            return self.rows.filter(**same, **{f"{self.moment}__gt": since})[: self.most]

        meta = self.rows.model._meta
        columns = [cast("Field[Any, Any]", meta.get_field(name)) for name in fields]
        return PreparedQuery(newest, DateTimeField(), *columns)

    def newest(self, since: datetime, same: Mapping[str, Any]) -> list[datetime]:
        return [row[self.moment] for row in self.queries[tuple(same)].values(since, *same.values())]


class FloodError(RefusedError):
    """A limit is reached, and nothing was stored. ``wait`` is the time until there is room for one more."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait

    def __str__(self) -> str:
        return _(
            "That was a lot in a short time. What you wrote is still here: please wait %(time)s and send it again."
        ) % {"time": format_wait(self.wait)}

    @property
    def retry_after(self) -> int:
        """The seconds to wait, as the header ``Retry-After`` of an answer 429 gives them (RFC 6585, 4)."""
        return whole_seconds(self.wait)


def format_wait(wait: timedelta) -> str:
    """Return a time to wait in words, rounded up: "12 seconds", "3 minutes", "2 hours"."""
    seconds = whole_seconds(wait)
    minutes = ceil(seconds / 60)
    hours = ceil(minutes / 60)
    if seconds < 100:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    if minutes < 100:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def whole_seconds(wait: timedelta) -> int:
    return max(1, ceil(wait.total_seconds()))


def longest_wait[M: Model](
    rows: QuerySet[M] | PreparedRows[M], limits: Sequence[Limit], *, moment: str = "created_at", **matching: Any
) -> timedelta | None:
    """Return the longest ``wait`` of the ``limits``, or ``None``.

    Limits with the same fields share a query. Those with more fields need none if there are no rows with fewer of them.
    """
    now = timezone.now()
    since = now - max(limit.period for limit in limits)
    waits = []
    without_rows: list[set[str]] = []
    for fields in sorted({limit.fields for limit in limits}, key=len):
        sharing = [limit for limit in limits if limit.fields == fields]
        same = {name: matching[name] for name in fields}
        if not any(same.values()) or any(same.keys() >= fewer for fewer in without_rows):
            continue
        if isinstance(rows, PreparedRows):
            newest = rows.newest(since, same)
        else:
            counting = rows.filter(**same, **{f"{moment}__gt": since}).order_by(f"-{moment}")
            newest = list(counting.values_list(moment, flat=True)[: max(limit.rows for limit in sharing)])
        # Rows from after now were written while the clock was wrong: nobody has to wait for their time.
        newest = [row_moment for row_moment in newest if row_moment <= now + LARGEST_SKEW]
        if not newest:
            without_rows.append(set(fields))
        # When the last row that a limit allows is out of its period, there is room again.
        waits += [newest[limit.rows - 1] + limit.period - now for limit in sharing if limit.rows <= len(newest)]
    wait = max(waits, default=timedelta())
    return wait if wait > timedelta() else None


def refuse_flood[M: Model](
    rows: QuerySet[M] | PreparedRows[M], limits: Sequence[Limit], *, moment: str = "created_at", **matching: Any
) -> None:
    """Raise ``FloodError`` if ``rows`` reach one of the ``limits``. The parameters are those of ``Limit.wait``."""
    wait = longest_wait(rows, limits, moment=moment, **matching)
    if wait:
        raise FloodError(wait)
