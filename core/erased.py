"""What was taken from the site for good: a file of keyed hashes beside the database, which no backup undoes."""

import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from core.tokens import keyed_hash

AT_ONCE = 1000
HASH_LENGTH = 64


def hash_of(name: str) -> str:
    """``name`` is an e-mail address in one spelling, or what ``name_of`` makes of a row."""
    return keyed_hash("privacy.erased", name)


def name_of(row: Any, deed: str = "") -> str:
    """What names a row with a ``created_at``, and none that is given the same number after a restore.

    ``deed`` is what was done to it, unless it was deleted.
    """
    label = row._meta.concrete_model._meta.label
    return f"{label}:{row.pk}:{row.created_at.astimezone(UTC).isoformat()}:{deed}"


def remember(name: str) -> None:
    """Add a line ``<time> <hash>``; it is on the disk when this returns. Raises ``OSError`` if it can't be."""
    # On a line of its own, also where the one before was torn.
    line = f"\n{timezone.now().isoformat()} {hash_of(name)}\n".encode()
    file = os.open(settings.ERASED_LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(file, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(settings.ERASED_LIST))
        os.fsync(file)
    finally:
        os.close(file)


def read() -> dict[str, datetime]:
    """When each hash was remembered for the last time."""
    return dict(_lines(Path(settings.ERASED_LIST)))


def back_again[M: Model](rows: QuerySet[M], deed: str = "") -> Iterator[M]:
    """Those of ``rows`` to which the ``deed`` was done once: a restored backup knows nothing of it."""
    known = read()
    for row in rows.order_by("pk").only("created_at").iterator(AT_ONCE):
        if hash_of(name_of(row, deed)) in known:
            yield row


def _lines(path: Path) -> Iterator[tuple[str, datetime]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="ascii").splitlines():
        moment, _blank, hashed = line.partition(" ")
        if len(hashed) == HASH_LENGTH:
            yield hashed, datetime.fromisoformat(moment)
