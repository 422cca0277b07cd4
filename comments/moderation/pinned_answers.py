"""Pinned answers, which come first in their thread. A thread has at most one."""

from django.db import transaction
from django.utils.translation import gettext as _

from comments.models import Comment
from core.refusals import RefusedError


def can_be_pinned(comment: Comment) -> bool:
    return comment.is_by_staff and comment.is_shown and comment.thread_id is not None


@transaction.atomic
def pin(answer: Comment) -> None:
    """Pin a public answer by staff to the top of its thread, and unpin the one that was there.

    Raises ``RefusedError`` for any other comment.
    """
    # Lock the thread, so that two moderators at the same time leave one pinned answer.
    Comment.objects.select_for_update().only("pk").get(pk=answer.thread_id or answer.pk)
    answer = Comment.objects.select_for_update().get(pk=answer.pk)
    if not can_be_pinned(answer):
        raise RefusedError(_("Only a public answer by staff can be pinned to the top of its thread."))
    Comment.objects.pinned().filter(thread=answer.thread_id).update(is_pinned=False)
    Comment.objects.filter(pk=answer.pk).update(is_pinned=True)


def unpin(answer: Comment) -> None:
    """Unpin the answer."""
    Comment.objects.filter(pk=answer.pk).update(is_pinned=False)
