"""Errors are sent to the server of ``SENTRY_DSN``, without what tells who somebody is."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli
import pytest
from pytest_django import Settings

from config.environment import BASE_DIR
from core import tokens
from tests.loopback import running

PERSONAL = ("Nadia Sommer", "nadia@example.org", "198.51.100.77", "my-session", "slipped", tokens.sign("somebody", 12))

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}

PROGRAM = """
import logging
from django.test import RequestFactory

name, email, address, session, words, token = PEOPLE
request = RequestFactory().post(
    f"/comments/mine/{token}/edit/", {"name": name, "email": email}, query_params={"q": words},
    REMOTE_ADDR=address, HTTP_COOKIE=f"sessionid={session}",
)
try:
    int(name)
except ValueError:
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, exc_info=True, extra={"request": request, "status_code": 500}
    )
"""


class FakeSentry(ThreadingHTTPServer):
    """``envelopes`` has what was sent, as text, with the path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.envelopes: list[tuple[str, str]] = []

    @property
    def dsn(self) -> str:
        return f"http://key@127.0.0.1:{self.server_address[1]}/42"


class Handler(BaseHTTPRequestHandler):
    server: FakeSentry

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        text = DECODERS[self.headers["Content-Encoding"]](body).decode()
        self.server.envelopes.append((self.path, text))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def sentry() -> Iterator[FakeSentry]:
    with running(FakeSentry()) as server:
        yield server


def test_error_arrives_without_personal_data(sentry: FakeSentry, settings: Settings) -> None:
    program = f"PEOPLE = {PERSONAL!r}\n{PROGRAM}"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", program],
        cwd=BASE_DIR,
        env={**os.environ, "SENTRY_DSN": sentry.dsn},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Internal Server Error: /comments/mine/…/edit/" in done.stderr
    [(path, envelope)] = sentry.envelopes
    assert path == "/api/42/envelope/"
    event = json.loads(envelope.splitlines()[2])
    [exception] = event["exception"]["values"]
    assert (exception["type"], exception["value"]) == ("ValueError", "invalid literal for int() with base 10: '…'")
    assert event["logentry"]["message"] == "Internal Server Error: /comments/mine/…/edit/"
    assert event["release"] == settings.VERSION
    assert [text for text in PERSONAL if text in envelope + done.stderr] == []


def test_nothing_of_it_is_loaded_without_a_dsn() -> None:
    assert "sentry_sdk" not in sys.modules
