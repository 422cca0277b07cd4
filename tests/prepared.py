"""What most sites of the tests start with, made once for all groups: a migrated SQLite database and the static files.

``tests.groups`` names the folder in the environment. A single run of pytest makes one for its first whole site.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from config.environment import BASE_DIR

VARIABLE = "STURDY_TESTS_PREPARED"
DATABASE = "db.sqlite3"

PROGRAM = """
import django

django.setup()

from django.db import connection
from core.migrating import migrate
from core.serving.static_files import collect_static_files

migrate()
connection.close()
collect_static_files()
"""

# What the worker does for the pages of a new site. Only the renditions, which take a minute, are named but not made.
SAMPLE = """
import django

django.setup()

from demo.loading import load
from blog.share_pictures import draw_missing
from core.tasks import update_statistics
from media.models import Picture
from search.filling import fill
from search.likeness import renew_due

load(lambda sentence: None)
Picture.objects.update(is_rendered=True)
draw_missing(seconds=600)
fill(seconds=600)
renew_due(seconds=600)
update_statistics.call()
"""


def prepare(folder: Path) -> None:
    """Make both in ``folder``. Processes that are started later copy them."""
    _run(PROGRAM, folder)
    os.environ[VARIABLE] = str(folder)


def _run(program: str, data_dir: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests",
        "DATA_DIR": str(data_dir),
    }
    subprocess.run([sys.executable, "-c", program], cwd=BASE_DIR, env=environment, check=True)


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
    if VARIABLE not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="sturdy-prepared-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        prepare(folder)
    data_dir.mkdir()
    copy_database(data_dir / DATABASE)
    copy_static_files(data_dir)
    return data_dir


def copy_sample_site(data_dir: Path) -> Path:
    """Give a new site both and the sample content, with which it needs no worker, and return its folder."""
    _run(SAMPLE, copy_site(data_dir))
    return data_dir
