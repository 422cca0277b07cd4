"""Run an import as a row, so that its progress can be watched, it can be stopped, and its report is kept."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from accounts.models import User
from wordpress.importer import Options, import_export
from wordpress.models import Import
from wordpress.report import Report

# In seconds. The row is written no more often.
INTERVAL = 1.0
# What higher apps do after each import.
_followers: list[Callable[[], object]] = []


def follow_imports(act: Callable[[], object]) -> None:
    _followers.append(act)


def record_import(
    paths: Sequence[Path],
    show: Callable[[int, int], None] = lambda done, total: None,
    options: Options | None = None,
    *,
    by: User | None = None,
) -> Report:
    """Import or rehearse, and keep the report. ``show`` gets the items done and all items. Raises as
    ``import_export`` does; then no row stays."""
    options = options or Options()
    row = Import.objects.create(
        files=", ".join(path.name for path in paths)[:500], is_rehearsal=options.is_rehearsal, started_by=by
    )
    last = 0.0

    def progress(done: int, total: int) -> bool:
        nonlocal last
        show(done, total)
        if options.is_rehearsal or (done < total and time.monotonic() - last < INTERVAL):
            return True
        last = time.monotonic()
        return row.update_progress(done, total)

    try:
        report = import_export(paths, progress, options)
    except Exception:
        row.delete()
        raise
    row.end(report.as_dict())
    if not options.is_rehearsal:
        for act in _followers:
            act()
    return report
