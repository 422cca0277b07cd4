from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.menu import site_texts
from blog.models import Category, Post
from core import blocks
from core.block_texts import plain_html
from core.web.feeds import CleanFeed
from core.web.site_urls import absolute_url
from pagecache.kept import kept

POSTS_PER_FEED = 20


@kept()
def category_feed(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the feed of a category. A former path redirects to the current one."""
    category = Category.objects.find(path)
    if category and category.path != path:
        return redirect("category_feed", path=category.path, permanent=True)
    return PostFeed()(request, path=path)


class Item(NamedTuple):
    """An article with its whole text as HTML."""

    post: Post
    content: str


class PostFeed(Feed[Item, Category | None]):
    """The newest articles of the site or of one category, as RSS 2.0."""

    feed_type = CleanFeed

    def get_object(self, request: HttpRequest, path: str = "") -> Category | None:
        return get_object_or_404(Category, path=path) if path else None

    def title(self, category: Category | None) -> str:
        name = site_texts().name
        return _("%(category)s – %(site)s") % {"category": category, "site": name} if category else name

    def description(self, category: Category | None) -> str:
        return category.description if category else site_texts().tagline

    def link(self, category: Category | None) -> str:
        return absolute_url(category.get_absolute_url() if category else reverse("home"))

    def feed_url(self, category: Category | None) -> str:
        return absolute_url(reverse("category_feed", args=[category.path]) if category else reverse("feed"))

    def items(self, category: Category | None) -> list[Item]:
        posts = Post.objects.published().newest_first()
        if category:
            posts = posts.in_category(category)
        found = list(
            posts.select_related("address", "author").prefetch_related("categories", "tags")[:POSTS_PER_FEED]  # type: ignore[misc]
        )
        shown = blocks.load(segment for post in found for segment in post.segments)
        return [Item(post, plain_html(post.segments, shown)) for post in found]

    def item_title(self, item: Item) -> str:
        return item.post.title

    def item_description(self, item: Item) -> str:
        return item.post.summary

    def item_extra_kwargs(self, item: Item) -> dict[str, Any]:
        return {"content": item.content}

    def item_link(self, item: Item) -> str:
        return absolute_url(item.post.get_absolute_url())

    def item_guid(self, item: Item) -> str:
        """Return an id that stays the same when the article's slug changes."""
        return absolute_url(f"/#article-{item.post.pk}")

    item_guid_is_permalink = False

    def item_author_name(self, item: Item) -> str:
        return str(item.post.author)

    def item_pubdate(self, item: Item) -> datetime | None:
        return item.post.published_at

    def item_updateddate(self, item: Item) -> datetime:
        return item.post.updated_at

    def item_categories(self, item: Item) -> list[str]:
        return [label.name for label in (*item.post.categories.all(), *item.post.tags.all())]
