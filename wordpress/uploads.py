"""The uploads of the old site: a folder, or a ZIP file of it. Nothing is unpacked, and no name leads out of it."""

import re
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Self

from django.utils.translation import gettext as _

from core.images.encoding import MAX_BYTES
from wordpress.export_files import READ_ERRORS
from wordpress.xml_reader import UnreadableExportError

# Where the paths of the uploads begin, in whatever folder they were packed.
BEGINNING = re.compile(r"(?:^|.*?/)uploads/|(?:^|.*?/)(?=\d{4}/\d{2}/)")


class Uploads:
    """``Uploads(path)``; without a path, it has nothing. Raises ``UnreadableExportError`` if the ZIP file is none."""

    def __init__(self, path: Path | None) -> None:
        self._folder = path.resolve() if path and path.is_dir() else None
        self._archive: zipfile.ZipFile | None = None
        self._members: dict[str, zipfile.ZipInfo] = {}
        self.refused: list[str] = []
        if path and not self._folder:
            self._open_archive(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._archive:
            self._archive.close()

    def _open_archive(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except READ_ERRORS as error:
            unreadable = _("“%s” is neither a folder nor a ZIP file that can be read.") % path.name
            raise UnreadableExportError(unreadable) from error
        for info in self._archive.infolist():
            if info.filename.startswith("/") or ".." in info.filename.split("/"):
                self.refused.append(info.filename)
            elif not info.is_dir():
                self._members.setdefault(_composed(BEGINNING.sub("", info.filename, count=1)), info)

    def read(self, path: str) -> bytes | None:
        """Return the file at ``path`` below the uploads, or ``None``. One that is too large is cut behind the limit, so
        that the library refuses it."""
        if self._archive:
            info = self._members.get(_composed(path))
            with suppress(*READ_ERRORS):
                if info:
                    with self._archive.open(info) as file:
                        return file.read(MAX_BYTES + 1)
        elif self._folder:
            return self._read_from_folder(self._folder, path)
        return None

    def _read_from_folder(self, folder: Path, path: str) -> bytes | None:
        names = {form: unicodedata.normalize(form, path) for form in ("NFC", "NFD")}
        for name in dict.fromkeys(names.values()):
            for start in ("", "uploads", "wp-content/uploads"):
                with suppress(OSError, ValueError):
                    file = (folder / start / name).resolve()
                    if file.is_relative_to(folder) and file.is_file():
                        with file.open("rb") as opened:
                            return opened.read(MAX_BYTES + 1)
        return None


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)
