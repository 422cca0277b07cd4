"""The sitemaps of this app. ``config/sitemaps.py`` puts those of all apps together."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Left, Length
from django.urls import reverse
from taggit.models import Tag

from accounts.models import Profile
from blog.models import Category, Page, Post
from blog.models.post import tag_rows


class SiteSitemap(Sitemap[Any]):
    """A sitemap whose URLs begin with ``SITE_URL``, whatever the host of the request."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    @property
    def paginator(self) -> "Paginator[Any]":
        """One query for all items, which are loaded at once anyway, instead of one more to count them."""
        return Paginator(list(self.items()), self.limit)

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class RouteSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return ["home", "article_list"]

    def location(self, route: str) -> str:
        return reverse(route)


class PostSitemap(SiteSitemap):
    def items(self) -> QuerySet[Post]:
        return Post.objects.published().newest_first().select_related("address").defer("body", "html")

    def lastmod(self, post: Post) -> datetime:
        return post.updated_at


class PageSitemap(SiteSitemap):
    def items(self) -> QuerySet[Page]:
        return Page.objects.published().order_by("pk").select_related("address").defer("body", "html")

    def lastmod(self, page: Page) -> datetime:
        return page.updated_at


class CategorySitemap(SiteSitemap):
    def items(self) -> QuerySet[Category]:
        """Return the categories with a published article in them or below them."""
        rows = Post.categories.through.objects.filter(post__in=Post.objects.published())
        rows = rows.alias(start=Left("category__path", Length(OuterRef("path")) + 1))
        within = Q(category=OuterRef("pk")) | Q(start=Concat(OuterRef("path"), Value("/")))
        return Category.objects.filter(Exists(rows.filter(within))).order_by("path")


class TagSitemap(SiteSitemap):
    def items(self) -> QuerySet[Tag]:
        rows = tag_rows().filter(object_id__in=Post.objects.published().values("pk"))
        tags: QuerySet[Tag] = Tag.objects.filter(pk__in=rows.values("tag_id")).order_by("slug")
        return tags

    def location(self, tag: Tag) -> str:
        return reverse("tag_detail", args=[tag.slug])


class AuthorSitemap(SiteSitemap):
    def items(self) -> QuerySet[Profile]:
        return Profile.objects.public().order_by("slug")


SITEMAPS: dict[str, type[SiteSitemap]] = {
    "routes": RouteSitemap,
    "posts": PostSitemap,
    "pages": PageSitemap,
    "categories": CategorySitemap,
    "tags": TagSitemap,
    "authors": AuthorSitemap,
}
