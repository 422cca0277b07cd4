from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models.entry import Entry, EntryQuerySet
from blog.models.text_index import IndexedTexts
from core.html import MAX_CHARACTERS, CleanedField, Segment, first_words, segments
from media.models import Picture


class PageQuerySet(EntryQuerySet["Page"]):
    def for_page(self) -> "PageQuerySet":
        """With what its own page shows."""
        return self.select_related("address", "cover").defer("body")


class Page(IndexedTexts, Entry):
    """A page that is no article, such as About or a privacy notice."""

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True, max_length=MAX_CHARACTERS)
    html = CleanedField(source="body")
    cover = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("cover")
    )

    objects = PageQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]
        permissions = [("publish_page", "Can publish page")]

    def __str__(self) -> str:
        return self.title or gettext("Without a title")

    @property
    def segments(self) -> list[Segment]:
        """The text split into HTML and blocks."""
        return segments(self.html)

    @property
    def shared_description(self) -> str:
        """The description for search engines and where it is shared."""
        return self.search_description or first_words(self.html, 40)
