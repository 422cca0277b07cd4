from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.entry import Entry, EntryQuerySet
from blog.models.text_index import IndexedTexts
from core.date_fields import SafeDateTimeField
from core.html import MAX_CHARACTERS, CleanedField, Segment, segments
from media.models import Picture


class PageQuerySet(EntryQuerySet["Page"]):
    def shown(self) -> "PageQuerySet":
        return self.filter(is_published=True)

    def for_page(self) -> "PageQuerySet":
        """With what its own page shows."""
        return self.select_related("address", "hero").defer("body")


class Page(IndexedTexts, Entry):
    """A page that is no article, such as About or a privacy notice."""

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True, max_length=MAX_CHARACTERS)
    html = CleanedField(source="body")
    hero = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture")
    )
    is_published = models.BooleanField(_("published"), default=False)
    updated_at = SafeDateTimeField(_("updated"), default=timezone.now)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.is_published and not self.is_binned

    @property
    def segments(self) -> list[Segment]:
        """The text split into HTML and blocks."""
        return segments(self.html)
