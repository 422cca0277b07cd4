"""Run an import as a row, so that its progress can be watched, it can be stopped, and its report is kept.

Imports of the admin are run by a task. Which process runs one, the lock tells: it ends with the process. So a task that
was lost is begun again by the next ``continue_imports``, and goes on where it was.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from wordpress.authors import UnknownAuthorError
from wordpress.importer import Options, import_export
from wordpress.lock import ImportRunningError, locked
from wordpress.models import Import, Move
from wordpress.report import Report
from wordpress.xml_reader import UnreadableExportError

# In seconds. The row is written no more often.
INTERVAL = 1.0
# What higher apps do after each import.
_followers: list[Callable[[], object]] = []


def follow_imports(act: Callable[[], object]) -> None:
    _followers.append(act)


Show = Callable[[int, int], None]


def record_import(
    paths: Sequence[Path],
    show: Show = lambda done, total: None,
    options: Options | None = None,
    *,
    by: User | None = None,
) -> Report:
    """Import or rehearse, and keep the report. ``show`` gets the items done and all items. Raises as
    ``import_export`` does; then no row stays."""
    options = options or Options()
    row = Import.objects.create(
        files=_names([path.name for path in paths]), is_rehearsal=options.is_rehearsal, started_by=by
    )
    try:
        return _run(row, paths, options, show)
    except Exception:
        row.delete()
        raise


@transaction.atomic
def ask(move: Move, *, is_rehearsal: bool, by: User) -> Import:
    """Let a task rehearse or import. Raises ``ImportRunningError`` if there is another one."""
    from wordpress import tasks

    if Import.objects.unfinished().exclude(move=None).exists():
        raise ImportRunningError(_("Another import is running. Please wait until it has ended, or stop it."))
    with locked():
        Move.objects.filter(pk=move.pk).update(used_at=timezone.now())
        files = _names([file.name for file in move.files.all()])
        row = Import.objects.create(move=move, files=files, is_rehearsal=is_rehearsal, started_by=by)
    tasks.carry_out_import.enqueue(row.pk)
    return row


def carry_out(pk: int) -> None:
    """Run an import that was asked for, unless it has ended or runs already. It can be repeated."""
    row = Import.objects.unfinished().filter(pk=pk).exclude(move=None).first()
    if row is None or row.move is None:
        return
    try:
        _run(row, [file.path for file in row.move.files.filter(has_export=True)], _options(row, row.move))
    except ImportRunningError:
        return  # Another process has it.
    except (UnreadableExportError, UnknownAuthorError) as error:
        row.fail(str(error))
    except OSError as error:
        row.fail(_("A file could not be read or written: %(why)s.") % {"why": error.strerror or error})
    except Exception:
        row.fail(_("Something went wrong that nobody foresaw. What has come is kept. Please try again."))
        raise


def continue_imports() -> None:
    """Go on with imports whose process has ended."""
    for pk in Import.objects.unfinished().exclude(move=None).values_list("pk", flat=True):
        carry_out(pk)


def _run(row: Import, paths: Sequence[Path], options: Options, show: Show = lambda done, total: None) -> Report:
    last = 0.0
    with _progress_of(row, options) as update:

        def progress(done: int, total: int) -> bool:
            nonlocal last
            show(done, total)
            if done < total and time.monotonic() - last < INTERVAL:
                return True
            last = time.monotonic()
            return update(done, total)

        report = import_export(paths, progress, options)
    row.end(report.as_dict())
    if not options.is_rehearsal:
        for act in _followers:
            act()
    return report


@contextmanager
def _progress_of(row: Import, options: Options) -> Iterator[Callable[[int, int], bool]]:
    """Give a function that stores how far the row is. What a rehearsal writes is taken back, but not what another
    connection writes: that of another thread."""
    if not options.is_rehearsal or connection.in_atomic_block:
        yield row.update_progress
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield lambda done, total: thread.submit(row.update_progress, done, total).result()
        finally:
            # ``connection`` is another one in each thread.
            thread.submit(lambda: connection.close()).result()


def _options(row: Import, move: Move) -> Options:
    may_write = [login for login, what in move.authors.items() if what == Move.MAY_WRITE]
    return Options(
        staff=may_write,
        people={login: int(what) for login, what in move.authors.items() if what != Move.MAY_WRITE},
        as_pages=move.as_pages,
        uploads=[file.path for file in move.files.filter(has_uploads=True)],
        fetches=move.fetches,
        is_rehearsal=row.is_rehearsal,
    )


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)[:500]
