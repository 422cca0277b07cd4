"""A person asks for what the site has of them. The answer is the same whatever it has: it is not even looked up."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.models import SiteTexts
from core import tokens
from core.addresses import absolute
from core.guard import is_flood
from outbox.models import OutgoingMail
from outbox.writing import write_mail
from privacy.models import PersonRequest
from privacy.models.request import PURPOSE
from privacy.tasks import erase_confirmed

LINK_LIVES = timedelta(days=7)
FROM_ONE_PLACE = (10, timedelta(hours=1))
TO_ONE_ADDRESS = (3, timedelta(days=1))


class FloodError(Exception):
    """More came from one place within the hour than one person sends."""


@transaction.atomic
def ask(request: PersonRequest) -> None:
    """Store it, and mail a link to the address; no more than a few a day, of which whoever asks learns nothing.

    Raises ``FloodError``.
    """
    asked = PersonRequest.objects.all()
    limit, within = FROM_ONE_PLACE
    if is_flood(asked, limit=limit, within=within, address=request.address):
        raise FloodError
    limit, within = TO_ONE_ADDRESS
    if is_flood(asked, limit=limit, within=within, email__iexact=request.email):
        return
    request.save()
    kind = OutgoingMail.Kind.PRIVACY_CONFIRM
    context = {"site": SiteTexts.load(), "request": request, "url": absolute(request.private_url)}
    write_mail(kind, f"{kind}:{request.pk}", request.email, "privacy/emails/privacy_confirm", context)


def find_by_token(token: str) -> PersonRequest | None:
    pk = tokens.unsign(PURPOSE, token, LINK_LIVES)
    return PersonRequest.objects.filter(pk=pk).first() if pk else None


def confirm_export(request: PersonRequest) -> None:
    PersonRequest.objects.filter(pk=request.pk, confirmed_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def confirm_erasure(request: PersonRequest) -> None:
    """Whoever has the link may do either, whatever was asked for at first."""
    open_ones = PersonRequest.objects.filter(pk=request.pk, done_at=None).exclude(email="")
    if open_ones.update(kind=PersonRequest.Kind.ERASE, confirmed_at=timezone.now()):
        erase_confirmed.enqueue(request.pk)
