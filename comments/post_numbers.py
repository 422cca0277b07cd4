"""Count the comments of several articles, for a list of the admin."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from blog.models import Post
from comments.models import Comment, CommentQuerySet
from comments.unanswered import needs_answer


@dataclass(frozen=True, slots=True)
class PostNumbers:
    """Public comments, and unanswered ones."""

    count: int = 0
    waiting: int = 0


def numbers_of(posts: Iterable[Post]) -> dict[int, PostNumbers]:
    on_posts = Comment.objects.filter(post__in=[post.pk for post in posts]).without_pings()
    public, waiting = _count(on_posts.approved()), _count(needs_answer(on_posts))
    return {pk: PostNumbers(public.get(pk, 0), waiting.get(pk, 0)) for pk in public.keys() | waiting.keys()}


def _count(comments: CommentQuerySet) -> dict[int, int]:
    return dict(comments.order_by().values_list("post").annotate(Count("pk")))
