"""The site's files in a folder of backups, each once by its checksum, however many backups have it."""

import hashlib
import os
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from operations.backup import encryption

# The storages of the settings whose files are backed up: what is public, and what only a view sends.
STORAGES = ("default", "private")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """``seen_as`` is a hash of the name, size and time of a file in a remote storage. A backup does not have it."""

    storage: str
    name: str
    checksum: str
    size: int
    seen_as: str = ""


def site_files() -> Iterator[tuple[str, str]]:
    """Yield storage and name of each file of the site, wherever the storage keeps it."""
    for storage in STORAGES:
        for name in _names_in(storages[storage], ""):
            yield storage, name


def _names_in(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (posixpath.join(folder, name) for name in sorted(names))
    for one in sorted(folders):
        yield from _names_in(storage, posixpath.join(folder, one))


def _seen_as(alias: str, name: str) -> tuple[str, int]:
    """Return the ``seen_as`` of a file, and its size. Files of this machine are read each night: that costs little, and
    shows what a disk has damaged."""
    storage = storages[alias]
    if isinstance(storage, FileSystemStorage):
        return "", 0
    size = storage.size(name)
    seen = f"{alias}\0{name}\0{size}\0{storage.get_modified_time(name).isoformat()}"
    return hashlib.sha256(seen.encode()).hexdigest(), size


class FileStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.suffix = encryption.SUFFIX if settings.BACKUP_KEY else ""

    def add(self, storage: str, name: str, seen: Mapping[str, str]) -> StoredFile | None:
        """Store the file, unless it is stored already. ``None`` if it was deleted meanwhile.

        Of a remote storage, a file that was ``seen`` by the last backup is not read again.
        """
        try:
            seen_as, size = _seen_as(storage, name)
            if (checksum := seen.get(seen_as, "")) and self.path(checksum).exists():
                return StoredFile(storage, name, checksum, size, seen_as)
            with storages[storage].open(name) as source:
                checksum = hashlib.file_digest(source, "sha256").hexdigest()
                size = source.tell()
                target = self.path(checksum)
                if not target.exists():
                    source.seek(0)
                    write_whole(target, cast(BinaryIO, source))
        except FileNotFoundError:
            return None
        return StoredFile(storage, name, checksum, size, seen_as)

    def path(self, checksum: str, suffix: str | None = None) -> Path:
        return self.folder / checksum[:2] / f"{checksum}{self.suffix if suffix is None else suffix}"

    def copy(self, file: StoredFile, target: BinaryIO) -> None:
        """Write the content to ``target``. Raises ``RefusedError`` if it is missing or not what it was."""
        checked = _Checked(target)
        stored = (self.path(file.checksum, ""), self.path(file.checksum, encryption.SUFFIX))
        found = next((path for path in stored if path.exists()), None)
        if found is None:
            raise RefusedError(_("The backup lacks the file %(name)s.") % {"name": file.name})
        encryption.read(found, checked)  # type: ignore[arg-type]
        if checked.hash.hexdigest() != file.checksum:
            raise RefusedError(_("In the backup, the file %(name)s is damaged.") % {"name": file.name})

    def verify(self, file: StoredFile) -> None:
        """Raises ``RefusedError`` if the content is missing or not what it was."""
        with open(os.devnull, "wb") as nowhere:
            self.copy(file, nowhere)

    def delete_all_but(self, checksums: set[str]) -> None:
        """Delete what no backup has any more."""
        unused = [file for file in self.folder.glob("??/*") if file.name.partition(".")[0] not in checksums]
        for file in unused:
            file.unlink()


class _Checked:
    """A file that hashes what is written to it."""

    def __init__(self, target: BinaryIO) -> None:
        self.target = target
        self.hash = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.hash.update(piece)
        return self.target.write(piece)

    def flush(self) -> None:
        self.target.flush()


def write_whole(target: Path, source: BinaryIO) -> None:
    """Write a file that only its owner can read, encrypted if there is a key: whole, or not at all."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            encryption.write(source, file)
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that a new name in ``folder`` survives a power cut."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def unnamed_file(folder: Path) -> BinaryIO:
    """Return a file without a name, which is gone when it is closed."""
    return TemporaryFile(dir=folder)
