"""Where a restored database is built, and how it takes the place of the one that is there.

It is built beside that one, and then named like it. What was there is renamed, never deleted.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.refusals import RefusedError
from operations.backup.file_places import BUILT, swap
from operations.backup.file_store import site_files
from operations.backup.snapshot import connected_to

OTHER_SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)

# Seconds. PostgreSQL needs a moment to end the sessions of this process's own pool.
PATIENCE = 5.0


def is_living() -> bool:
    """Tell whether there is a site already: an account or a file."""
    return _has_accounts() or next(site_files(), None) is not None


def _has_accounts() -> bool:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return User._meta.db_table in connection.introspection.table_names() and User._base_manager.exists()


class SQLitePlace:
    """A database file beside the one that is there."""

    def __init__(self) -> None:
        self.living = Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
        self.built = self.living.with_name(f"{self.living.name}.{BUILT}")

    @contextmanager
    def build(self) -> Iterator[None]:
        self.discard()
        with connected_to(NAME=self.built):
            yield

    def discard(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.built.with_name(f"{self.built.name}{suffix}").unlink(missing_ok=True)

    def refuse_if_in_use(self) -> None:
        """Raises ``RefusedError`` if another process has the database open. Else all of it is in one file."""
        connections[DEFAULT_DB_ALIAS].close()
        if self.living.exists():
            _put_into_one_file(self.living)

    def put_in_place(self, stamp: str) -> list[str]:
        """Returns the names of what was there."""
        self.refuse_if_in_use()
        _put_into_one_file(self.built)
        return swap(self.built, self.living, stamp)


class PostgresPlace:
    """A schema beside the schema ``public``."""

    @contextmanager
    def build(self) -> Iterator[None]:
        self.discard()
        self._execute(f"CREATE SCHEMA {BUILT}")
        with connected_to(OPTIONS={"options": f"-c search_path={BUILT}"}):
            yield

    def discard(self) -> None:
        self._execute(f"DROP SCHEMA IF EXISTS {BUILT} CASCADE")

    def refuse_if_in_use(self) -> None:
        pooled: Any = connections[DEFAULT_DB_ALIAS]
        pooled.close()
        pooled.close_pool()
        deadline = time.monotonic() + PATIENCE
        with connected_to() as alone, alone.cursor() as cursor:
            while True:
                cursor.execute(OTHER_SESSIONS)
                if not cursor.fetchone()[0]:
                    return
                if time.monotonic() > deadline:
                    raise _in_use()
                time.sleep(0.1)

    def put_in_place(self, stamp: str) -> list[str]:
        self.refuse_if_in_use()
        put = f"ALTER SCHEMA {BUILT} RENAME TO public"
        if not connections[DEFAULT_DB_ALIAS].introspection.table_names():
            self._execute("DROP SCHEMA IF EXISTS public", put)
            return []
        before = f"before_{stamp}"
        self._execute(f"ALTER SCHEMA public RENAME TO {before}", put)
        return [_("the schema %(name)s of the database") % {"name": before}]

    @transaction.atomic
    def _execute(self, *statements: str) -> None:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def database_place() -> SQLitePlace | PostgresPlace:
    return SQLitePlace() if connections[DEFAULT_DB_ALIAS].vendor == "sqlite" else PostgresPlace()


def _in_use() -> RefusedError:
    return RefusedError(_("The site is running. Stop it first, and then restore."))


def _put_into_one_file(database: Path) -> None:
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        raise _in_use() from None
