"""Correct a reader’s e-mail address that refuses mail."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import submission
from comments.models import Comment, MailRecipient, ReaderMail, RepeatedError
from comments.notifications import readers as reader_notifications
from core.refusals import RefusedError
from outbox.models import OutgoingMail


@transaction.atomic
def correct_address(comment: Comment, email: str) -> None:
    """Give all comments of this reader another address, and mail again what could not be delivered to the old one.

    The owner of the new address has not consented, so at most one mail goes there before a confirmation. Raises
    ``RefusedError`` if the address is that of staff, or the same comment came from it.
    """
    before, email = comment.email, email.lower()
    if email == before:
        raise RefusedError(_("This is the address that refuses mail. Please enter the right one."))
    if submission.impersonates_staff(Comment(post_id=comment.post_id, name=comment.name, email=email)):
        raise RefusedError(_("This e-mail address belongs to someone who works here."))
    undelivered = ReaderMail.objects.filter(
        recipient__email=before.lower(), mail__in=OutgoingMail.objects.failed().values("pk")
    )
    announced = list(undelivered.select_related("comment__post__address", "comment__post__author", "comment__author"))
    MailRecipient.objects.register(email)
    try:
        for own in Comment.objects.by_reader(comment.name, before).select_for_update():
            own.change_email(email)
    except RepeatedError:
        raise RefusedError(_("The same comment came from this address, so nothing was changed.")) from None
    MailRecipient.objects.remove_unused(before)
    OutgoingMail.objects.filter(reader_mail__in=announced).update(dismissed_at=timezone.now())
    for reader_mail in announced:
        reader_notifications.update_notifications(Comment.objects.get(pk=reader_mail.comment_id))
