"""The whole site as one ZIP archive, for whoever wants to leave or to look."""

import os
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Page, Post, SiteTexts
from operations.backup.file_store import site_files, sync_folder
from operations.backup.snapshot import snapshot
from operations.export import data, wxr
from operations.export.tables import tables
from operations.export.wxr_files import number_of_files
from operations.progress import Progress
from outbox.submission import render_plain

FOLDERS = {"default": "media", "private": "private"}


def export_site(target: Path, progress: Progress) -> None:
    """Write the archive, which only its owner can read: whole, or not at all. Raises ``OSError``."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                with snapshot():
                    _add_rows(archive, progress)
                _add_files(archive, progress)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(target.parent)


def _add_rows(archive: zipfile.ZipFile, progress: Progress) -> None:
    site = SiteTexts.load()
    context = {"site": site, "made_at": timezone.now(), "version": data.SCHEMA_VERSION, "url": settings.SITE_URL}
    archive.writestr("README.txt", render_plain("operations/export_readme.txt", context))
    items = Post.objects.count() + Page.objects.count() + number_of_files()
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress.step(_("%(done)d of %(all)d articles, pages and files") % {"done": done, "all": items})

    progress.stage(_("Articles, pages and comments …"))
    _add(archive, "wordpress.xml", (line.encode() for line in wxr.lines(step)))
    progress.stage(_("Tables and data …"))
    for name, pieces in tables():
        _add(archive, f"tables/{name}", pieces)
    archive.writestr("data/schema.json", data.schema())
    for model in data.models():
        _add(archive, f"data/{model._meta.label_lower}.jsonl", (line.encode() for line in data.rows(model)))


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], compression: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    info.compress_type = compression
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)


def _add_files(archive: zipfile.ZipFile, progress: Progress) -> None:
    """Add the files as they are: pictures and the like are compressed already."""
    progress.stage(_("Pictures and files …"))
    for number, (storage, name) in enumerate(site_files(), 1):
        with suppress(FileNotFoundError), storages[storage].open(name) as source:
            _add(archive, f"{FOLDERS[storage]}/{name}", source.chunks(), zipfile.ZIP_STORED)
        progress.step(_("%(number)d files") % {"number": number})
