"""Delete an application or a sign-up together with all traces of its person."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from core import erasure_log
from outbox.models import OutgoingMail


@transaction.atomic
def erase(row: Model) -> None:
    """Delete ``row`` with its parts, anonymise mails about it, and remove its name from the admin's log.

    An unsent mail is not sent. Raises ``OSError`` if the erasure log can't be written; then nothing is deleted, because
    a restored backup would bring it back.
    """
    # The log comes first: if the machine fails now, the promise is still on record.
    erasure_log.record(erasure_log.name_row(row))
    rows = type(row)._default_manager.filter(pk=row.pk)
    OutgoingMail.objects.about(rows).anonymise()
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    log.update(object_repr="", change_message="")
    rows.delete()
