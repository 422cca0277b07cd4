"""Read the tokens of what is public now."""

import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import Error, connections

from pagecache.models import PageToken

# The name of the token of all together.
ALL = ""

TABLE = PageToken._meta.db_table
READ_ONE = f"SELECT token FROM {TABLE} WHERE name = ''"  # noqa: S608
READ_EACH = f"SELECT name, token FROM {TABLE} ORDER BY name"  # noqa: S608


def read_token() -> str | None:
    """Return the token as of the last commit, or ``None`` if nothing may be kept or the database does not answer."""
    rows = _read(READ_ONE)
    return rows[0][0] if rows else None


def read_tokens() -> Mapping[str, str]:
    """Return all tokens by name: of models such as ``blog.post``, of whole apps such as ``blog``, and ``ALL``.

    Empty if nothing may be kept.
    """
    tokens: dict[str, str] = defaultdict(str)
    for name, token in _read(READ_EACH):
        tokens[name] = token
        if name != ALL:
            tokens[name.partition(".")[0]] += token
    return dict(tokens)


def _read(query: str) -> list[Any]:
    """Read without Django's cursors, because this is most of what a kept page costs.

    A connection of a pool is given back.
    """
    connection: Any = connections["default"]
    try:
        if connection.connection is None:
            connection.ensure_connection()
        rows: list[Any] = connection.connection.execute(query).fetchall()
    except (Error, connection.Database.Error):
        connection.close()
        return []
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    return rows


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
            row = self._connection.execute(READ_ONE).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row else None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def set_new_tokens(names: Iterable[str]) -> None:
    tokens = [PageToken(name=name, token=secrets.token_hex(16)) for name in sorted({ALL, *names})]
    PageToken.objects.bulk_create(tokens)
