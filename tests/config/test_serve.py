"""``manage.py serve`` as a process: what it says, what comes back, and what is left after Ctrl-C."""

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import httpx
import psutil
import pytest

from config.environment import BASE_DIR
from tests import prepared
from tests.served_site import START_TIMEOUT, STOP_TIMEOUT, ServedSite, free_port, wait_until

pytestmark = [pytest.mark.process, pytest.mark.usefixtures("default_interrupt_handler")]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return prepared.copy_site(tmp_path_factory.mktemp("site") / "data")


@pytest.fixture
def site(data_dir):
    site = ServedSite(data_dir)
    yield site
    site.end()


def test_interrupt_in_the_first_second_of_the_web_server_stops_it(site):
    site.start()
    while not any("core.serving.web_server" in process.cmdline() for process in site.processes()):
        time.sleep(0.02)
    time.sleep(0.4)
    site.interrupt()
    assert site.processes() == []


def test_sigterm_stops_both_programs(site):
    site.started()
    assert site.interrupt(signal.SIGTERM) == 0
    assert site.processes() == []


def test_interrupt_under_load_leaves_nothing_running(site):
    site.started()
    has_answered = Event()

    def read(_number):
        with suppress(httpx.TransportError):
            # To read the certificates of the machine would take longer than the request.
            status = httpx.get(site.url, timeout=10, verify=False).status_code
            has_answered.set()
            return status

    with ThreadPoolExecutor(8) as readers:
        responses = readers.map(read, range(200))
        assert has_answered.wait(START_TIMEOUT)
        site.interrupt()
        statuses = {status for status in responses if status}
    assert statuses == {200}
    assert site.processes() == []


def program_of(site, word):
    """The process whose command line has ``word``, or its parent if both have it."""
    found = [process for process in site.processes() if word in process.cmdline()]
    return next(process for process in found if process.ppid() not in {one.pid for one in found})


def answers(site):
    with suppress(httpx.TransportError):
        return httpx.get(site.url, timeout=30).status_code == 200


@pytest.fixture(scope="module")
def running(tmp_path_factory, default_interrupt_handler):
    """A site that goes on from one test to the next."""
    site = ServedSite(prepared.copy_site(tmp_path_factory.mktemp("running") / "data"))
    try:
        yield site.started()
    finally:
        site.end()


def test_output_is_not_buffered_without_a_terminal(running):
    wait_until(lambda: f"The site is at {running.url}/" in running.printed())


def test_supervisor_is_small(running):
    """It is what ``manage.py serve`` has become, and only waits."""
    assert psutil.Process(running.process.pid).memory_info().rss < 40 * 2**20


def test_killed_web_server_comes_back(running):
    killed = program_of(running, "core.serving.web_server")
    killed.kill()
    killed.wait(STOP_TIMEOUT)
    wait_until(lambda: answers(running))
    assert "The web server ended by itself, with status -9. It is started again in 0.5 s." in running.printed()


def test_killed_web_process_comes_back(running):
    """It is a child of the web server, which ends without it."""
    [process] = program_of(running, "core.serving.web_server").children()
    process.kill()
    process.wait(STOP_TIMEOUT)
    wait_until(lambda: answers(running))


def test_killed_background_worker_comes_back_while_the_site_answers(running):
    wait_until(lambda: any("ox_worker" in process.cmdline() for process in running.processes()))
    killed = program_of(running, "ox_worker")
    killed.kill()
    killed.wait(STOP_TIMEOUT)
    assert answers(running)
    wait_until(lambda: any("ox_worker" in process.cmdline() for process in running.processes()))
    assert "The background worker ended by itself, with status -9" in running.printed()


def test_interrupt_stops_a_site_whose_programs_were_started_again(running):
    assert running.interrupt() == 0
    assert running.processes() == []


def test_one_of_several_web_processes_comes_back_while_the_other_answers(site):
    site.environment["WEB_WORKERS"] = "2"
    site.started()
    server = program_of(site, "core.serving.web_server")
    wait_until(lambda: len(web_processes(server)) == 2)
    killed = web_processes(server)[0]
    killed.kill()
    killed.wait(STOP_TIMEOUT)
    wait_until(lambda: len(web_processes(server)) == 2)
    assert killed not in web_processes(server)
    assert answers(site)
    assert site.interrupt() == 0
    assert site.processes() == []


def web_processes(server):
    """Besides the web processes, the server may have a process of ``multiprocessing`` that tracks its resources."""
    return [child for child in server.children() if "core.serving.web_server" in child.cmdline()]


# The minute that the supervisor gives a failing program is shortened.
FAIL = """
import os, sys
from core.serving import program

program.PATIENCE = 1.0
if "ox_worker" in sys.orig_argv:
    os._exit(3)
"""


def test_program_that_fails_for_too_long_ends_the_site_with_a_sentence(site, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(FAIL)
    site.environment["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{BASE_DIR}"
    site.start()
    assert site.process.wait(START_TIMEOUT) == 1
    last = site.output().splitlines()[-1]
    assert last.startswith("The background worker ended by itself, with status 3,")
    assert last.endswith("The messages above say why: repair that, and start the site again.")
    assert site.processes() == []


def test_taken_port_is_reported_in_one_sentence(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(site.environment["PORT"])))
        taken.listen()
        assert site.start().process.wait(START_TIMEOUT) == 1
    assert site.output().startswith(f"CommandError: PORT is {site.environment['PORT']}, which can't be used")
    assert site.processes() == []


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [("DEBUG", "yes", "True, False, 1 or 0"), ("WEB_WORKERS", "0", "a number from 1 to 64, such as 1")],
)
def test_invalid_setting_is_reported_in_one_sentence(site, name, value, advice):
    site.environment[name] = value
    assert site.start().process.wait(START_TIMEOUT) == 1
    assert site.output() == f"Sturdy cannot start. {name} is {value!r}: write {advice}.\n"


def test_unreachable_database_is_reported_in_one_sentence(site):
    site.environment["DATABASE_URL"] = f"postgresql://coach:geheim@127.0.0.1:{free_port()}/sturdy"
    assert site.start().process.wait(START_TIMEOUT) == 1
    output = site.output()
    assert "CommandError: The database does not answer" in output
    assert "Traceback" not in output
    assert "geheim" not in output
