"""How a new version of the site asks the running supervisor for its place.

``manage.py update`` writes what the supervisor has to start into a file, and sends a signal. The supervisor answers by
a file. Nothing of Django is imported here.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

SIGNAL = signal.SIGUSR1
TICK = 0.2


class Running(NamedTuple):
    """The supervisor's process id, and the folder and the Python of the version that it runs."""

    pid: int
    folder: str
    python: str


class Handover:
    def __init__(self, data_dir: str | Path) -> None:
        folder = Path(data_dir)
        self.pid_file = folder / "supervisor.pid"
        self.request = folder / "successor.json"
        self.answer = folder / "successor-answer.txt"

    def claim(self, folder: str, python: str) -> None:
        """Say that this process is the supervisor, until it ends. If another one is already, it stays."""
        descriptor = os.open(self.pid_file, os.O_RDWR | os.O_CREAT, 0o640)
        try:
            # It stays open: the lock says that the process is alive.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return
        self.pid_file.write_text(json.dumps(Running(os.getpid(), folder, python)))

    def running(self) -> Running | None:
        """Return the running supervisor, if there is one that knows of handovers."""
        try:
            with self.pid_file.open() as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return Running(*json.load(file))
        except (FileNotFoundError, ValueError):
            pass
        return None

    def ask(self, supervisor: int, site: Mapping[str, Any], timeout: float) -> str:
        """Ask for the place of the running version, and wait. Returns an empty text, or why it was not given."""
        self.answer.unlink(missing_ok=True)
        self.request.write_text(json.dumps(site))
        os.kill(supervisor, SIGNAL)
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.answer.exists():
                return self.answer.read_text()
            time.sleep(TICK)
        return "The running site did not answer."

    def read_request(self) -> dict[str, Any]:
        """Return what the new version asks for. Raises ``OSError`` or ``ValueError``."""
        asked: dict[str, Any] = json.loads(self.request.read_text())
        return asked

    def accept(self, folder: str, python: str) -> None:
        self.pid_file.write_text(json.dumps(Running(os.getpid(), folder, python)))
        self.reply("")

    def reply(self, sentence: str) -> None:
        """Answer with the reason for a refusal, or with nothing."""
        draft = self.answer.with_suffix(".draft")
        draft.write_text(sentence)
        draft.replace(self.answer)
