"""What a small machine has: one core, and so much memory for all programs and the cache of their files.

It is a control group, of the first version of their interface or of the second, whichever the kernel has mounted.
"""

import os
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
NAME = "sturdy-small-machine"
IS_FIRST_VERSION = (GROUPS / "memory/cgroup.procs").exists()
MB = 2**20


class Limits:
    def __init__(self, memory: int) -> None:
        """``memory`` is in bytes."""
        names = ("memory", "cpuacct") if IS_FIRST_VERSION else ("",)
        self.folders = [GROUPS / name / NAME for name in names]
        for folder in self.folders:
            folder.mkdir(exist_ok=True)
        self.memory, self.cpu = self.folders[0], self.folders[-1]
        (self.memory / ("memory.limit_in_bytes" if IS_FIRST_VERSION else "memory.max")).write_text(str(memory))

    def join(self) -> None:
        """Put this process and its children under the limits."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text("0")
        os.sched_setaffinity(0, {0})

    def remove(self) -> None:
        for folder in self.folders:
            folder.rmdir()

    def cpu_seconds(self) -> float:
        if IS_FIRST_VERSION:
            return int((self.cpu / "cpuacct.usage").read_text()) / 1e9
        return self._value("cpu.stat", "usage_usec") / 1e6

    def used(self) -> int:
        """The memory of the programs in MB, without the cache of files, which the kernel takes back when it has to."""
        return self._value("memory.stat", "total_rss" if IS_FIRST_VERSION else "anon") // MB

    def killed(self) -> int:
        """How many programs the kernel has ended because there was no memory left."""
        return self._value("memory.oom_control" if IS_FIRST_VERSION else "memory.events", "oom_kill")

    def _value(self, file: str, name: str) -> int:
        lines = (self.memory / file).read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.split()[0] == name)
