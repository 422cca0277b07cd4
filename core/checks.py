"""System checks for settings that are valid on their own but not together. They run with ``--deploy``."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def https_needs_a_trusted_proxy(**kwargs: Any) -> list[CheckMessage]:
    """The web server itself speaks HTTP. With an https URL there must be a trusted proxy that adds HTTPS."""
    if not settings.SITE_URL.startswith("https://") or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "SITE_URL is https://…, and TRUSTED_PROXIES is empty: every request would be sent to HTTPS for ever.",
            hint="Write the address of the proxy in front of the site, such as TRUSTED_PROXIES=127.0.0.1.",
            id="core.W001",
        )
    ]


@register(Tags.security, deploy=True)
def mail_links_need_a_public_address(**kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}: links in mails and feeds would lead there, and nothing is encrypted.",
            hint="Write the address that readers see, such as SITE_URL=https://coach.example.com.",
            id="core.W002",
        )
    ]
