"""What stands in the texts of the site, and where: kept beside them, so that nobody has to read them all to find it."""

from collections import Counter
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from blog.links import inside_path, links_of, outside_address
from blog.models.links import OutsideLink, is_used_by
from core.addresses import own_hosts
from core.html import blocks_of

ONE_OF_THREE = (
    Q(post__isnull=False, page=None, texts=None)
    | Q(post=None, page__isnull=False, texts=None)
    | Q(post=None, page=None, texts__isnull=False)
)


class InText(models.Model):
    """Something in the text of an article or a page, or in an introduction; ``field`` is where it is written."""

    post = models.ForeignKey("blog.Post", null=True, on_delete=models.CASCADE)
    page = models.ForeignKey("blog.Page", null=True, on_delete=models.CASCADE)
    texts = models.ForeignKey("blog.SiteTexts", null=True, on_delete=models.CASCADE)
    field = models.CharField(max_length=30, default="body")

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=ONE_OF_THREE, name="%(class)s_is_in_one_text")]

    @property
    def entry(self) -> Any:
        """The article or page, or the site's texts."""
        return self.post or self.page or self.texts

    @property
    def text(self) -> str:
        """As it was written."""
        return str(getattr(self.entry, self.field))

    @property
    def title(self) -> str:
        """Of the article or page, or which introduction it is."""
        return str(self.entry._meta.get_field(self.field).verbose_name if self.texts_id else self.entry)


class LinkPlace(InText):
    """That a text has the link, and how often."""

    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="places")
    times = models.PositiveIntegerField()

    class Meta(InText.Meta):
        ordering = [F("post").asc(nulls_last=True), "page", "field"]
        constraints = [
            *InText.Meta.constraints,
            models.UniqueConstraint(fields=["link", "post", "field"], name="link_place_once_a_post"),
            models.UniqueConstraint(fields=["link", "page", "field"], name="link_place_once_a_page"),
            models.UniqueConstraint(fields=["link", "texts", "field"], name="link_place_once_an_introduction"),
        ]

    def __str__(self) -> str:
        return f"{self.link}: {self.title}"


is_used_by(LinkPlace.objects.all)


class Reference(InText):
    """That a text, as readers see it, has a block or a link to an address of this site.

    ``kind`` and ``key`` are those of the block; or ``LINK``, and the path, which has a slash as no key of a block has.
    """

    LINK = "link"

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=300)

    class Meta(InText.Meta):
        indexes = [models.Index(fields=["key", "kind"], name="reference_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.title}"


class Linking(models.Model):
    """What has texts with links and blocks: which these are is kept in step with it.

    ``LINKED`` are the fields that are written, each with the one that has the HTML cleaned.
    """

    LINKED: ClassVar[dict[str, str]] = {"body": "html"}

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.LINKED.keys() & set(kwargs.get("update_fields") or self.LINKED):
                self.read_links()

    def read_links(self) -> None:
        """Bring what is kept of its links and blocks up to date."""
        own = own_hosts()
        with transaction.atomic():
            self._keep_links(own)
            self._keep_references(own)

    def _keep_links(self, own: set[str]) -> None:
        entry: Any = self
        found = Counter(
            (field, address)
            for field in self.LINKED
            for link in links_of(getattr(self, field))
            if (address := outside_address(link.target, own))
        )
        kept = entry.linkplace_set
        rows = kept.values_list("field", "link__address", "times")
        if {(field, address): times for field, address, times in rows} == found:
            return
        addresses = {address for _field, address in found}
        OutsideLink.objects.meet(addresses)
        links = OutsideLink.objects.in_bulk(addresses, field_name="address")
        kept.all().delete()
        LinkPlace.objects.bulk_create(
            LinkPlace(**{kept.field.name: self}, field=field, link=links[address], times=times)
            for (field, address), times in found.items()
        )

    def _keep_references(self, own: set[str]) -> None:
        entry: Any = self
        found: set[tuple[str, str, str]] = set()
        for field, cleaned in self.LINKED.items():
            html = getattr(self, cleaned)
            found.update((field, kind, key) for kind, key in blocks_of(html))
            paths = (inside_path(link.target, own) for link in links_of(html))
            found.update((field, Reference.LINK, path) for path in paths if path)
        kept = entry.reference_set
        if sorted(kept.values_list("field", "kind", "key")) == sorted(found):
            return
        kept.all().delete()
        Reference.objects.bulk_create(
            Reference(**{kept.field.name: self}, field=field, kind=kind, key=key) for field, kind, key in sorted(found)
        )
