"""Pictures: re-encoded when they come in, shown as ``<picture>`` in a few widths that a background task makes."""

from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Self, cast

from django import forms
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models.fields.files import ImageFieldFile
from django.db.models.signals import post_delete, post_save
from PIL import Image

from core.pixels import MODERN_FORMATS, encode_plain, encode_rendition, read_picture
from core.tasks import render_picture

if TYPE_CHECKING:
    BytesFile = ContentFile[bytes]
else:
    BytesFile = ContentFile


class CleanPicture(BytesFile):
    """A picture that was read and encoded anew."""

    @classmethod
    def of(cls, upload: "File[bytes]", name: str) -> Self:
        """Raises ``ValidationError`` if ``upload`` is no picture, or a huge one."""
        data, ending = encode_plain(read_picture(cast(IO[bytes], upload), upload.size))
        return cls(data, name=f"{name.rsplit('.', 1)[0]}.{ending}")


@dataclass(frozen=True, slots=True)
class Source:
    """A ``<source>``: the same picture in one format, as (address, width in pixels)."""

    mime: str
    files: list[tuple[str, int]]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for url, width in self.files)


class PictureFile(ImageFieldFile):
    field: "PictureField"

    def save(self, name: str, content: "File[bytes]", save: bool = True) -> None:
        """Keep ``content``, encoded anew. Raises ``ValidationError`` if it is no picture, or a huge one."""
        clean = content if isinstance(content, CleanPicture) else CleanPicture.of(content, name)
        super().save(str(clean.name), clean, save=save)

    @property
    def known_width(self) -> int:
        """In pixels, from the row: ``width`` would open the file."""
        return getattr(self.instance, str(self.field.width_field)) or 0

    @property
    def known_height(self) -> int:
        return getattr(self.instance, str(self.field.height_field)) or 0

    @property
    def is_rendered(self) -> bool:
        return bool(self.name) and self._rendered == self.name

    @property
    def sources(self) -> list[Source]:
        """What ``<picture>`` offers besides the file itself, best format first."""
        return [
            Source(f"image/{ending}", [(self.storage.url(_path(self.name, width, ending)), width) for width in widths])
            for ending in MODERN_FORMATS
            if (widths := self._widths)
        ]

    def render(self) -> None:
        """Make all renditions, note it in the row, and drop the file that stood here before. Safe to repeat."""
        former = self._rendered
        if self.name:
            with self.storage.open(self.name) as file, Image.open(file) as image:
                for width in self._widths:
                    for ending in MODERN_FORMATS:
                        self._replace(_path(self.name, width, ending), encode_rendition(image, width, ending))
        rows = type(self.instance)._base_manager.filter(pk=self.instance.pk, **{self.field.name: self.name or ""})
        rows.update(**{self.field.rendered_field: self.name or ""})
        if former and former != self.name:
            self.field.delete_files(former)

    def _replace(self, path: str, data: bytes) -> None:
        # A rendition may be there already, cut off where a worker was killed.
        self.storage.delete(path)
        self.storage.save(path, ContentFile(data))

    @property
    def _rendered(self) -> str:
        return str(getattr(self.instance, self.field.rendered_field))

    @property
    def _widths(self) -> list[int]:
        return sorted({min(width, self.known_width) for width in self.field.widths})


class PictureFormField(forms.FileField):
    """Reads the upload once: what fails is a sentence at the field, what passes is already encoded anew."""

    def to_python(self, data: Any) -> CleanPicture | None:
        upload = super().to_python(data)
        return CleanPicture.of(upload, str(upload.name)) if upload else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": "image/*"}


class PictureField(models.ImageField):
    """A picture that is re-encoded when saved and rendered in ``widths`` (pixels) by a background task.

    Adds ``<name>_width``, ``<name>_height`` and ``<name>_rendered`` to the model. The last one names the file that
    has its renditions: where it differs from the picture, there is work to do (``core.tasks.render_due``). Files go
    with their row, or once the renditions of their successor are made.
    """

    attr_class = PictureFile

    def __init__(self, *args: Any, widths: tuple[int, ...] = (480, 960, 1600), **kwargs: Any) -> None:
        self.widths = widths
        super().__init__(*args, **{"max_length": 200, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        self.width_field, self.height_field, self.rendered_field = (
            f"{name}_{suffix}" for suffix in ("width", "height", "rendered")
        )
        for size_field in (self.width_field, self.height_field):
            cls.add_to_class(size_field, models.PositiveIntegerField(null=True, blank=True, editable=False))
        cls.add_to_class(
            self.rendered_field, models.CharField(max_length=self.max_length, blank=True, default="", editable=False)
        )
        super().contribute_to_class(cls, name, private_only=private_only)
        if not cls._meta.abstract:
            post_save.connect(self._order_renditions, sender=cls)
            post_delete.connect(self._delete_with_row, sender=cls)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField, **kwargs})

    def delete_files(self, name: str) -> None:
        """Delete the file ``name`` with all its renditions."""
        folder = _folder(name)
        try:
            renditions = self.storage.listdir(folder)[1]
        except FileNotFoundError:
            renditions = []
        for path in [name, *(f"{folder}/{rendition}" for rendition in renditions)]:
            self.storage.delete(path)

    def _order_renditions(self, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
        if not raw and (getattr(instance, self.name).name or "") != getattr(instance, self.rendered_field):
            render_picture.enqueue(instance._meta.label, instance.pk, self.name)

    def _delete_with_row(self, instance: models.Model, **kwargs: Any) -> None:
        names = {getattr(instance, self.name).name, getattr(instance, self.rendered_field)}
        for name in filter(None, names):
            transaction.on_commit(partial(self.delete_files, name))


def _folder(name: str) -> str:
    return f"renditions/{name}"


def _path(name: str | None, width: int, ending: str) -> str:
    return f"{_folder(name or '')}/{width}.{ending}"
