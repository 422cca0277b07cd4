"""Another import that is running."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from wordpress.lock import LOCK_NUMBER, locked


@contextmanager
def another_import() -> Iterator[None]:
    """Hold the lock as another process does: PostgreSQL gives it to a connection, the system to an open file."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
            yield
            # A pool keeps the connection.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
        other.close()
    else:
        with locked():
            yield
