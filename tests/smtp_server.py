"""A mail server on loopback that answers as configured."""

import socketserver
import ssl
import threading
from contextlib import AbstractContextManager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.loopback import running

GREETINGS = {"HELO": "250 loopback", "RSET": "250 OK", "NOOP": "250 OK", "MAIL": "250 OK", "AUTH": "235 welcome"}


class Session(socketserver.StreamRequestHandler):
    server: "FakeMailServer"

    def setup(self) -> None:
        if self.server.is_encrypted_from_start:
            self.encrypt()
        super().setup()

    def encrypt(self) -> None:
        assert self.server.certificate
        self.request = self.server.certificate.wrap_socket(self.request, server_side=True)

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.send_line(self.server.replies.get("CONNECT", "220 loopback"))
        recipients: list[str] = []
        while line := self.rfile.readline():
            text = line.decode().strip()
            verb = text[:4].upper()
            self.server.commands.append(text)
            if verb == "RCPT":
                recipients.append(text)
                self.send_line(self.server.reply_to(verb, "250 OK"))
            elif verb == "DATA":
                if not self.take_message(recipients):
                    return
            elif verb == "EHLO":
                lines = ["loopback", *self.server.features]
                self.send_line("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))
            elif text == "STARTTLS":
                self.send_line("220 go on")
                self.encrypt()
                super().setup()
            elif verb == "QUIT":
                if self.server.replies.get("QUIT") != "drop":
                    self.send_line("221 bye")
                return
            else:
                self.send_line(self.server.reply_to(verb, GREETINGS.get(verb, "502 what?")))

    def take_message(self, recipients: list[str]) -> bool:
        self.send_line("354 go on")
        if self.server.drops_mid_data:
            self.rfile.readline()
            return False
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        reply = self.server.reply_to("DATA", "250 taken")
        if reply == "drop":
            return False
        if reply.startswith("2"):
            with self.server.lock:
                self.server.recipients += recipients
                self.server.raw.append(b"".join(lines))
        self.send_line(reply)
        return True

    def send_line(self, line: str) -> None:
        if not line:
            self.rfile.read()
            return
        self.wfile.write(line.encode() + b"\r\n")


class FakeMailServer(socketserver.ThreadingTCPServer):
    """``replies`` maps a verb (``CONNECT``, ``MAIL``, ``RCPT``, ``DATA``) to a reply other than success.

    An empty reply is not sent: the server waits until the client closes the connection. ``features`` are those of the
    reply to ``EHLO``. With a ``certificate`` it encrypts, after ``STARTTLS`` or from the start.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Session)
        self.lock = threading.Lock()
        self.replies: dict[str, str] = {}
        self.drops_mid_data = False
        self.features: list[str] = []
        self.certificate: ssl.SSLContext | None = None
        self.is_encrypted_from_start = False
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
        """The value of ``settings.MAILERS`` for this server."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": self.timeout_of_client}
        return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}

    def reply_to(self, verb: str, default: str) -> str:
        return self.replies.get(verb, default)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection."""


def running_mail_server(port: int = 0) -> AbstractContextManager[FakeMailServer]:
    return running(FakeMailServer(port))
