"""What she sees around one comment: what it answers, what answers it, and what else its writer said."""

from typing import Any

from comments.models import Comment

MOST_ABOVE = 20
MOST_BELOW = 50
MOST_OTHERS = 10


def surroundings(comment: Comment) -> dict[str, Any]:
    return {
        "comment": comment,
        "ancestors": ancestors(comment),
        "replies": comment.replies.select_related("author")[:MOST_BELOW],
        "others": others_by_writer(comment),
    }


def ancestors(comment: Comment) -> list[Comment]:
    """What it answers, and what that answers in turn: the nearest ``MOST_ABOVE``, oldest first."""
    if comment.parent_id is None:
        return []
    parents = dict(Comment.objects.filter(thread=comment.thread_id).values_list("pk", "parent_id"))
    path: list[int] = []
    above: int | None = comment.parent_id
    while above is not None and above not in path and len(path) < MOST_ABOVE:
        path.append(above)
        above = parents.get(above)
    found = Comment.objects.select_related("author").in_bulk(path)
    return [found[pk] for pk in reversed(path) if pk in found]


def others_by_writer(comment: Comment) -> list[Comment]:
    """The newest of what the same reader said elsewhere."""
    if comment.author_id or not comment.email:
        return []
    same = Comment.objects.by_reader(comment.name, comment.email).exclude(pk=comment.pk)
    return list(same.select_related("post").defer("post__body", "post__html").order_by("-created_at")[:MOST_OTHERS])
