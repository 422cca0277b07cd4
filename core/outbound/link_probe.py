"""Check whether an external URL still works.

Only background tasks call this. Requests go only to public servers (see ``core.outbound.safe_connections``), and only
to what their ``robots.txt`` allows, at each step of a redirect.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import httpx
from django.core.cache import cache
from protego import Protego

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.outbound.requests import TOO_MANY_REQUESTS, USER_AGENT, Response, request
from core.outbound.safe_connections import TIMEOUT

# In seconds: for one probe with all redirects, between two requests to one server, and until robots.txt is read again.
DEADLINE = 20.0
PAUSE = 1.0
ROBOTS_CACHE_SECONDS = 24 * 60 * 60.0

# In bytes; what comes after is not read (RFC 9309, 2.5).
MAX_ROBOTS_BYTES = 500 * 1024

MAX_REDIRECTS = 5
PURPOSE = "looks whether a link still works"


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The result of a probe. ``status`` is the HTTP status, or ``None`` if ``fault`` says why there is none.

    ``final_url`` is where redirects led. ``retry_after`` is for how long the server asked for a pause.
    """

    status: int | None = None
    fault: ConnectionFault | None = None
    final_url: str = ""
    retry_after: timedelta = timedelta()


def probe(url_text: str) -> ProbeResult:
    """Request the URL with HEAD, and with GET if that is refused. The body is not read."""
    try:
        url = httpx.URL(url_text)
        answer = _follow("HEAD", url)
        if answer.status and (answer.status < 400 or answer.status == TOO_MANY_REQUESTS or answer.retry_after):
            return answer
        time.sleep(PAUSE)
        return _follow("GET", url)
    except httpx.InvalidURL:
        return ProbeResult(fault=ConnectionFault.BAD_URL)
    except ConnectionFaultError as error:
        return ProbeResult(fault=error.fault)


def _follow(method: str, url: httpx.URL) -> ProbeResult:
    deadline = time.monotonic() + DEADLINE
    for hop in range(MAX_REDIRECTS + 1):
        if not _robots_rules_for(url, deadline).can_fetch(str(url), USER_AGENT):
            raise ConnectionFaultError(ConnectionFault.DISALLOWED)
        response = _request(method, url, deadline)
        if response.location is None:
            return ProbeResult(response.status, final_url=str(url) if hop else "", retry_after=response.retry_after)
        url = url.join(response.location)
    raise ConnectionFaultError(ConnectionFault.REDIRECTS)


def _robots_rules_for(url: httpx.URL, deadline: float) -> Protego:
    """What the server lets programs ask for (RFC 9309), as it said within the last day."""
    robots_url = url.join("/robots.txt")
    key = f"robots:{sha256(str(robots_url).encode()).hexdigest()}"
    rules: Protego | None = cache.get(key)
    if rules is None:
        rules = _read_rules(robots_url, min(deadline, time.monotonic() + TIMEOUT))
        cache.set(key, rules, ROBOTS_CACHE_SECONDS)
        time.sleep(PAUSE)
    return rules


def _read_rules(url: httpx.URL, deadline: float) -> Protego:
    """Read ``robots.txt``. If it can't be read, everything is allowed: the probe itself will tell whether the server
    works."""
    try:
        for _hop in range(MAX_REDIRECTS + 1):
            response = _request("GET", url, deadline, MAX_ROBOTS_BYTES)
            if response.location is None:
                text = response.content.decode(errors="replace") if response.status == 200 else ""
                return Protego.parse(text.removeprefix("\ufeff"))
            url = url.join(response.location)
    except (ConnectionFaultError, httpx.InvalidURL):
        pass
    return Protego.parse("")


def _request(method: str, url: httpx.URL, deadline: float, most_bytes: int = 0) -> Response:
    return request(method, url, PURPOSE, deadline, timeout=TIMEOUT, most_bytes=most_bytes)
