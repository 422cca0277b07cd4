"""Ask how large audio on other sites is: the feed must say it, and nobody at the desk knows it."""

import time

import httpx

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.outbound.requests import open_response, redirect_of
from podcast.models import Episode

# In seconds, for one file with all redirects. Services that count listeners redirect through several others.
DEADLINE = 20.0
MAX_REDIRECTS = 10
AT_ONCE = 20
PURPOSE = "asks how large the audio of a podcast is"


def measure_due() -> None:
    """Measure what is not measured yet. What can't be reached is tried again when its address is changed."""
    for episode in Episode.objects.without_size().order_by("pk")[:AT_ONCE]:
        # Meanwhile, it may have got another address.
        row = Episode.objects.filter(pk=episode.pk, address=episode.address)
        try:
            size, media_type = measure_address(episode.address)
        except ConnectionFaultError as error:
            row.update(fault=error.fault)
        else:
            row.update(size=size, media_type=media_type or episode.media_type)


def measure_address(address: str) -> tuple[int, str]:
    """Return the size in bytes of what is there, and its type if it says that it is audio. Raises
    ``ConnectionFaultError``."""
    deadline = time.monotonic() + DEADLINE
    try:
        url = httpx.URL(address)
        # Some servers refuse HEAD. Of a GET, the body is not read.
        return _ask("HEAD", url, deadline) or _ask("GET", url, deadline) or _refuse()
    except httpx.InvalidURL as error:
        raise ConnectionFaultError(ConnectionFault.BAD_URL) from error


def _ask(method: str, url: httpx.URL, deadline: float) -> tuple[int, str] | None:
    for _hop in range(MAX_REDIRECTS + 1):
        with open_response(method, url, PURPOSE, deadline) as response:
            location, headers = redirect_of(response), httpx.Headers(response.headers)
        if location is None:
            length, media_type = headers.get("content-length", ""), headers.get("content-type", "").partition(";")[0]
            is_size = response.status == 200 and length.isascii() and length.isdecimal() and 0 < len(length) < 16
            return (int(length), media_type if media_type.startswith("audio/") else "") if is_size else None
        url = url.join(location)
    raise ConnectionFaultError(ConnectionFault.REDIRECTS)


def _refuse() -> tuple[int, str]:
    raise ConnectionFaultError(ConnectionFault.NO_ANSWER)
