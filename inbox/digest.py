"""The mail about everything that waits: once a day at most, at the time and on the days that she chose."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from accounts.models import User
from blog.models import SiteTexts
from coaching.coaches import coaches
from coaching.models import Application
from comments.emails import moderators
from comments.models import Comment, CommentQuerySet, MailSettings
from inbox import listing
from inbox.listing import OF_APPLICATIONS, Entry, Kind, Scope
from outbox.models import OutgoingMail
from outbox.writing import write_mail

LISTED = 12


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the inbox: the comment of a thread that wants her most, or an answer of hers, or an application."""

    entry: Entry
    comment: Comment | None
    application: Application | None


def write_due() -> None:
    """Write today's digests, if their time has come. Nobody is written to for whom nothing waits."""
    now = timezone.now()
    if not MailSettings.load().is_digest_due(now):
        return
    with transaction.atomic():
        if MailSettings.claim_digest(now):
            for person in recipients():
                write(person, timezone.localdate(now))


def recipients() -> list[User]:
    """The staff who may answer readers, or work on applications."""
    return list({person.pk: person for person in [*moderators(), *coaches()]}.values())


def write(person: User, day: date) -> OutgoingMail | None:
    scope = answered_by(person, listing.todays_work(person))
    debts = scope.debts()
    if not debts.waiting:
        return None
    # Without a mail server for days, she need not read the news of each of them afterwards.
    for unsent in OutgoingMail.objects.waiting().filter(kind=OutgoingMail.Kind.DIGEST, to=person.email):
        unsent.cancel()
    entries = scope.entries(0, LISTED)
    told = lines(entries, scope.comments)
    context: dict[str, Any] = {
        "site": SiteTexts.load(),
        "debts": debts,
        "lines": told,
        "unlisted": debts.waiting - sum(entry.count for entry in entries),
        "may_set": person.has_perm("comments.change_mailsettings"),
        "backlog": answered_by(person, listing.backlog(person)).debts().waiting,
    }
    about = [row for line in told for row in (line.comment, line.application) if row]
    key = f"digest:{person.pk}:{day}"
    return write_mail(OutgoingMail.Kind.DIGEST, key, person.email, "inbox/emails/digest", context, about=about)


def answered_by(person: User, scope: Scope) -> Scope:
    """Of it what stands below their own articles, and below those of authors who do not answer themselves."""
    others = [moderator for moderator in moderators() if moderator != person]
    return replace(
        scope,
        comments=scope.comments.exclude(post__author__in=others),
        reminders=scope.reminders.filter(author=person),
    )


def lines(entries: Iterable[Entry], comments: CommentQuerySet) -> list[Line]:
    """What the mail says of each entry; ``comments`` are those that wait. What is gone by now is left out."""
    keys = {kind: [entry.key for entry in entries if entry.what == kind] for kind in Kind}
    urgent = {comment.thread_id or comment.pk: comment for comment in _most_urgent(comments, keys[Kind.THREAD])}
    answers = Comment.objects.select_related("post").in_bulk(keys[Kind.REMINDER])
    applied = Application.objects.in_bulk([key for kind in OF_APPLICATIONS for key in keys[kind]])
    told = []
    for entry in entries:
        comment = {Kind.THREAD: urgent, Kind.REMINDER: answers}.get(entry.what, {}).get(entry.key)
        application = applied.get(entry.key) if entry.what in OF_APPLICATIONS else None
        if comment or application:
            told.append(Line(entry, comment, application))
    return told


def _most_urgent(comments: CommentQuerySet, roots: list[int]) -> CommentQuerySet:
    """One of each of these threads: the oldest of the most urgent that wait there."""
    place = Window(RowNumber(), partition_by=F("root"), order_by=["attention", "created_at", "pk"])
    there = comments.order_by().annotate(root=Coalesce("thread", "pk")).filter(root__in=roots)
    return there.annotate(place=place).filter(place=1).select_related("post").defer("post__body", "post__html")
