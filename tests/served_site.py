"""The site run by ``manage.py serve``, as processes, for tests marked ``process``."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Self
from urllib.parse import urlsplit

import httpx
import psutil

from config.environment import BASE_DIR

# The first start compresses the static files, which takes long on a busy machine.
START_TIMEOUT = 240
# Granian waits 2 s for its worker, the supervisor 8 s for both programs.
STOP_TIMEOUT = 15


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert condition()


class ServedSite:
    command: tuple[str, ...] = ("manage.py", "serve")

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(data_dir),
            "SECRET_KEY": "only-for-tests",
            "DEMO": "0",
            "PORT": str(self.port),
            **environment,
        }
        self.url = f"http://127.0.0.1:{self.port}"
        self.host = urlsplit(environment.get("SITE_URL", self.url)).netloc
        self.log = NamedTemporaryFile("w", prefix="sturdy-output-")  # noqa: SIM115

    def start(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self

    def started(self) -> Self:
        self.start()
        deadline = time.monotonic() + START_TIMEOUT
        with httpx.Client(timeout=30) as client:
            while time.monotonic() < deadline and self.process.poll() is None:
                with suppress(httpx.TransportError):
                    client.get(self.url)
                    return self
                time.sleep(0.1)
        raise AssertionError(self.output())

    def interrupt(self, number: int = signal.SIGINT) -> int:
        """Send the signal to the whole process group, as a terminal does."""
        os.killpg(self.process.pid, number)
        return self.process.wait(STOP_TIMEOUT)

    def output(self) -> str:
        """All output until the end."""
        self.process.wait(STOP_TIMEOUT)
        return self.printed()

    def printed(self) -> str:
        """The output so far."""
        return Path(self.log.name).read_text()

    def processes(self) -> list[psutil.Process]:
        """Each process of this site, found by the folder in its environment."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("DATA_DIR") == str(self.data_dir) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def end(self) -> None:
        for process in self.processes():
            process.kill()
        self.process.wait(STOP_TIMEOUT)
        self.log.close()
