"""Download one file from another site, for a member of the staff who waits for it."""

import time
from urllib.parse import unquote

import httpx

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.outbound.requests import request

# In seconds, with all redirects.
DEADLINE = 10.0
MAX_REDIRECTS = 5
PURPOSE = "fetches a picture that its user pasted"


def download(url_text: str, most_bytes: int, *, seconds: float = DEADLINE, purpose: str = PURPOSE) -> tuple[bytes, str]:
    """Return the content at the URL and the name of the file. Raises ``ConnectionFaultError``.

    A file of more than ``most_bytes`` is refused. ``purpose`` tells the server why we ask.
    """
    deadline = time.monotonic() + seconds
    try:
        url = httpx.URL(url_text)
        for _hop in range(MAX_REDIRECTS + 1):
            response = request("GET", url, purpose, deadline, most_bytes=most_bytes + 1)
            if response.location is None:
                break
            url = url.join(response.location)
        else:
            raise ConnectionFaultError(ConnectionFault.REDIRECTS)
    except httpx.InvalidURL as error:
        raise ConnectionFaultError(ConnectionFault.BAD_URL) from error
    if response.status != 200 or len(response.content) > most_bytes:
        raise ConnectionFaultError(ConnectionFault.NO_ANSWER)
    return response.content, unquote(url.path).rpartition("/")[2] or "picture"
