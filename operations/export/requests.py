"""Exports that owners ask for in the admin. They are made by a task, and deleted after a week."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.private_files import move_to_transient, transient_storage
from operations.models import SiteExport
from operations.progress import Progress

KEPT = timedelta(days=7)
# A task is tried again after its lease, but one that was lost with the queue is not.
GIVEN_UP = timedelta(hours=6)


@transaction.atomic
def ask() -> SiteExport:
    """Ask for an export. One that is being made already is returned instead."""
    from operations import tasks

    unfinished = SiteExport.objects.unfinished().filter(asked_at__gt=timezone.now() - GIVEN_UP).first()
    if unfinished:
        return unfinished
    asked = SiteExport.objects.create()
    tasks.export_site.enqueue(asked.pk)
    return asked


def carry_out(pk: int) -> None:
    """Write the archive. It can be repeated."""
    asked = SiteExport.objects.unfinished().filter(pk=pk).first()
    if asked is None:
        return

    from operations.export.archive import export_site  # With encryption, which a web process does not need.

    def note(sentence: str) -> None:
        SiteExport.objects.filter(pk=pk).update(progress=sentence[:200])

    try:
        with TemporaryDirectory(dir=settings.DATA_DIR, prefix="export-") as folder:
            made = Path(folder, "site.zip")
            export_site(made, Progress(note))
            size = made.stat().st_size
            move_to_transient(made, asked.file)
    except OSError as error:
        failure = _("The archive could not be written: %(why)s") % {"why": error.strerror or error}
        SiteExport.objects.filter(pk=pk).update(ended_at=timezone.now(), failure=failure[:500])
        return
    SiteExport.objects.filter(pk=pk).update(ended_at=timezone.now(), size=size)


def purge() -> None:
    """Delete exports that are a week old, with their files."""
    for old in SiteExport.objects.filter(asked_at__lt=timezone.now() - KEPT):
        transient_storage().delete(old.file)
        old.delete()
