"""Values as feeds and plugins write them. What can't be read is unknown, never an error."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

from podcast.models import Episode
from podcast.models.episode import AUDIO_TYPES, DEFAULT_TYPE, MAX_NUMBER

# A date outside these years is a mistake.
EARLIEST_YEAR, LATEST_YEAR = 1970, 9998
MAX_ADDRESS = 2000
EXPLICIT = {"yes": True, "true": True, "explicit": True, "1": True, "on": True}
EXPLICIT |= {"no": False, "false": False, "clean": False, "0": False, "2": False}
NO_AUDIO = re.compile(r"\.(?:jpe?g|png|gif|webp|pdf|mp4|m4v|mov|webm|zip|html?)$", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def read_date(text: str) -> datetime | None:
    """Return a date of RFC 5322 or ISO 8601, with or without a time or a zone, which then is UTC."""
    text = " ".join(text.split())
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            found = read(text)
            date = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
            if EARLIEST_YEAR <= date.year <= LATEST_YEAR:
                return date
    return None


def read_explicit(text: str) -> bool | None:
    return EXPLICIT.get(text.strip().lower())


def read_number(text: str) -> int | None:
    """Return the number of an episode or a season."""
    number = read_size(text)
    return number if 0 < number <= MAX_NUMBER else None


def read_size(text: str) -> int:
    """Return a number of bytes, or 0 if it is not known."""
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0


def read_kind(text: str) -> str:
    kind = text.strip().lower()
    return kind if kind in Episode.Kind else Episode.Kind.FULL


def read_address(text: str) -> str:
    """Return a whole http(s) address in ASCII, or an empty text if it is none."""
    address = str(iri_to_uri(text.strip()))
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_address = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", address)
    return address if is_address and len(address) <= MAX_ADDRESS else ""


def read_media_type(text: str, address: str) -> str:
    """Return the type that is given or, if that is none of audio, the one of the file's name."""
    media_type = text.strip().lower().partition(";")[0].strip()
    if media_type.startswith("audio/") and len(media_type) <= 100:
        return media_type
    path = urlsplit(address).path.lower()
    return next((known for ending, known in AUDIO_TYPES.items() if path.endswith(ending)), DEFAULT_TYPE)


def is_audio(media_type: str, address: str) -> bool:
    """Whether an enclosure is audio. One without a type is, unless its name says something else."""
    media_type = media_type.strip().lower()
    if not media_type or media_type == "application/octet-stream":
        return not re.search(
            r"\.(?:jpe?g|png|gif|webp|pdf|mp4|m4v|mov|webm|zip|html?)$", urlsplit(address).path.lower()
        )
    return media_type.startswith("audio/")
