"""The videos of YouTube and Vimeo: their addresses in all usual forms, their keys, and where they are played."""

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from core.web.site_urls import split_target

YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
VIMEO_HOSTS = {"vimeo.com", "player.vimeo.com"}
YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v|e)/([-\w]{11})/?", re.ASCII)
YOUTUBE_ID = re.compile(r"[-\w]{11}", re.ASCII)
VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[-\w]+/|groups/[-\w]+/videos/|album/\d+/video/|showcase/\d+/video/)?"
    r"(?P<id>\d{1,12})(?:/(?P<hash>[0-9a-f]{6,20}))?/?",
    re.ASCII,
)
VIMEO_HASH = re.compile(r"[0-9a-f]{6,20}", re.ASCII)
TIME = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})", re.ASCII)

KEY = re.compile(
    r"(?:youtube-(?P<youtube>[-\w]{11})|vimeo-(?P<vimeo>[0-9]{1,12})(?:-h(?P<hash>[0-9a-f]{6,20}))?)"
    r"(?:-t(?P<start>[0-9]{1,6}))?(?:-p(?P<still>[0-9]{1,18}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Video:
    """A video: of YouTube with its ``id``, or of Vimeo with an additional ``hash`` if it is unlisted. ``start`` is in
    seconds. Keys of earlier versions have the primary key of their ``still``."""

    site: str
    id: str
    hash: str = ""
    start: int = 0
    still: int = 0

    @property
    def site_name(self) -> str:
        return "YouTube" if self.site == "youtube" else "Vimeo"

    @property
    def key(self) -> str:
        parts = [self.site, self.id, f"h{self.hash}" if self.hash else "", f"t{self.start}" if self.start else ""]
        return "-".join(filter(None, [*parts, f"p{self.still}" if self.still else ""]))

    @property
    def address(self) -> str:
        """Where people watch it."""
        if self.site == "youtube":
            time = {"t": f"{self.start}s"} if self.start else {}
            return f"https://www.youtube.com/watch?{urlencode({'v': self.id, **time})}"
        path = f"{self.id}/{self.hash}" if self.hash else self.id
        return f"https://vimeo.com/{path}{self._vimeo_time}"

    @property
    def player(self) -> str:
        """The address of the frame that plays it at once, without cookies."""
        if self.site == "youtube":
            time = {"start": self.start} if self.start else {}
            return f"{self.frame_origin}/embed/{self.id}?{urlencode({'autoplay': 1, 'rel': 0, **time})}"
        unlisted = {"h": self.hash} if self.hash else {}
        options = urlencode({**unlisted, "autoplay": 1, "dnt": 1})
        return f"{self.frame_origin}/video/{self.id}?{options}{self._vimeo_time}"

    @property
    def frame_origin(self) -> str:
        return "https://www.youtube-nocookie.com" if self.site == "youtube" else "https://player.vimeo.com"

    @property
    def _vimeo_time(self) -> str:
        return f"#t={self.start}s" if self.start else ""

    @property
    def page(self) -> str:
        """Its address from the beginning, which is the same for all keys of the video."""
        return replace(self, start=0).address


def video_of_key(key: str) -> Video | None:
    found = KEY.fullmatch(key)
    if not found:
        return None
    site = "youtube" if found["youtube"] else "vimeo"
    numbers = {name: int(found[name] or 0) for name in ("start", "still")}
    return Video(site, found[site], found["hash"] or "", **numbers)


def video_at(address: str) -> Video | None:
    """Return the video that an address leads to, or ``None`` if it is no address of a video that we know."""
    address = address.strip()
    parts = split_target(address if "//" in address else f"https://{address}")
    if not parts or parts.scheme not in ("http", "https"):
        return None
    host = (parts.hostname or "").removeprefix("www.")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"), query, parts.fragment)
    if host in YOUTUBE_HOSTS:
        found = YOUTUBE_PATH.fullmatch(parts.path)
        return _youtube(found[1] if found else query.get("v", ""), query, parts.fragment)
    vimeo = VIMEO_PATH.fullmatch(parts.path) if host in VIMEO_HOSTS else None
    return _vimeo(vimeo, query, parts.fragment) if vimeo else None


def _youtube(found: str, query: dict[str, str], fragment: str) -> Video | None:
    if not YOUTUBE_ID.fullmatch(found):
        return None
    start = query.get("t") or query.get("start") or query.get("time_continue") or fragment.removeprefix("t=")
    return Video("youtube", found, start=seconds(start))


def _vimeo(found: re.Match[str], query: dict[str, str], fragment: str) -> Video:
    unlisted = found["hash"] or query.get("h", "")
    start = query.get("t") or fragment.removeprefix("t=")
    return Video("vimeo", found["id"], unlisted if VIMEO_HASH.fullmatch(unlisted) else "", seconds(start))


def seconds(time: str) -> int:
    """Read a time such as 90, 90s, 1m30s or 1:30. What is no time is 0, and nothing is later than a day."""
    found = CLOCK.fullmatch(time) or TIME.fullmatch(time)
    hours, minutes, rest = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + rest
    return total if total < 86_400 else 0
