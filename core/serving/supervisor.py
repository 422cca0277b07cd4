"""Run a few programs together, start one again that has ended, and let those of another version take their place.

``manage.py serve`` replaces its own process by this module. This process only waits, for as long as the site runs, so
nothing of Django is imported here.

Each program has its own process group, so that Ctrl-C reaches only this process. It stops each program by SIGTERM, and
after a grace period by SIGKILL for the whole group.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple, NoReturn

from core.serving import handover
from core.serving.handover import Handover
from core.serving.program import PATIENCE, Program

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
SIGNALS = (*STOP_SIGNALS, handover.SIGNAL)
TICK = 0.1
GRACE = 8.0
# In seconds: for programs whose place another version has taken. A task that takes longer is handed back.
LEAVING = 40.0
REMINDER_TIMEOUT = 30.0


class Site(NamedTuple):
    """What the supervisor needs to know of a version of the site.

    The programs run in ``folder``; the first one gets the descriptor ``listener``. ``announcement`` is printed when it
    is ready, and then ``reminder`` is run, a command that may print more.
    """

    folder: str
    data_dir: str
    programs: Mapping[str, Sequence[str]]
    announcement: str = ""
    reminder: Sequence[str] = ()
    listener: int = -1

    @property
    def python(self) -> str:
        return next(iter(self.programs.values()))[0]

    def supervise(self) -> NoReturn:
        """Replace this process by the supervisor of the site."""
        # A signal in between waits until the supervisor counts it.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", __name__, json.dumps(self._asdict())])  # noqa: S606

    def announce(self) -> None:
        if self.announcement:
            _say(self.announcement)
        if self.reminder:
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(self.reminder, start_new_session=True, timeout=REMINDER_TIMEOUT, check=False)  # noqa: S603


class Supervisor:
    """Keeps programs running until SIGINT or SIGTERM, or until one of them has failed for too long."""

    def __init__(self, site: Site, is_ready: Callable[[Program], bool] = lambda program: program.is_ready) -> None:
        self.site = site
        self.is_ready = is_ready
        self.handover = Handover(site.data_dir)
        self.signals = self.requests = 0
        self.programs: list[Program] = []
        # Of a version that is starting to take the place of the running one.
        self.successor: Site | None = None
        self.successors: list[Program] = []
        # Programs that were replaced, and when they are killed.
        self.leaving: list[tuple[Program, float]] = []

    def run(self) -> str | None:
        """Run the programs and block.

        Those after the first would take time from it until it is ready, so they start only then. Returns ``None`` after
        a signal, or a sentence about the program that keeps failing.
        """
        is_ready = False
        with TemporaryDirectory(prefix="sturdy-") as self.folder, self._counted_signals():
            self.handover.claim(self.site.folder, self.site.python)
            self.programs = self._programs_of(self.site)
            try:
                while not self.signals:
                    for program in self.programs if is_ready else self.programs[:1]:
                        if failure := program.keep_running():
                            return failure
                    if is_ready:
                        self._replace()
                    elif is_ready := self.is_ready(self.programs[0]):
                        self.site.announce()
                    time.sleep(TICK)
                return None
            finally:
                self._stop()

    def _programs_of(self, site: Site) -> list[Program]:
        number = time.monotonic_ns()
        return [
            Program(name, command, site.folder, Path(self.folder, f"{number}-{name}"), -1 if index else site.listener)
            for index, (name, command) in enumerate(site.programs.items())
        ]

    def _replace(self) -> None:
        """Do what is next for another version to take the place of this one."""
        now = time.monotonic()
        for program, deadline in self.leaving:
            if now > deadline or not program.is_running:
                program.kill()
        self.leaving = [(program, deadline) for program, deadline in self.leaving if program.is_running]
        if self.successor:
            self._hand_over(self.successor, now)
        elif self.requests:
            self.requests = 0
            try:
                asked = {**self.handover.read_request(), "listener": self.site.listener}
                self._begin(Site(**asked), now)
            except (OSError, ValueError, TypeError) as error:
                self.handover.reply(f"The request can't be read: {error}.")

    def _begin(self, successor: Site, now: float) -> None:
        """Start the first program beside that of this version. Workers end now: they don't know the new tasks."""
        programs = self._programs_of(successor)
        programs[0].start(now)
        self.successor, self.successors, self.patient_until = successor, programs, now + PATIENCE
        self._leave(self.programs[1:], now)
        self.programs = self.programs[:1]

    def _hand_over(self, successor: Site, now: float) -> None:
        first = self.successors[0]
        if self.is_ready(first):
            self._leave(self.programs, now)
            self.programs, self.site, self.successor = self.successors, successor, None
            self.handover.accept(successor.folder, successor.python)
            _say(successor.announcement)
        elif now > self.patient_until or not first.is_running:
            first.kill()
            self.programs += self._programs_of(self.site)[1:]
            self.successor = None
            self.handover.reply(f"The {first.name} of the new version did not start: the log of the site says why.")

    def _leave(self, programs: Sequence[Program], now: float) -> None:
        for program in programs:
            program.terminate()
            self.leaving.append((program, now + LEAVING))

    @contextmanager
    def _counted_signals(self) -> Iterator[None]:
        """Count signals and do nothing else. An exception in a handler could lose a process that has just started."""
        before = {number: signal.signal(number, self._count_signal) for number in SIGNALS}
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _count_signal(self, number: int, _frame: FrameType | None) -> None:
        if number == handover.SIGNAL:
            self.requests += 1
        else:
            self.signals += 1

    def _stop(self) -> None:
        """Stop all programs within ``GRACE`` seconds, or at once after a second signal."""
        at_first = self.signals
        programs = [*self.programs, *(self.successors if self.successor else ()), *(one for one, _ in self.leaving)]
        for program in programs:
            program.terminate()
        deadline = time.monotonic() + GRACE
        while any(program.is_running for program in programs):
            if self.signals > max(at_first, 1) or time.monotonic() > deadline:
                break
            time.sleep(TICK)
        for program in programs:
            program.kill()


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


def main(site: Site) -> None:
    failure = Supervisor(site).run()
    if failure:
        sys.exit(failure)
    _say("Stopped.")


if __name__ == "__main__":
    main(Site(**json.loads(sys.argv[1])))
