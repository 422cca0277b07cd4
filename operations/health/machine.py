"""What the machine tells: room on its disk, the store of files, and the clock."""

import ctypes
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from operations.health.findings import Finding
from operations.health.rows import last_work
from outbox.models import OutgoingMail

# In bytes. Less than LEAST is too little on any disk, and more than ENOUGH is enough for the next backup's trial.
LEAST, ENOUGH = 512 * 2**20, 5 * 2**30
LEAST_SHARE = 0.05
CLOCK_DIFFERS = timedelta(minutes=2)
# What adjtimex(2) returns if no time server sets the clock, and more than the size of what it fills.
TIME_ERROR, TIMEX_BYTES = 5, 512


def disk() -> Finding:
    for folder in (Path(settings.DATA_DIR), Path(settings.BACKUP_DIR)):
        if not folder.is_dir():
            continue
        usage = shutil.disk_usage(folder)
        room = {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)}
        said = _("%(free)s of %(total)s are free.") % room
        if usage.free < max(LEAST, min(usage.total * LEAST_SHARE, ENOUGH)):
            to_do = _("Make room in %(folder)s, or rent a larger disk. Without room, nothing new can be stored.")
            return Finding("disk", said, to_do % {"folder": folder})
    return Finding("disk", said)


def files() -> Finding | None:
    """Ask the store of files, if it is none on this machine."""
    if isinstance(default_storage, FileSystemStorage):
        return None
    try:
        default_storage.exists("health")
    except OSError:
        to_do = _("Look at S3_URL and at the state of the provider. What is uploaded meanwhile is refused, not lost.")
        return Finding("files", _("The store of pictures and files does not answer."), to_do)
    return Finding("files", _("The store of pictures and files answers."))


def clock() -> Finding:
    """Compare the clock with that of the database's server, and with moments in rows: those in the future show that it
    was set back."""
    now = timezone.now()
    known = [moment for moment in (_database_time(), last_work(), _last_sent()) if moment]
    to_do = _("Let a time server set the clock of the machine: “timedatectl set-ntp true”.")
    if wrong := [moment for moment in known if moment - now > CLOCK_DIFFERS]:
        late = _("The clock is wrong: it was already %(moment)s.")
        return Finding("clock", late % {"moment": f"{max(wrong):%Y-%m-%d %H:%M} UTC"}, to_do)
    if (there := _database_time()) and now - there > CLOCK_DIFFERS:
        return Finding("clock", _("The clocks of this machine and of the database’s server differ."), to_do)
    if _is_set_by_server():
        return Finding("clock", _("It is set by a time server."))
    return Finding("clock", _("It seems right, but no time server sets it on this machine."))


def _database_time() -> datetime | None:
    """``None`` for SQLite, which has the clock of this machine."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _last_sent() -> datetime | None:
    moment: datetime | None = OutgoingMail.objects.aggregate(last=Max("sent_at"))["last"]
    return moment


def _is_set_by_server() -> bool:
    """Ask Linux. Elsewhere the answer is no."""
    ask = getattr(ctypes.CDLL(None), "adjtimex", None)
    return ask is not None and 0 <= ask(ctypes.create_string_buffer(TIMEX_BYTES)) < TIME_ERROR
