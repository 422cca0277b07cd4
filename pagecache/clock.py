"""Until when a page is good although nothing is written: what the clock changes on public pages.

Each app registers a function where it starts. It returns the next moment after ``now`` at which the time alone changes
any public page, or ``None``. All pages are good until the first of these moments, and at most until midnight: days and
years are shown in the site's time zone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

NextChange = Callable[[datetime], datetime | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What a function returned. It is right while the tokens are these, from ``asked_at`` to ``moment``."""

    tokens: list[str | None]
    asked_at: datetime
    moment: datetime

    def is_good(self, tokens: list[str | None], now: datetime) -> bool:
        return self.tokens == tokens and None not in tokens and self.asked_at <= now < self.moment


@dataclass(slots=True)
class Source:
    """A registered function. It is asked again only after a change of the tokens of ``labels``."""

    next_change: NextChange
    labels: tuple[str, ...]
    known: Known | None = None

    def next_moment(self, now: datetime, tokens: Mapping[str, str]) -> datetime:
        read = [tokens.get(label) for label in self.labels]
        known = self.known
        if known is None or not known.is_good(read, now):
            midnight = _midnight_after(now)
            known = self.known = Known(read, now, min(self.next_change(now) or midnight, midnight))
        return known.moment


_sources: list[Source] = []


def register_next_change(next_change: NextChange, *labels: str) -> None:
    """Register a function. ``labels`` are those of the apps or models whose rows it reads, see ``pagecache.memo``."""
    _sources.append(Source(next_change, labels))


def good_until(now: datetime, tokens: Mapping[str, str]) -> datetime:
    """Return until when pages are good that are built now. ``tokens`` were read before."""
    return min([_midnight_after(now), *(source.next_moment(now, tokens) for source in _sources)])


def _midnight_after(now: datetime) -> datetime:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
