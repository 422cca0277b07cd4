"""Restore a backup: onto an empty machine, in the place of a site, or beside it to see whether it could be done."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import Error, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from core import erasure_log
from core.migrating import migrate
from core.refusals import RefusedError
from operations import account
from operations.backup import kept, places, public_pages, rows
from operations.backup.archive import Reader, open_backup
from operations.backup.create import ERASURE_LOG, secret_check, store_in, table_sentence
from operations.backup.file_places import FilesPlace
from operations.backup.places import database_place
from operations.progress import Progress
from privacy.repeated_erasure import erase_again

# A database is so many times as large as its rows in a backup: it has indexes, and a log while it is filled.
ROOM_FOR_ROWS = 4


@dataclass(slots=True)
class Restored:
    """``missing`` are numbers of rows by table, ``different`` the public pages that are not as they were.

    ``unexplained`` are the comments and applications that nobody
    can account for. ``before`` names what was there and is kept.
    """

    rows: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    files: int = 0
    pages: int = 0
    different: list[str] = field(default_factory=list)
    erased: int = 0
    not_erased: list[str] = field(default_factory=list)
    unexplained: int = 0
    seconds: float = 0
    before: list[str] = field(default_factory=list)


def newest_backup(path: Path) -> Path:
    """Return ``path``, or the newest backup in it if it is a folder. Raises ``RefusedError`` if there is none."""
    backups = kept.backups_in(path) if path.is_dir() else [path] if path.is_file() else []
    if not backups:
        raise RefusedError(_("There is no backup at %(path)s.") % {"path": path})
    return backups[0]


def refuse_without_room(folder: Path, needed: int) -> None:
    """Raises ``RefusedError`` if ``folder`` has not so many bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        sentence = _("There is not enough room in %(folder)s: about %(needed)s are needed, and %(free)s are free.")
        values = {"folder": folder, "needed": filesizeformat(needed), "free": filesizeformat(free)}
        raise RefusedError(sentence % values)


@contextmanager
def timed(restored: Restored) -> Iterator[Restored]:
    begun = time.monotonic()
    yield restored
    restored.seconds = round(time.monotonic() - begun, 1)


def restore(backup: Path, progress: Progress, *, replace: bool = False, with_new_secret: bool = False) -> Restored:
    """Restore ``backup`` as the site. Until all of it is built, nothing is touched.

    Raises ``RefusedError`` if the backup is damaged, if a site is there and ``replace`` is not set, if that site runs,
    or if the secret differs, some people were erased, and ``with_new_secret`` is not set.
    """
    scratch = Path(settings.DATA_DIR)
    database, files = database_place(), FilesPlace(store_in(backup.parent))
    if places.is_living() and not replace:
        raise RefusedError(
            _("There is a site already. With --replace, it is kept aside, and the backup takes its place.")
        )
    database.refuse_if_in_use()
    with timed(Restored()) as restored, open_backup(backup, scratch) as reader:
        refuse_other_secret(reader, backup, with_new_secret)
        files_size = sum(file.size for file in reader.files())
        refuse_without_room(scratch, reader.size * ROOM_FOR_ROWS + files_size)
        erasure_log.load_from(backup.parent / ERASURE_LOG)
        try:
            _build_files(reader, files, restored, progress)
            with database.build():
                restore_rows(reader, restored, progress)
                finish_rows(restored, progress)
            stamp = f"{timezone.now():%Y%m%d%H%M%S}"
            restored.before = [*files.put_in_place(stamp), *database.put_in_place(stamp)]
        except BaseException:
            files.discard()
            database.discard()
            raise
    return restored


def try_out(backup: Path, progress: Progress) -> Restored:
    """Restore ``backup`` into the empty database of this process, as the nightly trial does in a folder of its own.

    Each file is read and compared with its checksum, and the public pages with those of the moment of the backup.
    """
    store = store_in(backup.parent)
    with timed(Restored()) as restored, open_backup(backup, Path(settings.DATA_DIR)) as reader:
        refuse_without_room(Path(settings.DATA_DIR), reader.size * ROOM_FOR_ROWS)
        for file in reader.files():
            store.verify(file)
            restored.files += 1
        restore_rows(reader, restored, progress)
        migrate()
        pages = public_pages.checksums()
        expected = reader.manifest.pages
        restored.pages = len(expected)
        restored.different = [path for path, checksum in expected.items() if pages.get(path) != checksum]
        erasure_log.load_from(backup.parent / ERASURE_LOG)
        finish_rows(restored, progress)
    return restored


def refuse_other_secret(reader: Reader, backup: Path, with_new_secret: bool) -> None:
    if reader.manifest.secret == secret_check() or with_new_secret:
        return
    sentence = _(
        "The secret of this site is not that of the backup. Put the file secret-key, or SECRET_KEY, back to what it "
        "was. With --new-secret the backup is restored all the same. Then all private links in mails die, everybody "
        "has to sign in again, authenticator apps have to be set up anew, and people who were erased since the backup "
        "come back, because the erasure log can’t be read."
    )
    raise RefusedError(sentence)


def restore_rows(reader: Reader, restored: Restored, progress: Progress) -> None:
    """Make the tables as they were and fill them, in one transaction. Then count them, one by one."""
    manifest = reader.manifest
    progress.stage(_("Making the tables …"))
    rows.migrate_to(manifest.migrations)
    models = [model for model in rows.tables(manifest.migrations) if model._meta.label_lower in manifest.tables]
    try:
        with transaction.atomic():
            for number, model in enumerate(models, 1):
                label = model._meta.label_lower
                restored.rows += rows.load(model, reader.table(label))
                progress.step(table_sentence(number, len(models), restored.rows))
    except Error as error:
        sentence = _("The rows can’t be restored, those of %(table)s or one that they refer to: %(why)s")
        raise RefusedError(sentence % {"table": label, "why": str(error).strip()}) from error
    rows.reset_sequences(models)
    counted = {model._meta.label_lower: rows.count(model) for model in models}
    expected = manifest.tables.items()
    restored.missing = {
        label: number - counted.get(label, 0) for label, number in expected if counted.get(label) != number
    }


def finish_rows(restored: Restored, progress: Progress) -> None:
    """Bring the tables up to date, and erase again who was erased since."""
    migrate()
    for step in erase_again():
        if step.failure:
            restored.not_erased.append(step.failure)
        restored.erased = step.tried - len(restored.not_erased)
    progress.stage(_("Erased again: %d") % restored.erased)
    restored.unexplained = sum(one.unexplained for one in account.report().values())


def _build_files(reader: Reader, files: FilesPlace, restored: Restored, progress: Progress) -> None:
    progress.stage(_("The files …"))
    files.discard()
    for file in reader.files():
        try:
            files.add(file)
        except SuspiciousFileOperation:
            raise RefusedError(
                _("The backup has a file with a forbidden name: %(name)s") % {"name": file.name}
            ) from None
        restored.files += 1
        progress.step(_("%(number)d files") % {"number": restored.files})
