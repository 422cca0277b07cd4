"""One careful question to a server that is not ours: is there something at this address?

Always asked by a background task, never inside a request. Whatever an address or a redirect says, only public servers
are asked (see ``core.servers``), and only for what their ``robots.txt`` allows.
"""

import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

import httpcore
import httpx
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from core import robots
from core.servers import TIMEOUT, Fault, FaultError, PublicServers

AGENT = "Sturdy"

# In seconds: for one question with all its redirects, between two requests to one server, and until we ask again for
# what it allows.
DEADLINE = 20.0
PAUSE = 1.0
RULES_KEPT = 24 * 60 * 60.0

MOST_REDIRECTS = 5
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503
PORTS = {80, 443, *range(1024, 65536)}


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` is that of HTTP, or ``None`` where ``fault`` says why; ``led_to`` is where redirects led, if any.

    ``rest`` is for how long the server that answered wants to be left alone.
    """

    status: int | None = None
    fault: Fault | None = None
    led_to: str = ""
    rest: timedelta = timedelta()


def ask(address: str) -> Answer:
    """Is there something? Asked without its content first; where that is refused, with it, and it is not read."""
    try:
        url = httpx.URL(address)
        answer = _follow("HEAD", url)
        if answer.status and (answer.status < 400 or answer.status == TOO_MANY_REQUESTS or answer.rest):
            return answer
        time.sleep(PAUSE)
        return _follow("GET", url)
    except httpx.InvalidURL:
        return Answer(fault=Fault.BAD_ADDRESS)
    except FaultError as error:
        return Answer(fault=error.fault)


def _follow(method: str, url: httpx.URL) -> Answer:
    ends_at = time.monotonic() + DEADLINE
    for hop in range(MOST_REDIRECTS + 1):
        if not robots.is_allowed(_rules_of(url, ends_at), url.raw_path.decode("ascii")):
            raise FaultError(Fault.UNWANTED)
        response = _request(method, url, ends_at)
        if response.location is None:
            return Answer(response.status, led_to=str(url) if hop else "", rest=response.rest)
        url = url.join(response.location)
    raise FaultError(Fault.REDIRECTS)


def _rules_of(url: httpx.URL, ends_at: float) -> list[robots.Rule]:
    """What the server lets us ask for, as it said within the last day."""
    address = url.join("/robots.txt")
    key = f"robots:{sha256(str(address).encode()).hexdigest()}"
    rules: list[robots.Rule] | None = cache.get(key)
    if rules is None:
        rules = _read_rules(address, min(ends_at, time.monotonic() + TIMEOUT))
        cache.set(key, rules, RULES_KEPT)
        time.sleep(PAUSE)
    return rules


def _read_rules(url: httpx.URL, ends_at: float) -> list[robots.Rule]:
    """Without any if there are none to be had: whether the server is there, the question itself finds out."""
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            response = _request("GET", url, ends_at, robots.MOST_BYTES)
            if response.location is None:
                text = response.content.decode(errors="replace") if response.status == 200 else ""
                return robots.rules_for(AGENT, text)
            url = url.join(response.location)
    except (FaultError, httpx.InvalidURL):
        pass
    return []


class _Response(NamedTuple):
    """``location`` is where it sends on to, ``content`` no more of what it said than was asked for."""

    status: int
    location: str | None
    rest: timedelta
    content: bytes


def _request(method: str, url: httpx.URL, ends_at: float, most_bytes: int = 0) -> _Response:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    if not url.host or port not in PORTS or url.scheme not in ("http", "https"):
        raise FaultError(Fault.BAD_ADDRESS)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    named = {"User-Agent": f"{AGENT} (looks whether a link still works; +{settings.SITE_URL})", "Accept": "*/*"}
    timeout = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT)}
    backend = PublicServers(ends_at)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(method, target, headers=list(named.items()), extensions=timeout) as response,
        ):
            headers = httpx.Headers(response.headers)
            location = headers.get("location") if 300 <= response.status < 400 else None
            return _Response(response.status, location, _rest(response.status, headers), _read(response, most_bytes))
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        raise FaultError(_fault(error)) from error


def _read(response: httpcore.Response, most_bytes: int) -> bytes:
    content = b""
    if most_bytes:
        for piece in response.iter_stream():
            content += piece
            if len(content) >= most_bytes:
                break
    return content[:most_bytes]


def _rest(status: int, headers: httpx.Headers) -> timedelta:
    """What ``Retry-After`` asks for (RFC 9110, 10.2.3): seconds, or a date."""
    wanted = headers.get("retry-after", "") if status in (TOO_MANY_REQUESTS, UNAVAILABLE) else ""
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        return timedelta(seconds=int(wanted))
    try:
        until = parsedate_to_datetime(wanted)
    except ValueError:
        return timedelta()
    return max(timedelta(), until.replace(tzinfo=until.tzinfo or UTC) - timezone.now())


def _fault(error: BaseException | None) -> Fault:
    while error:
        if isinstance(error, ssl.SSLError):
            return Fault.BAD_CERTIFICATE
        error = error.__cause__ or error.__context__
    return Fault.SILENCE
