"""Reports that a provider sends to the site by HTTP. django-anymail reads them; their URL has the secret."""

from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.tokens import keyed_hash
from core.web.site_urls import absolute_url
from outbox.failures import BASIC_CODE, ENHANCED_CODE, refuses_address
from outbox.reports.recording import record_refusal

# Providers that sign in with the user name and password of the URL, and need no key besides.
PROVIDERS = {"brevo": "Brevo", "mailjet": "Mailjet", "postmark": "Postmark", "sparkpost": "SparkPost"}

USER = "sturdy"
FINAL = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
UNREADABLE = (SuspiciousOperation, ImproperlyConfigured, LookupError, TypeError, ValueError, AttributeError)


@csrf_exempt
@require_POST
def provider_report(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a provider's report. 400 without the secret, or if it can't be read."""
    if provider not in PROVIDERS:
        raise Http404
    # Imported here, because it brings an HTTP client that nothing else needs.
    reader = getattr(import_module(f"anymail.webhooks.{provider}"), f"{PROVIDERS[provider]}TrackingWebhookView")
    webhook = reader(webhook_secret=f"{USER}:{_secret()}")
    try:
        webhook.run_validators(request)
        events = webhook.parse_events(request)
    except UNREADABLE:
        return HttpResponseBadRequest()
    for event in events:
        record_event(event)
    return HttpResponse()


def record_event(event: AnymailTrackingEvent) -> None:
    """Record that a mail was not delivered, and never will be, or that its reader reported it as spam."""
    if not isinstance(event.recipient, str):
        return
    if event.event_type == EventType.COMPLAINED:
        record_refusal(event.recipient, _("The reader reported it as spam."), is_about_address=True)
    elif event.event_type in FINAL:
        words = " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())[:300]
        record_refusal(event.recipient, words, is_about_address=_is_about_address(event, words))


def _is_about_address(event: AnymailTrackingEvent, words: str) -> bool:
    if event.reject_reason not in (RejectReason.INVALID, RejectReason.BOUNCED) or _is_soft(event.esp_event):
        return False
    has_code = ENHANCED_CODE.search(words) or BASIC_CODE.search(words)
    return refuses_address(words) if has_code else True


def _is_soft(fields: Any) -> bool:
    """Tell whether the provider itself expects that later mail may arrive, which anymail leaves out."""
    kinds = f"{fields.get('Type')} {fields.get('event')}".lower()
    return fields.get("hard_bounce") is False or "soft" in kinds


def report_urls() -> dict[str, str]:
    """Return the URL to enter at each provider. It has user name and password."""
    parts = urlsplit(absolute_url("/"))
    urls = {name: reverse("provider_report", args=[provider]) for provider, name in PROVIDERS.items()}
    return {name: f"{parts.scheme}://{USER}:{_secret()}@{parts.netloc}{path}" for name, path in urls.items()}


def _secret() -> str:
    return keyed_hash("outbox.provider-report", settings.SITE_URL)[:40]
