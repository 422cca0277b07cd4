"""The sitemaps of this app. ``config/sitemaps.py`` puts those of all apps together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Profile
from blog.models import Category, Entry, Page, Post, Reference
from blog.models.post import tag_rows
from core.web.site_urls import absolute_url
from media.models import Picture
from pagecache.memo import memoised

# When readers were last told of a change. A text that waited for its date is as old as that.
CHANGED = Greatest(F("updated_at"), F("published_at"))
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


class ListSitemap(SiteSitemap):
    """Lists of articles: their paths, and when an article of each last changed, if it has any."""

    @cached_property
    def lists(self) -> list[tuple[str, datetime | None]]:
        raise NotImplementedError

    def items(self) -> list[tuple[str, datetime | None]]:
        return self.lists

    def location(self, item: tuple[str, datetime | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        return item[1]

    def latest(self) -> datetime | None:
        return max((changed for _path, changed in self.lists if changed), default=None)


def last_change(entries: QuerySet[Any]) -> datetime | None:
    """Return when readers were last told of a change in one of these public articles or pages."""
    found: datetime | None = entries.aggregate(changed=Max(CHANGED))["changed"]
    return found


@memoised("blog")
def last_article_change() -> datetime | None:
    return last_change(Post.objects.published())


class RouteSitemap(ListSitemap):
    @cached_property
    def lists(self) -> list[tuple[str, datetime | None]]:
        return [(reverse(route), last_article_change()) for route in ("home", "article_list", "archive")]


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
        return last_change(self.items())

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

    def latest(self) -> datetime | None:
        return last_article_change()


class PageSitemap(EntrySitemap):
    model = Page


class CategorySitemap(ListSitemap):
    @cached_property
    def lists(self) -> list[tuple[str, datetime | None]]:
        """Return the categories with a published article in them or below them."""
        changes: dict[str, datetime] = {}
        posts = Post.objects.published().filter(categories__isnull=False).order_by()
        for path, changed in posts.values_list("categories__path").annotate(changed=Max(CHANGED)):
            for above in Category(path=path).lineage:
                changes[above] = max(changed, changes.get(above, changed))
        return [(reverse("category_detail", args=[path]), changes[path]) for path in sorted(changes)]


class TagSitemap(ListSitemap):
    @cached_property
    def lists(self) -> list[tuple[str, datetime | None]]:
        published = Post.objects.published().filter(pk=OuterRef("object_id")).annotate(changed=CHANGED)
        rows = tag_rows().annotate(changed=Subquery(published.values("changed"))).filter(changed__isnull=False)
        found = rows.order_by("tag__slug").values_list("tag__slug").annotate(Max("changed"))
        return [(reverse("tag_detail", args=[slug]), changed) for slug, changed in found]


class AuthorSitemap(ListSitemap):
    @cached_property
    def lists(self) -> list[tuple[str, datetime | None]]:
        own = Post.objects.published().filter(author=OuterRef("user")).order_by().values("author")
        profiles = Profile.objects.public().annotate(changed=Subquery(own.annotate(last=Max(CHANGED)).values("last")))
        found = profiles.order_by("slug").values_list("slug", "changed")
        return [(reverse("author_detail", args=[slug]), changed) for slug, changed in found]


SITEMAPS: dict[str, type[SiteSitemap]] = {
    "routes": RouteSitemap,
    "posts": PostSitemap,
    "pages": PageSitemap,
    "categories": CategorySitemap,
    "tags": TagSitemap,
    "authors": AuthorSitemap,
}
