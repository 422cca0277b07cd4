"""Correct a reader’s e-mail address that refuses mail."""

from django.db import transaction
from django.utils.translation import gettext as _

from comments import submission
from comments.models import Comment
from comments.notifications.corrected_addresses import change_address
from core.refusals import RefusedError
from outbox.models import OutgoingMail


@transaction.atomic
def correct_address(comment: Comment, email: str) -> None:
    """Give all comments of this reader another address, and mail there what could not be delivered to the old one.

    Raises ``RefusedError`` if mail reaches the old address, or the new one is the same, or that of staff.
    """
    before, email = comment.email, email.lower()
    if not OutgoingMail.objects.undelivered_to(before):
        raise RefusedError(_("Mail reaches this address, so only its reader can change it."))
    if email == before:
        raise RefusedError(_("This is the address that refuses mail. Please enter the right one."))
    if submission.impersonates_staff(Comment(post_id=comment.post_id, name=comment.name, email=email)):
        raise RefusedError(_("This e-mail address belongs to someone who works here."))
    own = Comment.objects.by_reader(comment.name, before).select_for_update()
    change_address(list(own), before, email)
