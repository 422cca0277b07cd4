"""A program that is started again whenever it has ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.serving.listener import LISTENER
from core.serving.readiness import READY_FILE

ENVIRONMENT = {
    # Otherwise Python buffers output to a pipe or file.
    "PYTHONUNBUFFERED": "1",
    # For glibc: memory of pictures goes back to the machine, instead of staying with the process.
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_ARENA_MAX": "2",
}

# In seconds. The pause before a start doubles with each failure. A program that has run for long enough is no longer
# counted as failing. One that fails for longer than PATIENCE is given up.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
LONG_ENOUGH = 15.0
PATIENCE = 60.0


class Program:
    """A program in the folder of its version. ``listener`` is a descriptor that it gets, or -1.

    It makes ``ready_file`` when it is ready.
    """

    def __init__(self, name: str, command: Sequence[str], folder: str, ready_file: Path, listener: int = -1) -> None:
        self.name = name
        self.command = command
        self.folder = folder
        self.ready_file = ready_file
        self.listener = listener
        self.process: subprocess.Popen[bytes] | None = None
        self.starts_at = 0.0
        self._forget_failures()

    def _forget_failures(self) -> None:
        self.pause = FIRST_PAUSE
        self.failures = 0
        self.failing_since = 0.0

    def keep_running(self) -> str | None:
        """Start the program if it does not run and its pause is over. To be called often.

        Returns a sentence if the program has failed for too long. It is not started again then.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self.starts_at:
                self.start(now)
        elif self.process.poll() is not None:
            return self._ended(self.process.returncode, now)
        elif self.failures and now - self.starts_at > LONG_ENOUGH:
            self._forget_failures()
        return None

    def start(self, now: float) -> None:
        self.starts_at = now
        self.ready_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=self.folder,
            start_new_session=True,
            pass_fds=[self.listener] if self.listener >= 0 else [],
            env={**os.environ, **ENVIRONMENT, READY_FILE: str(self.ready_file), LISTENER: str(self.listener)},
        )

    def _ended(self, status: int, now: float) -> str | None:
        self.kill()
        self.process = None
        self.failures += 1
        self.failing_since = self.failing_since or now
        ended = f"The {self.name} ended by itself, with status {status}"
        if now - self.failing_since >= PATIENCE:
            return (
                f"{ended}, {self.failures} times in a row. The site was stopped. "
                "The messages above say why: repair that, and start the site again."
            )
        print(f"{ended}. It is started again in {self.pause:g} s.", file=sys.stderr, flush=True)  # noqa: T201
        self.starts_at = now + self.pause
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        return None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def is_ready(self) -> bool:
        return self.is_running and self.ready_file.exists()

    def terminate(self) -> None:
        if self.process and self.is_running:
            self.process.terminate()

    def kill(self) -> None:
        """Kill all that is left of the program: its group may have processes after its first one has ended."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
