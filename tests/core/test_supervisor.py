import os
import signal
import subprocess
import sys
import threading
import time
from tempfile import TemporaryDirectory

import psutil
import pytest

from config.environment import BASE_DIR
from core.serving import program, supervisor
from core.serving.supervisor import Site, Supervisor

pytestmark = pytest.mark.process

IDLE = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]
PARENT = [sys.executable, "-c", f"import subprocess, time; subprocess.Popen({IDLE!r}); time.sleep(60)"]
BROKEN = [sys.executable, "-c", "raise SystemExit(3)"]


def supervise(programs, is_ready=lambda program: True, announcement=""):
    """The result of ``run`` for programs that say nothing when they are ready."""
    with TemporaryDirectory() as folder:
        return Supervisor(Site(str(BASE_DIR), folder, programs, announcement), is_ready).run()


def run(programs, number=signal.SIGINT, after=1.0):
    """The result of ``run`` if this process gets a signal ``after`` so many seconds, and how long it took."""
    timer = threading.Timer(after, os.kill, [os.getpid(), number])
    timer.start()
    start = time.monotonic()
    answer = supervise(programs)
    timer.cancel()
    return answer, time.monotonic() - start


def run_until(condition, programs):
    """The result of ``run`` if the signal comes as soon as the condition is true, or after a minute."""
    is_over = threading.Event()

    def interrupt_once_true():
        deadline = time.monotonic() + 60
        while not condition() and time.monotonic() < deadline:
            if is_over.wait(0.1):
                return
        os.kill(os.getpid(), signal.SIGINT)

    watch = threading.Thread(target=interrupt_once_true)
    watch.start()
    answer = supervise(programs)
    is_over.set()
    watch.join()
    return answer


def idle_processes(before):
    """Each process that runs ``IDLE`` and is none of ``before``."""
    after = [process for process in psutil.process_iter(["cmdline"]) if process.pid not in before]
    return [process for process in after if IDLE[-1] in (process.info["cmdline"] or [])]


def appends(path, command):
    """``command``, which writes a letter to the end of a file first."""
    return [sys.executable, "-c", f"open({str(path)!r}, 'a').write('x')\n{command[-1]}"]


def starts(path):
    """How often such a command has started."""
    return len(path.read_text()) if path.exists() else 0


@pytest.fixture
def descendants():
    """The processes below this one, but for servers and browsers of other tests."""
    this = psutil.Process()
    before = this.children(recursive=True)
    return lambda: [process for process in this.children(recursive=True) if process not in before]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_all_programs(descendants, number):
    answer, seconds = run({"one": IDLE, "two": IDLE}, number)
    assert (answer, descendants()) == (None, [])
    assert seconds < 3


def test_signal_during_the_start_is_not_lost(descendants):
    assert run({"one": IDLE, "two": IDLE}, after=0.05)[0] is None
    assert descendants() == []


