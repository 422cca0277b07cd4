"""What no person ever wanted is not kept for ever."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from comments import moderation
from comments.models import Comment, CommentQuerySet, Decision

AT_ONCE = 1000


def stale(before: datetime) -> CommentQuerySet:
    """What machines put into spam or the bin ``before`` then, and no person has touched since.

    What a person decided about, or a reader took back, stays until a person deletes it.
    """
    decisions = Decision.objects.filter(comment=OuterRef("pk"))
    return Comment.objects.filter(
        ~Exists(decisions.filter(decided_at__gt=before)),
        ~Exists(decisions.by_people()),
        state__in=moderation.OUT_OF_SIGHT,
        created_at__lt=before,
        author=None,
    )


def clear(before: datetime) -> int:
    """Delete for good what is ``stale``, as much as one task can. How many it were."""
    cleared = 0
    for comment in stale(before).order_by("created_at")[:AT_ONCE]:
        try:
            moderation.delete_for_good(comment)
            cleared += 1
        except moderation.RefusedError:
            continue  # Rescued in this moment.
    return cleared
