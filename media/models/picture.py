import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import IO, Any, Self, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.images.formats import MODERN_FORMATS
from core.private_files import private_storage
from core.slugs import make_slug
from media.models.former_file import FormerFile, delete_files, rendition_folder
from media.models.label import Label

# In pixels. Every picture is rendered in all of these widths.
PORTRAIT_WIDTHS = (96, 480)
PICTURE_WIDTHS = (480, 960, 1600)
WIDTHS = {*PORTRAIT_WIDTHS, *PICTURE_WIDTHS}

# An article shows its picture this wide on a large screen (css/components/article.css).
WIDE_ENOUGH = 1120

# Of a moving picture.
MOVING = "moving.webp"
CENTRE = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A ``<source>``: the same picture in one format, as pairs of URL and width in pixels, if ``media`` holds."""

    mime: str
    files: list[tuple[str, int]]
    media: str = ""

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for url, width in self.files)


class PictureQuerySet(models.QuerySet["Picture"]):
    def due_for_rendering(self) -> "PictureQuerySet":
        return self.filter(is_rendered=False)

    def without_description(self) -> "PictureQuerySet":
        return self.filter(alternative_text="")

    def too_small(self) -> "PictureQuerySet":
        return self.filter(width__lt=WIDE_ENOUGH)

    def search(self, words: str) -> "PictureQuerySet":
        """Find each of the words in the description, the credit, the name of the file or a label."""
        found = self
        for word in words.split()[:10]:
            labelled = Picture.labels.through.objects.filter(label__name__icontains=word).values("picture")
            found = found.filter(
                Q(alternative_text__icontains=word)
                | Q(credit__icontains=word)
                | Q(name__icontains=word)
                | Q(pk__in=labelled)
            )
        return found

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and their files when the transaction commits."""
        pictures = list(self)
        former = list(FormerFile.objects.filter(picture__in=pictures))
        deleted = super().delete()
        for picture in pictures:
            picture.delete_files_on_commit(one for one in former if one.picture_id == picture.pk)
        return deleted


