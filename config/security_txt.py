"""Whom to tell about a hole in the site's security (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.web.site_urls import absolute_url
from pagecache.kept import kept

# Less than a year is recommended (RFC 9116, 2.5.5). The date moves on with each day, as kept pages are built anew.
VALID_FOR = timedelta(days=180)


@kept()
def security_txt(request: HttpRequest) -> HttpResponse:
    """Without ``SECURITY_CONTACT``, it leads to the page that says who is responsible for the site."""
    expires = datetime.combine(timezone.localdate() + VALID_FOR, time.min, UTC)
    fields = {
        "Contact": settings.SECURITY_CONTACT or absolute_url(reverse("privacy_notice")),
        "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": settings.LANGUAGE_CODE,
        "Canonical": absolute_url(reverse("security_txt")),
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
