"""Make a backup while the site runs."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core import erasure_log
from core.refusals import RefusedError
from core.tokens import keyed_hash
from operations.backup import encryption, kept, public_pages, rows
from operations.backup.archive import Manifest, Writer
from operations.backup.file_store import FileStore, StoredFile, site_files, unnamed_file, write_whole
from operations.backup.snapshot import snapshot
from operations.progress import Progress

ERASURE_LOG = "erased-addresses"
# By storage and name.
Files = dict[tuple[str, str], StoredFile]


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    rows: int
    files: int
    size: int


def secret_check() -> str:
    """Return what only a site with the same secret can compute."""
    return keyed_hash("operations.backup", "")


def store_in(folder: Path) -> FileStore:
    return FileStore(folder / "files")


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Raises ``RefusedError`` if another process makes a backup in ``folder``. The lock ends with the process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(_("Another backup is being made.")) from None
        yield


def create(progress: Progress) -> Backup:
    """Write a backup to ``BACKUP_DIR``.

    Rows are those of one moment. Files are stored before them, so that those deleted meanwhile are there, and new ones
    after them. Raises ``RefusedError``, and ``OSError`` if the disk is full; then there is no backup, and the next one
    uses the files that were stored.
    """
    folder = Path(settings.BACKUP_DIR)
    encryption.load_key()
    with only_one(folder), unnamed_file(folder) as plain:
        _remove_drafts(folder)
        moment = timezone.now()
        manifest = Manifest(moment.isoformat(), settings.SITE_URL, secret_check(), [])
        writer = Writer(plain, manifest)
        store = store_in(folder)
        seen = kept.seen_files(folder)
        progress.stage(_("The files …"))
        files = _store_files(store, {}, seen, progress)
        # That took long. What was deleted meanwhile, no row has.
        files = _store_files(store, files, seen, progress)
        _add_rows(writer, progress)
        files |= _store_files(store, files, seen, progress)
        stored = list(files.values())
        writer.add_files(stored)
        writer.close()
        target = folder / f"{kept.name_for(moment)}{store.suffix}"
        kept.write_list(target, stored)
        plain.seek(0)
        write_whole(target, plain)
        erasure_log.save_to(folder / ERASURE_LOG)
        return Backup(target, manifest.rows, len(stored), target.stat().st_size + sum(file.size for file in stored))


def _add_rows(writer: Writer, progress: Progress) -> None:
    progress.stage(_("The rows …"))
    with snapshot():
        manifest = writer.manifest
        manifest.migrations = rows.applied_migrations()
        models = rows.tables(manifest.migrations)
        for number, model in enumerate(models, 1):
            writer.add_table(model)
            progress.step(table_sentence(number, len(models), manifest.rows))
        manifest.pages = public_pages.checksums()


def table_sentence(number: int, total: int, found: int) -> str:
    return _("Table %(number)d of %(all)d: %(rows)d rows") % {"number": number, "all": total, "rows": found}


def _store_files(store: FileStore, known: Files, seen: Mapping[str, str], progress: Progress) -> Files:
    """Return the files that the site has now, and store those that are not ``known``.

    See ``FileStore.add`` for those that the last backup has ``seen``.
    """
    found: Files = {}
    for storage, name in site_files():
        if stored := known.get((storage, name)) or store.add(storage, name, seen):
            found[storage, name] = stored
            progress.step(_("%(number)d files") % {"number": len(found)})
    return found


def _remove_drafts(folder: Path) -> None:
    """Remove what a backup left that was killed."""
    for draft in chain(folder.glob("*.part"), folder.glob("files/??/*.part")):
        draft.unlink()
