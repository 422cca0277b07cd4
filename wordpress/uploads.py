"""The uploads of the old site: folders, or ZIP files of them. Nothing is unpacked, and no name leads out of it."""

import re
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Self

from django.core.files.base import File
from django.utils.translation import gettext as _

from media.file_types import MAX_BYTES, largest
from wordpress.export_files import READ_ERRORS
from wordpress.xml_reader import UnreadableExportError

# Where the paths of the uploads begin, in whatever folder they were packed.
BEGINNING = re.compile(r"(?:^|.*?/)uploads/|(?:^|.*?/)(?=\d{4}/\d{2}/)")


def is_upload(name: str) -> bool:
    """Tell whether a member of an archive is in a folder as those of uploads are named."""
    return bool(BEGINNING.match(name)) and not name.endswith("/")


class Uploads:
    """``Uploads(*paths)``: of files with the same path, the first one counts.

    Raises ``UnreadableExportError`` if a ZIP file is none.
    """

    def __init__(self, *paths: Path) -> None:
        self._folders = [path.resolve() for path in paths if path.is_dir()]
        self._archives: list[zipfile.ZipFile] = []
        self._members: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = {}
        self.refused: list[str] = []
        for path in paths:
            if not path.is_dir():
                self._open_archive(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for archive in self._archives:
            archive.close()

    def _open_archive(self, path: Path) -> None:
        try:
            archive = zipfile.ZipFile(path)
        except READ_ERRORS as error:
            unreadable = _("“%s” is neither a folder nor a ZIP file that can be read.") % path.name
            raise UnreadableExportError(unreadable) from error
        self._archives.append(archive)
        for info in archive.infolist():
            if info.filename.startswith("/") or ".." in info.filename.split("/"):
                self.refused.append(info.filename)
            elif not info.is_dir():
                self._members.setdefault(_composed(BEGINNING.sub("", info.filename, count=1)), (archive, info))

    def open(self, path: str) -> "File[bytes] | None":
        """Return the file at ``path`` below the uploads, or ``None``. The caller closes it. One from an archive that is
        too large is cut behind the limit."""
        if found := self._members.get(_composed(path)):
            archive, info = found
            with suppress(*READ_ERRORS), archive.open(info) as member:
                return _copy(member, largest(path))
        found_files = (self._open_in_folder(folder, path) for folder in self._folders)
        return next((file for file in found_files if file is not None), None)

    def _open_in_folder(self, folder: Path, path: str) -> "File[bytes] | None":
        names = {form: unicodedata.normalize(form, path) for form in ("NFC", "NFD")}
        for name in dict.fromkeys(names.values()):
            for start in ("", "uploads", "wp-content/uploads"):
                with suppress(OSError, ValueError):
                    file = (folder / start / name).resolve()
                    if file.is_relative_to(folder) and file.is_file():
                        return File(file.open("rb"))
        return None


def _copy(member: IO[bytes], limit: int) -> "File[bytes]":
    copy = SpooledTemporaryFile(MAX_BYTES)  # noqa: SIM115
    while copy.tell() <= limit and (piece := member.read(2**20)):
        copy.write(piece)
    copy.seek(0)
    return File(copy)


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)
