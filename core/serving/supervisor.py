"""Run a few programs together, and start one again that has ended.

``manage.py serve`` replaces its own process by this module. This process only waits, for as long as the site runs, so
nothing of Django is imported here.

Each program has its own process group, so that Ctrl-C reaches only this process. It stops each program by SIGTERM, and
after a grace period by SIGKILL for the whole group.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NamedTuple, NoReturn

from core.serving.program import Program

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
TICK = 0.1
GRACE = 8.0
REMINDER_TIMEOUT = 30.0


class Supervisor:
    """Keeps programs running until SIGINT or SIGTERM, or until one of them has failed for too long."""

    def __init__(self, programs: Mapping[str, Sequence[str]]) -> None:
        self.programs = [Program(name, command) for name, command in programs.items()]
        self.signals = 0

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> str | None:
        """Run the programs and block. Call ``announce`` when ``ready`` returns true for the first time.

        Only then the programs after the first are started, which would take time from it until it is ready. Returns
        ``None`` after a signal, or a sentence about the program that keeps failing.
        """
        is_ready = is_announced = False
        with self._counted_signals():
            try:
                while not self.signals:
                    is_ready = is_ready or ready()
                    for program in self.programs if is_ready else self.programs[:1]:
                        if failure := program.keep_running():
                            return failure
                    if is_ready and not is_announced:
                        is_announced = True
                        announce()
                    time.sleep(TICK)
                return None
            finally:
                self._stop()

    @contextmanager
    def _counted_signals(self) -> Iterator[None]:
        """Count signals and do nothing else. An exception in a handler could lose a process that has just started."""
        before = {number: signal.signal(number, self._count_signal) for number in STOP_SIGNALS}
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _count_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def _stop(self) -> None:
        """Stop all programs within ``GRACE`` seconds, or at once after a second signal."""
        at_first = self.signals
        for program in self.programs:
            program.terminate()
        deadline = time.monotonic() + GRACE
        while any(program.is_running for program in self.programs):
            if self.signals > max(at_first, 1) or time.monotonic() > deadline:
                break
            time.sleep(TICK)
        for program in self.programs:
            program.kill()


class Site(NamedTuple):
    """What the supervisor needs to know of the site.

    ``announcement`` is printed when the site answers, and then ``reminder`` is run, a command that may print more.
    """

    host: str
    port: int
    programs: Mapping[str, Sequence[str]]
    announcement: str
    reminder: Sequence[str] = ()

    def supervise(self) -> NoReturn:
        """Replace this process by the supervisor of the site."""
        # A signal in between waits until the supervisor counts it.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", __name__, json.dumps(self._asdict())])  # noqa: S606

    def answers(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def announce(self) -> None:
        _say(self.announcement)
        if self.reminder:
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(self.reminder, start_new_session=True, timeout=REMINDER_TIMEOUT, check=False)  # noqa: S603


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


def main(site: Site) -> None:
    failure = Supervisor(site.programs).run(ready=site.answers, announce=site.announce)
    if failure:
        sys.exit(failure)
    _say("Stopped.")


if __name__ == "__main__":
    main(Site(**json.loads(sys.argv[1])))
