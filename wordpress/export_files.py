"""Open the files of an export: XML, gzip or ZIP, whole or in the parts that WordPress.com and WP-CLI make.

Nothing is unpacked to the disk, so no name in an archive leads anywhere.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from core.quotes import quoted
from wordpress.mending import MendedFile, find_encoding, is_mislabelled
from wordpress.xml_reader import UnreadableExportError

START = 4096
# Text gets five to twenty times smaller. What gets this much smaller, and is that large, was made to fill a disk.
LARGE, TOO_DENSE = 200 * 2**20, 150
READ_ERRORS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(slots=True)
class Part:
    """One XML document. ``encoding`` is set if it has to be mended."""

    name: str
    open_raw: Callable[[], IO[bytes]]
    encoding: str = ""

    def open(self) -> IO[bytes]:
        """Return the document from its start. The caller closes it."""
        file = self.open_raw()
        return cast(IO[bytes], _Closing(MendedFile(file, self.encoding), file)) if self.encoding else file

    def mend(self) -> None:
        self.encoding = find_encoding(self.open_raw)


class _Closing:
    def __init__(self, mended: MendedFile, file: IO[bytes]) -> None:
        self.read, self.close = mended.read, file.close

    def __enter__(self) -> "_Closing":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Bounded(io.RawIOBase):
    """A packed file that is read unpacked. It is refused if it is a bomb."""

    def __init__(self, file: IO[bytes], packed: int) -> None:
        self._file, self._packed, self._read = file, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._file.read(len(view))
        except READ_ERRORS as error:
            raise UnreadableExportError(_("The file is damaged: it can’t be unpacked to its end.")) from error
        self._read += len(data)
        if self._read > max(LARGE, self._packed * TOO_DENSE):
            raise UnreadableExportError(_("The file unpacks to far more than an export can have. It was not read."))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def open_parts(paths: Iterable[Path]) -> list[Part]:
    """Return the XML documents in these files. Raises ``UnreadableExportError`` if one of them is something else, and
    ``OSError``."""
    parts = [part for path in paths for part in _parts_of(path)]
    for part in parts:
        _check_start(part)
    return parts


def _parts_of(path: Path) -> list[Part]:
    with path.open("rb") as file:
        start = file.read(4)
    size = path.stat().st_size
    if start.startswith(b"\x1f\x8b"):
        return [Part(path.name, lambda: io.BufferedReader(_Bounded(cast(IO[bytes], gzip.open(path)), size)))]
    if start.startswith(b"PK"):
        return _members(path)
    return [Part(path.name, lambda: path.open("rb"))]


def _members(path: Path) -> list[Part]:
    def opener(info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
        def open_member() -> IO[bytes]:
            try:
                with zipfile.ZipFile(path) as archive:
                    # The archive stays open as long as its member.
                    return io.BufferedReader(_Bounded(archive.open(info), info.compress_size))
            except READ_ERRORS as error:
                damaged = _("“%s” can’t be unpacked: it is damaged or locked.") % info.filename
                raise UnreadableExportError(damaged) from error

        return open_member

    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if re.search(r"(?i)^(?!__MACOSX).*\.xml$", info.filename)]
    except READ_ERRORS as error:
        raise UnreadableExportError(_("“%s” is a damaged ZIP file. Please get it again.") % path.name) from error
    if not found:
        raise UnreadableExportError(
            _("“%s” is a ZIP file without an export (.xml) in it. If it has the uploads, give it as those.") % path.name
        )
    return [Part(info.filename, opener(info)) for info in sorted(found, key=lambda info: _natural(info.filename))]


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort part 10 behind part 9."""
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in re.split(r"(\d{1,9})", name)]


def _check_start(part: Part) -> None:
    """Say what the file is if it is no XML, and find out whether its encoding must be corrected."""
    with part.open_raw() as file:
        start = file.read(START)
    if reason := _what_else(start):
        raise UnreadableExportError(f"{quoted(part.name)} {reason}")
    if is_mislabelled(start, part.open_raw):
        part.encoding = "utf-8"


def _what_else(start: bytes) -> str:
    text = start.decode("latin-1").lower()
    if not start.strip():
        return _("is empty.")
    if re.search(r"<rss\b|<\?xml", text):
        return ""
    if re.search(r"<!doctype html|<html\b", text):
        if "password" in text or "login" in text:
            return _("is a web page, probably the one to sign in, and no export. Please sign in, then export again.")
        return _("is a web page and no export. In WordPress, choose Tools → Export → All content.")
    if text.startswith("%pdf"):
        return _("is a PDF and no export.")
    if re.search(r"\bcreate table\b|\binsert into\b|mysql dump|mariadb dump", text):
        return _("is a copy of a database and no export. In WordPress, choose Tools → Export → All content.")
    if start[257:262] == b"ustar":
        return _("is a tar archive. Please unpack it and give the .xml files that are in it.")
    with suppress(UnicodeError):
        # UTF-16 has a zero in each other byte.
        if "<rss" in start.decode("utf-16").lower():
            return ""
    return ""
