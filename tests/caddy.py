"""Caddy on a port of this machine, in front of the machines of a site, with the configuration of an installed one."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from config.environment import BASE_DIR
from tests.served_site import START_TIMEOUT

PROGRAM = Path(sys.executable).with_name("caddy")


@contextmanager
def caddy(url: str, *upstreams: int) -> Iterator[None]:
    """``upstreams`` are the ports of the site, which need not listen yet."""
    with TemporaryDirectory(prefix="sturdy-caddy-") as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "XDG_DATA_HOME": folder,
            "XDG_CONFIG_HOME": folder,
            "SITE_URL": url,
            "OWNER_EMAIL": "mara@coach.example.com",
            "UPSTREAM": " ".join(f"127.0.0.1:{port}" for port in upstreams),
        }
        command = [PROGRAM, "run", "--config", BASE_DIR / "deploy/Caddyfile", "--adapter", "caddyfile"]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            _await(url)
            yield
        finally:
            process.terminate()
            process.wait()


def _await(url: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            httpx.get(f"{url}/up", timeout=90)
            return
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
