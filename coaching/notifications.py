"""Mails about an application. They contain none of its answers, because mail may be stored anywhere."""

from django.urls import reverse

from blog.models import SiteTexts
from coaching.coaches import coaches_for
from coaching.mail_kinds import MailKind
from coaching.models import Application, Note
from core.web.site_urls import absolute_url
from outbox.submission import queue_mail


def confirm_receipt(application: Application) -> None:
    """Mail the applicant that the application has arrived, with the link to the private page.

    The mail contains nothing from the form, not even the name, so that nobody can use it to mail a text to a stranger.
    A form filled in by a bot is not confirmed, because the address is usually a stranger's.
    """
    if application.is_suspected_spam:
        return
    queue_mail(
        MailKind.APPLICATION_RECEIVED,
        f"application-{application.pk}-received",
        application.email,
        "coaching/emails/application_received",
        {"site": SiteTexts.load(), "status_url": absolute_url(application.private_url)},
        about=[application],
    )


def notify_of_application(application: Application) -> None:
    """Mail the coaches about a new application, even if it is suspected spam."""
    mail_coaches(application, MailKind.APPLICATION_NEW, "new", reply_to=application.email)


def notify_of_change(application: Application, what: str) -> None:
    """Mail the coaches that the applicant has withdrawn the application or, if ``what`` is ``consent``, the consent."""
    if not application.is_suspected_spam:
        kind = MailKind.APPLICATION_WITHDRAWN
        mail_coaches(application, kind, "withdrawn", what=what, reply_to=application.email)


def notify_of_correction(application: Application, note: Note) -> None:
    """Mail the coaches about a correction. ``note`` holds the text from before the correction."""
    if not application.is_suspected_spam:
        what = f"corrected-{note.pk}"
        kind = MailKind.APPLICATION_CORRECTED
        mail_coaches(application, kind, "corrected", what=what, reply_to=application.email)


def notify_of_deletion(application: Application) -> None:
    """Mail the coaches that an application was deleted, but not whose."""
    if not application.is_suspected_spam:
        mail_coaches(application, MailKind.APPLICATION_WITHDRAWN, "deleted")


def mail_coaches(application: Application, kind: str, template: str, what: str = "", reply_to: str = "") -> None:
    path = reverse("admin:coaching_application_change", args=[application.pk])
    context = {"site": SiteTexts.load(), "application": application, "what": what, "admin_url": absolute_url(path)}
    for coach in coaches_for(application):
        key = f"application-{application.pk}-{what or template}-{coach.pk}"
        template_name = f"coaching/emails/application_{template}"
        queue_mail(kind, key, coach.email, template_name, context, reply_to=reply_to, about=[application])
