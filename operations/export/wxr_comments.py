"""The comments of a WordPress export."""

from collections.abc import Iterator
from itertools import count

from django.db.models import F, Max
from django.utils import timezone

from blog.models import Post
from comments.models import Comment
from operations.export.wxr_elements import Values, as_html, date, group
from operations.export.wxr_files import ROWS_AT_ONCE

STATES = {
    Comment.State.APPROVED: "1",
    Comment.State.HELD: "0",
    Comment.State.SPAM: "spam",
    Comment.State.BINNED: "trash",
}
# Comments by primary key, with the ids that they get in the export.
Numbers = dict[int, int]


def numbers_of_late_ones() -> Numbers:
    """Return new ids for comments with a parent of a higher id, and for all replies to them.

    WordPress's importer takes comments by their ids, and loses a parent that comes later. An import from a second site
    makes such comments.
    """
    parents: dict[int, int | None] = {}
    found = dict(Comment.objects.filter(parent__gt=F("pk")).values_list("pk", "parent"))
    while found:
        parents |= found
        replies = Comment.objects.filter(parent__in=found).values_list("pk", "parent")
        found = {pk: parent for pk, parent in replies if pk not in parents}

    def depth(pk: int | None) -> int:
        # Bounded: rows of an import may answer each other.
        steps = 0
        while pk in parents and steps < len(parents):
            pk, steps = parents[pk], steps + 1
        return steps

    highest = Comment.objects.aggregate(highest=Max("pk"))["highest"] or 0
    return dict(zip(sorted(parents, key=lambda pk: (depth(pk), pk)), count(highest + 1), strict=False))


def comments_of(post: Post, numbers: Numbers) -> Iterator[str]:
    """Yield a ``wp:comment`` for each comment. Memory is bounded."""
    for comment in post.comments.select_related("author").order_by("pk").iterator(ROWS_AT_ONCE):
        yield group("wp:comment", _values(comment, numbers))


def _values(comment: Comment, numbers: Numbers) -> Values:
    parent = comment.parent_id or 0
    return [
        ("wp:comment_id", str(numbers.get(comment.pk, comment.pk))),
        ("wp:comment_author", as_html(comment.full_name)),
        ("wp:comment_author_email", comment.email),
        ("wp:comment_author_url", comment.website),
        ("wp:comment_date", date(comment.created_at, timezone.get_default_timezone())),
        ("wp:comment_date_gmt", date(comment.created_at)),
        ("wp:comment_content", comment.text),
        ("wp:comment_approved", STATES[Comment.State(comment.state)]),
        ("wp:comment_type", comment.kind),
        ("wp:comment_parent", str(numbers.get(parent, parent))),
        ("wp:comment_user_id", str(comment.author_id or 0)),
    ]
