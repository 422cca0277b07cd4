"""Processes of a server: which core they run on, what they cost and what they hold."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

CORES = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]

# A server is quiet if it uses less than this share of its core. Its scheduled tasks must not keep us waiting for ever.
QUIET_SHARE, QUIET_TICK, QUIET_TIMEOUT = 0.05, 0.25, 60.0
STOP_TIMEOUT = 20.0


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run this thread on one core within the block, and so all processes that it starts there."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def running(command: Sequence[str | Path], log: Path, **options: Any) -> Iterator[int]:
    """Run a program on the server's core, give its process id, and end it after the block."""
    with log.open("ab") as output, on_core(SERVER_CORE):
        # In a session of its own: it is ended here, not by a Ctrl-C in the terminal.
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def family(pid: int) -> list[int]:
    """The process and all below it."""
    with suppress(psutil.NoSuchProcess):
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return []


def cpu_seconds(pids: Iterable[int]) -> float:
    """The time that all threads of the processes have run on a core until now."""
    nanoseconds = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                nanoseconds += int(thread.read_text().split()[0])
    return nanoseconds / 1e9


def busy_seconds() -> float:
    """The time that this thread has run or has waited for its core until now."""
    run, waited, _count = Path("/proc/thread-self/schedstat").read_text().split()
    return (int(run) + int(waited)) / 1e9


def memory_mb(pids: Iterable[int]) -> float:
    """The proportional set size: memory that processes share is counted once."""
    kilobytes = 0
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


def wait_until_quiet(pids: Sequence[int]) -> None:
    deadline = time.monotonic() + QUIET_TIMEOUT
    while time.monotonic() < deadline:
        before = cpu_seconds(pids)
        time.sleep(QUIET_TICK)
        if cpu_seconds(pids) - before < QUIET_SHARE * QUIET_TICK:
            return
