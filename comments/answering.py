"""How soon readers are answered: what may be promised over a thread, because it was kept."""

from datetime import timedelta
from math import ceil
from statistics import quantiles

from accounts.models import User
from comments.models import Comment

ANSWERS_LOOKED_AT = 20
ANSWERS_NEEDED = 5
MOST_DAYS = 14


def usual_days(author: User) -> int | None:
    """Within how many days three of four of the author's latest answers came; ``None`` if too few, or too late."""
    answers = Comment.objects.approved().filter(author=author, parent__author=None, parent__kind=Comment.Kind.COMMENT)
    latest = answers.order_by("-created_at").values_list("created_at", "parent__created_at")[:ANSWERS_LOOKED_AT]
    waits = [max(answered - asked, timedelta()) / timedelta(days=1) for answered, asked in latest]
    if len(waits) < ANSWERS_NEEDED:
        return None
    days = max(1, ceil(quantiles(waits, n=4)[2]))
    return days if days <= MOST_DAYS else None
