"""Bring the tables up to date, by one process at a time: several machines may start at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

# Of PostgreSQL's advisory locks. ``wordpress.lock`` has another one.
LOCK_NUMBER = 7_230_115


def migrate() -> None:
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for the lock, and hold it. SQLite is used by one machine, where one process prepares it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
