"""The two mails about an application. None of its answers is in them: mail is kept in places that nobody knows."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from blog.models import SiteTexts
from coaching.coaches import coaches_of
from coaching.models import Application
from outbox.models import OutgoingMail
from outbox.writing import write_mail


def confirm(application: Application) -> None:
    """Tell the applicant that it has arrived.

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
        {"site": SiteTexts.load()},
    )


def announce(application: Application) -> None:
    """Tell whoever works on it, spam or not: she may know better than a machine."""
    path = reverse("admin:coaching_application_change", args=[application.pk])
    context: dict[str, Any] = {
        "site": SiteTexts.load(),
        "application": application,
        "admin_url": f"{settings.SITE_URL}{path}",
    }
    for coach in coaches_of(application):
        write_mail(
            OutgoingMail.Kind.APPLICATION_NEW,
            f"application-{application.pk}-new-{coach.pk}",
            coach.email,
            "coaching/emails/application_new",
            context,
            reply_to=application.email,
        )
