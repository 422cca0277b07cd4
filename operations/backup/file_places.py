"""Where restored files are built, and how they take the place of those that are there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages
from django.utils._os import safe_join
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from operations.backup.file_store import STORAGES, FileStore, StoredFile, site_files, sync_folder

BUILT = "restoring"


class FolderPlace:
    """A folder beside that of a storage. It is renamed when all files are in it."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self.storage = storage
        self.living = Path(storage.location)
        self.built = self.living.with_name(f"{self.living.name}.{BUILT}")

    @contextmanager
    def new_file(self, name: str) -> Iterator[BinaryIO]:
        """Raises ``SuspiciousFileOperation`` if the name leads out of the folder."""
        target = Path(safe_join(self.built, name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        target.chmod(self.storage.file_permissions_mode or 0o600)

    def discard(self) -> None:
        shutil.rmtree(self.built, ignore_errors=True)

    def put_in_place(self, stamp: str) -> list[str]:
        return swap(self.built, self.living, stamp) if self.built.exists() else []


class RemotePlace:
    """A storage that can rename nothing, such as S3. It must be empty, and files are written as what they will be."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.storage = storages[alias]
        self.written: list[str] = []

    @contextmanager
    def new_file(self, name: str) -> Iterator[BinaryIO]:
        """Raises ``RefusedError`` if the storage has a file, and ``SuspiciousFileOperation`` if the name is none."""
        if not self.written and any(alias == self.alias for alias, _name in site_files()):
            sentence = _("The storage “%(name)s” has files already. Restore into an empty one.")
            raise RefusedError(sentence % {"name": self.alias})
        with TemporaryFile() as plain:
            yield plain
            plain.seek(0)
            self.written.append(self.storage.save(name, File(plain)))

    def discard(self) -> None:
        for name in self.written:
            self.storage.delete(name)
        self.written = []

    def put_in_place(self, stamp: str) -> list[str]:
        return []


class FilesPlace:
    """The files of all storages."""

    def __init__(self, store: FileStore) -> None:
        self.store = store
        self.places = {alias: _place_of(alias) for alias in STORAGES}

    def add(self, file: StoredFile) -> None:
        """Write a file of the backup. Raises ``RefusedError`` if it is damaged, ``SuspiciousFileOperation`` if its name
        leads out of the storage."""
        with self.places[file.storage].new_file(file.name) as target:
            self.store.copy(file, target)

    def discard(self) -> None:
        for place in self.places.values():
            place.discard()

    def put_in_place(self, stamp: str) -> list[str]:
        """Returns the names of what was there."""
        return [name for place in self.places.values() for name in place.put_in_place(stamp)]


def _place_of(alias: str) -> FolderPlace | RemotePlace:
    storage = storages[alias]
    return FolderPlace(storage) if isinstance(storage, FileSystemStorage) else RemotePlace(alias)


def swap(built: Path, living: Path, stamp: str) -> list[str]:
    """Name ``built`` like ``living``. Returns the new name of what was there."""
    before: list[str] = []
    if living.is_dir() and not any(living.iterdir()):
        living.rmdir()
    if living.exists():
        aside = living.with_name(f"{living.name}.before-{stamp}")
        living.rename(aside)
        before.append(str(aside))
    built.rename(living)
    sync_folder(living.parent)
    return before
