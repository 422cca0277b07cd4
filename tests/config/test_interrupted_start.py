"""``manage.py serve`` as a process: what is left after Ctrl-C while it starts."""

import signal
import time

import httpx
import pytest

from tests import prepared
from tests.served_site import START_TIMEOUT, ServedSite, wait_until

pytestmark = [pytest.mark.process, pytest.mark.usefixtures("default_interrupt_handler")]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """One directory for all tests here: a start after an interrupted one finds what that one left."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def site(data_dir):
    site = ServedSite(data_dir)
    yield site
    site.end()


@pytest.mark.parametrize("seconds", [0.2, 0.5, 1, 2, 4])
def test_interrupt_while_starting_leaves_nothing_running(site, seconds):
    site.start()
    time.sleep(seconds)
    site.interrupt()
    assert site.processes() == []
    assert "Traceback" not in site.output()


# By then the first tables exist, and the next garbage is collected.
LOSE_AN_EXCEPTION = """
import gc, os, pathlib, signal

def interrupt(phase, info):
    log = pathlib.Path(os.environ["DATA_DIR"], "db.sqlite3-wal")
    if log.exists() and log.stat().st_size > 100_000:
        gc.callbacks.remove(interrupt)
        signal.raise_signal(signal.SIGINT)

gc.callbacks.append(interrupt)
"""


# Importlib has callbacks of weak references too, which drop an exception.
LOSE_AN_EXCEPTION_WHILE_LOADING = """
import signal, sys, weakref

class Nothing:
    pass

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "django.core.management":
            sys.meta_path.remove(self)
            nothing = Nothing()
            reference = weakref.ref(nothing, lambda _: signal.raise_signal(signal.SIGINT))
            del nothing

sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(
    "program", [LOSE_AN_EXCEPTION, LOSE_AN_EXCEPTION_WHILE_LOADING], ids=["garbage collector", "import"]
)
def test_interrupt_in_a_callback_ends_the_process(tmp_path, program):
    """There Python prints an exception and goes on."""
    (tmp_path / "sitecustomize.py").write_text(program)
    site = ServedSite(tmp_path / "data", PYTHONPATH=str(tmp_path)).start()
    try:
        assert site.process.wait(START_TIMEOUT) == -signal.SIGINT
    finally:
        for process in site.processes():
            process.kill()
        site.output()


WAIT = """
import time
print("waiting", flush=True)
try:
    time.sleep(60)
finally:
    print("cleaned up", flush=True)
"""


def test_interrupt_of_a_command_lets_it_clean_up(tmp_path):
    site = ServedSite(tmp_path / "data")
    site.command = ("manage.py", "shell", "--no-imports", "--command", WAIT)
    site.start()
    try:
        wait_until(lambda: "waiting" in site.printed())
        assert site.interrupt() == 130
        assert "cleaned up" in site.printed()
    finally:
        site.end()


# Django records a migration with indexes after the transaction that made its tables.
DIE_BEFORE_THE_RECORD = """
import os, signal
from django.db.migrations.recorder import MigrationRecorder

record = MigrationRecorder.record_applied

def die(recorder, app, name):
    if app == "accounts":
        os.kill(os.getpid(), signal.SIGKILL)
    record(recorder, app, name)

MigrationRecorder.record_applied = die
"""


def test_start_after_one_that_was_killed_between_a_migration_and_its_record(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(DIE_BEFORE_THE_RECORD)
    data_dir = tmp_path / "data"
    prepared.copy_static_files(data_dir)
    killed = ServedSite(data_dir, PYTHONPATH=str(tmp_path)).start()
    assert killed.process.wait(START_TIMEOUT) == -signal.SIGKILL
    killed.end()
    site = ServedSite(data_dir)
    try:
        site.started()
    finally:
        site.end()


def test_start_after_interrupted_ones_serves_the_site(site):
    site.started()
    wait_until(lambda: f"The site is at {site.url}/" in site.printed())
    assert httpx.get(site.url).status_code == 200
    wait_until(
        lambda: {"core.serving.web_server", "ox_worker"} <= {word for one in site.processes() for word in one.cmdline()}
    )
    assert site.interrupt() == 0
    assert site.processes() == []
