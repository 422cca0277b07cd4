"""Mail to staff about urgent comments, sent at once. Its links only open pages; they decide nothing."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import responsible_staff, staff_with_permission
from blog.models import SiteTexts
from comments.mail_kinds import MailKind
from comments.models import Comment, MailSettings
from outbox.submission import queue_mail

PERMISSION = "comments.change_comment"
VISIBLE_STATES = (Comment.State.HELD, Comment.State.APPROVED)


@transaction.atomic
def notify_urgent(comment: Comment) -> None:
    """Mail the article's author, or all moderators if the author is none, about a red flag or a wish to buy.

    It is mailed once, and never if it is spam, in the bin, or no longer in the state of ``comment``.
    """
    if not comment.is_urgent or comment.state not in VISIBLE_STATES or not MailSettings.load().urgent_at_once:
        return
    unannounced = Comment.objects.filter(pk=comment.pk, state=comment.state, announced_at=None)
    if not unannounced.update(announced_at=timezone.now()):
        return
    kind = MailKind.COMMENT_URGENT
    context = {"comment": comment, "site": SiteTexts.load()}
    for person in responsible_staff(PERMISSION, comment.post.author_id):
        key = f"{kind}:{comment.pk}:{person.pk}"
        queue_mail(kind, key, person.email, "comments/emails/comment_urgent", context, about=[comment])


def moderators() -> QuerySet[User]:
    """Return the staff who may answer and moderate comments."""
    return staff_with_permission(PERMISSION)
