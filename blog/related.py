"""Find articles related to an article."""

import math
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    Expression,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from blog.models import Likeness, Post
from blog.models.post import PUBLICATIONS, tag_rows
from core.prepared_queries import PreparedBulk
from pagecache.memo import memoised

# Of a text that has all of the rare words. The logarithm of how few articles have a tag is seldom more than 5.
TEXT_WEIGHT = 8.0


_cards = PreparedBulk[Post](lambda pks: Post.objects.for_cards_without_categories().filter(pk__in=pks))


class Labels(NamedTuple):
    """Rows that connect an article to a category or tag, and the names of the two columns."""

    rows: QuerySet[Any]
    post: str
    label: str


@memoised("accounts", "blog", "media", "taggit")
def related_posts(post: Post, count: int = 2) -> list[Post]:
    """Return the published articles that share most with ``post``, the newest first among equals."""
    keys = _most_related(post, count)
    found = {post.pk: post.attach_categories() for post in _cards.rows(keys)}
    return [found[key] for key in keys if key in found]


# Which they are takes longest to find, and no text of an article changes that.
@memoised(PUBLICATIONS, "blog.post_categories", "blog.likeness", "taggit")
def _most_related(post: Post, count: int) -> list[int]:
    """Return the primary keys.

    A shared category or tag weighs its inverse document frequency: the fewer articles have it, the more it counts. A
    text with the same rare words weighs as much as a tag that few have.
    """
    published = Post.objects.published()
    shared: Combinable = Value(0.0)
    total = published.count()
    for labels in (
        Labels(Post.categories.through.objects.all(), "post_id", "category_id"),
        Labels(tag_rows(), "object_id", "tag_id"),
    ):
        shared += _shared_weight(labels, _weights(labels, post, total))
    shared += _likeness(post) * TEXT_WEIGHT
    others = published.exclude(pk=post.pk).annotate(shared=shared)
    return list(others.order_by("-shared", "-published_at", "-pk").values_list("pk", flat=True)[:count])


def _likeness(post: Post) -> Coalesce:
    """Return an expression for how much a row's text is like that of the post."""
    share = Likeness.objects.filter(post=post.pk, other=OuterRef("pk")).values("share")
    return Coalesce(Subquery(share), Value(0.0))


def _weights(labels: Labels, post: Post, total: int) -> dict[int, float]:
    """Return the weight of each label of the post, by the label's primary key."""
    own = labels.rows.filter(**{labels.post: post.pk}).values(labels.label)
    published = Post.objects.published().values("pk")
    rows = labels.rows.filter(**{f"{labels.label}__in": own, f"{labels.post}__in": published})
    counts = rows.order_by().values_list(labels.label).annotate(Count("pk"))
    return {label: math.log((total + 1) / number) for label, number in counts}


def _shared_weight(labels: Labels, weights: dict[int, float]) -> Expression:
    """Return an expression for the sum of the weights of a row's labels."""
    weight = Case(
        *(When(**{labels.label: label, "then": Value(weight)}) for label, weight in weights.items()),
        default=Value(0.0),
        output_field=FloatField(),
    )
    rows = labels.rows.filter(**{labels.post: OuterRef("pk"), f"{labels.label}__in": list(weights)})
    summed = rows.order_by().values(labels.post).annotate(weight=Sum(weight)).values("weight")
    return Coalesce(Subquery(summed), Value(0.0))
