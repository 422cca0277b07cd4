"""The Chromium of this machine, installed as a system package.

``chromium-headless-shell`` is Chromium without a window: the tests take two thirds of the processor time with it.
"""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Browser tests need Chromium: install it (Debian: `apt-get install chromium-headless-shell`) and run again."

QUIET = (
    "--disable-background-networking --disable-component-update --disable-dev-shm-usage --disable-gpu --disable-quic "
    "--disable-sync --no-first-run"
).split()
# For many short pages: one process for all of them, and no optimised machine code, which would hardly run. This saved a
# seventh of the processor time in 36 of the browser tests. No measurement uses it.
FOR_SHORT_PAGES = (
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--num-raster-threads=1",
    "--js-flags=--no-opt --no-maglev",
)


def find() -> Path | None:
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def arguments() -> list[str]:
    """Chromium's sandbox refuses to run as root."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET


def install_if_root() -> None:
    """Install Debian's Chromium if there is none and we may. The tests themselves say so if it is still missing."""
    if find() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium for the browser tests …", flush=True)
    unasked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=unasked, check=False)
    subprocess.run(["apt-get", "-qq", "-y", "install", "chromium-headless-shell"], env=unasked, check=False)
