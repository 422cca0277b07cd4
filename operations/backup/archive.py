"""A backup: a ZIP archive with a manifest, the rows of each table and the list of files; encrypted if there is a key.

The files themselves are in the folder ``files`` beside it, see ``file_store``. Neither the site's secret nor the
erasure log is in it: the log must not become older again, and a secret does not belong beside what it protects.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import Model
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from operations.backup import encryption, rows
from operations.backup.file_store import StoredFile, unnamed_file

FORMAT = 1
MANIFEST, FILES = "manifest.json", "files.jsonl"
DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, NotImplementedError)


@dataclass(slots=True)
class Manifest:
    """What a backup says of itself. ``secret`` is a keyed hash that tells whether a site has the same secret.

    ``tables`` are numbers of rows by the label of the model, ``checksums`` those of the archive's members, ``pages``
    those of public pages by path.
    """

    made_at: str
    site_url: str
    secret: str
    migrations: rows.Migrations
    format: int = FORMAT
    tables: dict[str, int] = field(default_factory=dict)
    checksums: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def member_of(label: str) -> str:
    return f"rows/{label}.jsonl"


class Writer:
    def __init__(self, target: BinaryIO, manifest: Manifest) -> None:
        self.archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.manifest = manifest

    def add_table(self, model: type[Model]) -> None:
        label = model._meta.label_lower
        self.manifest.tables[label] = self._add(member_of(label), rows.dump(model)) - 1

    def add_files(self, files: Iterable[StoredFile]) -> int:
        return self._add(FILES, (_line_of(file) for file in files))

    def close(self) -> None:
        self.archive.writestr(MANIFEST, json.dumps(asdict(self.manifest), indent=1))
        self.archive.close()

    def _add(self, member: str, lines: Iterable[str]) -> int:
        """Write a member and note its checksum. Returns the number of lines."""
        number, checksum = 0, hashlib.sha256()
        with self.archive.open(member, "w", force_zip64=True) as file:
            for line in lines:
                data = line.encode()
                checksum.update(data)
                file.write(data)
                number += 1
        self.manifest.checksums[member] = checksum.hexdigest()
        return number


def _line_of(file: StoredFile) -> str:
    """Return what every version can read."""
    values = asdict(file)
    del values["seen_as"]
    return json.dumps(values) + "\n"


class Reader:
    """A backup whose members were all read once and found to be whole."""

    def __init__(self, archive: zipfile.ZipFile, file: Path) -> None:
        self.archive = archive
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if manifest["format"] != FORMAT:
            raise RefusedError(_("%(file)s has a format that this version does not know.") % {"file": file.name})
        manifest["migrations"] = [tuple(name) for name in manifest["migrations"]]
        self.manifest = Manifest(**manifest)
        for member, checksum in self.manifest.checksums.items():
            with archive.open(member) as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != checksum:  # type: ignore[arg-type]
                    raise ValueError(member)

    @property
    def size(self) -> int:
        """The size of the rows in bytes, as they are written in the backup without compression."""
        return sum(member.file_size for member in self.archive.infolist())

    def table(self, label: str) -> Iterator[bytes]:
        with self.archive.open(member_of(label)) as lines:
            yield from lines

    def files(self) -> Iterator[StoredFile]:
        with self.archive.open(FILES) as lines:
            for line in io.TextIOWrapper(lines, encoding="utf-8"):
                yield StoredFile(**json.loads(line))


@contextmanager
def open_backup(file: Path, scratch: Path) -> Iterator[Reader]:
    """Decrypt and verify a backup. ``scratch`` is a folder for a file without a name, of the backup's size.

    Raises ``RefusedError`` with a sentence if it can't be read or is damaged.
    """
    with unnamed_file(scratch) as plain:
        try:
            encryption.read(file, plain)
        except OSError as error:
            raise RefusedError(
                _("%(file)s can’t be read: %(why)s.") % {"file": file, "why": error.strerror or error}
            ) from error
        try:
            reader = Reader(zipfile.ZipFile(plain), file)
        except DAMAGED as error:
            raise RefusedError(_("%(file)s is damaged or incomplete.") % {"file": file.name}) from error
        yield reader