class Picture(models.Model):
    """A picture, re-encoded when it was added: upright, in sRGB, at most ``MAX_EDGE`` pixels a side, without EXIF.

    A moving GIF is kept as it is, without notes. ``original`` is the file as it was chosen; nobody is sent it.
    Another file gets another name: browsers keep a file for long. Models refer to a picture with ``PROTECT``.
    """

    file = models.FileField(_("file"), upload_to="pictures/%Y/%m/", max_length=200, editable=False)
    original = models.FileField(
        upload_to="originals/%Y/%m/", max_length=200, blank=True, storage=private_storage, editable=False
    )
    # SHA-256 of the original.
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    name = models.CharField(_("name of the file"), max_length=150, blank=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alternative_text = models.CharField(
        _("description of the picture"),
        max_length=300,
        blank=True,
        help_text=_("For readers who do not see the picture."),
    )
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who took it, if that must be said. Readers see it in texts."),
    )
    focal_x = models.PositiveSmallIntegerField(
        _("from left to right"), default=CENTRE, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("from top to bottom"), default=CENTRE, validators=[MaxValueValidator(100)]
    )
    labels = models.ManyToManyField(Label, blank=True, related_name="+", verbose_name=_("labels"))
    is_moving = models.BooleanField(_("moving"), default=False, editable=False)
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
            ),
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100), name="picture_focal_point_is_in_it"
            ),
        ]

    def __str__(self) -> str:
        return self.alternative_text or self.file_name

    @classmethod
    def from_upload(cls, upload: "File[bytes]", name: str, **fields: Any) -> Self:
        """Return an unsaved picture made from a file, whose ``digest`` may be known already. Raises ``ValidationError``
        if it is no picture, or too large."""
        picture = cls(**fields)
        picture.use_file(upload, name)
        return picture

    def use_file(self, upload: "File[bytes]", name: str) -> None:
        """Set the file, which is written when the row is saved. Raises ``ValidationError`` like ``from_upload``."""
        from core.images.encoding import make_stored  # With Pillow, which showing pictures does not need.

        stored = make_stored(cast(IO[bytes], upload), upload.size)
        # A name that is only an extension would be a hidden file, which is not served.
        stem = make_slug(name.rpartition(".")[0], longest=60) or "picture"
        ending = make_slug(name.rpartition(".")[2], longest=5) or "bin"
        self.file = ContentFile(stored.data, name=f"{stem}.{stored.ending}")
        self.original = File(upload, name=f"{stem}.{ending}")
        self.digest = self.digest or digest_of(upload)
        self.name = name[-150:]
        self.width, self.height, self.is_moving = stored.width, stored.height, stored.is_moving
        self.is_rendered = False

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def file_name(self) -> str:
        """The name of the file as it was chosen."""
        return self.name or PurePath(self._name).name

    @property
    def thumbnail_url(self) -> str:
        """The address of a small rendition; until it is made, that of the picture."""
        small = self.sources([PORTRAIT_WIDTHS[-1]])
        return small[1].files[0][0] if small else self.url

    @property
    def is_wide_enough(self) -> bool:
        return self.width >= WIDE_ENOUGH

    @property
    def focal_classes(self) -> str:
        """The classes for ``object-position`` (css/components/focal.css), in tens of percent; none for the middle."""
        tens = (("x", round(self.focal_x / 10)), ("y", round(self.focal_y / 10)))
        return " ".join(f"{axis}{number}" for axis, number in tens if number != CENTRE // 10)

    def sources(self, widths: Iterable[int]) -> list[Source]:
        """What ``<picture>`` offers besides the file itself, the best format first. Empty until it is rendered."""
        if not self.is_rendered:
            return []
        media = "(prefers-reduced-motion: reduce)" if self.is_moving else ""
        still = [
            Source(f"image/{ending}", [(self._url(f"{width}.{ending}"), width) for width in fitting], media)
            for ending in MODERN_FORMATS
            if (fitting := self._no_wider(widths))
        ]
        return [*still, Source("image/webp", [(self._url(MOVING), self.width)])] if self.is_moving else still

    def render(self) -> None:
        """Make all renditions and record that. It can be repeated."""
        from core.images.animations import encode_moving
        from core.images.encoding import encode_renditions, one_at_a_time

        with one_at_a_time, self._storage.open(self._name) as file:
            content = cast(IO[bytes], file)
            for name, data in encode_renditions(content, self._no_wider(WIDTHS)):
                self._replace(name, data)
            if self.is_moving:
                self._replace(MOVING, encode_moving(content))
        # Meanwhile the picture may have got another file.
        Picture.objects.filter(pk=self.pk, file=self._name).update(is_rendered=True)

    def keep_former_file(self) -> None:
        """Remember the file, which is about to be replaced, to delete it later."""
        FormerFile.objects.create(picture=self, name=self._name, original=str(self.original.name or ""))

    def take_file(self, other: "Picture") -> None:
        """Set the file of an unsaved picture. The focal point stays if the proportions do."""
        if self.width * other.height != self.height * other.width:
            self.focal_x = self.focal_y = CENTRE
        for field in ("file", "original", "digest", "name", "width", "height", "is_moving", "is_rendered"):
            setattr(self, field, getattr(other, field))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        former = list(FormerFile.objects.filter(picture=self))
        deleted = super().delete(*args, **kwargs)
        self.delete_files_on_commit(former)
        return deleted

    def delete_files_on_commit(self, former: "Iterable[FormerFile]") -> None:
        for name, original in [
            (self._name, str(self.original.name or "")),
            *((one.name, one.original) for one in former),
        ]:
            transaction.on_commit(partial(delete_files, name, original))

    def _replace(self, rendition: str, data: bytes) -> None:
        path = self._path(rendition)
        # A rendition may already exist, incomplete because a worker was killed.
        self._storage.delete(path)
        self._storage.save(path, ContentFile(data))

    def _no_wider(self, widths: Iterable[int]) -> list[int]:
        return sorted({min(width, self.width) for width in widths})

    def _path(self, rendition: str) -> str:
        return f"{rendition_folder(self._name)}/{rendition}"

    def _url(self, rendition: str) -> str:
        return self._storage.url(self._path(rendition))

    @property
    def _storage(self) -> Storage:
        return self.file.storage

    @property
    def _name(self) -> str:
        return str(self.file.name)


def digest_of(upload: "File[bytes]") -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
