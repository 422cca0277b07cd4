"""What no person ever wanted is not kept for ever."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision

KEPT = timedelta(days=30)
AT_ONCE = 1000


def clear() -> int:
    """Delete for good what machines put into spam or the bin 30 days ago, and no person has touched. How many it were.

    What a person decided about, or a reader took back, stays until a person deletes it.
    """
    before = timezone.now() - KEPT
    decisions = Decision.objects.filter(comment=OuterRef("pk"))
    stale = Comment.objects.filter(
        ~Exists(decisions.filter(decided_at__gt=before)),
        ~Exists(decisions.by_people()),
        state__in=moderation.OUT_OF_SIGHT,
        created_at__lt=before,
        author=None,
    )
    cleared = 0
    for comment in stale.order_by("created_at")[:AT_ONCE]:
        try:
            moderation.delete_for_good(comment)
            cleared += 1
        except moderation.RefusedError:
            continue  # Rescued in this moment.
    return cleared
