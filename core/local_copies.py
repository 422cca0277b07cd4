"""Copies on this machine of files that are kept elsewhere. One that was deleted is fetched again."""

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings
from django.utils import timezone

MAX_BYTES = 2 * 2**30
# In seconds without use. What was asked for more recently stays, however much that is; nothing stays for longer.
LEAST, LONGEST = 6 * 3600, 7 * 24 * 3600
# In characters: 240 bytes at most.
MAX_NAME = 60

Fetch = Callable[[IO[bytes]], object]


def folder() -> Path:
    return Path(settings.DATA_DIR, "copies")


def copy_of(identity: str, name: str, modified: datetime, fetch: Fetch) -> Path:
    """Return the copy of what ``identity`` names, which another content never has. ``fetch`` writes it if it is not
    there.

    Its time is that of the file, so that all machines tell browsers the same of it.
    """
    place = folder() / hashlib.sha256(identity.encode()).hexdigest()[:40]
    copy = place / name[-MAX_NAME:]
    if not copy.is_file():
        _delete_old()
        _make(copy, fetch)
    os.utime(copy, (timezone.now().timestamp(), modified.timestamp()))
    return copy


def _make(copy: Path, fetch: Fetch) -> None:
    """Make the copy in a folder of its own, whole or not at all. If another thread does the same, one of both stays."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder(), prefix="new-", ignore_cleanup_errors=True) as draft:
        with Path(draft, copy.name).open("wb") as file:
            fetch(file)
        try:
            os.rename(draft, copy.parent)
        except OSError:
            if not copy.is_file():
                raise


def _delete_old() -> None:
    """Delete the copies that were not used for longest: too old ones, and others until what is left is small enough."""
    found = sorted(
        ((file.stat().st_atime, file.stat().st_size, file) for file in folder().glob("*/*")), key=lambda one: one[0]
    )
    size = sum(one[1] for one in found)
    now = timezone.now().timestamp()
    for used_at, one_size, file in found:
        if now - used_at < (LONGEST if size <= MAX_BYTES else LEAST):
            return
        shutil.rmtree(file.parent, ignore_errors=True)
        size -= one_size
