"""Where people subscribe to a podcast: the addresses of its pages elsewhere, each with the name of the place."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.web.site_urls import split_target, validate_target

MAX_DIRECTORIES = 20

_NAMES = {
    "podcasts.apple.com": "Apple Podcasts",
    "open.spotify.com": "Spotify",
    "music.youtube.com": "YouTube Music",
    "youtube.com": "YouTube",
    "music.amazon.com": "Amazon Music",
    "pocketcasts.com": "Pocket Casts",
    "pca.st": "Pocket Casts",
    "overcast.fm": "Overcast",
    "castro.fm": "Castro",
    "antennapod.org": "AntennaPod",
    "deezer.com": "Deezer",
    "iheart.com": "iHeart",
    "tunein.com": "TuneIn",
    "castbox.fm": "Castbox",
    "podcastaddict.com": "Podcast Addict",
    "audible.com": "Audible",
    "fountain.fm": "Fountain",
    "podcastindex.org": "Podcast Index",
}


@dataclass(frozen=True, slots=True)
class Directory:
    name: str
    url: str


def read_directories(text: str) -> list[Directory]:
    """Return what the lines of ``text`` name. Lines that are no address of another site are left out."""
    found = {}
    for line in text.split():
        if name := _name_of(line):
            found[line] = Directory(name, line)
    return list(found.values())[:MAX_DIRECTORIES]


def validate_directories(text: str) -> None:
    for line in text.split():
        if not _name_of(line):
            raise ValidationError(_("“%(line)s” is no address. Please begin it with https://.") % {"line": line[:100]})


def _name_of(url: str) -> str:
    """Return the name of the place, which is its host if it isn't known, or an empty text if it is no address."""
    try:
        validate_target(url)
    except ValidationError:
        return ""
    parts = split_target(url)
    host = (parts.hostname or "" if parts else "").removeprefix("www.").removeprefix("m.")
    return next((name for known, name in _NAMES.items() if host == known or host.endswith(f".{known}")), host)
