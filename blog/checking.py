"""Do the outside links still answer? Asked politely, each once a week, by background tasks."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.models import OutsideLink, SiteTexts
from blog.models.links import CONFIRM_AFTER
from core import outside
from core.outside import Answer
from core.servers import Fault
from outbox.models import OutgoingMail
from outbox.writing import write_mail

Finding = OutsideLink.Finding

# For one sweep: so many links at most, and no new one after so many seconds. Other tasks want the worker too.
AT_ONCE = 20
SWEEP_SECONDS = 25.0

NAMED_IN_MAIL = 30

# They answer for whatever they no longer know with a page of their own.
SHORTENERS = set(
    "bit.ly bitly.com buff.ly cutt.ly goo.gl is.gd lnkd.in ow.ly rb.gy rebrand.ly shorturl.at t.co t.ly tiny.cc "
    "tinyurl.com trib.al v.gd".split()
)

FOUND_BY_FAULT = {
    Fault.NO_SUCH_HOST: Finding.NO_HOST,
    Fault.NOT_PUBLIC: Finding.NOT_PUBLIC,
    Fault.BAD_ADDRESS: Finding.BAD_ADDRESS,
    Fault.BAD_CERTIFICATE: Finding.UNTRUSTED,
    Fault.REDIRECTS: Finding.CIRCLE,
    Fault.SILENCE: Finding.SILENT,
    Fault.UNWANTED: Finding.REFUSED,
}


def check_due() -> None:
    """Ask what is due, one after the other, and each host once in a while only."""
    started = time.monotonic()
    for _turn in range(AT_ONCE):
        link = OutsideLink.objects.due().first()
        if link is None or time.monotonic() - started > SWEEP_SECONDS:
            return
        check(link)


def check(link: OutsideLink) -> None:
    """Outside of any transaction: the server may take its time."""
    if link.claim():
        answer = outside.ask(link.address)
        link.note(finding(link, answer), answer.status, answer.led_to, _rest(link, answer))


def finding(link: OutsideLink, answer: Answer) -> Finding:
    if answer.fault:
        found = FOUND_BY_FAULT[answer.fault]
        return Finding.SILENT if found == Finding.NO_HOST and not _is_online() else found
    status = answer.status or 0
    if status in (404, 410):
        return Finding.GONE
    if status >= 400:
        return Finding.BROKEN if 500 <= status < 600 else Finding.REFUSED
    return Finding.LEADS_NOWHERE if {link.host, _end(link, answer)} <= SHORTENERS else Finding.FINE


def _end(link: OutsideLink, answer: Answer) -> str:
    """The host that has answered in the end."""
    return urlsplit(answer.led_to).hostname or link.host


def _rest(link: OutsideLink, answer: Answer) -> timedelta:
    """For how long the link's host wants to be left alone; what another one says is not for it."""
    return answer.rest if _end(link, answer) == link.host else timedelta()


def _is_online() -> bool:
    """Some server has answered lately. Without a network of our own, no name leads anywhere."""
    return OutsideLink.objects.filter(status__isnull=False, checked_at__gt=timezone.now() - 2 * CONFIRM_AFTER).exists()


@transaction.atomic
def announce_dead() -> None:
    """One mail about all that have died since the last, to each who may change articles."""
    now = timezone.now()
    count = OutsideLink.objects.newly_dead().update(announced_at=now)
    dead = OutsideLink.objects.filter(announced_at=now).with_numbers()
    context = {
        "site": SiteTexts.load(),
        "links": list(dead[:NAMED_IN_MAIL]),
        "count": count,
        "more": max(0, count - NAMED_IN_MAIL),
    }
    for person in editors() if count else []:
        key = f"links-dead:{person.pk}:{now.isoformat()}"
        write_mail(OutgoingMail.Kind.LINKS_DEAD, key, person.email, "blog/emails/links_dead", context)


def editors() -> list[User]:
    """The staff who may change articles."""
    allowed = ModelBackend().with_perm("blog.change_post")
    return list(User.objects.filter(pk__in=allowed.values("pk"), is_staff=True))
