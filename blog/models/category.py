from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Concat, Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What may follow a category's path in an address: see blog/urls.py.
PAGING_WORDS = {"page", "feed"}


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

    def get_absolute_url(self) -> str:
        return reverse("category_detail", args=[self.path])

    def _make_path(self) -> str:
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug
