"""What the coach hears about comments, by mail. The mails only link: nothing is decided by following one."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.models import SiteTexts
from comments.models import Comment
from outbox.models import OutgoingMail
from outbox.writing import write_mail

_MAILS = {
    Comment.State.HELD: (OutgoingMail.Kind.COMMENT_HELD, "comments/emails/comment_held"),
    Comment.State.APPROVED: (OutgoingMail.Kind.COMMENT_PUBLISHED, "comments/emails/comment_published"),
}


@transaction.atomic
def announce(comment: Comment) -> None:
    """Mail whoever answers for the article that a comment waits for them, or is public and may want an answer.

    A comment is announced once; spam and what is in the bin never.
    """
    if comment.state not in _MAILS:
        return
    if not Comment.objects.filter(pk=comment.pk, announced_at=None).update(announced_at=timezone.now()):
        return
    kind, template = _MAILS[Comment.State(comment.state)]
    context = {"comment": comment, "site": SiteTexts.load()}
    for person in who_answers(comment):
        write_mail(kind, f"{kind}:{comment.pk}:{person.pk}", person.email, template, {**context, "person": person})


def who_answers(comment: Comment) -> list[User]:
    """The author of the article; if they cannot sign in to the admin any more, everyone who can moderate."""
    author = comment.post.author
    if author.is_staff and author.is_active:
        return [author]
    staff = User.objects.filter(is_staff=True, is_active=True)
    return [person for person in staff if person.has_perm("comments.change_comment")]
