"""Until when a page is good although nothing is written: what the clock changes on public pages.

Each app registers a function where it starts. It returns the next moment after ``now`` at which the time alone changes
any public page, or ``None``. All pages are good until the first of these moments, and at most until midnight: days and
years are shown in the site's time zone.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils import timezone

NextChange = Callable[[datetime], datetime | None]

_next_changes: list[NextChange] = []


def register_next_change(next_change: NextChange) -> None:
    _next_changes.append(next_change)


def good_until(now: datetime) -> datetime:
    moments = [moment for next_change in _next_changes if (moment := next_change(now))]
    return min([_midnight_after(now), *moments])


def _midnight_after(now: datetime) -> datetime:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
