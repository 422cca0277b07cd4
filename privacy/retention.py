"""Delete old data each night. The admin shows beforehand what is due, and afterwards what was deleted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coaching.models import Application, StageChange
from comments.models import AkismetCheck, Comment
from comments.moderation import purge
from comments.screening import akismet_feedback
from offers.models import SignUp
from outbox.models import OutgoingMail
from privacy.erasure import remove_remains
from privacy.models import ClosedApplication, Mention, PrivacyRequest, RetentionReport, RetentionSettings

# As settings.TASKS says.
HOUR, MINUTE = 3, 45

# The rest waits for the next night, so that no run locks the database for long.
MAILS_PER_NIGHT = 5000

REPORTS_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data and how long it is kept. ``days`` is a field of ``RetentionSettings``, or a fixed number.

    ``due`` returns the rows from before a moment. ``purge`` deletes or anonymises them and returns their number.
    """

    name: str
    title: Promise
    days: str | int
    due: Callable[[datetime], QuerySet[Any]]
    purge: Callable[[datetime], int]

    def kept(self, settings: RetentionSettings) -> timedelta:
        return timedelta(days=self.days if isinstance(self.days, int) else getattr(settings, self.days))


def _with_ip_address(model: type[Comment] | type[Application]) -> Callable[[datetime], QuerySet[Any]]:
    return lambda moment: model._default_manager.filter(created_at__lt=moment, ip_address__isnull=False)


RULES = [
    Rule(
        "comment_addresses",
        _("IP addresses of comments"),
        "ip_address_days",
        _with_ip_address(Comment),
        lambda moment: _with_ip_address(Comment)(moment).update(ip_address=None, network=None),
    ),
    Rule(
        "application_addresses",
        _("IP addresses of applications"),
        "ip_address_days",
        _with_ip_address(Application),
        lambda moment: _with_ip_address(Application)(moment).update(ip_address=None, network=None),
    ),
    Rule("spam", _("Comments that the site took for spam"), "spam_days", purge.expired, purge.delete_expired),
    Rule(
        "akismet",
        _("What Akismet was asked"),
        akismet_feedback.REPORTABLE_FOR.days,
        lambda moment: AkismetCheck.objects.filter(checked_at__lt=moment),
        lambda moment: akismet_feedback.delete_old_checks(),
    ),
    Rule(
        "requests",
        _("Privacy requests that were never confirmed"),
        "unconfirmed_days",
        lambda moment: PrivacyRequest.objects.expired(moment),
        lambda moment: PrivacyRequest.objects.expired(moment).delete()[0],
    ),
    Rule(
        "sign_ups",
        _("Sign-ups that were never confirmed"),
        "unconfirmed_days",
        lambda moment: SignUp.objects.expired(moment),
        lambda moment: SignUp.objects.expired(moment).delete()[0],
    ),
    Rule(
        "mails",
        _("Mails, anonymised"),
        "mail_days",
        lambda moment: OutgoingMail.objects.settled_before(moment),
        lambda moment: OutgoingMail.objects.settled_before(moment)[:MAILS_PER_NIGHT].anonymise(),
    ),
]


def register_rule(rule: Rule) -> None:
    """Let a higher app delete old data of its own."""
    if rule not in RULES:
        RULES.append(rule)


@dataclass(frozen=True, slots=True)
class Forecast:
    title: Promise
    days: int
    number: int


def tonight() -> datetime:
    """Return when the next run begins, in the site's time zone."""
    now = timezone.localtime()
    today = now.replace(hour=HOUR, minute=MINUTE, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)


def forecast() -> Iterator[Forecast]:
    """Yield what the next run would delete as things are now."""
    settings, at = RetentionSettings.load(), tonight()
    for rule in RULES:
        kept = rule.kept(settings)
        yield Forecast(rule.title, kept.days, rule.due(at - kept).count())


def summarise(report: RetentionReport) -> str:
    """Say what a run deleted, in one line."""
    titles = {rule.name: rule.title for rule in RULES}
    parts = [f"{titles[name]}: {number}" for name, number in report.numbers.items() if number and name in titles]
    return "; ".join(parts) or gettext("nothing")


def closed_long_ago() -> QuerySet[Any]:
    """Return applications declined or withdrawn longer ago than ``proposal_days``, annotated with ``closed_at``."""
    before = timezone.now() - timedelta(days=RetentionSettings.load().proposal_days)
    last = StageChange.objects.filter(application=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    closed = ClosedApplication.objects.filter(stage__in=Application.CLOSED)
    return closed.annotate(closed_at=Coalesce(Subquery(last), F("created_at"))).filter(closed_at__lt=before)


def purge_expired() -> RetentionReport:
    """Apply all rules and store a report. It can be repeated."""
    settings, now = RetentionSettings.load(), timezone.now()
    numbers = {rule.name: rule.purge(now - rule.kept(settings)) for rule in RULES}
    RetentionReport.objects.filter(ran_at__lt=now - REPORTS_KEPT).delete()
    Mention.objects.delete_orphans()
    report = RetentionReport.objects.create(ran_at=now, numbers=numbers)
    remove_remains()
    return report
