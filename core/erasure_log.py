"""The erasure log: keyed hashes of what was deleted for good, in a file or a bucket. It is not part of the database, so
restoring a backup does not bring it back."""

import errno
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db.models import Model, QuerySet
from django.utils import timezone

from core.tokens import keyed_hash

BATCH_SIZE = 1000
HASH_LENGTH = 64
# The storage of the settings, if there is one.
BUCKET = "erasures"


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
    _log().append([f"{timezone.now().isoformat()} {hash_name(name)}"])


def read() -> dict[str, datetime]:
    """Return when each hash was last recorded."""
    return {hashed: moment for moment, hashed in sorted(_parts(_log().lines()))}


def save_to(file: Path) -> None:
    """Append the lines of the log to a file that lacks them. They are on the disk when this returns."""
    _copy(_log(), LogFile(file))


def load_from(file: Path) -> None:
    """Append the lines of a file to the log, if it lacks them. They are on the disk when this returns."""
    _copy(LogFile(file), _log())


def restored_rows[M: Model](rows: QuerySet[M], action: str = "") -> Iterator[M]:
    """Yield the rows to which ``deed`` was done according to the log, and which a restored backup has brought back."""
    known = read()
    for row in rows.order_by("pk").only("created_at").iterator(BATCH_SIZE):
        if hash_name(name_row(row, action)) in known:
            yield row


class LogFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[str]:
        text = self.path.read_text(encoding="ascii") if self.path.exists() else ""
        return [line for line in text.splitlines() if line]

    def append(self, lines: Iterable[str]) -> None:
        # Begin with a new line, in case the last one was not written completely.
        content = "".join(f"\n{line}\n" for line in lines).encode("ascii")
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(file, content) < len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            os.fsync(file)
        finally:
            os.close(file)


class LogBucket:
    """A storage to which nothing can be appended: each line is the name of an empty file, so that a list has all."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def lines(self) -> list[str]:
        return [name.replace("_", " ") for name in self.storage.listdir("")[1]]

    def append(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.storage.save(line.replace(" ", "_"), ContentFile(b""))


def _log() -> LogFile | LogBucket:
    if BUCKET in settings.STORAGES:
        return LogBucket(storages[BUCKET])
    return LogFile(Path(settings.ERASURE_LOG))


def _copy(source: LogFile | LogBucket, target: LogFile | LogBucket) -> None:
    known = set(target.lines())
    if missing := [line for line in dict.fromkeys(source.lines()) if line not in known]:
        target.append(missing)


def _parts(lines: Iterable[str]) -> Iterator[tuple[datetime, str]]:
    for line in lines:
        moment, _blank, hashed = line.partition(" ")
        if len(hashed) == HASH_LENGTH:
            yield datetime.fromisoformat(moment), hashed
