"""Read the token of what is public now."""

import secrets
import sqlite3
from pathlib import Path
from typing import Any

from django.db import Error, connections

from pagecache.models import PageToken

QUERY = f"SELECT token FROM {PageToken._meta.db_table} WHERE id = 1"  # noqa: S608


def read_token() -> str | None:
    """Return the token as of the last commit, or ``None`` if nothing may be kept or the database does not answer.

    It is read without Django's cursors, because this is most of what a kept page costs. A connection of a pool is
    given back.
    """
    connection: Any = connections["default"]
    try:
        if connection.connection is None:
            connection.ensure_connection()
        row = connection.connection.execute(QUERY).fetchone()
    except (Error, connection.Database.Error):
        connection.close()
        return None
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    return row[0] if row else None


class TokenReader:
    """Reads the token on a connection of its own that never waits, so that an event loop may use it.

    With PostgreSQL, which is asked over a network, it finds none.
    """

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None

    def read(self) -> str | None:
        """Return the token as of the last commit, or ``None``, which says nothing."""
        try:
            if self._connection is None:
                database = connections["default"]
                if database.vendor != "sqlite":
                    return None
                uri = f"{Path(database.settings_dict['NAME']).absolute().as_uri()}?mode=ro"
                self._connection = sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)
            row = self._connection.execute(QUERY).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row else None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def set_new_token() -> None:
    PageToken.objects.create(pk=1, token=secrets.token_hex(16))
