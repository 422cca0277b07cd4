"""Databases of earlier versions with the sample site in them: ``python -m tests.upgrade NAME`` writes one of now.

One is written at each release. Existing ones are never changed.
"""

import gzip
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from config.environment import BASE_DIR

FOLDER = Path(__file__).parent
STATES = sorted(FOLDER.glob("*.sql.gz"))


def manage(data_dir: Path, *command: str) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "SECRET_KEY": "only-for-tests"}
    subprocess.run([sys.executable, BASE_DIR / "manage.py", *command], cwd=BASE_DIR, env=environment, check=True)


def write_state(file: Path, data_dir: Path) -> None:
    """Write the sample site as SQL, without its pictures."""
    manage(data_dir, "migrate", "--verbosity", "0")
    manage(data_dir, "load_demo")
    with closing(sqlite3.connect(data_dir / "db.sqlite3")) as database:
        file.write_bytes(gzip.compress("\n".join(database.iterdump()).encode(), mtime=0))


def read_state(file: Path, data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / "db.sqlite3")) as database:
        database.executescript(gzip.decompress(file.read_bytes()).decode())


def count_rows(data_dir: Path) -> dict[str, int]:
    """The number of rows of each table of our apps, without the permissions, which Django makes for new models."""
    with closing(sqlite3.connect(data_dir / "db.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = [name for name in names if not name.startswith(("django_", "sqlite_", "auth_permission"))]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}
