"""A podcast of another service, as plain records. Texts are as they were found, but for white space around them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ForeignShow:
    title: str = ""
    description: str = ""
    author: str = ""
    owner_name: str = ""
    owner_email: str = ""
    picture_url: str = ""
    # As ``podcast.categories`` writes them.
    categories: tuple[str, ...] = ()
    language: str = ""
    is_explicit: bool = False
    is_serial: bool = False
    copyright: str = ""
    guid: str = ""
    # Whether other services must not take the podcast over, and where its feed says that it has moved.
    is_locked: bool = False
    new_feed_url: str = ""


@dataclass(frozen=True, slots=True)
class ForeignEpisode:
    """``guid`` is byte for byte what the feed has. Sizes are in bytes, durations in seconds, and ``None`` is unknown.

    ``published_at`` is aware. ``text`` is HTML that is not cleaned.
    """

    guid: str
    title: str = ""
    text: str = ""
    teaser: str = ""
    published_at: datetime | None = None
    link: str = ""
    audio_url: str = ""
    size: int = 0
    media_type: str = ""
    duration: int | None = None
    number: int | None = None
    season: int | None = None
    kind: str = "full"
    is_explicit: bool | None = None
    picture_url: str = ""
    transcript_url: str = ""
    chapters_url: str = ""
    # A line for each, as ``Episode.guests``.
    guests: str = ""
