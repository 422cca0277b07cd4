from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Concat, Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What may follow a category's path in an address: see blog/urls.py.
PAGING_WORDS = {"page", "feed"}


# When not to wait for an answer, for a category that has nothing of its own to say about it.
HEALTH_NOTICE = gettext_lazy(
    "An answer here can take days, and nobody can look at you from afar: if pain is new, strong or getting worse, or "
    "something feels numb, please see a doctor first."
)


class Category(models.Model):
    """A heading that articles stand under. Headings form a tree; ``path`` is the way from its root."""

    name = models.CharField(gettext_lazy("name"), max_length=100)
    slug = models.SlugField(gettext_lazy("address"), max_length=100, allow_unicode=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=gettext_lazy("below"),
    )
    path = models.CharField(max_length=500, unique=True, editable=False)
    description = models.TextField(gettext_lazy("description"), blank=True)
    has_health_notice = models.BooleanField(
        gettext_lazy("health notice"),
        default=False,
        help_text=gettext_lazy(
            "Readers are told at the comment form when not to wait for an answer, below all articles of this category "
            "and of those below it."
        ),
    )
    health_notice = models.CharField(
        gettext_lazy("words of the health notice"),
        max_length=400,
        blank=True,
        help_text=gettext_lazy("One calm sentence. If you leave this empty: “%(notice)s”") % {"notice": HEALTH_NOTICE},
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    class Meta:
        verbose_name = gettext_lazy("category")
        verbose_name_plural = gettext_lazy("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        ancestor = self.parent
        while ancestor:
            if ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A category can't stand below itself.")})
            ancestor = ancestor.parent
        if self.slug in PAGING_WORDS:
            raise ValidationError({"slug": _("“%(slug)s” is a word of the site itself.") % {"slug": self.slug}})
        taken = Category.objects.filter(path=self._make_path()).exclude(pk=self.pk)
        if taken.exists():
            raise ValidationError({"slug": _("There is already a category with this address here.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the paths of everything below in step."""
        with transaction.atomic():
            old = Category.objects.filter(pk=self.pk).values_list("path", flat=True).first()
            self.path = self._make_path()
            super().save(*args, **kwargs)
            if old and old != self.path:
                Category.objects.filter(path__startswith=f"{old}/").update(
                    path=Concat(models.Value(self.path), Substr("path", len(old) + 1))
                )

    @property
    def depth(self) -> int:
        """How many categories it stands below."""
        return self.path.count("/")

    @property
    def lineage(self) -> list[str]:
        """Its own path and those of all it stands below, the nearest first."""
        slugs = self.path.split("/")
        return ["/".join(slugs[:length]) for length in range(len(slugs), 0, -1)]

    def get_absolute_url(self) -> str:
        return reverse("category_detail", args=[self.path])

    def _make_path(self) -> str:
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug
