"""The sitemaps of this app. ``config/sitemaps.py`` puts those of all apps together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Left, Length
from django.urls import reverse
from taggit.models import Tag

from accounts.models import Profile
from blog.models import Category, Entry, Page, Post, Reference
from blog.models.post import tag_rows
from core.web.site_urls import absolute_url
from media.models import Picture

# No row has a longer key, but a text may name one.
MAX_DIGITS = 19


class SiteSitemap(Sitemap[Any]):
    """A sitemap whose URLs begin with ``SITE_URL``, whatever the host of the request."""

    # Google reads 50,000 addresses in one, but each is built anew after a public change.
    limit = 5_000

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def latest(self) -> datetime | None:
        """Return when something in it last changed, if it is known."""
        return None


class RouteSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return ["home", "article_list"]

    def location(self, route: str) -> str:
        return reverse(route)


class EntrySitemap(SiteSitemap):
    """Articles or pages, with the pictures that they show (https://www.google.com/schemas/sitemap-image/1.1/)."""

    model: type[Entry]

    def items(self) -> QuerySet[Any]:
        published = cast(Any, self.model._default_manager).published()
        found: QuerySet[Any] = published.order_by("pk").select_related("address", "cover").defer("body", "html")
        return found

    def lastmod(self, entry: Entry) -> datetime:
        """Return when readers were last told of a change. A text that waited for its date is as old as that."""
        return max(entry.updated_at, entry.published_at or entry.updated_at)

    def latest(self) -> datetime | None:
        newest = self.items().aggregate(Max("updated_at"), Max("published_at")).values()
        return max(filter(None, newest), default=None)

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        pictures = self._pictures([url["item"] for url in urls])
        return [{**url, "pictures": pictures.get(url["item"].pk, [])} for url in urls]

    def _pictures(self, entries: Iterable[Entry]) -> Mapping[int, list[str]]:
        """Return the URLs of the pictures on top of and in the texts, by the entry's primary key."""
        entries = list(entries)
        owner = f"{self.model._meta.model_name}_id"
        rows = Reference.objects.filter(kind=Reference.SHOWN, **{f"{owner}__in": [entry.pk for entry in entries]})
        shown = list(rows.order_by("pk").values_list(owner, "key"))
        in_texts = Picture.objects.in_bulk({int(key) for _owner, key in shown if len(key) < MAX_DIGITS})
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for entry in entries:
            if entry.cover:
                found[entry.pk][absolute_url(entry.cover.url)] = None
        for pk, key in shown:
            if picture := in_texts.get(int(key)):
                found[pk][absolute_url(picture.url)] = None
        return {pk: list(urls) for pk, urls in found.items()}


class PostSitemap(EntrySitemap):
    model = Post


class PageSitemap(EntrySitemap):
    model = Page


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
