"""Let an import write into a copy, or into a transaction that is taken back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing that is written within the block stays. The site goes on meanwhile.

    PostgreSQL takes back a transaction. SQLite lets one writer in at a time, so there it is a copy of the database.
    """
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    for left in settings.DATA_DIR.glob("rehearsal-*"):
        # Of a process that was ended. Only one import runs at a time.
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="rehearsal-") as folder:
        connection.ensure_connection()
        own = connection.connection
        parameters = {**connection.get_connection_params(), "database": Path(folder) / "copy.sqlite3"}
        copy = connection.get_new_connection(parameters)
        own.backup(copy)
        # Django begins its transactions itself.
        copy.isolation_level = None
        connection.connection = copy
        try:
            yield
        finally:
            connection.connection = own
            copy.close()
