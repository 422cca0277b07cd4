"""One import at a time: two that run together would both add what is new."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

# Of PostgreSQL's advisory locks. ``core.migrating`` has another one.
LOCK_NUMBER = 7_230_114


class ImportRunningError(Exception):
    """Another import is running. The message is a sentence for the person who started this one."""


@contextmanager
def locked() -> Iterator[None]:
    """Hold the lock. The database or the system ends it with the process, however that ends.

    Raises ``ImportRunningError``.
    """
    with _database_lock() if connection.vendor == "postgresql" else _file_lock() as is_held:
        if not is_held:
            raise ImportRunningError(_("Another import is running. Please wait until it has ended, or stop it."))
        yield


@contextmanager
def _database_lock() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
        is_held = bool(cursor.fetchone()[0])
    try:
        yield is_held
    finally:
        if is_held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


@contextmanager
def _file_lock() -> Iterator[bool]:
    path = settings.DATA_DIR / "import.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
