"""What the coach hears at once of comments. The mail only links: nothing is decided by following it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.models import SiteTexts
from comments.models import Comment, MailSettings
from outbox.models import OutgoingMail
from outbox.writing import write_mail

IN_SIGHT = (Comment.State.HELD, Comment.State.APPROVED)


@transaction.atomic
def announce(comment: Comment) -> None:
    """Mail whoever answers for the article of a red flag or a wish to buy. The rest is in the digest.

    A comment is announced once; spam and what is in the bin never, nor one whose state has changed meanwhile.
    """
    if not comment.is_urgent or comment.state not in IN_SIGHT or not MailSettings.load().urgent_at_once:
        return
    unannounced = Comment.objects.filter(pk=comment.pk, state=comment.state, announced_at=None)
    if not unannounced.update(announced_at=timezone.now()):
        return
    kind = OutgoingMail.Kind.COMMENT_URGENT
    context = {"comment": comment, "site": SiteTexts.load()}
    for person in who_answers(comment):
        key = f"{kind}:{comment.pk}:{person.pk}"
        write_mail(kind, key, person.email, "comments/emails/comment_urgent", context, about=[comment])


def who_answers(comment: Comment) -> list[User]:
    """The author of the article; if they may not moderate, or have left, everyone who may."""
    author = comment.post.author
    return [author] if _may_moderate(author) else moderators()


def moderators() -> list[User]:
    return [person for person in User.objects.filter(is_staff=True) if _may_moderate(person)]


def _may_moderate(person: User) -> bool:
    return person.is_active and person.is_staff and person.has_perm("comments.change_comment")
