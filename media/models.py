"""The library: every picture of the site is a row, in however many places it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, Self, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image

from core.images.encoding import MODERN_FORMATS, encode_plain, encode_rendition, read_picture
from core.slugs import make_slug

# In pixels. Every picture is rendered in all of these widths.
PORTRAIT_WIDTHS = (96, 480)
PICTURE_WIDTHS = (480, 960, 1600)
WIDTHS = {*PORTRAIT_WIDTHS, *PICTURE_WIDTHS}


@dataclass(frozen=True, slots=True)
class Source:
    """A ``<source>``: the same picture in one format, as pairs of URL and width in pixels."""

    mime: str
    files: list[tuple[str, int]]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for url, width in self.files)


class PictureQuerySet(models.QuerySet["Picture"]):
    def due_for_rendering(self) -> "PictureQuerySet":
        return self.filter(is_rendered=False)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and their files when the transaction commits."""
        pictures = list(self)
        deleted = super().delete()
        for picture in pictures:
            picture.delete_files_on_commit()
        return deleted


class Picture(models.Model):
    """A picture, re-encoded when it was added: upright, in sRGB, at most ``MAX_EDGE`` pixels a side, without EXIF.

    Its file never changes: another file is another row. Models refer to it with ``PROTECT``.
    """

    file = models.FileField(_("file"), upload_to="pictures/%Y/%m/", max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alternative_text = models.CharField(
        _("description of the picture"),
        max_length=300,
        blank=True,
        help_text=_("For readers who do not see the picture."),
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("added by"),
    )
    is_rendered = models.BooleanField(_("rendered"), default=False, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(file="") & Q(width__gt=0, height__gt=0), name="picture_has_file_and_size"
            )
        ]

    def __str__(self) -> str:
        return str(self.file)

    @classmethod
    def from_upload(cls, upload: "File[bytes]", name: str, **fields: Any) -> Self:
        """Return an unsaved picture made from a file. Raises ``ValidationError`` if it is no picture, or too large."""
        image = read_picture(cast(IO[bytes], upload), upload.size)
        data, ending = encode_plain(image)
        # A name that is only an extension would be a hidden file, which is not served.
        stem = make_slug(name.rpartition(".")[0], longest=60) or "picture"
        return cls(file=ContentFile(data, name=f"{stem}.{ending}"), width=image.width, height=image.height, **fields)

    @property
    def url(self) -> str:
        return self.file.url

    def sources(self, widths: Iterable[int]) -> list[Source]:
        """What ``<picture>`` offers besides the file itself, the best format first. Empty until it is rendered."""
        if not self.is_rendered:
            return []
        return [
            Source(f"image/{ending}", [(self._storage.url(self._path(width, ending)), width) for width in fitting])
            for ending in MODERN_FORMATS
            if (fitting := self._no_wider(widths))
        ]

    def render(self) -> None:
        """Make all renditions and record that. It can be repeated."""
        with self._storage.open(self._name) as file, Image.open(file) as image:
            for width in self._no_wider(WIDTHS):
                for ending in MODERN_FORMATS:
                    self._replace(self._path(width, ending), encode_rendition(image, width, ending))
        Picture.objects.filter(pk=self.pk).update(is_rendered=True)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.delete_files_on_commit()
        return deleted

    def delete_files_on_commit(self) -> None:
        transaction.on_commit(partial(_delete_files, self._storage, self._name))

    def _replace(self, path: str, data: bytes) -> None:
        # A rendition may already exist, incomplete because a worker was killed.
        self._storage.delete(path)
        self._storage.save(path, ContentFile(data))

    def _no_wider(self, widths: Iterable[int]) -> list[int]:
        return sorted({min(width, self.width) for width in widths})

    def _path(self, width: int, ending: str) -> str:
        return f"{_folder(self._name)}/{width}.{ending}"

    @property
    def _storage(self) -> Storage:
        return self.file.storage

    @property
    def _name(self) -> str:
        return str(self.file.name)


def _folder(name: str) -> str:
    return f"renditions/{name}"


def _delete_files(storage: Storage, name: str) -> None:
    """Delete the file ``name`` with all its renditions."""
    folder = _folder(name)
    try:
        renditions = storage.listdir(folder)[1]
    except FileNotFoundError:
        renditions = []
    for path in [name, *(f"{folder}/{rendition}" for rendition in renditions)]:
        storage.delete(path)
