"""Bring the tables up to date, by one process at a time.

Several machines with PostgreSQL may start at once. SQLite is used by one machine, where one process prepares it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction

# Of PostgreSQL's advisory locks. ``wordpress.lock`` has another one.
LOCK_NUMBER = 7_230_115


def migrate() -> None:
    with _alone() if connection.vendor == "postgresql" else _whole():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for the lock, and hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


@contextmanager
def _whole() -> Iterator[None]:
    """Make a new database whole or not at all.

    Django records a migration that makes indexes after the transaction which made its tables. If the process was killed
    in between, no later start could go on.
    """
    if connection.introspection.table_names():
        yield
        return
    with connection.constraint_checks_disabled(), transaction.atomic():
        yield
