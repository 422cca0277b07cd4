"""The erasure log: a file of keyed hashes of what was deleted for good. It is not part of the database, so restoring a
backup does not bring it back."""

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

BATCH_SIZE = 1000
HASH_LENGTH = 64


def hash_name(name: str) -> str:
    """Return the hash of ``name``, which is a canonical e-mail address or a name from ``name_row``."""
    return keyed_hash("privacy.erased", name)


def name_row(row: Any, action: str = "") -> str:
    """Return a name for a row with ``created_at``. It stays unique if a restored database gives the same id to another
    row.

    ``deed`` says what was done to the row; empty means that it was deleted.
    """
    label = row._meta.concrete_model._meta.label
    return f"{label}:{row.pk}:{row.created_at.astimezone(UTC).isoformat()}:{action}"


def record(name: str) -> None:
    """Append a line ``<time> <hash>``. It is on the disk when this returns. Raises ``OSError`` if it can't be
    written."""
    # Begin with a new line, in case the last one was not written completely.
    line = f"\n{timezone.now().isoformat()} {hash_name(name)}\n".encode()
    file = os.open(settings.ERASURE_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(file, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(settings.ERASURE_LOG))
        os.fsync(file)
    finally:
        os.close(file)


def read() -> dict[str, datetime]:
    """Return when each hash was last recorded."""
    return dict(_lines(Path(settings.ERASURE_LOG)))


def merge(source: Path, target: Path) -> None:
    """Append the lines of one log to another that lacks them. They are on the disk when this returns."""
    lines = dict.fromkeys(line for line in _text(source).splitlines() if line) if source.exists() else {}
    known = set(_text(target).splitlines()) if target.exists() else set()
    missing = [line for line in lines if line not in known]
    if missing:
        with open(os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb") as file:
            file.write(("\n" + "\n".join(missing) + "\n").encode("ascii"))
            file.flush()
            os.fsync(file.fileno())


def restored_rows[M: Model](rows: QuerySet[M], action: str = "") -> Iterator[M]:
    """Yield the rows to which ``deed`` was done according to the log, and which a restored backup has brought back."""
    known = read()
    for row in rows.order_by("pk").only("created_at").iterator(BATCH_SIZE):
        if hash_name(name_row(row, action)) in known:
            yield row


def _lines(path: Path) -> Iterator[tuple[str, datetime]]:
    if not path.exists():
        return
    for line in _text(path).splitlines():
        moment, _blank, hashed = line.partition(" ")
        if len(hashed) == HASH_LENGTH:
            yield hashed, datetime.fromisoformat(moment)


def _text(path: Path) -> str:
    return path.read_text(encoding="ascii")
