"""The answer that readers of a thread meet first, because the coach put it there. A thread has one at most."""

from django.db import transaction
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.moderation import RefusedError


def can_be_pinned(comment: Comment) -> bool:
    return comment.is_by_staff and comment.is_shown and comment.thread_id is not None


@transaction.atomic
def pin(answer: Comment) -> None:
    """Pin a staff answer to the top of its thread, in the place of the one that is pinned there.

    Raises ``RefusedError`` for what is no public answer by staff.
    """
    # One at a time in a thread: two moderators leave one pinned answer, the later one.
    Comment.objects.select_for_update().only("pk").get(pk=answer.thread_id or answer.pk)
    answer = Comment.objects.select_for_update().get(pk=answer.pk)
    if not can_be_pinned(answer):
        raise RefusedError(_("Only a public answer by staff is pinned to the top of its thread."))
    Comment.objects.pinned().filter(thread=answer.thread_id).update(is_pinned=False)
    Comment.objects.filter(pk=answer.pk).update(is_pinned=True)


def unpin(answer: Comment) -> None:
    """Put it back among the others."""
    Comment.objects.filter(pk=answer.pk).update(is_pinned=False)
