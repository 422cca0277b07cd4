"""How a program tells the supervisor that it is ready: it makes the file that an environment variable names."""

import os
from pathlib import Path

READY_FILE = "STURDY_READY_FILE"


def tell_ready() -> None:
    if name := os.environ.get(READY_FILE):
        Path(name).touch()


def is_told() -> bool:
    return Path(os.environ.get(READY_FILE, "")).is_file()
