"""Transcripts: WebVTT (https://www.w3.org/TR/webvtt1/), SubRip, or plain text, which has no times."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_CUES = 20_000
# Only in transcripts with times.
ARROW = "-->"

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)
# <v Nadia> or <v.loud Nadia> says who speaks; other tags are style.
VOICE = re.compile(r"<v(?:\.[^\s<>]*)? ([^<>]+)>")
TAG = re.compile(r"</?[a-zA-Z0-9][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")


class Cue(NamedTuple):
    """What is said from ``start`` to ``end``, in seconds, and by whom, if that is known."""

    start: float
    end: float
    text: str
    speaker: str = ""


def cues(transcript: str) -> list[Cue]:
    """Return the cues of WebVTT or SubRip, by their time. Plain text has none, and a broken cue is left out."""
    if ARROW not in transcript:
        return []
    lines = transcript.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return sorted(_read(lines), key=lambda cue: cue.start)[:MAX_CUES]


def _read(lines: list[str]) -> Iterator[Cue]:
    """A cue is a line with times and what follows, up to an empty line, or to the times of the next cue."""
    number = 0
    while number < len(lines):
        found = TIMES.fullmatch(lines[number])
        number += 1
        if found is None:
            continue
        first = number
        while number < len(lines) and lines[number].strip() and not TIMES.fullmatch(lines[number]):
            number += 1
        start, end = _seconds(*found.groups()[:4]), _seconds(*found.groups()[4:])
        cue = _cue(start, end, " ".join(lines[first:number]))
        if cue.text and end >= start:
            yield cue


def _cue(start: float, end: float, payload: str) -> Cue:
    payload = " ".join(payload.split())
    voice = VOICE.search(payload)
    text = html.unescape(TAG.sub("", payload))
    return Cue(start, end, " ".join(text.split()), " ".join(html.unescape(voice[1]).split()) if voice else "")


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int((fraction or "0").ljust(3, "0")) / 1000


def write_vtt(found: Iterable[Cue]) -> str:
    """Return WebVTT, as podcast apps read it."""
    return "WEBVTT\n\n" + "\n".join(f"{_moment(one.start)} --> {_moment(one.end)}\n{_payload(one)}\n" for one in found)


def _payload(cue: Cue) -> str:
    text = html.escape(cue.text, quote=False)
    return f"<v {html.escape(cue.speaker, quote=False)}>{text}" if cue.speaker else text


def _moment(seconds: float) -> str:
    whole, fraction = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{fraction:03}"


def plain_text(transcript: str) -> str:
    """Return what is said, a line for each cue, without times. Plain text stays as it is."""
    found = cues(transcript)
    return "\n".join(f"{one.speaker}: {one.text}" if one.speaker else one.text for one in found) or transcript.strip()
