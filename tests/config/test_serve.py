"""``manage.py serve`` as a process of its own: what a Ctrl-C leaves behind, whenever it comes."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import psutil
import pytest

from config.environment import BASE_DIR

pytestmark = pytest.mark.process

START_TIMEOUT = 90
# Granian gives its worker 2 s, the supervisor both of them 8 s.
STOP_TIMEOUT = 15


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    def __init__(self, data_dir, **environment):
        self.data_dir = data_dir
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(data_dir),
            "SECRET_KEY": "only-for-tests",
            "DEMO": "0",
            "PORT": str(free_port()),
            **environment,
        }
        self.url = f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self

    def started(self):
        self.start()
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx.TransportError):
                httpx.get(self.url, timeout=30)
                return self
            time.sleep(0.1)
        raise AssertionError(self.output())

    def interrupt(self, number=signal.SIGINT):
        """As a terminal does it: to the whole process group."""
        os.killpg(self.process.pid, number)
        return self.process.wait(STOP_TIMEOUT)

    def output(self):
        return self.process.communicate(timeout=STOP_TIMEOUT)[0]

    def processes(self):
        """Every process that works on this site, by the folder in its environment."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("DATA_DIR") == str(self.data_dir):
                    found.append(process)
        return found


@pytest.fixture(autouse=True)
def _heard_interrupt():
    """Tests started in the background of a shell ignore Ctrl-C, and so would every process they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    """One for all tests here, as a machine has it: a start after an interrupted one finds what that left."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def site(data_dir):
    site = Site(data_dir)
    yield site
    for process in site.processes():
        process.kill()
    site.process.wait(STOP_TIMEOUT)
    site.process.stdout.close()


@pytest.mark.parametrize("seconds", [0.2, 0.5, 1, 2, 4])
def test_interrupt_while_starting_leaves_nothing_running(site, seconds):
    site.start()
    time.sleep(seconds)
    site.interrupt()
    assert site.processes() == []
    assert "Traceback" not in site.output()


# When the first tables are there, and the next garbage is collected.
LOSE_AN_EXCEPTION = """
import gc, os, pathlib, signal

def interrupt(phase, info):
    log = pathlib.Path(os.environ["DATA_DIR"], "db.sqlite3-wal")
    if log.exists() and log.stat().st_size > 100_000:
        gc.callbacks.remove(interrupt)
        signal.raise_signal(signal.SIGINT)

gc.callbacks.append(interrupt)
"""


def test_interrupt_while_python_tidies_up_is_heard(tmp_path):
    """There, Python prints an exception and goes on."""
    (tmp_path / "sitecustomize.py").write_text(LOSE_AN_EXCEPTION)
    site = Site(tmp_path / "data", PYTHONPATH=str(tmp_path)).start()
    try:
        assert site.process.wait(START_TIMEOUT) == -signal.SIGINT
    finally:
        for process in site.processes():
            process.kill()
        site.output()


def test_start_after_interrupted_ones_serves_the_site(site):
    site.started()
    assert httpx.get(site.url).status_code == 200
    assert {"granian", "ox_worker"} <= {word for process in site.processes() for word in process.cmdline()}
    assert site.interrupt() == 0
    assert site.processes() == []
    assert f"The site is at {site.url}/" in site.output()


def test_interrupt_in_the_first_second_of_the_web_server(site):
    site.start()
    while not any("granian" in process.cmdline() for process in site.processes()):
        time.sleep(0.02)
    time.sleep(0.4)
    site.interrupt()
    assert site.processes() == []


def test_sigterm_stops_both(site):
    site.started()
    assert site.interrupt(signal.SIGTERM) == 0
    assert site.processes() == []


def test_interrupt_under_load_lets_no_process_live(site):
    site.started()

    def read(_number):
        with suppress(httpx.TransportError):
            return httpx.get(site.url, timeout=10).status_code

    with ThreadPoolExecutor(8) as readers:
        answers = readers.map(read, range(200))
        time.sleep(0.5)
        site.interrupt()
        statuses = {status for status in answers if status}
    assert statuses == {200}
    assert site.processes() == []


@pytest.mark.parametrize("word", ["granian", "ox_worker"])
def test_when_one_dies_the_other_is_stopped_and_the_status_says_so(site, word):
    site.started()
    next(process for process in site.processes() if word in process.cmdline()).kill()
    assert site.process.wait(STOP_TIMEOUT) == 1
    assert "ended by itself" in site.output()
    assert site.processes() == []


def test_taken_port_is_one_sentence(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(site.environment["PORT"])))
        taken.listen()
        assert site.start().process.wait(START_TIMEOUT) == 1
    assert site.output().startswith(f"CommandError: PORT is {site.environment['PORT']}, which can't be used")
    assert site.processes() == []


def test_wrong_setting_is_one_sentence(site):
    site.environment["DEBUG"] = "yes"
    assert site.start().process.wait(START_TIMEOUT) == 1
    assert site.output() == "Sturdy cannot start. DEBUG is 'yes': write True, False, 1 or 0.\n"


def test_database_that_does_not_answer_is_one_sentence(site):
    site.environment["DATABASE_URL"] = f"postgresql://coach:geheim@127.0.0.1:{free_port()}/sturdy"
    assert site.start().process.wait(START_TIMEOUT) == 1
    output = site.output()
    assert "CommandError: The database does not answer" in output
    assert "Traceback" not in output
    assert "geheim" not in output
