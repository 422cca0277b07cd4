from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Category, Post, SiteTexts
from core.addresses import absolute

POSTS_A_FEED = 20

if TYPE_CHECKING:
    ArticleFeed = Feed[Post, Category | None]
else:
    ArticleFeed = Feed


class PostFeed(ArticleFeed):
    """The newest articles as RSS 2.0: of the whole site, or of one category."""

    def get_object(self, request: HttpRequest, path: str = "") -> Category | None:
        return get_object_or_404(Category, path=path) if path else None

    def title(self, category: Category | None) -> str:
        name = SiteTexts.load().name
        return _("%(category)s – %(site)s") % {"category": category, "site": name} if category else name

    def description(self, category: Category | None) -> str:
        return category.description if category else SiteTexts.load().tagline

    def link(self, category: Category | None) -> str:
        return absolute(category.get_absolute_url() if category else reverse("home"))

    def feed_url(self, category: Category | None) -> str:
        return absolute(reverse("category_feed", args=[category.path]) if category else reverse("feed"))

    def items(self, category: Category | None) -> QuerySet[Post]:
        posts = Post.objects.published().newest_first()
        if category:
            posts = posts.in_category(category)
        return posts.select_related("address", "author").prefetch_related("categories", "tags")[:POSTS_A_FEED]  # type: ignore[misc]

    def item_title(self, post: Post) -> str:
        return post.title

    def item_description(self, post: Post) -> str:
        return post.summary

    def item_link(self, post: Post) -> str:
        return absolute(post.get_absolute_url())

    def item_guid(self, post: Post) -> str:
        """Stays when the article's address changes."""
        return absolute(f"/#article-{post.pk}")

    item_guid_is_permalink = False

    def item_author_name(self, post: Post) -> str:
        return str(post.author)

    def item_pubdate(self, post: Post) -> datetime | None:
        return post.published_at

    def item_updateddate(self, post: Post) -> datetime:
        return post.updated_at

    def item_categories(self, post: Post) -> list[str]:
        return [label.name for label in (*post.categories.all(), *post.tags.all())]
