"""Chapters as they are written: a line for each, ``1:23 Title``, and an address at its end if there is one."""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from podcast.durations import read_duration, write_duration

MAX_CHAPTERS = 200
LINE = re.compile(r"[\[(]?(?P<start>[\d:.,]+)[\])]? ?[-–—|:]? (?P<title>\S.*?)(?: (?P<url>https?://\S+))?", re.ASCII)


class Chapter(NamedTuple):
    """``start`` is in seconds."""

    start: float
    title: str
    url: str = ""


def read_chapters(text: str) -> list[Chapter]:
    """Return the chapters in order. What is no chapter is left out. ``text`` may also be a file of JSON chapters."""
    found = _from_json(text) if text.lstrip().startswith("{") else map(_from_line, text.splitlines())
    return sorted((chapter for chapter in found if chapter), key=lambda chapter: chapter.start)[:MAX_CHAPTERS]


def write_chapters(chapters: Iterable[Chapter]) -> str:
    """Return the chapters as lines, which ``read_chapters`` reads."""
    return "\n".join(" ".join(filter(None, (write_duration(one.start), one.title, one.url))) for one in chapters)


def _from_line(line: str) -> Chapter | None:
    found = LINE.fullmatch(" ".join(line.split()))
    start = read_duration(found["start"]) if found else None
    return Chapter(start, found["title"], found["url"] or "") if found and start is not None else None


def _from_json(text: str) -> list[Chapter | None]:
    """Read https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md."""
    try:
        rows = json.loads(text)["chapters"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []
    return [_from_row(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _from_row(row: dict[str, Any]) -> Chapter | None:
    start, title, url = row.get("startTime"), row.get("title"), row.get("url")
    seconds = read_duration(str(start)) if isinstance(start, int | float | str) else None
    # A chapter that is not in the table of contents only changes the picture.
    if seconds is None or not isinstance(title, str) or not title.strip() or row.get("toc") is False:
        return None
    is_address = isinstance(url, str) and re.fullmatch(r"https?://\S+", url)
    return Chapter(seconds, " ".join(title.split()), str(url) if is_address else "")
