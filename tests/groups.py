"""``make test``: every group of tests one after the other, and a summary that shows each.

A group that failed, ran no test or skipped one makes the whole run fail. ``python -m tests.groups`` runs it.
"""

import resource
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from tests import chromium, postgres, prepared

INTERRUPTED = 130
OPTIONS = "-q --complete --durations=12 --durations-min=5".split()

IN_ONE_PROCESS = "not browser and not process"
POSTGRES = f"django_db and {IN_ONE_PROCESS} and not valkey and not sqlite"
# Each process begins with a part of the tests in a row, which share what they start. Who is done takes from another.
PARALLEL = ["-n", "3", "--dist", "worksteal"]
# These wait more than they compute. All tests of a file are run by one process, so that they share what they start.
WAITING = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]


@dataclass(frozen=True)
class Group:
    name: str
    arguments: list[str]


GROUPS = [
    Group("SQLite", [*PARALLEL, "--note-statements", "-m", IN_ONE_PROCESS]),
    Group("PostgreSQL", [*PARALLEL, "--postgres", "--first-cases", "--new-statements", "-m", POSTGRES]),
    Group("Processes", [*WAITING, "-m", "process"]),
    Group("Browser", ["-n", "4", "--maxschedchunk", "1", "tests/browser"]),
]


@dataclass(frozen=True)
class Result:
    group: Group
    exit_code: int
    passed: int
    failed: int
    skipped: int
    seconds: float
    cpu_seconds: float

    @property
    def is_good(self) -> bool:
        return self.exit_code == 0 and self.passed > 0 and not self.skipped

    def __str__(self) -> str:
        counts = f"{self.passed:5} passed, {self.failed} failed, {self.skipped} skipped"
        if self.exit_code != 0 and not self.failed:
            counts += f" (pytest ended with {self.exit_code})"
        took = f"{self.seconds:4.0f} s, {self.cpu_seconds:4.0f} s of CPU"
        return f"{'ok  ' if self.is_good else 'FAIL'} {self.group.name:11} {counts} in {took}"


def run(group: Group) -> Result:
    print(f"\n=== {group.name}", flush=True)
    start, cpu = time.monotonic(), _cpu_seconds()
    with tempfile.TemporaryDirectory(prefix="sturdy-report-") as folder:
        report = Path(folder) / "junit.xml"
        command = [sys.executable, "-m", "pytest", *OPTIONS, f"--junitxml={report}", *group.arguments]
        exit_code = _wait(subprocess.Popen(command))
        counts = _counts(report)
    seconds, cpu_seconds = time.monotonic() - start, _cpu_seconds() - cpu
    return Result(group, exit_code, *counts, seconds=seconds, cpu_seconds=cpu_seconds)


def _cpu_seconds() -> float:
    """Return those of all child processes that have ended: not those of the PostgreSQL server."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code; a Ctrl-C, which pytest hears too, waits for pytest to clean up."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            sys.exit(INTERRUPTED)


def _counts(report: Path) -> tuple[int, int, int]:
    if not report.is_file():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().findall("testsuite")
    total, failed, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    return total - failed - errors - skipped, failed + errors, skipped


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chromium.install_if_root()
    with prepared.common_folder() as folder, postgres.server() as url:
        prepared.prepare(folder, url)
        results = [run(group) for group in GROUPS]
    print("\n=== All groups")
    print(*results, sep="\n")
    bad = [result for result in results if not result.is_good]
    failed = sum(max(result.failed, 1) for result in bad)
    seconds, cpu = sum(result.seconds for result in results), sum(result.cpu_seconds for result in results)
    print(f"{sum(result.passed for result in results)} passed, {failed} failed in {seconds:.0f} s, {cpu:.0f} s of CPU")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
