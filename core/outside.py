"""One careful question to a server that is not ours: is there something at this address?

Always asked by a background task, never inside a request. Whatever an address or a redirect says, only public servers
are asked: each name is looked up once, what it leads to is judged, and the connection goes to that very address.
And only what their ``robots.txt`` lets us ask for; who asks to be left alone for a while is not asked again.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

import httpcore
import httpx
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from core import robots
from core.http import Address, read_address

AGENT = "Sturdy"

# In seconds: for one question with all its redirects, for each step of it, and between the two requests to one server.
DEADLINE = 20.0
TIMEOUT = 8.0
PAUSE = 1.0

RULES_KEPT = 24 * 60 * 60.0

MOST_REDIRECTS = 5
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503
PORTS = {80, 443, *range(1024, 65536)}

# Networks that may be asked though they are not public.
OPEN_NETWORKS: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []

# An IPv4 address stands in the last 32 bits of these (RFC 6052).
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Fault(StrEnum):
    """Why there was no answer."""

    NO_SUCH_HOST = "no-such-host"
    NOT_PUBLIC = "not-public"
    BAD_ADDRESS = "bad-address"
    BAD_CERTIFICATE = "bad-certificate"
    REDIRECTS = "redirects"
    UNWANTED = "unwanted"
    SILENCE = "silence"


class FaultError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


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


class PublicServers(httpcore.NetworkBackend):
    """Connects to public addresses only, and to nobody any longer than until ``ends_at`` of ``time.monotonic()``."""

    def __init__(self, ends_at: float) -> None:
        self.ends_at = ends_at

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError("nobody there")
        for address in public_addresses(host)[:2]:
            try:
                step = _time_left(self.ends_at, timeout)
                stream = httpcore.SyncBackend().connect_tcp(str(address), port, step, local_address, socket_options)
                return HurriedStream(stream, self.ends_at)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                failed = error
        raise failed


class HurriedStream(httpcore.NetworkStream):
    """A server that sends a byte now and then would be in time with each of them, and never ready."""

    def __init__(self, stream: httpcore.NetworkStream, ends_at: float) -> None:
        self.stream = stream
        self.ends_at = ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _time_left(self.ends_at, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _time_left(self.ends_at, timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        step = _time_left(self.ends_at, timeout)
        return HurriedStream(self.stream.start_tls(ssl_context, server_hostname, step), self.ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _time_left(ends_at: float, timeout: float | None) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return min(left, timeout or TIMEOUT)


def public_addresses(host: str) -> list[Address]:
    """What the name leads to. Raises ``FaultError`` if that is nowhere, or nowhere public."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        passing = error.errno == socket.EAI_AGAIN
        raise FaultError(Fault.SILENCE if passing else Fault.NO_SUCH_HOST) from error
    except UnicodeError as error:
        raise FaultError(Fault.BAD_ADDRESS) from error
    read = [read_address(str(place[0])) for *_kind, place in found]
    public = [address for address in dict.fromkeys(read) if address and is_public(address)]
    if not public:
        raise FaultError(Fault.NOT_PUBLIC)
    return public


def is_public(address: Address) -> bool:
    """Not of this machine, nor of a network that only those around it reach."""
    if any(address in network for network in OPEN_NETWORKS):
        return True
    if isinstance(address, ipaddress.IPv6Address) and address in TRANSLATED:
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast
