"""Change a reader’s e-mail address, and mail there what could not be delivered to the old one."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from comments.models import Comment, MailRecipient, ReaderMail
from comments.notifications.readers import update_notifications
from outbox.models import OutgoingMail


def change_address(comments: Sequence[Comment], before: str, email: str) -> None:
    """Give ``comments`` of one reader the address ``email``. Call it in a transaction that has locked them.

    The owner of the new address has not consented, so at most one mail goes there before a confirmation.
    """
    about = Q(comment__in=comments) | Q(comment__parent__in=comments)
    failed = OutgoingMail.objects.failed().to_address(before)
    undelivered = dict(ReaderMail.objects.filter(about, mail__in=failed).values_list("mail", "comment"))
    OutgoingMail.objects.filter(pk__in=undelivered).update(dismissed_at=timezone.now())
    MailRecipient.objects.register(email)
    for comment in comments:
        comment.change_email(email)
    MailRecipient.objects.remove_unused(before)
    for comment in Comment.objects.filter(pk__in=undelivered.values()):
        update_notifications(comment)
