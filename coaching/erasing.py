"""Deletes an application, or a sign-up, so that nothing here says any more whose it was."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from coaching.models import Application, SignUp
from core import erased
from outbox.models import OutgoingMail


@transaction.atomic
def erase(row: Application | SignUp) -> None:
    """With all that belongs to it, what the mails about it say, and its name in the log of the admin.

    A mail that waits is not sent. What has left is in other mailboxes, and stays there. Raises ``OSError`` if the list
    of what was erased can't be written: a restored backup would bring it back then, so it is not deleted.
    """
    # First: should this machine fail now, what was promised is still known.
    erased.remember(erased.name_of(row))
    rows = type(row)._default_manager.filter(pk=row.pk)
    OutgoingMail.objects.about(rows).forget()
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    log.update(object_repr="", change_message="")
    rows.delete()
