"""Whom the site has erased: a file of keyed hashes beside the database, which a restored backup does not undo."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.tokens import keyed_hash


def hash_of(email: str) -> str:
    return keyed_hash("privacy.erased", email.lower())


def remember(email: str) -> None:
    """Add a line ``<time> <hash>``; it is on the disk when this returns. Raises ``OSError`` if it can't be."""
    line = f"{timezone.now().isoformat()} {hash_of(email)}\n"
    file = os.open(settings.ERASED_LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)


def read() -> dict[str, datetime]:
    """When each hash was erased for the last time."""
    return dict(_lines(Path(settings.ERASED_LIST)))


def _lines(path: Path) -> Iterator[tuple[str, datetime]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="ascii").splitlines():
        moment, hashed = line.split()
        yield hashed, datetime.fromisoformat(moment)
