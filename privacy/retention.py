"""What the site does not keep for ever: said before it happens, done each night, and reported."""

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

from coaching.models import Application, SignUp, StageChange
from comments import clearing, reports
from comments.models import AkismetQuestion, Comment
from outbox.models import OutgoingMail
from privacy.erasing import empty_the_log
from privacy.models import Mention, PersonRequest, ProposedApplication, RetentionReport, RetentionSettings

# As settings.TASKS says.
HOUR, MINUTE = 3, 45

# More than that waits for the next night: so none holds the database for long.
MAILS_A_NIGHT = 5000

REPORTS_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes after some ``days``: a field of ``RetentionSettings``, or a number where there is no choice.

    ``due`` are the rows that were there before a moment; ``let_go`` lets go of them, and says of how many.
    """

    name: str
    title: Promise
    days: str | int
    due: Callable[[datetime], QuerySet[Any]]
    let_go: Callable[[datetime], int]

    def kept(self, settings: RetentionSettings) -> timedelta:
        return timedelta(days=self.days if isinstance(self.days, int) else getattr(settings, self.days))


def _with_address(model: type[Comment] | type[Application]) -> Callable[[datetime], QuerySet[Any]]:
    return lambda moment: model._default_manager.filter(created_at__lt=moment, address__isnull=False)


RULES = [
    Rule(
        "comment_addresses",
        _("IP addresses of comments"),
        "address_days",
        _with_address(Comment),
        lambda moment: _with_address(Comment)(moment).update(address=None),
    ),
    Rule(
        "application_addresses",
        _("IP addresses of applications"),
        "address_days",
        _with_address(Application),
        lambda moment: _with_address(Application)(moment).update(address=None),
    ),
    Rule("spam", _("Comments that a machine took for spam"), "spam_days", clearing.stale, clearing.clear),
    Rule(
        "akismet",
        _("What Akismet was asked"),
        reports.KEPT.days,
        lambda moment: AkismetQuestion.objects.filter(asked_at__lt=moment),
        lambda moment: reports.forget(),
    ),
    Rule(
        "requests",
        _("Requests of persons that came to nothing"),
        "unconfirmed_days",
        lambda moment: PersonRequest.objects.lapsed(moment),
        lambda moment: PersonRequest.objects.lapsed(moment).delete()[0],
    ),
    Rule(
        "sign_ups",
        _("Sign-ups that nobody confirmed"),
        "unconfirmed_days",
        lambda moment: SignUp.objects.lapsed(moment),
        lambda moment: SignUp.objects.lapsed(moment).delete()[0],
    ),
    Rule(
        "mails",
        _("Mails, blanked"),
        "mail_days",
        lambda moment: OutgoingMail.objects.settled_before(moment),
        lambda moment: OutgoingMail.objects.settled_before(moment)[:MAILS_A_NIGHT].forget(),
    ),
]


@dataclass(frozen=True, slots=True)
class Forecast:
    title: Promise
    days: int
    number: int


def tonight() -> datetime:
    """When the next night's work begins, in the site's zone."""
    now = timezone.localtime()
    today = now.replace(hour=HOUR, minute=MINUTE, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)


def forecast() -> Iterator[Forecast]:
    """What goes tonight, should nothing change until then."""
    settings, at = RetentionSettings.load(), tonight()
    for rule in RULES:
        kept = rule.kept(settings)
        yield Forecast(rule.title, kept.days, rule.due(at - kept).count())


def told(report: RetentionReport) -> str:
    """What a night let go of, as a sentence."""
    titles = {rule.name: rule.title for rule in RULES}
    went = [f"{titles[name]}: {number}" for name, number in report.numbers.items() if number and name in titles]
    return "; ".join(went) or gettext("nothing")


def proposed() -> QuerySet[Any]:
    """Applications that were declined or withdrawn for as long as the settings say, with ``closed_at``."""
    before = timezone.now() - timedelta(days=RetentionSettings.load().proposal_days)
    last = StageChange.objects.filter(application=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    closed = ProposedApplication.objects.filter(stage__in=Application.CLOSED)
    return closed.annotate(closed_at=Coalesce(Subquery(last), F("created_at"))).filter(closed_at__lt=before)


def let_go() -> RetentionReport:
    """The work of a night. It can be repeated."""
    settings, now = RetentionSettings.load(), timezone.now()
    numbers = {rule.name: rule.let_go(now - rule.kept(settings)) for rule in RULES}
    RetentionReport.objects.filter(ran_at__lt=now - REPORTS_KEPT).delete()
    Mention.objects.forget_gone()
    report = RetentionReport.objects.create(ran_at=now, numbers=numbers)
    empty_the_log()
    return report
