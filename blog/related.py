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

from blog.models import Post
from blog.models.post import PUBLICATIONS, tag_rows
from pagecache.memo import memoised


class Labels(NamedTuple):
    """Rows that connect an article to a category or tag, and the names of the two columns."""

    rows: QuerySet[Any]
    post: str
    label: str


@memoised("accounts", "blog", "media", "taggit")
def related_posts(post: Post, count: int = 2) -> list[Post]:
    """Return the published articles that share most with ``post``, the newest first among equals."""
    keys = _most_related(post, count)
    found = Post.objects.for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]


# Which they are takes longest to find, and no text of an article changes that.
@memoised(PUBLICATIONS, "blog.post_categories", "taggit")
def _most_related(post: Post, count: int) -> list[int]:
    """Return the primary keys.

    A shared category or tag weighs its inverse document frequency: the fewer articles have it, the more it counts.
    """
    published = Post.objects.published()
    shared: Combinable = Value(0.0)
    total = published.count()
    for labels in (
        Labels(Post.categories.through.objects.all(), "post_id", "category_id"),
        Labels(tag_rows(), "object_id", "tag_id"),
    ):
        shared += _shared_weight(labels, _weights(labels, post, total))
    others = published.exclude(pk=post.pk).annotate(shared=shared)
    return list(others.order_by("-shared", "-published_at", "-pk").values_list("pk", flat=True)[:count])


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
