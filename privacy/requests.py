"""Requests for a person's data. The reply never tells whether the site knows the address: it is not looked up."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.models import SiteTexts
from core.web.networks import network_of
from core.web.rate_limits import Limit, refuse_flood
from core.web.site_urls import absolute_url
from outbox.submission import queue_mail
from privacy.mail_kinds import MailKind
from privacy.models import PrivacyRequest
from privacy.tasks import erase_confirmed

MAX_PER_NETWORK = Limit(50, timedelta(hours=1), fields=("ip_address",))
MAX_PER_EMAIL = Limit(3, timedelta(days=1), fields=("email__iexact",))


@transaction.atomic
def submit_request(request: PrivacyRequest) -> None:
    """Store the request and mail a link to its address. After three a day, a request is dropped silently.

    Of the IP address only the network is kept. Raises ``FloodError``.
    """
    requests = PrivacyRequest.objects.all()
    request.ip_address = network_of(request.ip_address)
    refuse_flood(requests, [MAX_PER_NETWORK], ip_address=request.ip_address)
    if MAX_PER_EMAIL.wait(requests, email__iexact=request.email):
        return
    request.save()
    kind = MailKind.PRIVACY_CONFIRM
    context = {"site": SiteTexts.load(), "request": request, "url": absolute_url(request.private_url)}
    queue_mail(kind, f"{kind}:{request.pk}", request.email, "privacy/emails/privacy_confirm", context)


def confirm_export(request: PrivacyRequest) -> None:
    PrivacyRequest.objects.filter(pk=request.pk, confirmed_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def confirm_erasure(request: PrivacyRequest) -> None:
    """Confirm the erasure. The request may have been for a copy: the link is the same."""
    open_ones = PrivacyRequest.objects.filter(pk=request.pk, done_at=None).exclude(email="")
    if open_ones.update(kind=PrivacyRequest.Kind.ERASE, confirmed_at=timezone.now()):
        erase_confirmed.enqueue(request.pk)
