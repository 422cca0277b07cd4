"""The actions of readers on their own comment, from its private page.

Each function locks the row, so that it does not run at the same time as an answer by the coach.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import SiteTexts
from comments import submission, tasks
from comments.mail_kinds import MailKind
from comments.models import AkismetCheck, Comment, Decision
from comments.notifications import readers as reader_notifications
from comments.notifications.corrected_addresses import change_address
from comments.screening.pipeline import SCREENING
from core import erasure_log
from core.queue import enqueue_once
from core.refusals import RefusedError
from core.web.rate_limits import Limit
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

EDITABLE_FOR = timedelta(minutes=15)
MIN_TIME_BETWEEN_CHANGES = timedelta(seconds=10)
LINKS_PER_COMMENT = 3
MAX_LINKS_PER_EMAIL = Limit(5, timedelta(days=1), fields=("to",))

# These two are promised to be permanent, so they go into the erasure log.
WITHDRAWN, MADE_PRIVATE = "taken back", "made private"

State = Comment.State


def editable_until(comment: Comment) -> datetime | None:
    """Return until when the text can be changed. ``None`` if the time is over or somebody has replied."""
    until = comment.created_at + EDITABLE_FOR
    is_open = comment.state != State.BINNED and timezone.now() < until and not is_answered(comment)
    return until if is_open else None


def can_be_private(comment: Comment) -> bool:
    return not comment.is_private and comment.state != State.BINNED and not is_answered(comment)


def is_answered(comment: Comment) -> bool:
    """Tell whether the comment has a public reply, or a private answer by the coach."""
    replies = Comment.objects.filter(parent=comment)
    return (replies.approved() | replies.private_answers()).exists()


@transaction.atomic
def edit(comment: Comment, text: str) -> None:
    """Change the text and screen it again. If the old text is public, it stays public until then."""
    comment = _lock(comment)
    if not editable_until(comment):
        raise RefusedError(_("It is too late to change this comment: the time is up, or someone has replied."))
    if text == (comment.pending_text or comment.text):
        return
    _refuse_too_soon(comment)
    before, comment.text = comment.text, text
    _refuse_duplicate(comment)
    if comment.state == State.APPROVED:
        _update(comment, pending_text="" if text == before else text, screening_due_at=None)
    else:
        comment.reword(text)
    _update(comment, edited_at=timezone.now(), settled_at=None)
    _screen_again(comment)


@transaction.atomic
def change_email(comment: Comment, email: str) -> None:
    """Change the reader's e-mail address. The comment is screened again, because the new address is not known yet."""
    comment = _lock(comment)
    if email == comment.email:
        return
    _refuse_binned(comment)
    _refuse_too_soon(comment)
    before, comment.email = comment.email, email
    _refuse_staff(comment)
    _refuse_duplicate(comment)
    change_address([comment], before, email)
    _update(comment, edited_at=timezone.now())
    _screen_again(comment)


@transaction.atomic
def show_first_name(comment: Comment, *, only: bool) -> None:
    comment = _lock(comment)
    comment.shows_first_name_only = only
    _refuse_staff(comment)
    _update(comment, shows_first_name_only=only)


@transaction.atomic
def make_private(comment: Comment) -> None:
    """Turn the comment into a private question to the coach, permanently."""
    comment = _lock(comment)
    if comment.is_private:
        return
    if not can_be_private(comment):
        raise RefusedError(_("This comment has been answered or deleted, so it can’t be made private."))
    erasure_log.record(erasure_log.name_row(comment, MADE_PRIVATE))
    if comment.pending_text:
        comment.reword(comment.pending_text)
    if comment.state == State.APPROVED:
        reason = _("The reader made it a private question.")
        comment.decide(State.HELD, decider=Decision.Decider.READER, reason=reason)
        reader_notifications.cancel_mails(comment)
    _update(comment, is_private=True, settled_at=None, priority=min(comment.priority, Comment.Priority.QUESTION))


@transaction.atomic
def withdraw(comment: Comment) -> None:
    """Delete the comment for its reader: it goes to the bin, and nobody can restore it."""
    comment = _lock(comment)
    if not comment.was_withdrawn():
        erasure_log.record(erasure_log.name_row(comment, WITHDRAWN))
        comment.decide(State.BINNED, decider=Decision.Decider.READER, reason=_("The reader deleted it."))
        AkismetCheck.objects.filter(comment=comment).delete()


@transaction.atomic
def mail_link(comment: Comment) -> None:
    """Mail the link to the private page, once to each address and to at most ``LINKS_PER_COMMENT`` addresses."""
    comment = _lock(comment)
    _refuse_binned(comment)
    kind = MailKind.COMMENT_LINK
    sent = OutgoingMail.objects.filter(kind=kind)
    if sent.filter(key=f"{kind}:{comment.pk}:{comment.email}").exists():
        raise RefusedError(_("We have already sent the link to %(email)s.") % {"email": comment.email})
    is_too_much = sent.filter(key__startswith=f"{kind}:{comment.pk}:").count() >= LINKS_PER_COMMENT
    if is_too_much or MAX_LINKS_PER_EMAIL.wait(sent, to=comment.email):
        raise RefusedError(_("We can’t send the link again today. Please keep the address of this page."))
    links = reader_notifications.unsubscribe_links(comment)
    context = {"comment": comment, "site": SiteTexts.load(), "url": comment.private_url, **links}
    queue_mail(
        kind,
        f"{kind}:{comment.pk}:{comment.email}",
        comment.email,
        "comments/emails/comment_link",
        context,
        unsubscribe_url=links.get("one_click_url", ""),
        about=[comment],
    )


def _lock(comment: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("post__address").get(pk=comment.pk)


def _update(comment: Comment, **fields: object) -> None:
    Comment.objects.filter(pk=comment.pk).update(**fields)
    for name, value in fields.items():
        setattr(comment, name, value)


def _screen_again(comment: Comment) -> None:
    """Screen an edit of a public comment, or a comment that no person has decided about."""
    is_seen = comment.state in (State.HELD, State.APPROVED)
    if comment.pending_text or (is_seen and not comment.was_decided_by_person()):
        _update(comment, **SCREENING.begin())
        enqueue_once(tasks.screen_due)


def _refuse_binned(comment: Comment) -> None:
    if comment.state == State.BINNED:
        raise RefusedError(_("This comment has been deleted."))


def _refuse_too_soon(comment: Comment) -> None:
    if comment.edited_at and timezone.now() - comment.edited_at < MIN_TIME_BETWEEN_CHANGES:
        raise RefusedError(_("You have only just changed this comment. Please wait a few seconds and try again."))


def _refuse_duplicate(comment: Comment) -> None:
    if Comment.objects.duplicates_of(comment).exists():
        raise RefusedError(_("You have already posted the same text here, so nothing was changed."))


def _refuse_staff(comment: Comment) -> None:
    if submission.impersonates_staff(comment):
        raise RefusedError(_("This name or e-mail address belongs to someone who works here, so nothing was changed."))
