"""Durations and moments as people, feeds and players write them: ``1:02:03``, ``62:03`` or whole seconds."""

import re

CLOCK = re.compile(r"(?:(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,4}):)?(?P<seconds>\d{1,6})(?:[.,]\d*)?", re.ASCII)
# Longer than any episode. A longer one is a mistake, such as milliseconds.
MAX_SECONDS = 100 * 3600


def read_duration(text: str) -> int | None:
    """Return the seconds, or ``None`` if ``text`` is no duration."""
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= MAX_SECONDS else None


def write_duration(seconds: float) -> str:
    """Return ``1:02:03``, or ``2:03`` for less than an hour."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
