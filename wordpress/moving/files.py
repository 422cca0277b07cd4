"""The files of a move: looked at as soon as they have come, kept privately, and deleted when they are not used."""

import os
import shutil
import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from core.private_files import move_to_transient
from core.refusals import RefusedError
from core.uploads.models import Upload
from wordpress.export_files import READ_ERRORS, Part, open_parts
from wordpress.models import Move, MoveFile
from wordpress.uploads import is_upload
from wordpress.xml_reader import UnreadableExportError

# An export has the name of its format at its start.
START, FORMAT = 100_000, b"wordpress.org/export/"
# The kind of the uploads, and how large one may be: the pictures of many years in one ZIP file.
UPLOAD_KIND, MAX_BYTES = "move", 50 * 2**30
MAX_NAME = 150


def add_file(move: Move, upload: "File[bytes]") -> MoveFile:
    """Keep a file that was uploaded. One with the same name is replaced. Raises ``RefusedError`` if it is neither an
    export nor has the uploads of a site."""
    name = get_valid_filename(Path(str(upload.name)).name or "file")[-MAX_NAME:].lstrip(".") or "file"
    arriving = move.folder / "arriving" / name
    arriving.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _take(upload, arriving)
        has_export, has_uploads = _look_at(arriving)
    except (UnreadableExportError, OSError) as error:
        arriving.unlink(missing_ok=True)
        raise RefusedError(str(error)) from error
    came_as = Upload.objects.filter(token=getattr(upload, "token", "")).first()
    with transaction.atomic():
        former = MoveFile.objects.filter(move=move, name=name).exclude(upload=came_as).first()
        if former and former.upload:
            former.upload.discard()
        values = {"size": arriving.stat().st_size, "has_export": has_export, "has_uploads": has_uploads}
        file, _is_new = MoveFile.objects.update_or_create(
            move=move, name=name, defaults={**values, "upload": came_as, "added_at": timezone.now()}
        )
        Move.objects.filter(pk=move.pk).update(used_at=timezone.now())
        move_to_transient(arriving, file.file)
    return file


def delete_files(move: Move) -> None:
    """Delete what was uploaded for the move. Its reports stay."""
    for file in move.files.all():
        file.delete()
    shutil.rmtree(move.folder, ignore_errors=True)


def delete_unused(moment: datetime) -> int:
    """Delete the files of moves that were not used since then. Return how many there were."""
    files = list(MoveFile.objects.unused_since(moment).select_related("move"))
    for move in {file.move for file in files}:
        delete_files(move)
    return len(files)


def _take(upload: "File[bytes]", path: Path) -> None:
    """Store the upload at the path. One that came in parts is a file of this machine: it is linked, not copied."""
    path.unlink(missing_ok=True)
    source = Path(str(getattr(upload.file, "name", "")))
    try:
        os.link(source, path)
    except OSError:
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file, 2**20)
    path.chmod(0o600)


def _look_at(path: Path) -> tuple[bool, bool]:
    """Tell whether the file has an export, and whether it has uploads. Raises ``UnreadableExportError``."""
    if not zipfile.is_zipfile(path):
        (part,) = open_parts([path])
        start = _start_of(part)
        if not any(tag in start for tag in (b"<rss", b"<?xml", b"<item")):
            raise UnreadableExportError(
                _("“%s” is no export. In WordPress, choose Tools → Export → All content.") % path.name
            )
        return True, False
    try:
        with zipfile.ZipFile(path) as archive:
            has_uploads = any(is_upload(name) for name in archive.namelist())
    except READ_ERRORS as error:
        raise UnreadableExportError(_("“%s” is a damaged ZIP file. Please get it again.") % path.name) from error
    if not has_uploads:
        open_parts([path])
        return True, False
    # Plugins have XML files too: with the uploads, there may be all of the old site in the archive.
    with suppress(UnreadableExportError):
        return any(FORMAT in _start_of(part) for part in open_parts([path])), True
    return False, True


def _start_of(part: Part) -> bytes:
    with part.open_raw() as file:
        # Without the zeros that UTF-16 has.
        return file.read(START).replace(b"\0", b"").lower()
