"""Deletes an application so that nothing here says any more whose it was."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from coaching.models import Application
from outbox.models import OutgoingMail, OutgoingMailQuerySet

Kind = OutgoingMail.Kind


@transaction.atomic
def erase(application: Application) -> None:
    """With its answers, its notes, the mails about it, and its name in the log of the admin.

    A mail that waits is not sent. What has left is in other mailboxes, and stays there.
    """
    mails = list(mails_about(application).values_list("pk", flat=True))
    kind = ContentType.objects.get_for_model(Application)
    log = LogEntry.objects.filter(content_type=kind, object_id=str(application.pk))
    log.update(object_repr="", change_message="")
    Application.objects.filter(pk=application.pk).delete()
    OutgoingMail.objects.filter(pk__in=mails).delete()


def mails_about(application: Application) -> OutgoingMailQuerySet:
    """Those to the applicant, those to coaches, and the digests that name it."""
    path = reverse("admin:coaching_application_change", args=[application.pk])
    about = Q(key__startswith=f"application-{application.pk}-") | Q(application_message__application=application)
    to_coaches = Q(kind__in=[Kind.APPLICATION_NEW, Kind.APPLICATION_WITHDRAWN, Kind.DIGEST], text__contains=path)
    links = Q(kind=Kind.APPLICATION_LINK, to__iexact=application.email)
    return OutgoingMail.objects.filter(about | to_coaches | links)
