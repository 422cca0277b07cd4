"""The context of one comment for the coach: its ancestors, its replies, and other comments by the same reader."""

from typing import Any

from comments.models import Comment
from outbox.models import OutgoingMail

MAX_ANCESTORS = 20
MAX_REPLIES = 50
MAX_OTHERS = 10


def comment_context(comment: Comment) -> dict[str, Any]:
    return {
        "comment": comment,
        "ancestors": ancestors(comment),
        "replies": comment.replies.select_related("author")[:MAX_REPLIES],
        "others": others_by_reader(comment),
        "undelivered": OutgoingMail.objects.undelivered_to(comment.email) if comment.is_by_guest else None,
    }


def ancestors(comment: Comment) -> list[Comment]:
    """Return the nearest ``MAX_ANCESTORS`` ancestors, the oldest first."""
    if comment.parent_id is None:
        return []
    parents = dict(Comment.objects.filter(thread=comment.thread_id).values_list("pk", "parent_id"))
    path: list[int] = []
    above: int | None = comment.parent_id
    while above is not None and above not in path and len(path) < MAX_ANCESTORS:
        path.append(above)
        above = parents.get(above)
    found = Comment.objects.select_related("author").in_bulk(path)
    return [found[pk] for pk in reversed(path) if pk in found]


def others_by_reader(comment: Comment) -> list[Comment]:
    """Return the newest other comments by the same reader."""
    if comment.author_id or not comment.email:
        return []
    same = Comment.objects.by_reader(comment.name, comment.email).exclude(pk=comment.pk)
    return list(same.select_related("post").defer("post__body", "post__html").order_by("-created_at")[:MAX_OTHERS])
