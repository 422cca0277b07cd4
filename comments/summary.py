"""Count the public comments of an article."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from blog.models import Post
from comments.models import Comment


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of public comments: ``count``, those by readers that staff have ``answered`` directly, and ``threads``.

    Pingbacks are not counted, but as ``mentions``.
    """

    count: int = 0
    answered: int = 0
    threads: int = 0
    mentions: int = 0


def summarise(post: Post) -> Summary:
    numbers = next(iter(_numbers_of_posts().filter(post=post)), None)
    if numbers is None:
        return Summary()
    return Summary(
        count=numbers["comments"],
        answered=numbers["answered"],
        threads=numbers["roots"] + numbers["hidden_roots"],
        mentions=numbers["all"] - numbers["comments"],
    )


# To put the query together takes longer than to run it.
@cache
def _numbers_of_posts() -> QuerySet[Any, Any]:
    approved, comment = Comment.State.APPROVED, Comment.Kind.COMMENT
    is_answer = Q(author__isnull=False, parent__author=None, parent__kind=comment, parent__state=approved)
    is_below_hidden_root = Q(thread__kind=comment, thread__thread=None) & ~Q(thread__state=approved)
    posts = Comment.objects.approved().order_by().values("post")
    return posts.annotate(
        all=Count("pk"),
        comments=Count("pk", filter=Q(kind=comment)),
        answered=Count("parent", filter=is_answer, distinct=True),
        roots=Count("pk", filter=Q(kind=comment, thread=None)),
        hidden_roots=Count("thread", filter=is_below_hidden_root, distinct=True),
    )
