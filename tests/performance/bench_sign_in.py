"""Cost and success of guessing passwords: 1,000 wrong ones over HTTP from 1 and from 100 addresses, and a reader.

    python -m tests.performance.bench_sign_in

Starts the sample site on loopback, in a folder of its own, and ends it. Takes some minutes, at most ten.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from config.environment import BASE_DIR
from demo import site

GUESSES = 1000
AT_ONCE = 16
ARTICLE = "/the-dead-bug-done-properly/"
READS_IDLE = 200
DEADLINE = 240
NOT_SENT = 0


@dataclass
class Run:
    """The statuses of guesses, and the milliseconds of each read."""

    name: str
    statuses: list[int] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    seconds: float = 0

    def row(self) -> str:
        looked_at = self.statuses.count(200)
        p95 = statistics.quantiles(self.reads, n=20)[-1]
        sent = len(self.statuses) - self.statuses.count(NOT_SENT)
        figures = [sent, looked_at, self.statuses.count(429), f"{self.seconds:.0f}"]
        return " | ".join(map(str, [self.name, *figures, f"{statistics.median(self.reads):.1f}", f"{p95:.1f}"]))


@contextmanager
def served_site():
    """The sample site, with this machine as trusted proxy. Yields its URL."""
    with tempfile.TemporaryDirectory(prefix="sturdy-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = f"http://127.0.0.1:{port}"
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": folder,
            "SECRET_KEY": "only-for-tests",
            "PORT": str(port),
        }
        environment["TRUSTED_PROXIES"] = "127.0.0.1"
        manage = [sys.executable, str(BASE_DIR / "manage.py")]
        for command in (["migrate", "-v0"], ["load_demo"]):
            subprocess.run([*manage, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        with Path(folder, "log").open("w") as log:
            server = subprocess.Popen([*manage, "serve"], cwd=BASE_DIR, env=environment, stdout=log, stderr=log)
            try:
                wait_for(url)
                yield url
            finally:
                server.terminate()
                server.wait(20)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            httpx.get(url, timeout=30)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("The site did not start.")


def read(url: str, run: Run, until: threading.Event) -> None:
    """A reader who opens one article after another."""
    with httpx.Client(base_url=url, timeout=60) as reader:
        while not until.is_set():
            begun = time.perf_counter()
            reader.get(ARTICLE).raise_for_status()
            run.reads.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.02)


def guess(url: str, name: str, email: str, ip_addresses: list[str]) -> Run:
    run, over = Run(name), threading.Event()
    page = httpx.get(f"{url}/account/login/")
    token = page.cookies["csrftoken"]
    begun = time.monotonic()

    def send(number: int) -> int:
        if time.monotonic() - begun > DEADLINE:
            return NOT_SENT
        data = {"login": email, "password": f"guess {number}", "csrfmiddlewaretoken": token}
        headers = {"X-Forwarded-For": ip_addresses[number % len(ip_addresses)], "Cookie": f"csrftoken={token}"}
        return httpx.post(f"{url}/account/login/", data=data, headers=headers, timeout=60).status_code

    reader = threading.Thread(target=read, args=(url, run, over))
    reader.start()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        run.statuses = list(threads.map(send, range(GUESSES)))
    run.seconds = time.monotonic() - begun
    over.set()
    reader.join()
    return run


def idle(url: str) -> Run:
    run, over = Run("nobody guesses"), threading.Event()
    reader = threading.Thread(target=read, args=(url, run, over))
    reader.start()
    begun = time.monotonic()
    while len(run.reads) < READS_IDLE and time.monotonic() - begun < DEADLINE:
        time.sleep(0.05)
    run.seconds = time.monotonic() - begun
    over.set()
    reader.join()
    return run


def main() -> None:
    with served_site() as url:
        runs = [
            idle(url),
            guess(url, "one address", site.MARA.email, ["203.0.113.7"]),
            guess(url, "100 addresses", site.INES.email, [f"198.51.100.{number}" for number in range(1, 101)]),
        ]
    print("guesses | sent | let through to the hasher | refused | seconds | a reader's p50, ms | p95, ms")
    for run in runs:
        print(run.row())


if __name__ == "__main__":
    main()