def test_others_start_once_the_first_is_ready(tmp_path):
    written = []

    def is_ready(_program) -> bool:
        written.append((tmp_path / "two").exists())
        return len(written) > 5

    timer = threading.Timer(3.0, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    supervise({"one": IDLE, "two": appends(tmp_path / "two", IDLE)}, is_ready)
    timer.cancel()
    assert not any(written)
    assert (tmp_path / "two").read_text() == "x"


def test_program_that_ends_is_started_again_after_growing_pauses(descendants, capfd):
    told = []

    def three_times():
        told.extend(capfd.readouterr().err.splitlines())
        return len(told) >= 3

    assert run_until(three_times, {"one": IDLE, "two": BROKEN}) is None
    assert descendants() == []
    assert told[0] == "The two ended by itself, with status 3. It is started again in 0.5 s."
    assert [line.split()[-2] for line in told[:3]] == ["0.5", "1", "2"]


def test_only_the_program_that_ended_is_started_again(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    run_until(lambda: starts(one) and starts(two) > 1, {"one": appends(one, IDLE), "two": appends(two, BROKEN)})
    assert starts(one) == 1


def test_program_that_keeps_failing_stops_the_others_and_is_named(descendants, monkeypatch):
    monkeypatch.setattr(program, "PATIENCE", 1.0)
    answer, seconds = run({"one": IDLE, "two": BROKEN}, after=30)
    assert answer == (
        "The two ended by itself, with status 3, 3 times in a row. The site was stopped. "
        "The messages above say why: repair that, and start the site again."
    )
    assert descendants() == []
    assert seconds < 20


def test_failures_are_forgotten_once_a_program_has_run_for_long_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(program, "PATIENCE", 1.0)
    monkeypatch.setattr(program, "LONG_ENOUGH", 0.3)
    file, ends_later = tmp_path / "one", [sys.executable, "-c", "import time; time.sleep(1); raise SystemExit(3)"]
    assert run_until(lambda: starts(file) > 2, {"one": appends(file, ends_later)}) is None


def test_rest_of_a_group_is_killed_before_its_program_starts_again(tmp_path):
    file = tmp_path / "one"
    leaves_a_child = [sys.executable, "-c", f"import subprocess, time; subprocess.Popen({IDLE!r}); time.sleep(1)"]
    before = {process.pid for process in psutil.process_iter()}
    counts = []

    def has_started_again():
        counts.append(len(idle_processes(before)))
        return starts(file) > 2

    run_until(has_started_again, {"one": appends(file, leaves_a_child)})
    assert max(counts) == 1
    assert psutil.wait_procs(idle_processes(before), timeout=3)[1] == []


def test_program_that_ignores_the_signal_is_killed(descendants, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 1.0)
    answer, seconds = run({"one": DEAF, "two": IDLE})
    assert (answer, descendants()) == (None, [])
    assert seconds < 5


def test_child_processes_are_stopped():
    before = {process.pid for process in psutil.process_iter()}
    run({"one": PARENT})
    assert psutil.wait_procs(idle_processes(before), timeout=3)[1] == []


def test_output_of_a_program_is_not_buffered(capfd, monkeypatch):
    """SIGTERM ends Python without flushing its buffers."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    prints = [sys.executable, "-c", "import time; print('printed'); time.sleep(60)"]
    printed = []

    def has_printed():
        printed.append(capfd.readouterr().out)
        return "".join(printed)

    run_until(has_printed, {"one": prints})
    assert "".join(printed) == "printed\n"


def test_announces_once_when_ready(capfd):
    answers = iter([False, False, True])
    timer = threading.Timer(1.5, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    supervise({"one": IDLE}, lambda _program: next(answers), "The site answers.")
    assert capfd.readouterr().out == "The site answers.\n"


def test_supervisor_loads_nothing_of_django():
    """Its process stays for as long as the site runs."""
    listed = [sys.executable, "-c", "import sys, core.serving.supervisor; print(*sys.modules)"]
    modules = subprocess.run(listed, capture_output=True, text=True, check=True, cwd=BASE_DIR).stdout.split()
    assert "core.serving.program" in modules
    assert [name for name in modules if name.split(".")[0] in ("django", "granian")] == []


def test_start_of_the_site_loads_no_library_of_rare_work():
    """Only some tasks ask other servers, or encode pictures. Each process would take 20 MB more."""
    program = "import sys, django; django.setup(); import config.urls, config.wsgi; print(*sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    listed = [sys.executable, "-c", program]
    done = subprocess.run(listed, env=environment, capture_output=True, text=True, check=True, cwd=BASE_DIR)
    modules = done.stdout.split()
    assert "blog.remote_pictures" in modules
    rare = {"httpx", "httpcore", "boto3", "sentry_sdk", "PIL", "pillow_heif", "mutagen", "pyrage", "charset_normalizer"}
    assert rare & {*modules} == set()
