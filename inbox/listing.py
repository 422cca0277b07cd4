"""What waits for the coach, in its order: threads, answers she wished to ask about again, and applications, which are
new, corrected, or have a next step that is due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DateTimeField, F, Min, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Lower, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from coaching.models import Application, ApplicationQuerySet
from comments import waiting
from comments.models import Comment, CommentQuerySet
from inbox.models import InboxSettings

# Whoever gave no address is known by name.
READER = Coalesce(NullIf(Lower("email"), Value("")), Lower("name"))
# Near enough: when exactly a day begins here does not matter to an order of days.
DUE = Cast("next_step_on", DateTimeField())
PAGE = 20
SPAM_DAYS = timedelta(days=7)


class Kind(StrEnum):
    THREAD = "thread"
    REMINDER = "reminder"
    APPLICATION = "application"
    STEP = "step"
    CORRECTION = "correction"


OF_APPLICATIONS = (Kind.APPLICATION, Kind.STEP, Kind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Entry:
    """``key`` is the pk of a thread's first comment, of an answer or of an application."""

    what: Kind
    key: int
    urgency: Comment.Attention
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Debts:
    """``waiting`` in all, of which ``wishes`` wish to buy; ``since`` is ``None`` if nothing waits."""

    waiting: int
    wishes: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What is listed together: a day's work, or the backlog."""

    comments: CommentQuerySet
    reminders: CommentQuerySet
    applications: ApplicationQuerySet
    steps: ApplicationQuerySet
    corrections: ApplicationQuerySet

    def entries(self, start: int, count: int) -> list[Entry]:
        """Red flags and wishes to buy first (an application is one), then questions, then the rest; oldest first."""
        others = [_reminders(self.reminders), _applications(self.applications)]
        others += [_steps(self.steps), _corrections(self.corrections)]
        found = _threads(self.comments).union(*others, all=True)
        rows = found.order_by("urgency", "since", "what", "key")[start : start + count]
        return [Entry(**row) for row in rows]

    def debts(self) -> Debts:
        owed = waiting.debt(self.comments)
        asked = self.reminders.aggregate(count=Count("pk"), since=Min("remind_at"))
        applied = self.applications.aggregate(count=Count("pk"), since=Min("created_at"))
        planned = self.steps.aggregate(count=Count("pk"), since=Min(DUE))
        corrected = self.corrections.aggregate(count=Count("pk"), since=Min("corrected_at"))
        others = [asked, applied, planned, corrected]
        moments = [owed.since, *(found["since"] for found in others)]
        return Debts(
            waiting=owed.count + sum(found["count"] for found in others),
            wishes=owed.wishes + applied["count"],
            since=min((moment for moment in moments if moment), default=None),
        )


def todays_work(person: User) -> Scope:
    """What ``person`` may see and has to do, without the backlog."""
    applications, today = _applications_for(person), timezone.localdate()
    return Scope(
        comments=_comments_for(person).filter(created_at__gte=InboxSettings.load().backlog_before()),
        reminders=waiting.reminders() if _may_answer(person) else Comment.objects.none(),
        applications=applications.to_be_read(today),
        steps=applications.with_step_due(today),
        corrections=applications.corrected(),
    )


def backlog(person: User) -> Scope:
    """What has waited for so long that it no longer is a day's work."""
    return Scope(
        comments=_comments_for(person).filter(created_at__lt=InboxSettings.load().backlog_before()),
        reminders=Comment.objects.none(),
        applications=Application.objects.none(),
        steps=Application.objects.none(),
        corrections=Application.objects.none(),
    )


def say_what_is_owed() -> str:
    """How many readers wait for an answer, and how many of them wished to buy, in a sentence or two."""
    before = InboxSettings.load().backlog_before()
    readers = _count_readers(waiting.due().filter(created_at__gte=before))
    wishes = _count_readers(waiting.due().filter(created_at__gte=before, signals__has_key="wishes"))
    old = _count_readers(waiting.due().filter(created_at__lt=before))
    owed = ngettext("You owe %(count)d recent reader an answer", "You owe %(count)d recent readers an answer", readers)
    wanted = ngettext("; %(count)d of them wanted to buy", "; %(count)d of them wanted to buy", wishes)
    long_ago = ngettext("%(count)d has waited for long.", "%(count)d have waited for long.", old)
    sentence = owed % {"count": readers} if readers else _("You owe no recent reader an answer")
    return " ".join(
        [
            sentence + (wanted % {"count": wishes} if wishes else "") + ".",
            *([long_ago % {"count": old}] if old else []),
        ]
    )


def _count_readers(comments: CommentQuerySet) -> int:
    return int(comments.aggregate(count=Count(READER, distinct=True))["count"])


def recent_spam() -> int:
    """How many comments of the last seven days are spam."""
    return Comment.objects.filter(state=Comment.State.SPAM, created_at__gte=timezone.now() - SPAM_DAYS).count()


def _may_answer(person: User) -> bool:
    return person.has_perm("comments.change_comment")


def _comments_for(person: User) -> CommentQuerySet:
    return waiting.due() if _may_answer(person) else Comment.objects.none()


def _applications_for(person: User) -> ApplicationQuerySet:
    if not person.has_perm("coaching.change_application"):
        return Application.objects.none()
    return Application.objects.on_the_desk_of(person)


def _threads(comments: CommentQuerySet) -> Any:
    rows = waiting.by_thread(comments)
    return rows.values("since", "count", what=_constant(Kind.THREAD), key=F("root"), urgency=F("most"))


def _reminders(answers: QuerySet[Comment]) -> Any:
    return _each(answers, Kind.REMINDER, Comment.Attention.QUESTION, since=F("remind_at"))


def _applications(applications: ApplicationQuerySet) -> Any:
    return _each(applications, Kind.APPLICATION, Comment.Attention.URGENT, since=F("created_at"))


def _steps(applications: ApplicationQuerySet) -> Any:
    return _each(applications, Kind.STEP, Comment.Attention.QUESTION, since=DUE)


def _corrections(applications: ApplicationQuerySet) -> Any:
    return _each(applications, Kind.CORRECTION, Comment.Attention.QUESTION, since=F("corrected_at"))


def _each(rows: Any, what: Kind, urgency: Comment.Attention, since: F | Cast) -> Any:
    values = {
        "since": since,
        "count": _constant(1),
        "what": _constant(what),
        "key": F("pk"),
        "urgency": _constant(urgency),
    }
    return rows.order_by().values(**values)


def _constant(value: Kind | int) -> Value:
    return Value(value.value if isinstance(value, Kind) else int(value))
