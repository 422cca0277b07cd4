"""Decide which reader is mailed about which answer, when a mail is queued and again when it is sent."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.mail_kinds import MailKind
from comments.models import Comment, CommentQuerySet, MailRecipient, Mute, ReaderMail
from comments.notifications import mails as reader_mails
from outbox.models import OutgoingMail

ANSWER_KINDS = (MailKind.ANSWER_FIRST, MailKind.ANSWER)
APPROVAL_KINDS = (MailKind.COMMENT_APPROVED_FIRST, MailKind.COMMENT_APPROVED)
# Mails that may be the one mail without consent.
UNREQUESTED = (MailKind.COMMENT_APPROVED_FIRST, MailKind.ANSWER_FIRST)

# A reader who wrote more recently is assumed to be on the page still, and sees the comment there.
READER_PRESENT_FOR = timedelta(minutes=15)

# After a confirmation, this many earlier answers are mailed. Links in the mails lead to the rest.
MAX_MISSED_ANSWERS = 5


class NotifyStatus(models.TextChoices):
    """Whether the reader who wrote a comment is mailed about answers to it, and if not, why."""

    FIRST = "first", _("will be told by mail, for the first time")
    MAIL = "mail", _("will be told by mail")
    NOT_REGISTERED = "unknown", _("no mail: has not commented here since the import")
    STAFF = "staff", _("no mail: works here")
    UNCONFIRMED = "unconfirmed", _("no mail: was told once, and has not confirmed")
    MUTED = "muted", _("no mail: muted this thread")
    STOPPED = "stopped", _("no mail: asked for none")
    DISOWNED = "disowned", _("no mail: the owner of the address says that it was not them")
    REFUSED = "refused", _("no mail: the last one could not be delivered")
    UNREACHABLE = "unreachable", _("could not be reached: the address refuses mail")

    @property
    def is_notified(self) -> bool:
        return self in (NotifyStatus.FIRST, NotifyStatus.MAIL)


def notify_statuses(comments: Iterable[Comment]) -> dict[int, NotifyStatus]:
    """Return the status for each comment by its ``pk``, in three queries."""
    comments = list(comments)
    emails = {comment.email.lower() for comment in comments if comment.email}
    recipients = {
        recipient.email: recipient for recipient in MailRecipient.objects.filter(email__in=emails).with_failing_since()
    }
    staff = set(User.objects.filter(email__in=emails, is_staff=True).values_list("email", flat=True))
    known = [recipient.pk for recipient in recipients.values()]
    mutes = set(Mute.objects.filter(recipient__in=known).values_list("recipient", "thread"))

    def status_of(comment: Comment) -> NotifyStatus:
        recipient = recipients.get(comment.email.lower())
        if comment.email.lower() in staff:
            return NotifyStatus.STAFF
        if recipient is None:
            return NotifyStatus.NOT_REGISTERED
        is_muted = (recipient.pk, comment.thread_id or comment.pk) in mutes
        return _status_from(recipient, is_muted=is_muted)

    return {comment.pk: status_of(comment) for comment in comments}


def _status_from(recipient: MailRecipient, *, is_muted: bool) -> NotifyStatus:
    if recipient.disowned_at:
        return NotifyStatus.DISOWNED
    if recipient.stopped_at:
        return NotifyStatus.STOPPED
    if recipient.refused_since:
        return NotifyStatus.UNREACHABLE
    if recipient.failing_since:
        return NotifyStatus.REFUSED
    if is_muted:
        return NotifyStatus.MUTED
    if recipient.confirmed_at:
        return NotifyStatus.MAIL
    return NotifyStatus.UNCONFIRMED if recipient.first_mailed_at else NotifyStatus.FIRST


def notify_status(comment: Comment) -> NotifyStatus:
    return notify_statuses([comment])[comment.pk]


def update_notifications(comment: Comment) -> None:
    """After a decision about ``comment``, queue mail about it if it can be read, or else cancel unsent mail."""
    if not is_readable(comment):
        cancel_mails(comment)
    elif comment.is_by_staff:
        notify_of_answer(comment)
    else:
        notify_of_approval(comment)


def is_readable(comment: Comment) -> bool:
    """Tell whether the comment is public, or private and not spam or in the bin."""
    if comment.is_private:
        return comment.state == Comment.State.HELD
    return comment.is_shown and comment.post.is_public


def notify_of_answer(answer: Comment) -> OutgoingMail | None:
    """Queue a mail to the reader whose comment ``answer`` answers, if the status allows it; once for each answer.

    Call it in the transaction that publishes the answer. The mail is sent after ``UNDO_TIME``.
    """
    if not answer.parent or not answer.is_by_staff or not answer.parent.is_by_guest:
        return None
    kinds = {NotifyStatus.FIRST: MailKind.ANSWER_FIRST, NotifyStatus.MAIL: MailKind.ANSWER}
    return _queue(kinds.get(notify_status(answer.parent)), answer.parent, answer)


def notify_of_approval(comment: Comment) -> OutgoingMail | None:
    """Queue a mail that ``comment`` is public. It is not sent if the comment is answered first.

    A reader who has not consented gets it only if the comment was held and nothing was ever mailed to the address.
    """
    if comment.is_private or not comment.is_by_guest or comment.is_imported or _has_sent_spam(comment):
        return None
    status = notify_status(comment)
    if status == NotifyStatus.FIRST and has_been_held(comment):
        return _queue(MailKind.COMMENT_APPROVED_FIRST, comment, comment)
    return _queue(MailKind.COMMENT_APPROVED if status == NotifyStatus.MAIL else None, comment, comment)


def has_been_held(comment: Comment) -> bool:
    """Tell whether the comment was held for so long that the reader has left the page."""
    return timezone.now() - comment.created_at > READER_PRESENT_FOR


def _has_sent_spam(comment: Comment) -> bool:
    """Tell whether spam came from the address. Then it may be somebody else's."""
    return Comment.objects.by_guests().filter(email=comment.email, state=Comment.State.SPAM).exists()


