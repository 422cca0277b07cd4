"""A mail server on loopback that does as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

GREETINGS = {"EHLO": "250 loopback", "HELO": "250 loopback", "RSET": "250 OK", "NOOP": "250 OK", "MAIL": "250 OK"}


class Session(socketserver.StreamRequestHandler):
    server: "FakeMailServer"

    def handle(self) -> None:
        self.say(self.server.replies.get("CONNECT", "220 loopback"))
        recipients: list[str] = []
        while line := self.rfile.readline():
            text = line.decode().strip()
            verb = text[:4].upper()
            self.server.commands.append(text)
            if verb == "RCPT":
                recipients.append(text)
                self.say(self.server.answer(verb, "250 OK"))
            elif verb == "DATA":
                if not self.take_message(recipients):
                    return
            elif verb == "QUIT":
                if self.server.replies.get("QUIT") != "drop":
                    self.say("221 bye")
                return
            else:
                self.say(self.server.answer(verb, GREETINGS.get(verb, "502 what?")))

    def take_message(self, recipients: list[str]) -> bool:
        self.say("354 go on")
        if self.server.drops_mid_data:
            self.rfile.readline()
            return False
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        reply = self.server.answer("DATA", "250 taken")
        if reply.startswith("2"):
            with self.server.lock:
                self.server.recipients += recipients
                self.server.raw.append(b"".join(lines))
        self.say(reply)
        return True

    def say(self, line: str) -> None:
        if not line:
            self.rfile.read()
            return
        self.wfile.write(line.encode() + b"\r\n")


class FakeMailServer(socketserver.ThreadingTCPServer):
    """``replies`` says what to answer to a verb (``CONNECT``, ``MAIL``, ``RCPT``, ``DATA``) instead of yes.

    A reply that is empty is never given: the server hangs until the client hangs up.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Session)
        self.lock = threading.Lock()
        self.replies: dict[str, str] = {}
        self.drops_mid_data = False
        self.timeout_of_client = 5.0
        self.commands: list[str] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def mails(self) -> list[EmailMessage]:
        with self.lock:
            return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    @property
    def mailers(self) -> dict[str, Any]:
        """What ``settings.MAILERS`` has to be for this server."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": self.timeout_of_client}
        return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}

    def answer(self, verb: str, otherwise: str) -> str:
        return self.replies.get(verb, otherwise)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@contextmanager
def running_mail_server(port: int = 0) -> Iterator[FakeMailServer]:
    with FakeMailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
