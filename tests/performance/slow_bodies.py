"""Senders of endless bodies, and the response times of ordinary readers meanwhile.

``python -m tests.performance.slow_bodies`` starts a site and prints a table for 200 slow bodies. It takes a minute.
"""

import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from tests.served_site import ServedSite

BODIES = GETS = 200
READERS = 4
PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}


def one_ip_address(_number: int) -> str:
    return "203.0.113.9"


def many_ip_addresses(number: int) -> str:
    return f"198.51.{number // 250}.{1 + number % 250}"


def many_of_one_ipv6_network(number: int) -> str:
    return f"2001:db8:0:1::{number + 1:x}"


def open_body(site: ServedSite, ip_address: str, *headers: str, length: int = 1_000_000) -> socket.socket:
    """A POST with complete headers and only the first byte of its body."""
    sender = socket.create_connection(("127.0.0.1", site.port), timeout=30)
    head = (
        "POST /apply/ HTTP/1.1",
        f"Host: {site.host}",
        f"X-Forwarded-For: {ip_address}",
        "X-Forwarded-Proto: https",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {length}",
        *headers,
    )
    sender.sendall("\r\n".join((*head, "", "a")).encode())
    return sender


def status_of(sender: socket.socket, seconds: float) -> int | None:
    """The status that the server has sent within ``seconds``, if any."""
    sender.settimeout(seconds)
    try:
        first = sender.recv(64)
    except TimeoutError:
        return None
    return int(first.split(b" ")[1]) if first else None


@contextmanager
def slow_bodies(site: ServedSite, count: int, ip_address: Callable[[int], str]) -> Iterator[list[socket.socket]]:
    """``count`` bodies at once; each sends a byte a second until the end of the block."""
    with ExitStack() as stack:
        senders = [stack.enter_context(closing(open_body(site, ip_address(number)))) for number in range(count)]
        done = threading.Event()
        trickle = threading.Thread(target=_trickle, args=[senders, done])
        trickle.start()
        stack.callback(trickle.join)
        stack.callback(done.set)
        yield senders


def _trickle(senders: list[socket.socket], done: threading.Event) -> None:
    left = list(senders)
    while not done.wait(1):
        for sender in list(left):
            try:
                sender.send(b"a")
            except OSError:
                left.remove(sender)


def seconds_of_gets(site: ServedSite, count: int, path: str = "/") -> list[float]:
    """The seconds of each of ``count`` GETs, by as many parallel readers as a browser opens connections."""

    def get(_number: int) -> float:
        start = time.perf_counter()
        with closing(HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
            connection.request("GET", path, headers={"Host": site.host, "X-Forwarded-Proto": "https"})
            response = connection.getresponse()
            assert response.status == 200
            response.read()
        return time.perf_counter() - start

    with ThreadPoolExecutor(READERS) as readers:
        return list(readers.map(get, range(count)))


def line(name: str, seconds: list[float], statuses: Counter[str]) -> str:
    p95 = quantiles(seconds, n=20)[-1]
    return f"{name:28} {len(seconds):5} {p95 * 1000:9.0f} ms {max(seconds) * 1000:8.0f} ms   {dict(statuses)}"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sturdy-slow-") as folder:
        site = ServedSite(Path(folder), **PROXY)
        try:
            site.started()
            print(f"{f'{BODIES} slow bodies from':28} {'GETs':>5} {'p95':>12} {'slowest':>11}   answers to the bodies")
            print(line("nobody", seconds_of_gets(site, GETS), Counter()), flush=True)
            for source in (one_ip_address, many_ip_addresses, many_of_one_ipv6_network):
                with slow_bodies(site, BODIES, source) as senders:
                    seconds = seconds_of_gets(site, GETS)
                    statuses = Counter(str(status_of(sender, 0.01)) for sender in senders)
                print(line(source.__name__.replace("_", " "), seconds, statuses), flush=True)
        finally:
            site.end()


if __name__ == "__main__":
    main()
