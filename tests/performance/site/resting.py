"""What the site costs while nobody reads it: memory, CPU, and the time of a start."""

import time

from tests.performance.site import load, processes
from tests.performance.site.progress import say
from tests.performance.site.rounds import Pids
from tests.performance.site.served import BenchSite, Home
from tests.performance.site.table import Figure, Goal, Row
from tests.performance.site.wordpress import WordPress

# Long enough for the tasks that run each minute.
IDLE_SECONDS = 65.0
MEMORY_GOAL = Goal(200, is_absolute=True)
START_GOAL = Goal(2, is_absolute=True)


def rows(home: Home, site: BenchSite, wordpress: WordPress | None, slugs: list[str]) -> list[Row]:
    """Each article has been read once on both sites."""
    servers = [Resting("Sturdy", site.port, site.pids, slugs)]
    if wordpress:
        servers.append(Resting("WordPress", wordpress.port, wordpress.pids, slugs))
    time.sleep(IDLE_SECONDS)
    ours, *others = [server.costs() for server in servers]
    other = others[0] if others else (None, None)
    return [
        Row("memory of all processes, idle", "MB", ours[0], other[0], "WordPress", MEMORY_GOAL),
        Row("CPU of all processes, idle", "ms/s", ours[1], other[1], "WordPress"),
        Row("start to first answer, warm", "s", Figure(_start(home, slugs[0])), goal=START_GOAL),
    ]


class Resting:
    """A server that is left alone from here on."""

    def __init__(self, name: str, port: int, pids: Pids, slugs: list[str]) -> None:
        self.name = name
        self.pids = pids
        for slug in slugs:
            load.fetch(port, f"/{slug}/")
        processes.wait_until_quiet(pids())
        self.cpu_before, self.start = processes.cpu_seconds(pids()), time.monotonic()

    def costs(self) -> tuple[Figure, Figure]:
        """Memory in MB, and CPU in milliseconds per second."""
        cpu = (processes.cpu_seconds(self.pids()) - self.cpu_before) / (time.monotonic() - self.start) * 1e3
        memory = processes.memory_mb(self.pids())
        say(f"{self.name}, idle: {memory:.0f} MB, {cpu:.1f} ms of CPU a second")
        return Figure(memory), Figure(cpu)


def _start(home: Home, slug: str) -> float:
    """The static files are collected and the database is up to date, as after a restart of the machine."""
    site = BenchSite(home.folder, home.database, **home.environment)
    try:
        seconds = site.seconds_to_first_answer(f"/{slug}/")
        site.interrupt()
    finally:
        site.end()
    say(f"started in {seconds:.1f} s")
    return seconds
