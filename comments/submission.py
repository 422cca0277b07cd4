"""The one way in: a valid form becomes one committed row, held, and only then is the reader told.

Screening follows by a task that commits with the row.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Post
from comments import spam, tasks
from comments.models import Comment, Correspondent, Decision
from comments.screening import staff_identities
from core import tokens
from core.guard import is_flood

# WordPress's flood limit, and one for an hour.
LIMITS = [(1, timedelta(seconds=15)), (20, timedelta(hours=1))]

LINK_LIVES = timedelta(days=30)
_PURPOSE = "comments.keeping"


class FloodError(Exception):
    """Too much came from one address or person. Nothing was stored; the message tells the reader when to go on."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Received:
    """The comment as it is stored, and whether it ``is_new``: the same may have been said before."""

    comment: Comment
    is_new: bool

    @property
    def url(self) -> str:
        """Where its writer goes on. A stranger who repeats what is not public learns nothing of it."""
        if self.is_new:
            return private_url(self.comment)
        if self.comment.state == Comment.State.APPROVED:
            return self.comment.get_absolute_url()
        return reverse("comment_already_received")


def submit(comment: Comment, *, is_trapped: bool = False) -> Received:
    """Store a guest's ``comment``, once, and have it screened; with ``is_trapped`` it is kept as spam.

    Raises ``FloodError``, and ``Post.DoesNotExist`` if the article was deleted in this moment.
    """
    comment.fingerprint = comment.make_fingerprint()
    try:
        with transaction.atomic():
            # One at a time below an article: so the limits hold, however many come at once.
            Post.objects.select_for_update(no_key=True).only("pk").get(pk=comment.post_id)
            if first := _said_before(comment):
                return Received(first, is_new=False)
            _refuse_flood(comment)
            _keep(comment, is_trapped)
    except IntegrityError:
        first = _said_before(comment)
        if first is None:
            raise
        return Received(first, is_new=False)
    return Received(comment, is_new=True)


def _said_before(comment: Comment) -> Comment | None:
    return Comment.objects.saying_the_same_as(comment).first()


def _refuse_flood(comment: Comment) -> None:
    for limit, within in LIMITS:
        of = {"address": comment.address, "email": comment.email}
        if is_flood(Comment.objects.by_guests(), limit=limit, within=within, **of):
            sentence = _("You are sending comments too quickly. Your text is still here: send it again later.")
            raise FloodError(sentence, within)


def _keep(comment: Comment, is_trapped: bool) -> None:
    if is_trapped:
        comment.save()
        reason = _("A field that people do not see was filled in.")
        comment.decide(Comment.State.SPAM, decider=Decision.Decider.RULE, reason=reason)
        return
    comment.screening_due_at = timezone.now()
    comment.save()
    Correspondent.objects.meet(comment.email)
    tasks.screen.enqueue(comment.pk)


def private_url(comment: Comment) -> str:
    return reverse("comment_received", args=[tokens.sign(_PURPOSE, comment.pk)])


def find_by_token(token: str) -> Comment | None:
    """The comment of a private address; ``None`` if that is forged or too old, or the comment deleted or erased."""
    pk = tokens.unsign(_PURPOSE, token, LINK_LIVES)
    found = Comment.objects.select_related("post__address", "post__author")
    return found.filter(pk=pk, erased_at=None).first() if pk else None


def poses_as_staff(comment: Comment) -> bool:
    return spam.poses_as_staff(comment, staff_identities())
