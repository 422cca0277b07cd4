"""Send requests as fast as the server answers them, over connections that stay open."""

import gzip
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.performance.site import processes

HOST = "127.0.0.1"
TIMEOUT = 60.0
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

Check = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Load:
    """``waited`` is the time that all connections together waited for their answers, in seconds.

    ``busy`` is the share of the time in which the load itself had something to do. Near 1, it was the limit.
    """

    connections: int
    answers: int
    failures: int
    waited: float
    busy: float

    @property
    def per_second(self) -> float:
        """Answers a second, without the time in which the next requests were prepared."""
        return self.answers * self.connections / self.waited


class Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._received = b""

    def send(self, request: bytes) -> None:
        self._received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Return the answer once all of it has arrived. Raises ``ConnectionError`` if the server ends it before."""
        part = self.socket.recv(1 << 20)
        if not part:
            raise ConnectionError("The server closed the connection in the middle of an answer.")
        self._received += part
        return self._received if is_complete(self._received) else None


def is_complete(answer: bytes) -> bool:
    head_end = answer.find(b"\r\n\r\n")
    if head_end < 0:
        return False
    if length := CONTENT_LENGTH.search(answer, 0, head_end):
        return len(answer) - head_end - 4 >= int(length[1])
    return answer.endswith(b"0\r\n\r\n")  # The end of a chunked body.


def status(answer: bytes) -> int:
    return int(answer[9:12])


def has_status(expected: int) -> Check:
    return lambda answer: status(answer) == expected


def body(answer: bytes) -> bytes:
    """The body as it was sent. It must not be chunked."""
    return answer.partition(b"\r\n\r\n")[2]


def content(answer: bytes) -> bytes:
    """The body without its gzip. A page that was changed again while it was built is not kept, and not compressed."""
    head, _end, sent = answer.partition(b"\r\n\r\n")
    return gzip.decompress(sent) if b"content-encoding: gzip" in head.lower() else sent


def send(port: int, requests: Iterator[bytes], check: Check, *, connections: int, seconds: float) -> Load:
    """Send one request after another on each of the connections. ``check`` tells whether an answer is right."""
    answers, failures, waited = 0, 0, 0.0
    with selectors.DefaultSelector() as selector:
        for _number in range(connections):
            connection = Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        start, busy_before = time.perf_counter(), processes.busy_seconds()
        deadline = start + seconds
        while selector.get_map():
            ready = selector.select(TIMEOUT)
            if not ready:
                raise TimeoutError(f"No answer from port {port} within {TIMEOUT:.0f} s.")
            for key, _events in ready:
                connection = key.data
                answer = connection.receive()
                if answer is None:
                    continue
                now = time.perf_counter()
                answers, waited = answers + 1, waited + now - connection.sent_at
                failures += not check(answer)
                if now < deadline:
                    connection.send(next(requests))
                else:
                    selector.unregister(connection.socket)
                    connection.socket.close()
    busy = (processes.busy_seconds() - busy_before) / (time.perf_counter() - start)
    return Load(connections, answers, failures, waited, busy)


def get(port: int, path: str) -> bytes:
    """The request of a browser for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def post(port: int, path: str, form: str, visitor: str) -> bytes:
    """The request of a browser that sends a form, passed on by a proxy for a visitor with that IP address."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\nX-Forwarded-For: {visitor}\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n\r\n"
    )
    return f"{head}{form}".encode()


def fetch(port: int, path: str) -> bytes:
    """The whole answer to ``get``."""
    connection = Connection(port)
    try:
        connection.send(get(port, path))
        while (answer := connection.receive()) is None:
            pass
        return answer
    finally:
        connection.socket.close()
