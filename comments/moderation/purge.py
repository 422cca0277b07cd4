"""Delete old spam that no person has decided about."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from comments.models import Comment, CommentQuerySet, Decision
from comments.moderation import actions as moderation
from core.refusals import RefusedError

BATCH_SIZE = 1000


def expired(before: datetime) -> CommentQuerySet:
    """Return comments that a machine put into spam or the bin ``before`` then.

    Comments that a person decided about, or that the reader withdrew, are not among them: staff delete those.
    """
    decisions = Decision.objects.filter(comment=OuterRef("pk"))
    return Comment.objects.filter(
        ~Exists(decisions.filter(decided_at__gt=before)),
        ~Exists(decisions.by_people()),
        state__in=moderation.HIDDEN_STATES,
        created_at__lt=before,
        author=None,
    )


def delete_expired(before: datetime) -> int:
    """Delete up to ``BATCH_SIZE`` expired comments for good. Returns their number."""
    deleted = 0
    for comment in expired(before).order_by("created_at")[:BATCH_SIZE]:
        try:
            moderation.delete_for_good(comment)
            deleted += 1
        except RefusedError:
            continue  # Somebody has just taken it out of spam or the bin.
    return deleted
