"""Databases of earlier versions with the sample site in them, one for each state that a site may have.

``python -m tests.upgrade`` writes those of now, on SQLite and on PostgreSQL. This is done at each release, and
``.ci/release-notes`` refuses one without it. Existing ones are never changed.
"""

import gzip
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from config.environment import BASE_DIR
from tests import postgres


def count_migrations(file: Path) -> int:
    """The number of migrations that the database has, which tells the order of states."""
    return gzip.decompress(file.read_bytes()).count(b'INSERT INTO "django_migrations"')


FOLDER = Path(__file__).parent
# The oldest first.
STATES = sorted(FOLDER.glob("*.sql.gz"), key=count_migrations)
POSTGRES_STATES = sorted(FOLDER.glob("*.postgres.gz"))
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


class Site:
    """A folder and a database, and the commands of this version."""

    def __init__(self, data_dir: Path, database_url: str = "") -> None:
        self.data_dir = data_dir
        self.database_url = database_url
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "only-for-tests",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def run(self, *command: str) -> str:
        program = [sys.executable, *command]
        return subprocess.run(
            program, cwd=BASE_DIR, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def connect(self) -> Any:
        """Both kinds of connections have what is used here."""
        if self.database_url:
            return closing(psycopg.connect(self.database_url, autocommit=True))
        return closing(sqlite3.connect(self.data_dir / "db.sqlite3"))

    def write(self, file: Path) -> None:
        """Write the sample site as SQL, without its pictures."""
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("manage.py", "load_demo")
        file.write_bytes(gzip.compress(self._dump().encode(), mtime=0))

    def _dump(self) -> str:
        if self.database_url:
            command = [postgres.program("pg_dump"), "--inserts", "--no-owner", self.database_url]
            printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            # Such lines are for psql.
            return "\n".join(line for line in printed.splitlines() if not line.startswith(("\\", "--")))
        with self.connect() as database:
            return "\n".join(database.iterdump())

    def read(self, file: Path) -> None:
        sql = gzip.decompress(file.read_bytes()).decode()
        with self.connect() as database:
            database.execute(sql) if self.database_url else database.executescript(sql)

    def count_rows(self) -> dict[str, int]:
        """The number of rows of each table of our apps, without the permissions, which Django makes for new models."""
        with self.connect() as database:
            names = [name for (name,) in database.execute(POSTGRES_TABLES if self.database_url else TABLES)]
            ours = [name for name in names if not name.startswith(("django_", "sqlite_", "auth_permission"))]
            return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}
