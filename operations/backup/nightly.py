"""Make a backup, and restore it beside the site."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.refusals import RefusedError
from operations.backup import kept
from operations.backup.create import create, store_in
from operations.models import BackupRun
from operations.progress import Progress

# What the trial does not share with the site: its database, its cache and its files.
OWN = {"DATABASE_URL": "", "CACHE_URL": "", "S3_URL": ""}
PAGES_NAMED = 3
# The folder of a trial, and after how many seconds nobody works in it any more.
PREFIX, LEFT_OVER = "trial-", 24 * 3600


def run(progress: Progress) -> None:
    """Make a backup, try it, and delete backups that are too old.

    What came of it is stored. The owners are told of a failure (``operations.health``).
    """
    finish(make(progress), progress)


def make(progress: Progress) -> BackupRun:
    """Make a backup. Returns what came of it until now, which is stored too. ``finish`` is to follow."""
    record = BackupRun.objects.create()
    with _noted_failure(record):
        backup = create(progress)
        record.name, record.rows = backup.path.name, backup.rows
        record.files, record.size = backup.files, backup.size
        record.save()
    return record


def finish(record: BackupRun, progress: Progress, *, with_trial: bool = True) -> None:
    """Try the backup of ``record``, and delete backups that are too old. Does nothing for one that has failed."""
    if record.failure:
        return
    with _noted_failure(record):
        if with_trial:
            progress.stage(_("Restoring it beside the site …"))
            _try_out(record)
        # Only now: until the new backup is known to be good, the old ones are needed.
        folder = Path(settings.BACKUP_DIR)
        kept.delete_old(folder, store_in(folder))
        record.end()
    BackupRun.objects.purge()


@contextmanager
def _noted_failure(record: BackupRun) -> Iterator[None]:
    try:
        yield
    except (RefusedError, OSError) as error:
        record.end(_sentence(error))
    except BaseException as error:
        record.end(type(error).__name__)
        raise


def _try_out(record: BackupRun) -> None:
    """Restore the backup by the command that a person would use, into an empty folder. Raises ``RefusedError``."""
    with _empty_site() as environment:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", "restore", str(Path(settings.BACKUP_DIR) / record.name), "--trial"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [_("The trial was ended, probably for want of memory.")]
        raise RefusedError(_("The backup can’t be restored: %(why)s") % {"why": last[0][:500]})
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    record.restore_seconds, record.compared_pages = found["seconds"], found["pages"]
    record.missing_rows = sum(abs(number) for number in found["missing"].values())
    if complaint := _complaint(found):
        raise RefusedError(complaint)


@contextmanager
def _empty_site() -> Iterator[dict[str, str]]:
    """Give the environment of a site without rows, which has the static files and the secret of this one."""
    _remove_left_over_trials()
    with TemporaryDirectory(dir=settings.DATA_DIR, prefix=PREFIX) as folder:
        Path(folder, settings.STATIC_ROOT.name).symlink_to(settings.STATIC_ROOT)
        backups = {"BACKUP_DIR": str(settings.BACKUP_DIR), "BACKUP_KEY": str(settings.BACKUP_KEY)}
        yield {**os.environ, **OWN, **backups, "DATA_DIR": folder, "SECRET_KEY": settings.SECRET_KEY}


def _remove_left_over_trials() -> None:
    """Remove the folders of trials that were killed, so that they do not fill the disk."""
    for folder in Path(settings.DATA_DIR).glob(f"{PREFIX}*"):
        if time.time() - folder.stat().st_mtime > LEFT_OVER:
            shutil.rmtree(folder, ignore_errors=True)


def _complaint(found: dict[str, Any]) -> str:
    """Say what is wrong with a backup that was restored, or return an empty text."""
    if missing := found["missing"]:
        tables = ", ".join(f"{label} ({number})" for label, number in missing.items())
        return _("Restored, these tables lack rows: %(tables)s") % {"tables": tables}
    if different := found["different"]:
        sentence = ngettext(
            "Restored, %(count)d public page is not as it was: %(pages)s",
            "Restored, %(count)d public pages are not as they were: %(pages)s",
            len(different),
        )
        return sentence % {"count": len(different), "pages": ", ".join(different[:PAGES_NAMED])}
    if failed := found["not_erased"]:
        return _("Restored, the erasures could not all be repeated: %(count)d failed.") % {"count": len(failed)}
    return ""


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        what = f"{error.filename}: " if error.filename else ""
        return _("The backup could not be written. %(why)s") % {"why": f"{what}{error.strerror or error}"}
    return str(error)
