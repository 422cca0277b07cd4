"""Find the pictures of the library in the HTML of a text."""

import re
from html import unescape
from urllib.parse import unquote

from django.conf import settings

from core.web.site_urls import own_hosts

# The column of a key.
MAX_KEY_LENGTH = 300

_IMAGE = re.compile(r'<img [^>]*?src="([^"]+)"')
_HOST = re.compile(r"(?:https?:)?//([^/:]+)(?::\d+)?(?=/)")


def find_media_files(html: str) -> set[str]:
    """Return the names of the files of this site that the images in cleaned HTML show."""
    urls = (unescape(url) for url in _IMAGE.findall(html))
    names = {name for url in urls if (name := _media_name(url))}
    return {name for name in names if len(name) <= MAX_KEY_LENGTH}


def _media_name(url: str) -> str:
    if (host := _HOST.match(url)) and host[1].lower().removeprefix("www.") in own_hosts():
        url = url[host.end() :]
    return unquote(url.removeprefix(settings.MEDIA_URL)) if url.startswith(settings.MEDIA_URL) else ""
