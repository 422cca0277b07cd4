"""Articles, pages and comments as kinds of the index."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from blog.models import Category, Page, Post
from blog.models.category import most_specific
from comments.models import Comment, CommentQuerySet
from comments.models.queryset import SHOWN_COLUMNS
from core.html import html_to_text, paragraphs_of
from core.prepared_queries import PreparedBulk
from podcast.models import Episode
from search.kinds import Hit, Kind, Source

HEADING = re.compile(r"<h[2-4]>(.*?)</h[2-4]>", re.DOTALL)


def headings_of(html: str) -> str:
    return html_to_text(" ".join(HEADING.findall(html)))


class Articles(Kind):
    name, label, model, template = "article", _("Articles"), Post, "search/_article.html"

    def public(self) -> QuerySet[Post]:
        return Post.objects.published()

    def source(self, row: Post) -> Source:
        return Source(
            title=row.title,
            headings=f"{row.teaser} {headings_of(row.html)}",
            text=html_to_text(row.html),
            written_at=row.published_at or row.updated_at,
            post_id=row.pk,
        )

    def hits(self, pks: Collection[int]) -> Mapping[int, Hit]:
        categories = defaultdict[int, list[Category]](list)
        for row in _filed.rows(pks):
            categories[row.post_id].append(row.category)
        return {post.pk: self._hit(post, categories[post.pk]) for post in _posts.rows(pks) if post.is_public}

    def _hit(self, post: Post, categories: Collection[Category]) -> Hit:
        topic = str(most_specific(categories) or "")
        paragraphs = [post.teaser, *paragraphs_of(post.html)]
        return Hit(post, post.title, post.get_absolute_url(), paragraphs, topic=topic)

    def due_later(self, pks: Collection[int]) -> Mapping[int, datetime]:
        scheduled = Post.objects.scheduled().filter(pk__in=pks)
        return {pk: moment for pk, moment in scheduled.values_list("pk", "published_at") if moment}

    def dependent(self, pks: Collection[int]) -> Mapping[str, QuerySet[Any]]:
        comments = _findable(Comment.objects.filter(post__in=pks))
        return {Comments.name: comments, "episode": Episode.objects.filter(post__in=pks)}


class Pages(Kind):
    name, label, model, template = "page", _("Pages"), Page, "search/_page.html"

    def public(self) -> QuerySet[Page]:
        return Page.objects.published()

    def source(self, row: Page) -> Source:
        return Source(
            title=row.title,
            headings=headings_of(row.html),
            text=html_to_text(row.html),
            written_at=row.updated_at,
        )

    def hits(self, pks: Collection[int]) -> Mapping[int, Hit]:
        pages = self.public().filter(pk__in=pks).select_related("address").defer("body")
        return {page.pk: Hit(page, page.title, page.get_absolute_url(), paragraphs_of(page.html)) for page in pages}


class Comments(Kind):
    name, label, model, template = "comment", _("Comments"), Comment, "search/_comment.html"

    def public(self) -> CommentQuerySet:
        # For a few comments, SQLite would list all articles for "in".
        is_public = Exists(Post.objects.published().filter(pk=OuterRef("post")))
        return _findable(Comment.objects.filter(is_public).select_related("parent"))

    def source(self, row: Comment) -> Source:
        return Source(
            text=html_to_text(row.html),
            question=" ".join(self._question(row)),
            written_at=row.created_at,
            post_id=row.post_id,
            is_by_staff=row.is_by_staff,
        )

    def hits(self, pks: Collection[int]) -> Mapping[int, Hit]:
        comments = _comments.rows(pks)
        # Two small statements cost half of what one with all joins does.
        posts = _titles.rows({comment.post_id for comment in comments})
        titles = {post.pk: post.title for post in posts if post.is_public}
        return {
            comment.pk: self._hit(comment, titles[comment.post_id]) for comment in comments if comment.post_id in titles
        }

    def _hit(self, comment: Comment, title: str) -> Hit:
        return Hit(comment, title, comment.get_absolute_url(), paragraphs_of(comment.html), self._question(comment))

    def deciding(self, pks: Collection[int]) -> QuerySet[Any]:
        return Post.objects.filter(pk__in=Comment.objects.filter(pk__in=pks).values("post"))

    def _question(self, comment: Comment) -> list[str]:
        """Return the text that a comment by staff answers: readers describe in it what they look for."""
        parent = comment.parent if comment.is_by_staff else None
        return paragraphs_of(parent.html) if parent and parent.is_shown and not parent.erased_at else []


def _findable(comments: CommentQuerySet) -> CommentQuerySet:
    return comments.approved().without_pings().filter(erased_at=None)


# What tells whether an article is public.
STATE = ["state", "binned_at", "published_at", "unpublished_at"]

_posts = PreparedBulk[Post](
    lambda pks: (
        Post.objects.filter(pk__in=pks)
        .select_related("address")
        .only("title", "teaser", "html", "address", *STATE)
        .order_by()
    )
)
_filed = PreparedBulk[Any](
    lambda pks: Post.categories.through.objects.filter(post__pk__in=pks).select_related("category").order_by()
)
_titles = PreparedBulk[Post](lambda pks: Post.objects.filter(pk__in=pks).only("title", *STATE).order_by())
_comments = PreparedBulk[Comment](
    lambda pks: (
        _findable(Comment.objects.filter(pk__in=pks))
        .select_related("parent", "author")
        .only(*SHOWN_COLUMNS, "author__display_name", "parent__html", "parent__state", "parent__erased_at")
        .order_by()
    )
)