def _queue(kind: str | None, own_comment: Comment, comment: Comment) -> OutgoingMail | None:
    if kind is None:
        return None
    return reader_mails.queue_reader_mail(kind, MailRecipient.objects.get(email=own_comment.email.lower()), comment)


def cancel_mails(comment: Comment) -> bool:
    """Cancel unsent mails about ``comment``. Returns ``False`` if one has already been sent."""
    mails = OutgoingMail.objects.filter(reader_mail__in=ReaderMail.objects.filter(comment=comment).not_cancelled())
    sent = [mail for mail in mails if not mail.cancel()]
    return not sent


def confirm(recipient: MailRecipient) -> bool:
    """Record the consent, and queue mails about the answers missed since the mail that asked for it.

    Returns ``False`` if mail was stopped in the meantime.
    """
    if not recipient.confirm():
        return False
    for answer in _answers_missed_by(recipient)[:MAX_MISSED_ANSWERS]:
        notify_of_answer(answer)
    return True


def _answers_missed_by(recipient: MailRecipient) -> CommentQuerySet:
    """Return answers since the one mail without consent, and the answer it was about if that is private."""
    mail = recipient.first_mail
    if mail is None:
        return Comment.objects.none()
    comments = Comment.objects.by_guests().filter(email=recipient.email)
    is_new = Q(created_at__gt=mail.created_at) | Q(reader_mails__mail=mail, is_private=True)
    answers = Comment.objects.staff_answers().filter(is_new, parent__in=comments)
    return answers.select_related("post__address", "post__author", "parent", "author").distinct()


def may_be_sent(mail: OutgoingMail) -> bool:
    """Tell whether the mail may still be sent. Called when it is sent, however long ago it was queued.

    It may not if the answer was hidden or deleted, if the reader has stopped all mail, or if it would be a second
    mail without consent.
    """
    found = ReaderMail.objects.select_related("recipient", "comment__parent__post", "comment__post")
    reader_mail = found.filter(mail=mail).first()
    if reader_mail is None:
        return False
    own_comment = reader_mail.comment if mail.kind in APPROVAL_KINDS else reader_mail.comment.parent
    if own_comment is None or own_comment.email.lower() != reader_mail.recipient.email:
        return False
    is_by_mail_only = reader_mail.comment.is_private and own_comment.state == Comment.State.HELD
    if not is_readable(reader_mail.comment) or not (is_by_mail_only or is_readable(own_comment)):
        return False
    if mail.kind in APPROVAL_KINDS and (_is_answered(own_comment) or _has_sent_spam(own_comment)):
        return False
    status = notify_status(own_comment)
    if mail.kind in UNREQUESTED and status in (NotifyStatus.FIRST, NotifyStatus.UNCONFIRMED):
        return reader_mail.recipient.claim_first_mail(mail)
    # For a reader who has confirmed since, another mail about the answer was queued.
    return status == NotifyStatus.MAIL and mail.kind != MailKind.ANSWER_FIRST


def _is_answered(comment: Comment) -> bool:
    return Comment.objects.staff_answers().filter(parent=comment).exists()


def unsubscribe_links(comment: Comment) -> dict[str, str]:
    """Return links with which the owner of the address can stop all mail, for a mail that the commenter asked for."""
    MailRecipient.objects.register(comment.email)
    recipient = MailRecipient.objects.filter(email=comment.email.lower()).first()
    return reader_mails.links_for(recipient, comment.thread_id or comment.pk) if recipient else {}


def accepts_mail(mail: OutgoingMail) -> bool:
    """Tell whether the address takes mail, that is, whether its owner has not stopped it."""
    return not MailRecipient.objects.filter(email=mail.to.lower(), stopped_at__isnull=False).exists()
