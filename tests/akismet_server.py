"""A fake Akismet on loopback. It answers as configured and records requests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl


class Reply(NamedTuple):
    """A reply whose ``body`` is ``None`` is not sent: the server stays silent until it is closed."""

    body: str | None
    status: int = 200
    headers: dict[str, str] = {}


HAM = Reply("false")
SPAM = Reply("true")
DISCARD = Reply("true", headers={"X-akismet-pro-tip": "discard"})
PROVISIONAL = Reply("false", headers={"X-akismet-recheck-after": "600"})
INVALID = Reply("invalid", headers={"X-akismet-debug-help": "We were unable to parse your key."})
GARBAGE = Reply("<html>Bad gateway</html>")
EMPTY = Reply("")
ERROR = Reply("oops", status=500)
BUSY = Reply("too many", status=429)
SILENCE = Reply(None)
THANKS = Reply("Thanks for making the web a better place.")
ALERT = Reply("false", headers={"X-akismet-alert-code": "10003", "X-akismet-alert-msg": "Please upgrade your plan."})

# Replies that give no verdict.
FAULTS = {"invalid": INVALID, "garbage": GARBAGE, "empty": EMPTY, "500": ERROR, "429": BUSY, "silence": SILENCE}


class AkismetServer:
    """``requests`` has the fields of each request, in order. ``before_reply`` is called before each reply.

    ``reply`` is the reply to a check, ``reply_to_report`` to a report of ham or spam.
    """

    def __init__(self) -> None:
        self.reply = HAM
        self.reply_to_report = THANKS
        self.requests: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.before_reply: Any = lambda: None
        self.closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/1.1"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fake.requests.append(dict(parse_qsl(body, keep_blank_values=True)))
                fake.paths.append(self.path)
                fake.before_reply()
                reply = fake.reply_to_report if "/submit-" in self.path else fake.reply
                if reply.body is None:
                    fake.closing.wait()
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body.encode())))
                self.end_headers()
                self.wfile.write(reply.body.encode())

            def log_message(self, *args: Any) -> None:
                """Log nothing."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["AkismetServer"]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._http.shutdown()
            self._http.server_close()
            thread.join()
