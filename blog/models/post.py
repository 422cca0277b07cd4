import math
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import Tag, TaggedItem

from blog.models.category import Category, health_notice
from blog.models.entry import Entry, EntryQuerySet
from blog.models.text_index import IndexedTexts
from core.date_fields import SafeDateTimeField
from core.html import MAX_CHARACTERS, CleanedField, Segment, first_words, html_to_text, segments
from media.models import Picture

WORDS_A_MINUTE = 220


def tag_rows() -> models.QuerySet[TaggedItem]:
    """Return the rows between tags and articles: ``object_id`` and ``tag_id``."""
    rows: models.QuerySet[TaggedItem] = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(Post))
    return rows


class PostQuerySet(EntryQuerySet["Post"]):
    def shown(self) -> "PostQuerySet":
        """Published articles whose date has come, even those in the bin."""
        return self.filter(state=Post.State.PUBLISHED, published_at__lte=timezone.now())

    def scheduled(self) -> "PostQuerySet":
        return self.not_binned().filter(state=Post.State.PUBLISHED, published_at__gt=timezone.now())

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")

    def in_category(self, category: Category) -> "PostQuerySet":
        """Articles in the category or anywhere below it, without duplicates."""
        within = Q(category=category) | Q(category__in=Category.objects.below(category.path))
        return self.filter(pk__in=Post.categories.through.objects.filter(within).values("post_id"))

    def with_tag(self, tag: Tag) -> "PostQuerySet":
        return self.filter(pk__in=tag_rows().filter(tag=tag).values("object_id"))

    def topics(self) -> models.QuerySet[Category]:
        """Categories of these articles that have no subcategories."""
        used = Post.categories.through.objects.filter(post__in=self.order_by()).values("category_id")
        return Category.objects.filter(pk__in=used, children=None)

    def for_page(self) -> "PostQuerySet":
        """Load what the article's page shows."""
        rows = self.select_related("address", "hero", "author__profile__photo").defer("body")
        return rows.prefetch_related("categories", "tags")  # type: ignore[misc]  # taggit's manager is none to mypy

    def for_cards(self) -> "PostQuerySet":
        """Load what a card shows, without the text."""
        return (
            self.select_related("address", "hero", "author__profile__photo")
            .prefetch_related("categories")
            .defer("body", "html")
        )


class Post(IndexedTexts, Entry):
    """An article."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        PRIVATE = "private", _("private")

    title = models.CharField(_("title"), max_length=200)
    excerpt = models.TextField(
        _("excerpt"), blank=True, max_length=400, help_text=_("One or two sentences for lists, feeds and previews.")
    )
    body = models.TextField(_("text"), blank=True, max_length=MAX_CHARACTERS)
    html = CleanedField(source="body")
    hero = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    categories = models.ManyToManyField(Category, blank=True, related_name="posts", verbose_name=_("categories"))
    tags = TaggableManager(blank=True, verbose_name=_("tags"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    published_at = SafeDateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_(
            "With the state “published”, a future date schedules the article. A draft stays a draft, whatever the date."
        ),
    )
    updated_at = SafeDateTimeField(_("updated"), default=timezone.now)
    are_comments_open = models.BooleanField(_("comments open"), default=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["state", "-published_at"], name="post_by_state_and_date")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="post_published_has_date"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Set the date of a published article without one to now."""
        super().clean()
        if self.state == self.State.PUBLISHED and not self.published_at:
            self.published_at = timezone.now()

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED and not self.is_binned and self._date <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.PUBLISHED and not self.is_binned and self._date > timezone.now()

    @property
    def _date(self) -> datetime:
        return self.published_at or timezone.now()

    @property
    def topic(self) -> Category | None:
        """The most specific category, for places where only one is shown."""
        return max(self.categories.all(), key=lambda category: category.depth, default=None)

    @property
    def health_notice(self) -> str:
        """The health notice of the most specific category that has one, or an empty text."""
        return health_notice(frozenset(path for category in self.categories.all() for path in category.lineage))

    @property
    def segments(self) -> list[Segment]:
        """The text split into HTML and blocks."""
        return segments(self.html)

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(len(html_to_text(self.html).split()) / WORDS_A_MINUTE))

    @property
    def summary(self) -> str:
        """The excerpt, or the first words of the text."""
        if self.excerpt:
            return self.excerpt
        return first_words(self.html, 40)
