"""Connections to servers that are not ours: to public ones only, and for a while only.

Each name is looked up once, what it leads to is judged, and the connection goes to that very address.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import httpcore

from core.http import Address, read_address

# In seconds: for each step of a connection.
TIMEOUT = 8.0

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
