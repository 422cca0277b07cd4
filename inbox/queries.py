"""The items of the inbox in their order: threads with unanswered comments, answers to come back to, and applications
that are new, were corrected, or have a next step that is due.
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
from comments import unanswered
from comments.models import Comment, CommentQuerySet
from inbox.models import InboxSettings

# A reader without an e-mail address is identified by name.
READER = Coalesce(NullIf(Lower("email"), Value("")), Lower("name"))
# The cast ignores the site's time zone, which does not matter for the order of days.
STEP_DUE = Cast("next_step_on", DateTimeField())
PAGE_SIZE = 20
SPAM_DAYS = timedelta(days=7)


class ItemKind(StrEnum):
    THREAD = "thread"
    REMINDER = "reminder"
    APPLICATION = "application"
    STEP = "step"
    CORRECTION = "correction"


APPLICATION_KINDS = (ItemKind.APPLICATION, ItemKind.STEP, ItemKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``key`` is the pk of the thread's first comment, of the answer or of the application; ``count`` is the
    number of comments that wait in the thread, otherwise 1."""

    what: ItemKind
    key: int
    urgency: Comment.Priority
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The number of items ``waiting``, of which ``wishes`` are wishes to buy, and since when the oldest waits."""

    waiting: int
    wishes: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that one list of the inbox is made of: today's work, or the backlog."""

    comments: CommentQuerySet
    reminders: CommentQuerySet
    applications: ApplicationQuerySet
    steps: ApplicationQuerySet
    corrections: ApplicationQuerySet

    def items(self, start: int, count: int) -> list[Item]:
        """Return ``count`` items from the position ``start``.

        Red flags and wishes to buy come first (an application counts as one), then questions, then the rest. Within
        each group the oldest comes first.
        """
        others = [_reminders(self.reminders), _applications(self.applications)]
        others += [_steps(self.steps), _corrections(self.corrections)]
        union = _threads(self.comments).union(*others, all=True)
        rows = union.order_by("urgency", "since", "what", "key")[start : start + count]
        return [Item(**row) for row in rows]

    def summary(self) -> Summary:
        unanswered_comments = unanswered.summarise(self.comments)
        reminders = self.reminders.aggregate(count=Count("pk"), since=Min("remind_at"))
        applications = self.applications.aggregate(count=Count("pk"), since=Min("created_at"))
        steps = self.steps.aggregate(count=Count("pk"), since=Min(STEP_DUE))
        corrections = self.corrections.aggregate(count=Count("pk"), since=Min("corrected_at"))
        others = [reminders, applications, steps, corrections]
        moments = [unanswered_comments.since, *(found["since"] for found in others)]
        return Summary(
            waiting=unanswered_comments.count + sum(found["count"] for found in others),
            wishes=unanswered_comments.wishes + applications["count"],
            since=min((moment for moment in moments if moment), default=None),
        )


def todays_work(person: User) -> Scope:
    """Return what waits for ``person`` and what they may see, without the backlog."""
    applications, today = _applications_for(person), timezone.localdate()
    return Scope(
        comments=_comments_for(person).filter(created_at__gte=InboxSettings.load().backlog_before()),
        reminders=unanswered.reminders() if _may_answer(person) else Comment.objects.none(),
        applications=applications.unread(today),
        steps=applications.with_step_due(today),
        corrections=applications.corrected(),
    )


def backlog(person: User) -> Scope:
    """Return the comments that have waited for longer than ``InboxSettings.backlog_days``."""
    return Scope(
        comments=_comments_for(person).filter(created_at__lt=InboxSettings.load().backlog_before()),
        reminders=Comment.objects.none(),
        applications=Application.objects.none(),
        steps=Application.objects.none(),
        corrections=Application.objects.none(),
    )


def unanswered_sentence() -> str:
    """Say how many readers wait for an answer, and how many of them want to buy, in a sentence or two."""
    limit = InboxSettings.load().backlog_before()
    readers = _count_readers(unanswered.due().filter(created_at__gte=limit))
    wishes = _count_readers(unanswered.due().filter(created_at__gte=limit, triage__has_key="wishes"))
    old = _count_readers(unanswered.due().filter(created_at__lt=limit))
    first_part = ngettext(
        "You owe %(count)d recent reader an answer", "You owe %(count)d recent readers an answer", readers
    )
    wishes_part = ngettext("; %(count)d of them wanted to buy", "; %(count)d of them wanted to buy", wishes)
    old_part = ngettext("%(count)d has waited for a long time.", "%(count)d have waited for a long time.", old)
    sentence = first_part % {"count": readers} if readers else _("You owe no recent reader an answer")
    return " ".join(
        [
            sentence + (wishes_part % {"count": wishes} if wishes else "") + ".",
            *([old_part % {"count": old}] if old else []),
        ]
    )


def _count_readers(comments: CommentQuerySet) -> int:
    return int(comments.aggregate(count=Count(READER, distinct=True))["count"])


def recent_spam() -> int:
    """Count the spam comments of the last seven days."""
    return Comment.objects.filter(state=Comment.State.SPAM, created_at__gte=timezone.now() - SPAM_DAYS).count()


def has_any_items(person: User) -> bool:
    """Tell whether there has ever been a comment or an application that ``person`` may see."""
    return (_may_answer(person) and Comment.objects.exists()) or _applications_for(person).exists()


def _may_answer(person: User) -> bool:
    return person.has_perm("comments.change_comment")


def _comments_for(person: User) -> CommentQuerySet:
    return unanswered.due() if _may_answer(person) else Comment.objects.none()


def _applications_for(person: User) -> ApplicationQuerySet:
    if not person.has_perm("coaching.change_application"):
        return Application.objects.none()
    return Application.objects.for_coach(person)


def _threads(comments: CommentQuerySet) -> Any:
    rows = unanswered.by_thread(comments)
    return rows.values("since", "count", what=_constant(ItemKind.THREAD), key=F("root"), urgency=F("most"))


def _reminders(answers: QuerySet[Comment]) -> Any:
    return _each(answers, ItemKind.REMINDER, Comment.Priority.QUESTION, since=F("remind_at"))


def _applications(applications: ApplicationQuerySet) -> Any:
    return _each(applications, ItemKind.APPLICATION, Comment.Priority.URGENT, since=F("created_at"))


def _steps(applications: ApplicationQuerySet) -> Any:
    return _each(applications, ItemKind.STEP, Comment.Priority.QUESTION, since=STEP_DUE)


def _corrections(applications: ApplicationQuerySet) -> Any:
    return _each(applications, ItemKind.CORRECTION, Comment.Priority.QUESTION, since=F("corrected_at"))


def _each(rows: Any, what: ItemKind, urgency: Comment.Priority, since: F | Cast) -> Any:
    values = {
        "since": since,
        "count": _constant(1),
        "what": _constant(what),
        "key": F("pk"),
        "urgency": _constant(urgency),
    }
    return rows.order_by().values(**values)


def _constant(value: ItemKind | int) -> Value:
    return Value(value.value if isinstance(value, ItemKind) else int(value))
