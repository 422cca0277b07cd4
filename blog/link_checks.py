"""Do the external links still answer? Asked politely, each once a week, by background tasks."""

import time
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from accounts.permissions import staff_with_permission
from blog.mail_kinds import MailKind
from blog.models import ExternalLink, SiteTexts
from blog.models.external_link import CONFIRM_AFTER
from core.outbound.connection_faults import ConnectionFault
from outbox.submission import queue_mail

if TYPE_CHECKING:
    from core.outbound.link_probe import ProbeResult

Finding = ExternalLink.Finding

# Limits for one run, because other tasks need the worker too: the number of links, and seconds before the last one.
MAX_PER_SWEEP = 20
SWEEP_SECONDS = 25.0

MAX_LINKS_IN_MAIL = 30

# For a short link that no longer exists, they show a page of their own.
SHORTENER_HOSTS = set(
    "bit.ly bitly.com buff.ly cutt.ly goo.gl is.gd lnkd.in ow.ly rb.gy rebrand.ly shorturl.at t.co t.ly tiny.cc "
    "tinyurl.com trib.al v.gd".split()
)

FINDING_FOR_FAULT = {
    ConnectionFault.NO_SUCH_HOST: Finding.NO_HOST,
    ConnectionFault.NOT_PUBLIC: Finding.NOT_PUBLIC,
    ConnectionFault.BAD_URL: Finding.BAD_URL,
    ConnectionFault.BAD_CERTIFICATE: Finding.UNTRUSTED,
    ConnectionFault.REDIRECTS: Finding.REDIRECT_LOOP,
    ConnectionFault.NO_ANSWER: Finding.NO_ANSWER,
    ConnectionFault.DISALLOWED: Finding.REFUSED,
}


def check_due() -> None:
    """Check links that are due, one after the other, with a pause between requests to one host."""
    started = time.monotonic()
    for _turn in range(MAX_PER_SWEEP):
        link = ExternalLink.objects.due().first()
        if link is None or time.monotonic() - started > SWEEP_SECONDS:
            return
        check(link)


def check(link: ExternalLink) -> None:
    """Check one link. Call it outside of a transaction, because the server may take long."""
    from core.outbound import link_probe  # Loads an HTTP client, which the web process never needs.

    if link.claim():
        answer = link_probe.probe(link.url)
        link.record(classify(link, answer), answer.status, answer.final_url, _host_pause(link, answer))


def classify(link: ExternalLink, answer: "ProbeResult") -> Finding:
    if answer.fault:
        found = FINDING_FOR_FAULT[answer.fault]
        return Finding.NO_ANSWER if found == Finding.NO_HOST and not _is_online() else found
    status = answer.status or 0
    if status in (404, 410):
        return Finding.GONE
    if status >= 400:
        return Finding.BROKEN if 500 <= status < 600 else Finding.REFUSED
    return Finding.SHORT_LINK_BROKEN if {link.host, _final_host(link, answer)} <= SHORTENER_HOSTS else Finding.FINE


def _final_host(link: ExternalLink, answer: "ProbeResult") -> str:
    """Return the host that answered after all redirects."""
    return urlsplit(answer.final_url).hostname or link.host


def _host_pause(link: ExternalLink, answer: "ProbeResult") -> timedelta:
    """Return for how long the link's host asked for a pause. What another host asks for is ignored."""
    return answer.retry_after if _final_host(link, answer) == link.host else timedelta()


def _is_online() -> bool:
    """Tell whether any server has answered lately. Otherwise our own network may be down, and no host name resolves."""
    return ExternalLink.objects.filter(status__isnull=False, checked_at__gt=timezone.now() - 2 * CONFIRM_AFTER).exists()


@transaction.atomic
def notify_of_dead_links() -> None:
    """Mail all staff who may change articles about the links that died since the last mail."""
    now = timezone.now()
    count = ExternalLink.objects.newly_dead().update(announced_at=now)
    dead = ExternalLink.objects.filter(announced_at=now).with_counts()
    context = {
        "site": SiteTexts.load(),
        "links": list(dead[:MAX_LINKS_IN_MAIL]),
        "count": count,
        "more": max(0, count - MAX_LINKS_IN_MAIL),
    }
    for person in staff_with_permission("blog.publish_post") if count else []:
        key = f"links-dead:{person.pk}:{now.isoformat()}"
        queue_mail(MailKind.LINKS_DEAD, key, person.email, "blog/emails/links_dead", context)
