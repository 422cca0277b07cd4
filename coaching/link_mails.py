"""Mail applicants the links to their applications."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction

from blog.models import SiteTexts
from coaching.mail_kinds import MailKind
from coaching.models import Application, LinkRequest
from core.web.rate_limits import Limit
from core.web.site_urls import absolute_url
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

KIND = MailKind.APPLICATION_LINK

LIMIT_PER_EMAIL = Limit(3, timedelta(days=1), fields=("to",))
LINKS_PER_MAIL = 10
REQUESTS_PER_SWEEP = 100


@transaction.atomic
def answer_request(pk: int) -> None:
    """Mail the requested links once, and remove the address from the request."""
    request = LinkRequest.objects.select_for_update().unanswered().filter(pk=pk).first()
    if request is None:
        return
    found = Application.objects.filter(email__iexact=request.email).order_by("email", "-created_at", "-pk")
    # Addresses that differ in case may belong to two people. Each gets the links to their own applications.
    for number, (email, applications) in enumerate(groupby(found, lambda application: application.email)):
        mail_links(email, list(applications)[:LINKS_PER_MAIL], f"application-link-{pk}-{number}")
    LinkRequest.objects.filter(pk=pk).update(email="")


def mail_links(email: str, applications: list[Application], key: str) -> None:
    """Mail the links, unless ``LIMIT_PER_EMAIL`` is reached."""
    if LIMIT_PER_EMAIL.wait(OutgoingMail.objects.filter(kind=KIND), to=email):
        return
    links = [(application.created_at, absolute_url(application.private_url)) for application in applications]
    context = {"site": SiteTexts.load(), "links": links}
    queue_mail(KIND, key, email, "coaching/emails/application_link", context, about=applications)


def update_recipient(application: Application, before: str) -> None:
    """Redirect unsent mail from ``before`` to the application's new e-mail address, and mail the new link there.

    The unsent confirmation of receipt is cancelled, because the new mail has the same link.
    """
    waiting = OutgoingMail.objects.unsent().filter(to=before)
    for mail in waiting.filter(key=f"application-{application.pk}-received"):
        mail.cancel()
    waiting.filter(application_message__application=application).update(to=application.email)
    mail_links(application.email, [application], f"application-{application.pk}-link-{application.link_number}")


def answer_requests() -> None:
    """Answer requests whose task was lost, and delete old ones."""
    for pk in LinkRequest.objects.unanswered().values_list("pk", flat=True)[:REQUESTS_PER_SWEEP]:
        answer_request(pk)
    LinkRequest.objects.expired().delete()
