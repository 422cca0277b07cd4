"""Account for every comment and application that was ever received: answered, waiting, decided, or erased.

The categories exclude one another, in the order in which they stand. Erased ones are numbers, nothing more is known.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from coaching.models import Application, StageChange
from comments.models import Comment, Decision
from comments.unanswered import needs_answer
from operations.models import AccountReport, Gone

State, Stage = Comment.State, Application.Stage
NAMED = 20

TITLES = {
    "answered": _("answered"),
    "settled": _("need no answer"),
    "waiting": _("waiting for an answer"),
    "in_conversation": _("in conversation"),
    "decided": _("decided"),
    "spam": _("spam"),
    "binned": _("in the bin"),
    "on_binned": _("on an article in the bin"),
    "erased": _("erased for the person"),
    "deleted": _("deleted for good, after a decision"),
    "sample": _("of the sample, removed"),
    "unexplained": _("unexplained"),
}


@dataclass(slots=True)
class Account:
    """What became of one kind of row. ``numbers`` are by the names in ``TITLES``; ``since`` is when the longest waiting
    one came. ``named`` are the ids of the first unexplained rows."""

    numbers: dict[str, int] = field(default_factory=dict)
    since: datetime | None = None
    named: list[int] = field(default_factory=list)

    @property
    def received(self) -> int:
        return sum(self.numbers.values())

    @property
    def unexplained(self) -> int:
        return self.numbers["unexplained"]

    def add_gone(self, kind: str) -> None:
        gone = dict(Gone.objects.filter(kind=kind).values_list("reason").annotate(Sum("number")))
        decided = (Gone.Reason.SPAM, Gone.Reason.BINNED, Gone.Reason.WITH_ARTICLE)
        self.numbers["erased"] = self.numbers.get("erased", 0) + gone.get(Gone.Reason.ERASED, 0)
        self.numbers["deleted"] = sum(gone.get(reason, 0) for reason in decided)
        self.numbers["sample"] = gone.get(Gone.Reason.SAMPLE, 0)
        self.numbers["unexplained"] += gone.get(Gone.Reason.UNEXPLAINED, 0)


def account_for_comments() -> Account:
    """Account for what readers wrote below articles, without pingbacks."""
    comments = Comment.objects.by_guests().order_by()
    decided = Decision.objects.filter(comment=OuterRef("pk"), verdict=OuterRef("state")).order_by()
    unexplained = comments.filter(erased_at=None).exclude(state=State.HELD).exclude(Exists(decided))
    explained = comments.filter(Q(state=State.HELD) | Exists(decided), erased_at=None)
    open_ones = explained.filter(state__in=(State.HELD, State.APPROVED))
    binned = Post.objects.binned().order_by().values("pk")
    unsettled = open_ones.exclude(post__in=binned).filter(settled_at=None)
    waiting = needs_answer(unsettled).aggregate(number=Count("pk"), since=Min("created_at"))
    account = Account(
        {
            "answered": unsettled.count() - waiting["number"],
            "settled": open_ones.exclude(post__in=binned).exclude(settled_at=None).count(),
            "waiting": waiting["number"],
            "spam": explained.filter(state=State.SPAM).count(),
            "binned": explained.filter(state=State.BINNED).count(),
            "on_binned": open_ones.filter(post__in=binned).count(),
            "erased": comments.exclude(erased_at=None).count(),
            "unexplained": unexplained.count(),
        },
        waiting["since"],
        _first(unexplained),
    )
    account.add_gone(Gone.Kind.COMMENT)
    return account


def account_for_applications() -> Account:
    """A stage other than "new" is explained by the change that led there."""
    applications = Application.objects.order_by()
    changes = StageChange.objects.filter(application=OuterRef("pk"), after=OuterRef("stage")).order_by()
    unexplained = applications.not_spam().exclude(stage=Stage.NEW).exclude(Exists(changes))
    moved = applications.not_spam().filter(Exists(changes))
    waiting = applications.not_spam().filter(stage=Stage.NEW).aggregate(number=Count("pk"), since=Min("created_at"))
    talking = moved.filter(stage=Stage.IN_CONVERSATION).count()
    account = Account(
        {
            "waiting": waiting["number"],
            "in_conversation": talking,
            "decided": moved.exclude(stage__in=(Stage.NEW, Stage.IN_CONVERSATION)).count(),
            "spam": applications.suspected_spam().count(),
            "unexplained": unexplained.count(),
        },
        waiting["since"],
        _first(unexplained),
    )
    account.add_gone(Gone.Kind.APPLICATION)
    return account


def _first(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by(F("pk")).values_list("pk", flat=True)[:NAMED])


def report() -> dict[str, Account]:
    """Account for both kinds, and store the sum in place of the one before."""
    accounts = {"comments": account_for_comments(), "applications": account_for_applications()}
    numbers = {
        kind: {**account.numbers, "since": account.since and account.since.isoformat()}
        for kind, account in accounts.items()
    }
    with transaction.atomic():
        AccountReport.objects.all().delete()
        AccountReport.objects.create(made_at=timezone.now(), numbers=numbers)
    return accounts


def read_report() -> dict[str, Account]:
    """Return the accounts that were stored last, without the ids."""
    newest = AccountReport.objects.first()
    found: dict[str, Account] = {}
    for kind, numbers in (newest.numbers if newest else {}).items():
        since = numbers.pop("since")
        found[kind] = Account(numbers, datetime.fromisoformat(since) if since else None)
    return found


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the table: numbers of comments and of applications, or ``None`` where there is no such category."""

    title: Any
    comments: int | None
    applications: int | None


def as_table(accounts: dict[str, Account]) -> list[TableRow]:
    """Return a row for each category that has any, and the sum. Empty if nothing was counted yet."""
    if not accounts:
        return []
    comments, applications = accounts["comments"], accounts["applications"]
    rows = [
        TableRow(title, comments.numbers.get(name), applications.numbers.get(name))
        for name, title in TITLES.items()
        if name == "unexplained" or comments.numbers.get(name) or applications.numbers.get(name)
    ]
    return [*rows, TableRow(_("received in all"), comments.received, applications.received)]
