"""An index of the links and blocks in the site's texts, so that they are found without reading all texts."""

from collections import Counter
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from blog.html_links import external_url, find_links, internal_path
from blog.models.external_link import ExternalLink, register_link_usage
from blog.text_pictures import find_media_files
from core.blocks import pictures_in
from core.html import find_blocks
from core.web.site_urls import own_hosts

IN_EXACTLY_ONE_TEXT = (
    Q(post__isnull=False, page=None, texts=None)
    | Q(post=None, page__isnull=False, texts=None)
    | Q(post=None, page=None, texts__isnull=False)
)


class TextOccurrence(models.Model):
    """Something in the text of an article or page, or in an introduction. ``field`` is the field with the text."""

    post = models.ForeignKey("blog.Post", null=True, on_delete=models.CASCADE)
    page = models.ForeignKey("blog.Page", null=True, on_delete=models.CASCADE)
    texts = models.ForeignKey("blog.SiteTexts", null=True, on_delete=models.CASCADE)
    field = models.CharField(max_length=30, default="body")

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=IN_EXACTLY_ONE_TEXT, name="%(class)s_is_in_one_text")]

    @property
    def entry(self) -> Any:
        """The article, the page or the site's texts."""
        return self.post or self.page or self.texts

    @property
    def text(self) -> str:
        """The text as it was written."""
        return str(getattr(self.entry, self.field))

    @property
    def title(self) -> str:
        """The title of the article or page, or the name of the introduction."""
        return str(self.entry._meta.get_field(self.field).verbose_name if self.texts_id else self.entry)


class LinkOccurrence(TextOccurrence):
    """An external link in a text, and how many times it occurs there."""

    link = models.ForeignKey(ExternalLink, on_delete=models.CASCADE, related_name="occurrences")
    times = models.PositiveIntegerField()

    class Meta(TextOccurrence.Meta):
        ordering = [F("post").asc(nulls_last=True), "page", "field"]
        constraints = [
            *TextOccurrence.Meta.constraints,
            models.UniqueConstraint(fields=["link", "post", "field"], name="link_occurrence_once_a_post"),
            models.UniqueConstraint(fields=["link", "page", "field"], name="link_occurrence_once_a_page"),
            models.UniqueConstraint(fields=["link", "texts", "field"], name="link_occurrence_once_an_introduction"),
        ]

    def __str__(self) -> str:
        return f"{self.link}: {self.title}"


def places_in_use() -> models.QuerySet[LinkOccurrence]:
    """Return occurrences in texts that are not in the bin."""
    return LinkOccurrence.objects.filter(post__binned_at=None, page__binned_at=None)


register_link_usage(places_in_use)


class Reference(TextOccurrence):
    """A block, a link to a page of this site, or a picture of the library, in a text as readers see it.

    ``kind`` and ``key`` are those of the block. For a link, ``kind`` is ``LINK`` and ``key`` the path, which begins
    with a slash. For a picture that a block shows, ``kind`` is ``SHOWN`` and ``key`` its primary key; for an ``<img>``,
    ``IMAGE`` and the name of its file.
    """

    LINK, SHOWN, IMAGE = "link", "shown", "image"

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=300)

    class Meta(TextOccurrence.Meta):
        indexes = [models.Index(fields=["key", "kind"], name="reference_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.title}"


class IndexedTexts(models.Model):
    """A model whose texts are indexed when it is saved.

    ``INDEXED_FIELDS`` maps each text field to the field with its cleaned HTML.
    """

    INDEXED_FIELDS: ClassVar[dict[str, str]] = {"body": "html"}

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.INDEXED_FIELDS.keys() & set(kwargs.get("update_fields") or self.INDEXED_FIELDS):
                self.reindex_links()

    def reindex_links(self) -> None:
        """Update the index of links and blocks."""
        own = own_hosts()
        with transaction.atomic():
            self._index_links(own)
            self._index_references(own)

    def _index_links(self, own: set[str]) -> None:
        entry: Any = self
        found = Counter(
            (field, url)
            for field in self.INDEXED_FIELDS
            for link in find_links(getattr(self, field))
            if (url := external_url(link.target, own))
        )
        kept = entry.linkoccurrence_set
        rows = kept.values_list("field", "link__url", "times")
        if {(field, url): times for field, url, times in rows} == found:
            return
        urls = {url for _field, url in found}
        ExternalLink.objects.register(urls)
        links = ExternalLink.objects.in_bulk(urls, field_name="url")
        kept.all().delete()
        LinkOccurrence.objects.bulk_create(
            LinkOccurrence(**{kept.field.name: self}, field=field, link=links[url], times=times)
            for (field, url), times in found.items()
        )

    def _index_references(self, own: set[str]) -> None:
        entry: Any = self
        found: set[tuple[str, str, str]] = set()
        for field, cleaned in self.INDEXED_FIELDS.items():
            html = getattr(self, cleaned)
            blocks = find_blocks(html)
            found.update((field, kind, key) for kind, key in blocks)
            shown = {pk for kind, key in blocks for pk in pictures_in(kind, key)}
            found.update((field, Reference.SHOWN, str(pk)) for pk in shown)
            found.update((field, Reference.IMAGE, name) for name in find_media_files(html))
            paths = (internal_path(link.target, own) for link in find_links(html))
            found.update((field, Reference.LINK, path) for path in paths if path)
        kept = entry.reference_set
        if sorted(kept.values_list("field", "kind", "key")) == sorted(found):
            return
        kept.all().delete()
        Reference.objects.bulk_create(
            Reference(**{kept.field.name: self}, field=field, kind=kind, key=key) for field, kind, key in sorted(found)
        )
