"""The digest: one mail about all that waits in the inbox, at the time and on the weekdays set in the admin."""

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
from comments.models import Comment, CommentQuerySet, MailSettings
from comments.notifications.coach import moderators
from inbox import queries
from inbox.mail_kinds import MailKind
from inbox.queries import APPLICATION_KINDS, Item, ItemKind, Scope
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class DigestLine:
    """An item of the inbox with the one row that the mail quotes: the most urgent comment of a thread, the staff's
    answer to come back to, or an application."""

    item: Item
    comment: Comment | None
    application: Application | None


def write_due() -> None:
    """Write today's digests if they are due. Staff for whom nothing waits get none."""
    now = timezone.now()
    if not MailSettings.load().is_digest_due(now):
        return
    with transaction.atomic():
        if MailSettings.claim_digest(now):
            for person in recipients():
                write(person, timezone.localdate(now))


def recipients() -> list[User]:
    """Return the staff who may answer readers or handle applications."""
    return list(moderators() | coaches())


def write(person: User, day: date) -> OutgoingMail | None:
    scope = scope_for(person, queries.todays_work(person))
    summary = scope.summary()
    if not summary.waiting:
        return None
    # After days without a mail server, the newest digest is enough.
    for unsent in OutgoingMail.objects.unsent().filter(kind=MailKind.DIGEST, to=person.email):
        unsent.cancel()
    items = scope.items(0, MAX_LINES)
    digest_lines = lines(items, scope.comments)
    context: dict[str, Any] = {
        "site": SiteTexts.load(),
        "summary": summary,
        "lines": digest_lines,
        "unlisted": summary.waiting - sum(item.count for item in items),
        "may_set": person.has_perm("comments.change_mailsettings"),
        "backlog": scope_for(person, queries.backlog(person)).summary().waiting,
    }
    about = [row for line in digest_lines for row in (line.comment, line.application) if row]
    key = f"digest:{person.pk}:{day}"
    return queue_mail(MailKind.DIGEST, key, person.email, "inbox/emails/digest", context, about=about)


def scope_for(person: User, scope: Scope) -> Scope:
    """Narrow ``scope`` to comments on the person's own articles, and on those of authors who may not answer
    themselves."""
    others = moderators().order_by().exclude(pk=person.pk)
    return replace(
        scope,
        comments=scope.comments.exclude(post__author__in=others),
        reminders=scope.reminders.filter(author=person),
    )


def lines(items: Iterable[Item], comments: CommentQuerySet) -> list[DigestLine]:
    """Return a line for each item whose row still exists. ``comments`` are those that wait."""
    keys = {kind: [item.key for item in items if item.what == kind] for kind in ItemKind}
    urgent = {comment.thread_id or comment.pk: comment for comment in _most_urgent(comments, keys[ItemKind.THREAD])}
    reminders = Comment.objects.select_related("post").in_bulk(keys[ItemKind.REMINDER])
    applications = Application.objects.in_bulk([key for kind in APPLICATION_KINDS for key in keys[kind]])
    found = []
    for item in items:
        comment = {ItemKind.THREAD: urgent, ItemKind.REMINDER: reminders}.get(item.what, {}).get(item.key)
        application = applications.get(item.key) if item.what in APPLICATION_KINDS else None
        if comment or application:
            found.append(DigestLine(item, comment, application))
    return found


def _most_urgent(comments: CommentQuerySet, roots: list[int]) -> CommentQuerySet:
    """Return one comment for each of the threads ``roots``: the most urgent one, and of those the oldest."""
    rank = Window(RowNumber(), partition_by=F("root"), order_by=["priority", "created_at", "pk"])
    in_threads = comments.order_by().annotate(root=Coalesce("thread", "pk")).filter(root__in=roots)
    return in_threads.annotate(rank=rank).filter(rank=1).select_related("post").defer("post__body", "post__html")
