"""Empty sites for the commands that try the import: copies of one that was migrated once, on SQLite or PostgreSQL."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests import postgres


class EmptySites:
    """``server`` is the URL of a PostgreSQL server, or empty."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self._folder, self._server = folder, server
        self._original = self._environment("original")
        self._create_database("original")
        Path(self._original["DATA_DIR"]).mkdir()
        for command in (["-m", "config.secret_key"], ["manage.py", "migrate", "-v0"]):
            run_python(self._original, *command, check=True)

    @contextmanager
    def site(self, name: str) -> Iterator[dict[str, str]]:
        """Make an empty site for the block. Gives the environment of its processes."""
        environment = self._environment(name)
        shutil.copytree(self._original["DATA_DIR"], environment["DATA_DIR"])
        self._create_database(name, template="original")
        try:
            yield environment
        finally:
            shutil.rmtree(environment["DATA_DIR"])
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _environment(self, name: str) -> dict[str, str]:
        database = {"DATABASE_URL": self._server.replace("/postgres?", f"/{name}?")} if self._server else {}
        return {**os.environ, "DATA_DIR": str(self._folder / name), "DEMO": "0", **database}

    def _create_database(self, name: str, template: str = "template1") -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _execute(self, statement: str) -> None:
        if self._server:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(statement.encode())


@contextmanager
def empty_sites(*, is_postgres: bool) -> Iterator[EmptySites]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sturdy-sites-")))
        yield EmptySites(folder, stack.enter_context(postgres.server()) if is_postgres else "")


def run_python(
    environment: Mapping[str, str], *arguments: str, check: bool = False
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=check)
