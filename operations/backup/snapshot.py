"""One moment of the database, on either kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.utils import DEFAULT_DB_ALIAS


@contextmanager
def connected_to(**changes: Any) -> Iterator[Any]:
    """Let all that this thread asks the database go over a connection of its own, with these settings changed."""
    usual = connections[DEFAULT_DB_ALIAS]
    other = usual.copy(DEFAULT_DB_ALIAS)
    options: dict[str, Any] = {**other.settings_dict["OPTIONS"], **changes.pop("OPTIONS", {})}
    options.pop("pool", None)
    other.settings_dict.update(changes, OPTIONS=options)
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield other
    finally:
        connections[DEFAULT_DB_ALIAS] = usual
        other.close()


@contextmanager
def snapshot() -> Iterator[Any]:
    """Let this thread see the database as it is at this moment, while others go on writing. Gives the connection."""
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        # A reader in WAL mode sees one moment, and keeps nobody from writing.
        options: dict[str, Any] = {"transaction_mode": "DEFERRED"}
    else:
        from psycopg import IsolationLevel

        options = {"isolation_level": IsolationLevel.REPEATABLE_READ}
    with connected_to(OPTIONS=options) as connection, transaction.atomic(), connection.cursor() as cursor:
        # The moment is that of the first query.
        cursor.execute("SELECT count(*) FROM django_migrations")
        yield connection
