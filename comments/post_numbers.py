"""Count the comments of several articles, for a list of the admin."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from blog.models import Post
from comments.models import Comment
from comments.summary import count_comments
from comments.unanswered import needs_answer


@dataclass(frozen=True, slots=True)
class PostNumbers:
    """Public comments, and unanswered ones."""

    count: int = 0
    waiting: int = 0


def numbers_of(posts: Collection[Post]) -> dict[int, PostNumbers]:
    pks = [post.pk for post in posts]
    public = count_comments(posts)
    unanswered = needs_answer(Comment.objects.filter(post__in=pks).without_pings())
    waiting = dict(unanswered.order_by().values_list("post").annotate(Count("pk")))
    return {pk: PostNumbers(public.get(pk, 0), waiting.get(pk, 0)) for pk in pks}
