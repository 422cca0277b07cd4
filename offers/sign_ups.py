"""Store sign-ups. The response is the same whether or not the address was known."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.models import SiteTexts
from core.web.networks import network_of
from core.web.rate_limits import Limit, refuse_flood
from core.web.site_urls import absolute_url
from offers.forms import CONSENT, SignUpForm
from offers.mail_kinds import MailKind
from offers.models import Offer, SignUp
from offers.models.sign_up import IP_ADDRESS_KEPT
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

# How many people may sign up from one network: for example, all in one room.
LIMITS = [Limit(50, IP_ADDRESS_KEPT, fields=("ip_address",))]
# How many mails about sign-ups go to one address within a day.
MAX_MAILS = 3


@transaction.atomic
def sign_up(offer: Offer, form: SignUpForm, ip_address: str | None) -> None:
    """Store a valid form, once for each address, and mail the link to it, again if it was known.

    Requests are counted by the date of the last one, so that a known address counts like an unknown one. Of the IP
    address only the network is stored. Raises ``FloodError``; then nothing is stored.
    """
    network = network_of(ip_address)
    refuse_flood(SignUp.objects.all(), LIMITS, moment="asked_at", ip_address=network)
    now = timezone.now()
    known, is_new = SignUp.objects.get_or_create(
        offer=offer,
        email=form.cleaned_data["email"],
        defaults={
            "name": form.cleaned_data["name"],
            "post": form.cleaned_data["article"],
            "consent_text": str(CONSENT),
            "ip_address": network,
            "asked_at": now,
        },
    )
    if not is_new:
        SignUp.objects.filter(pk=known.pk).update(asked_at=now, ip_address=network)
    mail_link(known)


def mail_link(sign_up: SignUp) -> OutgoingMail | None:
    """Queue the mail. It contains nothing that was typed, so that nobody can have a text mailed to a stranger."""
    now = timezone.now()
    lately = OutgoingMail.objects.filter(
        to=sign_up.email, kind=MailKind.SIGN_UP, created_at__gt=now - timedelta(days=1)
    )
    if lately.count() >= MAX_MAILS:
        return None
    context = {"site": SiteTexts.load(), "offer": sign_up.offer, "link": absolute_url(sign_up.private_url)}
    key = f"sign-up-{sign_up.pk}-{now:%Y%m%d%H%M}"
    return queue_mail(MailKind.SIGN_UP, key, sign_up.email, "offers/emails/sign_up", context, about=[sign_up])
