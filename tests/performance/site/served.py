"""Sturdy as ``manage.py serve`` runs it, on the server's core, with the SQLite or PostgreSQL that it writes to."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil

from tests import postgres
from tests.performance.site import load, processes
from tests.served_site import ServedSite

SETTINGS = {"SECRET_KEY": "only-for-the-benchmark", "DEMO": "0", "TRUSTED_PROXIES": "127.0.0.1"}


class BenchSite(ServedSite):
    """``database`` gives the process ids of the database's server, if there is one."""

    web_server = "core.serving.web_server"

    def __init__(self, data_dir: Path, database: Callable[[], list[int]], **environment: str) -> None:
        super().__init__(data_dir, **environment)
        self.database = database

    def processes(self) -> list[psutil.Process]:
        """Those of this site alone: others that are measured have the same folder."""
        return [psutil.Process(pid) for pid in processes.family(self.process.pid)]

    def pids(self) -> list[int]:
        return [*processes.family(self.process.pid), *self.database()]

    def web_pids(self) -> list[int]:
        """Without the background worker. All of PostgreSQL is included: it does not say for whom it works."""
        programs = psutil.Process(self.process.pid).children()
        web_server = next(program for program in programs if self.web_server in program.cmdline())
        return [*processes.family(web_server.pid), *self.database()]

    def seconds_to_first_answer(self, path: str) -> float:
        """Start the site."""
        start = time.perf_counter()
        with processes.on_core(processes.SERVER_CORE):
            self.start()
        while True:
            try:
                load.fetch(self.port, path)
                return time.perf_counter() - start
            except ConnectionError as error:
                if self.process.poll() is not None:
                    raise RuntimeError(self.printed()) from error
                time.sleep(0.01)


class ObservedSite(BenchSite):
    """The same with ``observed_application``."""

    command = ("-m", "tests.performance.site.observed_serve")
    web_server = "tests.performance.site.observed_web_server"


class Home:
    """Where Sturdy's data is: a folder, and PostgreSQL if it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = dict(SETTINGS)
        self.database: Callable[[], list[int]] = list

    @contextmanager
    def running(self, is_postgres: bool) -> Iterator["Home"]:
        """Start PostgreSQL if needed, and let this process read the same settings as the site does."""
        with ExitStack() as stack:
            if is_postgres:
                with processes.on_core(processes.SERVER_CORE):
                    url = stack.enter_context(postgres.server(postgres.DURABLE))
                self.environment["DATABASE_URL"] = url
                folder = parse_qs(urlsplit(url).query)["host"][0]
                server = int(Path(folder, "data", "postmaster.pid").read_text().split()[0])
                self.database = lambda: processes.family(server)
            # Nothing of the developer's own environment, above all no database.
            own = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
            os.environ.clear()
            os.environ.update(own, **self.environment)
            os.environ.update(DATA_DIR=str(self.folder), DJANGO_SETTINGS_MODULE="config.settings")
            yield self

    @contextmanager
    def serving(self, kind: type[BenchSite] = BenchSite, **environment: str) -> Iterator[BenchSite]:
        """Serve the site for the time of the block."""
        site = kind(self.folder, self.database, **self.environment, **environment)
        try:
            site.seconds_to_first_answer("/")
            yield site
            site.interrupt()
        finally:
            site.end()
