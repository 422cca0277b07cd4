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

    A comment is announced once; spam and what is in the bin never, nor one whose state has changed meanwhile.
    """
    unannounced = Comment.objects.filter(pk=comment.pk, state=comment.state, announced_at=None)
    if comment.state not in _MAILS or not unannounced.update(announced_at=timezone.now()):
        return
    kind, template = _MAILS[Comment.State(comment.state)]
    context = {"comment": comment, "site": SiteTexts.load()}
    for person in who_answers(comment):
        write_mail(kind, f"{kind}:{comment.pk}:{person.pk}", person.email, template, context)


def who_answers(comment: Comment) -> list[User]:
    """The author of the article; if they may not moderate, or have left, everyone who may."""
    author = comment.post.author
    if _may_moderate(author):
        return [author]
    return [person for person in User.objects.filter(is_staff=True) if _may_moderate(person)]


def _may_moderate(person: User) -> bool:
    return person.is_active and person.is_staff and person.has_perm("comments.change_comment")
