from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.address import Addressed, AddressedQuerySet
from blog.models.places import Linking
from core.html import CleanedField, Segment, segments


class PageQuerySet(AddressedQuerySet["Page"]):
    def published(self) -> "PageQuerySet":
        return self.filter(is_published=True)


class Page(Linking, Addressed):
    """A page that is no article: About, a privacy notice."""

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    html = CleanedField(source="body")
    is_published = models.BooleanField(_("published"), default=False)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.is_published

    @property
    def segments(self) -> list[Segment]:
        """The text as a page shows it: HTML, and the blocks that stand between."""
        return segments(self.html)
