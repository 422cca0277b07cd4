"""The one way in for a sign-up. What the visitor is told is the same whether or not the address was known."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.models import SiteTexts
from coaching.models import Offer, SignUp
from coaching.models.sign_up import ADDRESS_KEPT
from coaching.sign_up_forms import CONSENT, SignUpForm
from outbox.models import OutgoingMail
from outbox.writing import write_mail

# So many different people may sign up from one network within ``ADDRESS_KEPT``.
MOST_PEOPLE = 10
# So many mails about sign-ups go to one address within a day, however often somebody asks.
MOST_MAILS = 3

Kind = OutgoingMail.Kind


class FloodError(Exception):
    """More than ``MOST_PEOPLE`` signed up from one address within an hour."""


@transaction.atomic
def sign_up(offer: Offer, form: SignUpForm, address: str | None) -> None:
    """Keep what a valid form holds, once for each address, and mail the link to it, again if it was known.

    Who asked is counted by the last time that they asked, so that a known address counts like an unknown one. Raises
    ``FloodError``; then nothing is stored.
    """
    if address and _is_flood(address):
        raise FloodError
    now = timezone.now()
    known, is_new = SignUp.objects.get_or_create(
        offer=offer,
        email=form.cleaned_data["email"],
        defaults={
            "name": form.cleaned_data["name"],
            "post": form.cleaned_data["article"],
            "consent_text": str(CONSENT),
            "address": address,
            "asked_at": now,
        },
    )
    if not is_new:
        SignUp.objects.filter(pk=known.pk).update(asked_at=now, address=address)
    mail_link(known)


def mail_link(sign_up: SignUp) -> OutgoingMail | None:
    """Nothing that was typed into the form is in the mail: nobody can have words of his own sent to a stranger."""
    now = timezone.now()
    lately = OutgoingMail.objects.filter(to=sign_up.email, kind=Kind.SIGN_UP, created_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_MAILS:
        return None
    context = {"site": SiteTexts.load(), "offer": sign_up.offer, "link": sign_up.link}
    key = f"sign-up-{sign_up.pk}-{now:%Y%m%d%H%M}"
    return write_mail(Kind.SIGN_UP, key, sign_up.email, "coaching/emails/sign_up", context, about=[sign_up])


def _is_flood(address: str) -> bool:
    since = timezone.now() - ADDRESS_KEPT
    return SignUp.objects.filter(address=address, asked_at__gt=since)[:MOST_PEOPLE].count() >= MOST_PEOPLE
