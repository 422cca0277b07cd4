"""Count the public comments of an article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from blog.models import Post
from comments.models import Comment
from core.prepared_queries import Parameter, PreparedQuery


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of public comments: ``count``, and those by readers that staff have ``answered`` directly.

    ``threads`` begin with a public comment or with one of ``hidden``, which has public replies. Pingbacks count only as
    ``mentions``.
    """

    count: int = 0
    answered: int = 0
    threads: int = 0
    hidden: int = 0
    mentions: int = 0


def summarise(post: Post) -> Summary:
    numbers = next(iter(_numbers_of_post.values(post.pk)), None)
    if numbers is None:
        return Summary()
    return Summary(
        count=numbers["comments"],
        answered=numbers["answered"],
        threads=numbers["roots"] + numbers["hidden_roots"],
        hidden=numbers["hidden_roots"],
        mentions=numbers["all"] - numbers["comments"],
    )


def count_comments(posts: Iterable[Post]) -> Mapping[int, int]:
    """Return the number of public comments of each article that has any, by its primary key."""
    shown = Comment.objects.filter(post__in=[post.pk for post in posts]).approved().without_pings()
    return dict(shown.order_by().values_list("post").annotate(Count("pk")))


def _numbers_of(post: Parameter) -> QuerySet[Comment, Any]:
    approved, comment = Comment.State.APPROVED, Comment.Kind.COMMENT
    is_answer = Q(author__isnull=False, parent__author=None, parent__kind=comment, parent__state=approved)
    is_below_hidden_root = Q(thread__kind=comment, thread__thread=None) & ~Q(thread__state=approved)
    return (
        Comment.objects.filter(post=post)
        .approved()
        .order_by()
        .values("post")
        .annotate(
            all=Count("pk"),
            comments=Count("pk", filter=Q(kind=comment)),
            answered=Count("parent", filter=is_answer, distinct=True),
            roots=Count("pk", filter=Q(kind=comment, thread=None)),
            hidden_roots=Count("thread", filter=is_below_hidden_root, distinct=True),
        )
    )


_numbers_of_post = PreparedQuery(_numbers_of)
