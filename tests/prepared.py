"""What most sites of the tests start with, made once for all groups: a migrated SQLite database and the static files.

``tests.groups`` names the folder in the environment. A single run of pytest has none, and its sites make their own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.environment import BASE_DIR

VARIABLE = "STURDY_TESTS_PREPARED"
DATABASE = "db.sqlite3"

PROGRAM = """
import django

django.setup()

from django.core.management import call_command
from django.db import connection
from core.serving.static_files import collect_static_files

call_command("migrate", verbosity=0)
connection.close()
collect_static_files()
"""


def prepare(folder: Path) -> None:
    """Make both in ``folder``. Processes that are started later copy them."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests",
        "DATA_DIR": str(folder),
    }
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=BASE_DIR, env=environment, check=True)
    os.environ[VARIABLE] = str(folder)


def copy_database(file: Path) -> None:
    """Write a migrated database, if one was prepared."""
    if folder := os.environ.get(VARIABLE):
        shutil.copyfile(Path(folder) / DATABASE, file)


def copy_static_files(data_dir: Path) -> None:
    """Give a site its collected static files, if they were prepared."""
    if folder := os.environ.get(VARIABLE):
        shutil.copytree(Path(folder) / "static", data_dir / "static", dirs_exist_ok=True)


def copy_site(data_dir: Path) -> Path:
    """Give a new site both, and return its folder."""
    data_dir.mkdir()
    copy_database(data_dir / DATABASE)
    copy_static_files(data_dir)
    return data_dir
