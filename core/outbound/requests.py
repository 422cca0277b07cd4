"""Single requests to other servers, over ``core.outbound.safe_connections``."""

import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpcore
import httpx
from django.conf import settings
from django.utils import timezone

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.outbound.safe_connections import TIMEOUT, PublicNetworkBackend

USER_AGENT = "Sturdy"
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503
PORTS = {80, 443, *range(1024, 65536)}


class Response(NamedTuple):
    """A response. ``location`` is the target of a redirect, ``content`` the part of the body that was asked for."""

    status: int
    location: str | None
    retry_after: timedelta
    content: bytes


def request(
    method: str, url: httpx.URL, purpose: str, deadline: float, *, timeout: float = TIMEOUT, most_bytes: int = 0
) -> Response:
    """Send one request until ``deadline`` (of ``time.monotonic()``), and follow no redirect.

    ``purpose`` tells the server what for, ``most_bytes`` of the body are read. Raises ``ConnectionFaultError``.
    """
    try:
        with open_response(method, url, purpose, deadline, timeout=timeout) as response:
            wait = _retry_after(response.status, httpx.Headers(response.headers))
            return Response(response.status, redirect_of(response), wait, _read(response, most_bytes))
    except OSError as error:
        raise ConnectionFaultError(_fault(error)) from error


@contextmanager
def open_response(
    method: str,
    url: httpx.URL,
    purpose: str,
    deadline: float,
    *,
    timeout: float = TIMEOUT,
    headers: Mapping[str, str] | None = None,
) -> Iterator[httpcore.Response]:
    """Send one request as ``request`` does, with further ``headers``. The block may read the body of the response.

    Raises ``ConnectionFaultError``, also while the body is read.
    """
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    if not url.host or port not in PORTS or url.scheme not in ("http", "https"):
        raise ConnectionFaultError(ConnectionFault.BAD_URL)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    named = {"User-Agent": f"{USER_AGENT} ({purpose}; +{settings.SITE_URL})", "Accept": "*/*", **(headers or {})}
    extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout)}
    backend = PublicNetworkBackend(deadline)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(method, target, headers=list(named.items()), extensions=extensions) as response,
        ):
            yield response
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise ConnectionFaultError(_fault(error)) from error


def redirect_of(response: httpcore.Response) -> str | None:
    """Return where the response leads, if it is a redirect."""
    return httpx.Headers(response.headers).get("location") if 300 <= response.status < 400 else None


def _read(response: httpcore.Response, most_bytes: int) -> bytes:
    content = bytearray()
    if most_bytes:
        for piece in response.iter_stream():
            content += piece
            if len(content) >= most_bytes:
                break
    return bytes(content[:most_bytes])


def _retry_after(status: int, headers: httpx.Headers) -> timedelta:
    """Return the pause in ``Retry-After`` (RFC 9110, 10.2.3), which has seconds or a date."""
    wanted = headers.get("retry-after", "") if status in (TOO_MANY_REQUESTS, UNAVAILABLE) else ""
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        return timedelta(seconds=int(wanted))
    try:
        until = parsedate_to_datetime(wanted)
    except ValueError:
        return timedelta()
    return max(timedelta(), until.replace(tzinfo=until.tzinfo or UTC) - timezone.now())


def _fault(error: BaseException | None) -> ConnectionFault:
    while error:
        if isinstance(error, ssl.SSLError):
            return ConnectionFault.BAD_CERTIFICATE
        error = error.__cause__ or error.__context__
    return ConnectionFault.NO_ANSWER
