"""Faults at one place of an import: a statement that changes rows, a file that is stored, or a request."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError, connection

from core.private_files import private_storage
from tests.database import empty_tables
from tests.external_server import ExternalServer, Page
from tests.wordpress.snapshots import snapshot
from wordpress.importer import import_export

KINDS = ("row", "file", "fetch")
WRITES = ("INSERT", "UPDATE", "DELETE")


class Fault:
    """Happens at place ``at`` of all places of this kind; with ``at=0`` nowhere, and ``places`` counts them."""

    def __init__(self, kind: str, at: int = 0) -> None:
        self.kind, self.at, self.places = kind, at, 0

    def is_here(self) -> bool:
        self.places += 1
        return self.places == self.at

    @contextmanager
    def injected(self, host: ExternalServer) -> Iterator[None]:
        with {"row": self._in_rows, "file": self._in_files, "fetch": self._in_fetches}[self.kind](host):
            yield

    @contextmanager
    def _in_rows(self, host: ExternalServer) -> Iterator[None]:
        def execute(run: Any, sql: str, *arguments: Any) -> Any:
            if sql.startswith(WRITES) and self.is_here():
                raise OperationalError("disk I/O error")
            return run(sql, *arguments)

        with connection.execute_wrapper(execute):
            yield

    @contextmanager
    def _in_files(self, host: ExternalServer) -> Iterator[None]:
        save = FileSystemStorage._save  # type: ignore[attr-defined]

        def save_or_fail(storage: Any, name: str, content: Any) -> str:
            if self.is_here():
                raise OSError(errno.ENOSPC, "No space left on device")
            stored: str = save(storage, name, content)
            return stored

        FileSystemStorage._save = save_or_fail  # type: ignore[attr-defined]
        try:
            yield
        finally:
            FileSystemStorage._save = save  # type: ignore[attr-defined]

    @contextmanager
    def _in_fetches(self, host: ExternalServer) -> Iterator[None]:
        """The server of the old site fails from one request on, until the run has ended."""
        pages, record = dict(host.pages), host.record

        def record_and_fail(method: str, path: str, agent: str) -> None:
            record(method, path, agent)
            if self.is_here():
                host.pages.update(dict.fromkeys(pages, Page(500)))

        host.record = record_and_fail  # type: ignore[method-assign]
        try:
            yield
        finally:
            host.record = record  # type: ignore[method-assign]
            host.pages.update(pages)


def import_with(fault: Fault, host: ExternalServer, export: Path) -> dict[str, list[str]]:
    """Import into an emptied site with the fault, then once more without. Return what the site has then."""
    empty_site()
    with suppress(OperationalError, OSError), fault.injected(host):
        import_export([export])
    import_export([export])
    return snapshot()


def import_without(host: ExternalServer, export: Path) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Import into an emptied site. Return what it has then, and the number of places of each kind of fault."""
    empty_site()
    faults = [Fault(kind) for kind in KINDS]
    with ExitStack() as stack:
        for fault in faults:
            stack.enter_context(fault.injected(host))
        import_export([export])
    return snapshot(), {fault.kind: fault.places for fault in faults}


def empty_site() -> None:
    """Empty tables and folders, and let rows be numbered from 1 again."""
    empty_tables()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")
    for storage in (default_storage, private_storage()):
        shutil.rmtree(storage.path(""), ignore_errors=True)


def differences(wanted: dict[str, list[str]], found: dict[str, list[str]]) -> list[str]:
    """Return the rows that only one of two sites has, and what stands twice."""
    lines = []
    for label, rows in wanted.items():
        lines += [f"missing in {label}: {row}" for row in rows if row not in found[label]]
        lines += [f"more in {label}: {row}" for row in found[label] if row not in rows]
        if len(rows) != len(found[label]):
            lines.append(f"{label}: {len(found[label])} rows, not {len(rows)}")
    return lines
