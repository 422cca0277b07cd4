"""The still of a video: fetched once, into the library, so that readers' browsers need not ask the video's site."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from blog.video_addresses import Video
from core.outbound.connection_faults import ConnectionFaultError
from media import library
from media.models import Picture

# Descriptions of videos (https://oembed.com/).
DESCRIPTIONS = {"youtube": "https://www.youtube.com/oembed", "vimeo": "https://vimeo.com/api/oembed.json"}
# The large one does not exist for every video.
YOUTUBE_STILLS = ("https://i.ytimg.com/vi/{}/maxresdefault.jpg", "https://i.ytimg.com/vi/{}/hqdefault.jpg")

PURPOSE = "fetches the still of a video"
# For all requests together.
SECONDS = 8.0
MAX_DESCRIPTION_BYTES = 50_000
MAX_STILL_BYTES = 5 * 2**20


def fetch_still(video: Video, added_by: Any) -> Picture | None:
    """Add the still to the library, with the video's title as its alternative text. Return ``None`` if it can't be
    had."""
    deadline = time.monotonic() + SECONDS
    description = _description(video, deadline)
    title = str(description.get("title") or "")[:300]
    for url in _still_urls(video, description):
        try:
            content = _download(url, MAX_STILL_BYTES, deadline)
            name = f"{video.site}-{video.id}.jpg"
            return library.add_once(ContentFile(content, name), name, alternative_text=title, added_by=added_by)
        except (ConnectionFaultError, ValidationError):
            continue
    return None


def _download(url: str, most_bytes: int, deadline: float) -> bytes:
    from core.outbound.downloads import download  # With an HTTP client, which no other process needs.

    return download(url, most_bytes, seconds=deadline - time.monotonic(), purpose=PURPOSE)[0]


def _description(video: Video, deadline: float) -> dict[str, Any]:
    query = urlencode({"url": video.address, "format": "json", "width": 1280})
    try:
        url = f"{DESCRIPTIONS[video.site]}?{query}"
        found = json.loads(_download(url, MAX_DESCRIPTION_BYTES, deadline))
    except (ConnectionFaultError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _still_urls(video: Video, description: dict[str, Any]) -> list[str]:
    if video.site == "youtube":
        return [url.format(video.id) for url in YOUTUBE_STILLS]
    url = description.get("thumbnail_url")
    return [url] if isinstance(url, str) else []
