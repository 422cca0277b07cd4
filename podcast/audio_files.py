"""What a file of audio tells of itself, read by mutagen: type, duration and chapters."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import mutagen
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from podcast.chapters import Chapter

MAX_CHAPTERS = 200
# By mutagen's classes: the type, and the ending of a file's name. What podcast apps play, Apple's MP3 and M4A first.
KINDS: dict[type[Any], tuple[str, str]] = {
    MP3: ("audio/mpeg", ".mp3"),
    MP4: ("audio/mp4", ".m4a"),
    OggOpus: ("audio/ogg", ".opus"),
    OggVorbis: ("audio/ogg", ".ogg"),
}


@dataclass(frozen=True, slots=True)
class AudioFile:
    """``size`` is in bytes, ``duration`` in seconds. ``extension`` is the right ending of its name."""

    size: int
    media_type: str
    extension: str
    duration: int
    chapters: list[Chapter]


def measure(source: IO[bytes] | Path) -> AudioFile:
    """Return what the file is, by its content: its name says nothing. Raises ``ValidationError`` if it is no audio that
    podcast apps play."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return measure(file)
    source.seek(0)
    try:
        found: Any = mutagen.File(source, options=list(KINDS))
        duration = round(found.info.length) if found is not None else 0
        chapters = _chapters(found) if found is not None else []
    except (mutagen.MutagenError, ValueError, KeyError, IndexError, AttributeError, OverflowError, EOFError) as error:
        raise _no_audio() from error
    # Videos are MP4 too.
    if found is None or not getattr(found.info, "codec", "mp4a").startswith(("mp4a", "alac")):
        raise _no_audio()
    media_type, extension = KINDS[type(found)]
    size = source.seek(0, 2)
    source.seek(0)
    return AudioFile(size, media_type, extension, duration, chapters)


def _no_audio() -> ValidationError:
    return ValidationError(_("This file can’t be played as audio. Please choose an MP3 or M4A file."))


def _chapters(found: Any) -> list[Chapter]:
    """Return the chapters in the file: those of ID3 (https://id3.org/id3v2-chapters-1.0), or of Nero in an M4A."""
    if isinstance(found, MP3):
        frames: list[Any] = found.tags.getall("CHAP") if found.tags else []
        pairs = [(frame.start_time / 1000, _title_of(frame)) for frame in frames]
    elif isinstance(found, MP4):
        pairs = [(chapter.start, str(chapter.title)) for chapter in found.chapters or []]
    else:
        return []
    named = sorted((start, " ".join(title.split())[:200]) for start, title in pairs)
    return [Chapter(start, title) for start, title in named if title][:MAX_CHAPTERS]


def _title_of(frame: Any) -> str:
    titles = frame.sub_frames.getall("TIT2")
    return str(titles[0]) if titles else ""
