"""What most sites of the tests start with, made once for all groups: migrated databases, static files, sample content.

``tests.groups`` names the folder in the environment, and a PostgreSQL server whose new databases are migrated;
``.ci/run`` names a folder for the check of the HTML too. A single run of pytest makes one for its first whole site.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import BASE_DIR

VARIABLE = "STURDY_TESTS_PREPARED"
POSTGRES_VARIABLE = "STURDY_TESTS_POSTGRES"
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
MIGRATE = """
import django

django.setup()

from core.migrating import migrate

migrate()
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


@contextmanager
def common_folder() -> Iterator[Path]:
    """Yield the folder of the environment, or a new one that is deleted at the end."""
    if given := os.environ.get(VARIABLE):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(prefix="sturdy-prepared-") as made:
        yield Path(made)


def prepare(folder: Path, server_url: str = "") -> None:
    """Make a database and the static files in ``folder``, if they are not there yet, and migrate the template of new
    databases on the server.

    Processes that are started later copy them.
    """
    ready = folder / "ready"
    programs = [] if ready.exists() else [_start(PROGRAM, folder)]
    os.environ[VARIABLE] = str(folder)
    if server_url:
        programs.append(_start(MIGRATE, folder, server_url.replace("/postgres?", "/template1?")))
        os.environ[POSTGRES_VARIABLE] = server_url
    for program in programs:
        _wait(program)
    ready.touch()


def _start(program: str, data_dir: Path, database_url: str = "") -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests",
        "DATA_DIR": str(data_dir),
        **({"DATABASE_URL": database_url} if database_url else {}),
    }
    return subprocess.Popen([sys.executable, "-c", program], cwd=BASE_DIR, env=environment)


def _wait(program: subprocess.Popen[bytes]) -> None:
    if program.wait():
        raise subprocess.CalledProcessError(program.returncode, program.args)


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
    _prepare_once()
    data_dir.mkdir()
    copy_database(data_dir / DATABASE)
    copy_static_files(data_dir)
    return data_dir


def copy_sample_site(data_dir: Path) -> Path:
    """Give a new site both and the sample content, with which it needs no worker, and return its folder.

    The first process that asks for one makes it, while the others wait.
    """
    sample = _prepare_once() / "sample"
    with (sample.parent / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not sample.exists():
            unfinished = copy_site(sample.with_name("sample.unfinished"))
            _wait(_start(SAMPLE, unfinished))
            unfinished.rename(sample)
    return Path(shutil.copytree(sample, data_dir))


def _prepare_once() -> Path:
    folder = Path(os.environ.get(VARIABLE) or tempfile.mkdtemp(prefix="sturdy-prepared-"))
    if VARIABLE not in os.environ:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    prepare(folder)
    return folder
