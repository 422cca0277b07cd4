from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class LabelQuerySet(models.QuerySet["Label"]):
    def named(self, names: Iterable[str]) -> list["Label"]:
        """Return the labels with these names, whatever their case. Missing ones are created."""
        wanted = {name.casefold(): name for name in reversed([*names])}
        found = {label.name.casefold(): label for label in self.all() if label.name.casefold() in wanted}
        return [found.get(key) or self.create(name=name) for key, name in sorted(wanted.items())]

    def delete_unused(self) -> None:
        from media.models import Document, Picture

        rows = (model.labels.through.objects for model in (Picture, Document))
        on_picture, on_document = (Exists(labels.filter(label=OuterRef("pk"))) for labels in rows)
        self.exclude(on_picture | on_document).delete()


class Label(models.Model):
    """A word that staff sort pictures and files by. Readers never see it."""

    name = models.CharField(_("name"), max_length=60)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="label_name_in_any_case")]

    def __str__(self) -> str:
        return self.name
