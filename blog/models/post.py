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

from blog.models.address import Addressed, AddressedQuerySet
from blog.models.category import HEALTH_NOTICE, Category
from blog.models.places import Linking
from core.html import CleanedField, Segment, segments, text_of
from core.images import PictureField

WORDS_A_MINUTE = 220


def tag_rows() -> models.QuerySet[TaggedItem]:
    """One row for each tag of each article: ``object_id`` and ``tag_id``."""
    rows: models.QuerySet[TaggedItem] = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(Post))
    return rows


class PostQuerySet(AddressedQuerySet["Post"]):
    def published(self) -> "PostQuerySet":
        """What the public may see now: not drafts, not private posts, not those with a date to come."""
        return self.filter(state=Post.State.PUBLISHED, published_at__lte=timezone.now())

    def scheduled(self) -> "PostQuerySet":
        return self.filter(state=Post.State.PUBLISHED, published_at__gt=timezone.now())

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")

    def in_category(self, category: Category) -> "PostQuerySet":
        """Articles in the category or anywhere below it, each once."""
        below = Category.objects.filter(Q(pk=category.pk) | Q(path__startswith=f"{category.path}/"))
        return self.filter(pk__in=Post.categories.through.objects.filter(category__in=below).values("post_id"))

    def with_tag(self, tag: Tag) -> "PostQuerySet":
        return self.filter(pk__in=tag_rows().filter(tag=tag).values("object_id"))

    def topics(self) -> models.QuerySet[Category]:
        """The most specific categories that these articles stand under."""
        used = Post.categories.through.objects.filter(post__in=self.order_by()).values("category_id")
        return Category.objects.filter(pk__in=used, children=None)

    def for_page(self) -> "PostQuerySet":
        """With what the article's own page shows."""
        rows = self.select_related("address", "author__profile")
        return rows.prefetch_related("categories", "tags")  # type: ignore[misc]  # taggit's manager is none to mypy

    def for_cards(self) -> "PostQuerySet":
        """With what a card shows, and nothing else loaded."""
        return self.select_related("address", "author__profile").prefetch_related("categories").defer("body", "html")


class Post(Linking, Addressed):
    """An article."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        PRIVATE = "private", _("private")

    title = models.CharField(_("title"), max_length=200)
    excerpt = models.TextField(
        _("excerpt"), blank=True, max_length=400, help_text=_("One or two sentences for lists, feeds and previews.")
    )
    body = models.TextField(_("text"), blank=True)
    html = CleanedField(source="body")
    hero = PictureField(_("picture"), upload_to="articles/%Y/%m/", blank=True)
    hero_alt = models.CharField(
        _("picture in words"), max_length=300, blank=True, help_text=_("For readers who do not see the picture.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    categories = models.ManyToManyField(Category, blank=True, related_name="posts", verbose_name=_("categories"))
    tags = TaggableManager(blank=True, verbose_name=_("tags"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, help_text=_("A date to come schedules the article.")
    )
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)
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
        """What is published without a date is published now."""
        super().clean()
        if self.state == self.State.PUBLISHED and not self.published_at:
            self.published_at = timezone.now()

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED and self._date <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.PUBLISHED and self._date > timezone.now()

    @property
    def _date(self) -> datetime:
        return self.published_at or timezone.now()

    @property
    def topic(self) -> Category | None:
        """The most specific of its categories, where there is room for one."""
        return max(self.categories.all(), key=lambda category: category.depth, default=None)

    @property
    def health_notice(self) -> str:
        """What its readers are told before they ask: of the most specific category that has something; or empty."""
        paths = {path for category in self.categories.all() for path in category.lineage}
        telling = Category.objects.filter(path__in=paths, has_health_notice=True)
        nearest = max(telling, key=lambda category: category.depth, default=None)
        return (nearest.health_notice or str(HEALTH_NOTICE)) if nearest else ""

    @property
    def segments(self) -> list[Segment]:
        """The text as a page shows it: HTML, and the blocks that stand between."""
        return segments(self.html)

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(len(text_of(self.html).split()) / WORDS_A_MINUTE))

    @property
    def summary(self) -> str:
        """The excerpt, or the first words of the text."""
        if self.excerpt:
            return self.excerpt
        words = text_of(self.html).split()
        return " ".join(words[:40]) + ("…" if len(words) > 40 else "")
