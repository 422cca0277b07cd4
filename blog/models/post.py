import math
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Length
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import Tag, TaggedItem

from blog.models.category import HEALTH_NOTICE, Category, health_notice, most_specific
from blog.models.entry import Entry, EntryQuerySet
from blog.models.text_index import IndexedTexts
from core.html import MAX_CHARACTERS, CleanedField, Segment, first_words, segments
from core.web.site_urls import absolute_url
from media.models import Picture
from pagecache.memo import memoised

# Characters of HTML that are read in a minute: 220 words, with their tags.
CHARACTERS_A_MINUTE = 1_400
# Of the page of the archive.
MAX_TAGS = 100
# The token that is replaced when other articles are public, elsewhere, or in another order, see `blog.public_columns`.
PUBLICATIONS = "blog.publications"


def tag_rows() -> models.QuerySet[TaggedItem]:
    """Return the rows between tags and articles: ``object_id`` and ``tag_id``."""
    rows: models.QuerySet[TaggedItem] = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(Post))
    return rows


class PostQuerySet(EntryQuerySet["Post"]):
    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")

    def in_category(self, category: Category) -> "PostQuerySet":
        """Articles in the category or anywhere below it, without duplicates."""
        within = Q(category=category) | Q(category__in=Category.objects.below(category.path))
        return self.filter(pk__in=Post.categories.through.objects.filter(within).values("post_id"))

    def with_tag(self, tag: Tag) -> "PostQuerySet":
        return self.filter(pk__in=tag_rows().filter(tag=tag).values("object_id"))

    def of_period(self, start: datetime, end: datetime) -> "PostQuerySet":
        """Articles published from ``start`` until before ``end``."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def tags_in_use(self) -> list[dict[str, Any]]:
        """Name, slug and number of the tags that most of these articles have, by name."""
        rows = tag_rows().filter(object_id__in=self.order_by().values("pk")).order_by()
        counted = rows.values(name=F("tag__name"), slug=F("tag__slug")).annotate(number=Count("pk"))
        return sorted(counted.order_by("-number", "name")[:MAX_TAGS], key=lambda tag: str(tag["name"]).casefold())

    def topics(self) -> models.QuerySet[Category]:
        """Categories of these articles that have no subcategories."""
        used = Post.categories.through.objects.filter(post__in=self.order_by()).values("category_id")
        return Category.objects.filter(pk__in=used, children=None)

    def for_page(self) -> "PostQuerySet":
        """Load what the article's page shows but for categories and tags, see ``attach_categories``."""
        return self.select_related("address", "cover", "author__profile__photo").defer("body")

    def for_cards(self) -> "PostQuerySet":
        """Load what a card shows, without the text. The database measures that."""
        return self.for_cards_without_categories().prefetch_related("categories")

    def for_cards_without_categories(self) -> "PostQuerySet":
        """The same for ``attach_categories``."""
        rows = self.select_related("address", "cover", "author__profile__photo")
        return rows.defer("body", "html").annotate(html_length=Length("html"))


class Post(IndexedTexts, Entry):
    """An article."""

    title = models.CharField(_("title"), max_length=200)
    teaser = models.TextField(
        _("teaser"), blank=True, max_length=400, help_text=_("One or two sentences for lists, feeds and previews.")
    )
    body = models.TextField(_("text"), blank=True, max_length=MAX_CHARACTERS)
    html = CleanedField(source="body")
    cover = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("cover")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    categories = models.ManyToManyField(Category, blank=True, related_name="posts", verbose_name=_("topics"))
    tags = TaggableManager(blank=True, verbose_name=_("tags"))
    are_comments_open = models.BooleanField(_("comments open"), default=True)
    # Its id in feeds, as it was on the site that it was imported from; never changed. Empty: one of our own.
    guid = models.TextField(blank=True, default="", editable=False)
    # Empty: as its categories say.
    shows_health_notice = models.BooleanField(_("health notice"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["state", "-published_at"], name="post_by_state_and_date")]
        permissions = [("publish_post", "Can publish article")]

    def __str__(self) -> str:
        return self.title or gettext("Without a title")

    @property
    def topic(self) -> Category | None:
        return most_specific(self.shown_categories)

    @cached_property
    def shown_categories(self) -> list[Category]:
        return list(self.categories.all())

    @cached_property
    def shown_tags(self) -> list[Tag]:
        return list(self.tags.all())

    def attach_categories(self) -> "Post":
        """Take the categories from what builds of pages remember. No text of an article changes them."""
        self.shown_categories = _categories_of(self.pk)
        return self

    def attach_tags(self) -> "Post":
        """The same with the tags."""
        self.shown_tags = _tags_of(self.pk)
        return self

    @property
    def feed_id(self) -> str:
        """The id in feeds, which stays the same when the slug changes: that of the old site, if there was one."""
        return self.guid or absolute_url(f"/#article-{self.pk}")

    @property
    def health_notice(self) -> str:
        """The health notice of the most specific category that has one, or an empty text.

        The article can hide it, or show one although no category does.
        """
        if self.shows_health_notice is False:
            return ""
        found = health_notice(frozenset(path for category in self.shown_categories for path in category.lineage))
        return found or (str(HEALTH_NOTICE) if self.shows_health_notice else "")

    @property
    def segments(self) -> list[Segment]:
        """The text split into HTML and blocks."""
        return segments(self.html)

    @property
    def reading_minutes(self) -> int:
        length = getattr(self, "html_length", None)
        return max(1, math.ceil((len(self.html) if length is None else length) / CHARACTERS_A_MINUTE))

    @property
    def summary(self) -> str:
        """The teaser, or the first words of the text."""
        if self.teaser:
            return self.teaser
        return first_words(self.html, 40)

    @property
    def shared_description(self) -> str:
        """The description for search engines and where it is shared."""
        return self.search_description or self.summary


@memoised("blog.category", "blog.post_categories")
def _categories_of(post: int) -> list[Category]:
    return list(Post(pk=post).categories.all())


@memoised("taggit")
def _tags_of(post: int) -> list[Tag]:
    return list(Post(pk=post).tags.all())
