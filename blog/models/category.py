import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Concat, Left, Substr
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models.former_slugs import FormerCategoryPath
from core.slugs import SlugField, is_slug, make_slug
from core.web.site_urls import path_of
from media.models import Picture
from pagecache.memo import memoised

# Words that may follow a category's path in a URL, see blog/urls.py.
PAGING_WORDS = {"page", "feed"}

MAX_PATH_LENGTH = 500
# Search engines show no more.
MAX_DESCRIPTION = 160
PARAGRAPH_END = re.compile(r"\n\s*\n")


# The default text of a category's health notice.
HEALTH_NOTICE = gettext_lazy(
    "An answer here can take days, and nobody can look at you from afar: if pain is new, strong or getting worse, or "
    "something feels numb, please see a doctor first."
)


class CategoryQuerySet(models.QuerySet["Category"]):
    def find(self, path: str) -> "Category | None":
        """Find the category that has or once had this path."""
        return self.filter(path=path).first() or self.filter(former_paths__path=path).first()

    def below(self, path: str) -> "CategoryQuerySet":
        """Those whose path goes on from ``path``. Not by ``startswith``, which SQLite asks without regard to case."""
        return self.alias(start=Left("path", len(path) + 1)).filter(start=f"{path}/")


class Category(models.Model):
    """A category of articles. Categories form a tree; ``path`` has the slugs from its root down."""

    name = models.CharField(gettext_lazy("name"), max_length=100)
    slug = SlugField(gettext_lazy("address"), max_length=100)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=gettext_lazy("below"),
    )
    path = models.CharField(max_length=MAX_PATH_LENGTH, unique=True, editable=False)
    description = models.TextField(
        gettext_lazy("introduction"),
        blank=True,
        help_text=gettext_lazy(
            "On top of the topic’s page. Its first paragraph is also in lists of topics, and in search engines."
        ),
    )
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("picture")
    )
    has_health_notice = models.BooleanField(
        gettext_lazy("health notice"),
        default=False,
        help_text=gettext_lazy(
            "The comment forms of all articles in this topic and those below it tell readers when not to wait for "
            "an answer."
        ),
    )
    health_notice = models.CharField(
        gettext_lazy("text of the health notice"),
        max_length=400,
        blank=True,
        help_text=format_lazy(
            gettext_lazy("One calm sentence. If you leave this empty: “{notice}”"), notice=HEALTH_NOTICE
        ),
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("topic")
        verbose_name_plural = gettext_lazy("topics")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        ancestor = self.parent
        while ancestor:
            if ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A topic can’t be below itself.")})
            ancestor = ancestor.parent
        if self.slug in PAGING_WORDS:
            raise ValidationError({"slug": _("“%(slug)s” is reserved for the site itself.") % {"slug": self.slug}})
        path = self._make_path()
        taken = Category.objects.filter(path=path).exclude(pk=self.pk)
        longest = len(path) + max((len(one.path) - len(self.path) for one in self._below()), default=0)
        if longest > MAX_PATH_LENGTH:
            sentence = _("The address here, or of a topic below this one, would be longer than %d characters.")
            raise ValidationError({"slug": sentence % MAX_PATH_LENGTH})
        if taken.exists():
            raise ValidationError({"slug": _("There is already a topic with this address here.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Update the paths of all categories below, and record the former paths."""
        if not is_slug(self.slug):
            self.slug = make_slug(self.name) or "category"
        with transaction.atomic():
            old = Category.objects.filter(pk=self.pk).values_list("path", flat=True).first()
            self.path = self._make_path()
            super().save(*args, **kwargs)
            if old is not None and old != self.path:
                self._add_former_path(old)

    @property
    def summary(self) -> str:
        """The first paragraph of the introduction, on one line."""
        return " ".join(PARAGRAPH_END.split(self.description.strip(), 1)[0].split())

    @property
    def shared_description(self) -> str:
        """The description for search engines and where it is shared."""
        return Truncator(self.summary).chars(MAX_DESCRIPTION)

    @property
    def depth(self) -> int:
        """The number of ancestors."""
        return self.path.count("/")

    @property
    def lineage(self) -> list[str]:
        """The category's own path and those of its ancestors, the nearest first."""
        slugs = self.path.split("/")
        return ["/".join(slugs[:length]) for length in range(len(slugs), 0, -1)]

    def get_absolute_url(self) -> str:
        return path_of("category_detail", self.path)

    def redirect_from(self, *paths: str) -> None:
        """Make ``paths`` redirect to the category."""
        self._record_former_paths(
            [
                FormerCategoryPath(path=path, category=self)
                for path in paths
                if path != self.path and len(path) <= MAX_PATH_LENGTH
            ]
        )

    def _below(self) -> CategoryQuerySet:
        return Category.objects.below(self.path) if self.pk else Category.objects.none()

    def _add_former_path(self, old: str) -> None:
        below = Category.objects.below(old)
        self._record_former_paths([FormerCategoryPath(path=category.path, category=category) for category in below])
        below.update(path=Concat(models.Value(self.path), Substr("path", len(old) + 1)))
        self.redirect_from(old)

    def _record_former_paths(self, former: list[FormerCategoryPath]) -> None:
        FormerCategoryPath.objects.bulk_create(
            former, update_conflicts=True, unique_fields=["path"], update_fields=["category"]
        )

    def _make_path(self) -> str:
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug


def most_specific(categories: Iterable[Category]) -> Category | None:
    """Return the deepest of an article's categories, for places where only one is shown."""
    return max(categories, key=lambda category: category.depth, default=None)


@memoised("blog.category")
def health_notice(paths: frozenset[str]) -> str:
    """Return the health notice of the most specific category with one of these paths, or an empty text."""
    telling = Category.objects.filter(path__in=paths, has_health_notice=True)
    nearest = most_specific(telling)
    return (nearest.health_notice or str(HEALTH_NOTICE)) if nearest else ""
