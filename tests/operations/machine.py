"""Machines with a site of their own, whose commands are run as a person would run them."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from config.environment import BASE_DIR
from operations.backup.kept import backups_in

# Tables in which the commands themselves write, or which are made anew.
OWN_LABELS = (
    "operations.accountreport operations.backuprun pagecache.pagetoken search.document search.mark search.word".split()
)
OWN = {f"rows/{label}.jsonl" for label in OWN_LABELS}


class Machine:
    """A folder for the site, with the same secret as all others unless it gets another."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.backups = folder / "backups"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "SECRET_KEY": "only-for-tests",
            **environment,
        }

    def manage(self, *command: str, fails: bool = False) -> str:
        """Run a command, and return what it printed; of one that fails, the error."""
        program = [sys.executable, BASE_DIR / "manage.py", *command]
        done = subprocess.run(program, cwd=BASE_DIR, env=self.environment, capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def with_static_files_of(self, other: "Machine") -> Self:
        (self.folder / "static").symlink_to((other.folder / "static").resolve())
        return self

    def run(self, program: str) -> None:
        self.manage("shell", "--no-imports", "--command", program)

    def select(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            return database.execute(query).fetchall()

    def contents(self, *options: str) -> dict[str, Any]:
        """What a backup of it says: checksums of the rows of each table, the files, and public pages."""
        self.manage("backup", *options)
        with zipfile.ZipFile(backups_in(self.backups)[0]) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        return {
            "rows": {member: value for member, value in manifest["checksums"].items() if member not in OWN},
            "pages": manifest["pages"],
        }
