"""Mails about an application. None of its answers is in them: mail is kept in places that nobody knows."""

from django.urls import reverse

from blog.models import SiteTexts
from coaching.coaches import coaches_of
from coaching.models import Application, Note
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
        about=[application],
    )


def announce(application: Application) -> None:
    """Tell whoever works on it, spam or not: she may know better than a machine."""
    tell_coaches(application, OutgoingMail.Kind.APPLICATION_NEW, "new", reply_to=application.email)


def announce_change(application: Application, what: str) -> None:
    """Tell the coaches that its applicant has ``withdrawn`` it, or the ``consent`` to keep it. Her words stay here."""
    if not application.is_suspected_spam:
        kind = OutgoingMail.Kind.APPLICATION_WITHDRAWN
        tell_coaches(application, kind, "withdrawn", what=what, reply_to=application.email)


def announce_correction(application: Application, note: Note) -> None:
    """Tell the coaches that its applicant has changed it: the ``note`` says what stood there before."""
    if not application.is_suspected_spam:
        what = f"corrected-{note.pk}"
        kind = OutgoingMail.Kind.APPLICATION_CORRECTED
        tell_coaches(application, kind, "corrected", what=what, reply_to=application.email)


def announce_deletion(application: Application) -> None:
    """Tell the coaches that one is gone, as they may look for it, and not whose."""
    if not application.is_suspected_spam:
        tell_coaches(application, OutgoingMail.Kind.APPLICATION_WITHDRAWN, "deleted")


def tell_coaches(application: Application, kind: str, template: str, what: str = "", reply_to: str = "") -> None:
    path = reverse("admin:coaching_application_change", args=[application.pk])
    context = {"site": SiteTexts.load(), "application": application, "what": what, "admin_url": absolute(path)}
    for coach in coaches_of(application):
        key = f"application-{application.pk}-{what or template}-{coach.pk}"
        template_name = f"coaching/emails/application_{template}"
        write_mail(kind, key, coach.email, template_name, context, reply_to=reply_to, about=[application])
