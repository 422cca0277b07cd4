"""Readers who read and write while versions of the site replace each other.

    python -m tests.operations.traffic MINUTES [FOLDER]

runs the version in FOLDER behind Caddy, by default this one, and updates it to this version, again and again until
the time is over. It prints how many requests there were, and each that failed. A version that can not hand over its
place is restarted.
"""

import itertools
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, Self

import httpx

from config.environment import BASE_DIR
from core.serving.handover import Handover
from tests.caddy import caddy
from tests.served_site import START_TIMEOUT, ServedSite, free_port, wait_until

PATHS = ("/", "/hips/", "/articles/", "/search/?q=hips", "/feed/")
PAUSE = 0.03
SEED = """
import django
django.setup()
from tests.factories import make_post
make_post("hips", title="Hips")
"""


class Traffic:
    """Requests without an end. ``failed`` are those that got no answer, or a wrong one. ``options`` are of httpx."""

    pause = PAUSE

    def __init__(self, url: str, article: str = "/hips/", paths: tuple[str, ...] = PATHS, **options: Any) -> None:
        # To read the certificates of the machine for each reader takes longer than all else here.
        self.options = {"base_url": url, "timeout": START_TIMEOUT, "verify": False, **options}
        self.article = article
        self.paths = paths
        self.over = Event()
        self.answered: Counter[str] = Counter()
        self.failed: list[str] = []
        self.acknowledged: list[str] = []
        self.threads = [Thread(target=self._read), Thread(target=self._read), Thread(target=self._write)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _read(self) -> None:
        with httpx.Client(**self.options) as client:
            for path in itertools.cycle(self.paths):
                if self.over.wait(self.pause):
                    return
                self._note(lambda path=path: client.get(path), path, 200)

    def _write(self) -> None:
        for number in itertools.count():
            if self.over.wait(self.pause):
                return
            with self._reader(number) as client:
                self._comment(client, number)

    def _reader(self, number: int) -> httpx.Client:
        """Return the browser of one of many readers, at an address of its own."""
        address = f"127.{1 + number // 60_000}.{number // 250 % 240}.{1 + number % 250}"
        transport = httpx.HTTPTransport(local_address=address, verify=self.options["verify"])
        return httpx.Client(transport=transport, **self.options)

    def _comment(self, client: httpx.Client, number: int) -> None:
        text = f"This is comment {number}."
        form = {"name": "Nadia", "email": f"reader{number}@example.org", "text": text}
        headers = {"Sec-Fetch-Site": "same-origin"}
        if self._note(lambda: client.post(f"{self.article}comments/new/", data=form, headers=headers), "comment", 303):
            self.acknowledged.append(text)

    def _note(self, send: Callable[[], httpx.Response], what: str, expected: int) -> bool:
        try:
            status = str(send().status_code)
        except httpx.TransportError as error:
            status = repr(error)
        if status != str(expected):
            self.failed.append(f"{what}: {status}")
        self.answered[what] += 1
        return status == str(expected)


class Version(ServedSite):
    """A site whose code is in ``folder``, as it is behind Caddy at ``url``."""

    def __init__(self, data_dir: Path, folder: Path = BASE_DIR, **environment: str) -> None:
        self.folder = folder
        url = f"http://127.0.0.1:{free_port()}"
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings", **environment}
        super().__init__(data_dir, SITE_URL=url, TRUSTED_PROXIES="127.0.0.1", **settings)
        self.public_url = url

    def start(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            cwd=self.folder,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env={**self.environment, "PYTHONPATH": str(BASE_DIR)},
            capture_output=True,
            text=True,
            check=False,
        )

    def seed(self) -> None:
        done = self.run("-c", SEED)
        assert done.returncode == 0, done.stderr

    def update(self) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", "update", "--no-backup")


def main(minutes: float, folder: Path) -> None:
    with ExitStack() as stack:
        data_dir = Path(stack.enter_context(TemporaryDirectory(prefix="sturdy-traffic-"))) / "data"
        data_dir.mkdir()
        site = Version(data_dir, folder)
        stack.callback(site.end)
        site.started()
        site.seed()
        stack.enter_context(caddy(site.public_url, site.port))
        traffic = stack.enter_context(Traffic(site.public_url))
        updates: Counter[str] = Counter()
        deadline = time.monotonic() + 60 * minutes
        while time.monotonic() < deadline:
            time.sleep(2)
            done = site.update()
            if done.returncode == 3:
                site.interrupt()
                site.folder = BASE_DIR
                site.start()
                wait_until(lambda: Handover(data_dir).running() is not None)
                updates["with a restart"] += 1
            else:
                assert done.returncode == 0, done.stderr
                updates["without a pause"] += 1
        traffic.over.set()
    print(f"Updates: {dict(updates)}. Answers: {dict(traffic.answered)}. Failed: {len(traffic.failed)}", flush=True)
    for line in traffic.failed:
        print(line)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(os.path.abspath(sys.argv[2])) if len(sys.argv) > 2 else BASE_DIR)
