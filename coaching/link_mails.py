"""The way back to an application, mailed to the address that applied."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction

from blog.models import SiteTexts
from coaching.models import Application, LinkRequest
from core.addresses import absolute
from core.guard import is_flood
from outbox.models import OutgoingMail
from outbox.writing import write_mail

KIND = OutgoingMail.Kind.APPLICATION_LINK

MAILS_A_DAY = 3
LINKS_A_MAIL = 10
REQUESTS_A_SWEEP = 100


@transaction.atomic
def answer(pk: int) -> None:
    """Mail the links that were asked for, once, and forget for whom."""
    request = LinkRequest.objects.select_for_update().unanswered().filter(pk=pk).first()
    if request is None:
        return
    found = Application.objects.filter(email__iexact=request.email).order_by("email", "-created_at", "-pk")
    # Addresses that the database takes for the same may be two people's: each gets the links to her own.
    for number, (email, applications) in enumerate(groupby(found, lambda application: application.email)):
        mail_links(email, list(applications)[:LINKS_A_MAIL], f"application-link-{pk}-{number}")
    LinkRequest.objects.filter(pk=pk).update(email="")


def mail_links(email: str, applications: list[Application], key: str) -> None:
    """Not again and again to one address, whoever wants it so."""
    if is_flood(OutgoingMail.objects.filter(kind=KIND), limit=MAILS_A_DAY, within=timedelta(days=1), to=email):
        return
    links = [(application.created_at, absolute(application.status_url)) for application in applications]
    context = {"site": SiteTexts.load(), "links": links}
    write_mail(KIND, key, email, "coaching/emails/application_link", context, about=applications)


def readdress(application: Application, before: str) -> None:
    """After ``before``, a new address is in the application, and a new number for its links: mail goes there.

    The mail that it has arrived says nothing that this one does not.
    """
    waiting = OutgoingMail.objects.waiting().filter(to=before)
    for mail in waiting.filter(key=f"application-{application.pk}-received"):
        mail.cancel()
    waiting.filter(application_message__application=application).update(to=application.email)
    mail_links(application.email, [application], f"application-{application.pk}-link-{application.link_number}")


def answer_all() -> None:
    """Those whose task was lost; and forget the old ones."""
    for pk in LinkRequest.objects.unanswered().values_list("pk", flat=True)[:REQUESTS_A_SWEEP]:
        answer(pk)
    LinkRequest.objects.over().delete()
