"""Runs a few programs together: all of them, or none.

Each is started in a process group of its own, so that a Ctrl-C reaches this process alone and the programs are ended
in good order: SIGTERM first, SIGKILL for the whole group of one that does not listen.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

TICK = 0.1
GRACE = 8.0


class Supervisor:
    """``run`` starts the programs and ends when one of them does, or at a SIGINT or SIGTERM."""

    def __init__(self, programs: Mapping[str, Sequence[str]]) -> None:
        self.programs = programs
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.signals = 0

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> str | None:
        """Blocks. Calls ``announce`` once ``ready`` says yes.

        Returns ``None`` if it was asked to stop, else a sentence on the program that ended by itself.
        """
        is_announced = False
        with self._heard_signals():
            try:
                for name, command in self.programs.items():
                    self.processes[name] = subprocess.Popen(command, start_new_session=True)  # noqa: S603
                while not self.signals:
                    for name, process in self.processes.items():
                        if process.poll() is not None:
                            return f"The {name} ended by itself, with status {process.returncode}."
                    if not is_announced and ready():
                        is_announced = True
                        announce()
                    time.sleep(TICK)
                return None
            finally:
                self._stop()

    @contextmanager
    def _heard_signals(self) -> Iterator[None]:
        """Only count signals: an exception out of a handler could lose a process that has just been started."""
        before = {number: signal.signal(number, self._hear) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def _stop(self) -> None:
        """End all programs, in seconds; at once if a second signal comes meanwhile."""
        at_first = self.signals
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        while any(process.poll() is None for process in self.processes.values()):
            if self.signals > max(at_first, 1) or time.monotonic() > deadline:
                break
            time.sleep(TICK)
        for process in self.processes.values():
            # The group may have members left even if its first has ended.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
