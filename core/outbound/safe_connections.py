"""HTTP connections to other servers: only to public IP addresses, and with a deadline.

Each host name is resolved once and checked, and the connection goes to exactly that IP address.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.web.http import IPAddress, parse_ip_address

# In seconds, for each step of a connection.
TIMEOUT = 8.0

# Networks that are allowed although they are not public.
ALLOWED_NETWORKS: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []

# The last 32 bits of these are an IPv4 address (RFC 6052).
NAT64_PREFIX = ipaddress.ip_network("64:ff9b::/96")

# The only global range of IPv6 (https://www.iana.org/assignments/ipv6-address-space/). Other addresses may still be
# routed: IPv4 in IPv6 (::/96, ::ffff:0:0:0/96), local translation (64:ff9b:1::/48), fec0::/10.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

# Python takes some of these for public: special purposes, Teredo, 6to4 (with IPv4 inside), documentation.
SPECIAL_NETWORKS = [
    ipaddress.ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]


class PublicNetworkBackend(httpcore.NetworkBackend):
    """Connects to public IP addresses only, and until ``ends_at`` (of ``time.monotonic()``) at the latest."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError("nobody there")
        for ip_address in public_ip_addresses(host)[:2]:
            try:
                step = _time_left(self.deadline, timeout)
                stream = httpcore.SyncBackend().connect_tcp(str(ip_address), port, step, local_address, socket_options)
                return DeadlineStream(stream, self.deadline)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                failed = error
        raise failed


class DeadlineStream(httpcore.NetworkStream):
    """Applies the deadline to each read. Otherwise a server that sends a byte now and then would never time out."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _time_left(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _time_left(self.deadline, timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        step = _time_left(self.deadline, timeout)
        return DeadlineStream(self.stream.start_tls(ssl_context, server_hostname, step), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _time_left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return min(left, timeout or TIMEOUT)


def public_ip_addresses(host: str) -> list[IPAddress]:
    """Resolve the host name. Raises ``ConnectionFaultError`` if there is no address, or none that is public."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        passing = error.errno == socket.EAI_AGAIN
        raise ConnectionFaultError(ConnectionFault.NO_ANSWER if passing else ConnectionFault.NO_SUCH_HOST) from error
    except UnicodeError as error:
        raise ConnectionFaultError(ConnectionFault.BAD_URL) from error
    read = [parse_ip_address(str(place[0])) for *_kind, place in found]
    public = [ip_address for ip_address in dict.fromkeys(read) if ip_address and is_public_ip_address(ip_address)]
    if not public:
        raise ConnectionFaultError(ConnectionFault.NOT_PUBLIC)
    return public


def is_public_ip_address(ip_address: IPAddress) -> bool:
    """Tell whether the address is reachable from everywhere: not this machine's and not of a private network."""
    if any(ip_address in network for network in ALLOWED_NETWORKS):
        return True
    if isinstance(ip_address, ipaddress.IPv6Address) and ip_address in NAT64_PREFIX:
        ip_address = ipaddress.IPv4Address(int(ip_address) & 0xFFFFFFFF)
    if ip_address.version == 6 and ip_address not in GLOBAL_UNICAST:
        return False
    return (
        ip_address.is_global
        and not ip_address.is_multicast
        and not any(ip_address in network for network in SPECIAL_NETWORKS)
    )
