"""Mails about an application. None of its answers is in them: mail is kept in places that nobody knows."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from blog.models import SiteTexts
from coaching.coaches import coaches_of
from coaching.models import Application
from core.addresses import absolute
from outbox.models import OutgoingMail
from outbox.writing import write_mail


def confirm(application: Application) -> None:
    """Tell the applicant that it has arrived, and where she finds it.

    Nothing that she wrote is in it, not even her name: so nobody can have words of his own mailed to a stranger. A bot
    that stepped into the trap gives away a stranger's address as a rule, and is not answered.
    """
    if application.is_suspected_spam:
        return
    write_mail(
        OutgoingMail.Kind.APPLICATION_RECEIVED,
        f"application-{application.pk}-received",
        application.email,
        "coaching/emails/application_received",
        {"site": SiteTexts.load(), "status_url": absolute(application.status_url)},
    )


def announce(application: Application) -> None:
    """Tell whoever works on it, spam or not: she may know better than a machine."""
    _tell_coaches(
        OutgoingMail.Kind.APPLICATION_NEW,
        f"application-{application.pk}-new",
        "coaching/emails/application_new",
        {"application": application, "admin_url": admin_url(application)},
        reply_to=application.email,
    )


def announce_change(application: Application, what: str) -> None:
    """Tell the coaches that its applicant has ``withdrawn`` it, or the ``consent`` to keep it. Her words stay here."""
    if application.is_suspected_spam:
        return
    _tell_coaches(
        OutgoingMail.Kind.APPLICATION_WITHDRAWN,
        f"application-{application.pk}-{what}",
        "coaching/emails/application_withdrawn",
        {"application": application, "what": what, "admin_url": admin_url(application)},
        reply_to=application.email,
    )


def announce_deletion(pk: int, sent_at: datetime) -> None:
    """Tell the coaches that one is gone, as they may look for it, and not whose."""
    _tell_coaches(
        OutgoingMail.Kind.APPLICATION_WITHDRAWN,
        f"application-{pk}-deleted",
        "coaching/emails/application_deleted",
        {"sent_at": sent_at},
    )


def admin_url(application: Application) -> str:
    return absolute(reverse("admin:coaching_application_change", args=[application.pk]))


def _tell_coaches(kind: str, key: str, template: str, context: dict[str, Any], reply_to: str = "") -> None:
    context = {"site": SiteTexts.load(), **context}
    for coach in coaches():
        write_mail(kind, f"{key}-{coach.pk}", coach.email, template, context, reply_to=reply_to)
