"""Exports that owners ask for in the admin. They are made by a task, and deleted after a week."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from operations.export.archive import export_site
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

    def note(sentence: str) -> None:
        SiteExport.objects.filter(pk=pk).update(progress=sentence[:200])

    try:
        export_site(asked.path, Progress(note))
    except OSError as error:
        failure = _("The archive could not be written: %(why)s") % {"why": error.strerror or error}
        SiteExport.objects.filter(pk=pk).update(ended_at=timezone.now(), failure=failure[:500])
        return
    SiteExport.objects.filter(pk=pk).update(ended_at=timezone.now(), size=asked.path.stat().st_size)


def purge() -> None:
    """Delete exports that are a week old, with their files."""
    for old in SiteExport.objects.filter(asked_at__lt=timezone.now() - KEPT):
        old.path.unlink(missing_ok=True)
        old.delete()
