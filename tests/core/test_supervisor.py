import os
import signal
import sys
import threading
import time

import psutil
import pytest

from core import supervisor
from core.supervisor import Supervisor

pytestmark = pytest.mark.process

IDLE = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]
PARENT = [sys.executable, "-c", f"import subprocess, time; subprocess.Popen({IDLE!r}); time.sleep(60)"]
BROKEN = [sys.executable, "-c", "raise SystemExit(3)"]


def run(programs, number=signal.SIGINT, after=1.0):
    """What ``run`` answers if this process gets a signal ``after`` so many seconds, and how long that took."""
    timer = threading.Timer(after, os.kill, [os.getpid(), number])
    timer.start()
    start = time.monotonic()
    answer = Supervisor(programs).run(ready=lambda: True, announce=lambda: None)
    timer.cancel()
    return answer, time.monotonic() - start


def descendants():
    return psutil.Process().children(recursive=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_all(number):
    answer, seconds = run({"one": IDLE, "two": IDLE}, number)
    assert (answer, descendants()) == (None, [])
    assert seconds < 3


def test_signal_while_the_programs_begin_is_not_lost():
    assert run({"one": IDLE, "two": IDLE}, after=0.05)[0] is None
    assert descendants() == []


def test_program_that_ends_stops_the_others_and_is_named():
    answer, _seconds = run({"one": IDLE, "two": BROKEN}, after=30)
    assert answer == "The two ended by itself, with status 3."
    assert descendants() == []


def test_program_that_does_not_listen_is_killed(monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 1.0)
    answer, seconds = run({"one": DEAF, "two": IDLE})
    assert (answer, descendants()) == (None, [])
    assert seconds < 5


def test_programs_of_a_program_end_with_it():
    before = {process.pid for process in psutil.process_iter()}
    run({"one": PARENT})
    after = [process for process in psutil.process_iter(["cmdline"]) if process.pid not in before]
    left = [process for process in after if IDLE[-1] in (process.info["cmdline"] or [])]
    assert psutil.wait_procs(left, timeout=3)[1] == []


def test_announces_once_when_ready():
    answers = iter([False, False, True])
    announced = []
    timer = threading.Timer(1.5, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    Supervisor({"one": IDLE}).run(ready=lambda: next(answers), announce=lambda: announced.append(1))
    assert announced == [1]
