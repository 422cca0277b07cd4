"""An IMAP server on loopback with one mailbox, which refuses every command that would change it."""

import re
import socketserver
from contextlib import AbstractContextManager
from typing import Any

from tests.loopback import running

USER, PASSWORD = "mara@coach.example.com", "pass word"


class Session(socketserver.StreamRequestHandler):
    server: "FakeImapServer"

    def handle(self) -> None:
        self.send("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _space, command = line.partition(" ")
            self.server.commands.append(command)
            if not self.answer(tag, command):
                return

    def answer(self, tag: str, command: str) -> bool:
        word = command.split()[0].upper()
        if word == "CAPABILITY":
            self.send("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN" and command != f'LOGIN {USER} "{PASSWORD}"':
            self.send(f"{tag} NO [AUTHENTICATIONFAILED] wrong password")
            return True
        elif word == "EXAMINE":
            self.send(f"* {len(self.server.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.server.uid_validity}] valid")
        elif command.startswith("UID SEARCH"):
            self.send(f"* SEARCH {' '.join(map(str, self.search(command)))}")
        elif command.startswith("UID FETCH"):
            self.fetch(command)
        elif word == "LOGOUT":
            self.send(f"* BYE\r\n{tag} OK")
            return False
        elif word != "LOGIN":
            self.send(f"{tag} BAD {word}")
            return True
        self.send(f"{tag} OK done")
        return True

    def search(self, command: str) -> list[int]:
        found = re.fullmatch(r"UID SEARCH UID (\d+):\*", command)
        uids = sorted(self.server.mails)
        # As the standard wants it, a range to "*" has the last mail.
        return [uid for uid in uids if not found or uid >= int(found[1]) or uid == uids[-1]]

    def fetch(self, command: str) -> None:
        found = re.fullmatch(r"UID FETCH (\d+) \((BODY\.PEEK\[.*)\)", command)
        assert found, command
        content = self.server.mails.get(int(found[1]))
        if content is None:
            return
        if "HEADER" in found[2]:
            content = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        self.wfile.write(b"* 1 FETCH (UID %s BODY[] {%d}\r\n%s)\r\n" % (found[1].encode(), len(content), content))

    def send(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class FakeImapServer(socketserver.ThreadingTCPServer):
    """``mails`` has each mail by its UID."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: dict[int, bytes] = {}
        self.uid_validity = 7
        self.commands: list[str] = []

    @property
    def account(self) -> dict[str, Any]:
        """The value of ``settings.REPORT_MAILBOX`` for this server."""
        port = self.server_address[1]
        return {"host": "127.0.0.1", "port": port, "username": USER, "password": PASSWORD, "is_encrypted": False}

    def receive(self, mail: str | bytes) -> None:
        content = mail if isinstance(mail, bytes) else mail.replace("\n", "\r\n").encode()
        self.mails[max(self.mails, default=100) + 1] = content

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection."""


def running_imap_server() -> AbstractContextManager[FakeImapServer]:
    return running(FakeImapServer())
