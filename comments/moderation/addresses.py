"""Correct a reader’s e-mail address that refuses mail."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import submission
from comments.models import Comment, MailRecipient, ReaderMail
from comments.notifications import readers as reader_notifications
from core.refusals import RefusedError
from outbox.models import OutgoingMail


@transaction.atomic
def correct_address(comment: Comment, email: str) -> None:
    """Give all comments of this reader another address, and mail again what could not be delivered to the old one.

    The owner of the new address has not consented, so at most one mail goes there before a confirmation. Raises
    ``RefusedError`` if mail reaches the old address, or the new one is the same, or that of staff.
    """
    before, email = comment.email, email.lower()
    if not OutgoingMail.objects.undelivered_to(before):
        raise RefusedError(_("Mail reaches this address, so only its reader can change it."))
    if email == before:
        raise RefusedError(_("This is the address that refuses mail. Please enter the right one."))
    if submission.impersonates_staff(Comment(post_id=comment.post_id, name=comment.name, email=email)):
        raise RefusedError(_("This e-mail address belongs to someone who works here."))
    own = list(Comment.objects.by_reader(comment.name, before).select_for_update())
    about_own = Q(comment__in=own) | Q(comment__parent__in=own)
    undelivered = ReaderMail.objects.filter(about_own, mail__in=OutgoingMail.objects.failed().to_address(before))
    announced = list(undelivered.values_list("pk", "comment"))
    OutgoingMail.objects.filter(reader_mail__in=[pk for pk, _comment in announced]).update(dismissed_at=timezone.now())
    MailRecipient.objects.register(email)
    for one in own:
        one.change_email(email)
    MailRecipient.objects.remove_unused(before)
    for again in Comment.objects.filter(pk__in=[pk for _mail, pk in announced]):
        reader_notifications.update_notifications(again)
