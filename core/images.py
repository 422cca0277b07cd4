"""Pictures: read once with care, kept upright and without metadata, shown as ``<picture>`` in a few widths."""

import io
import warnings
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from imagefield.fields import ImageField, ImageFieldFile
from imagefield.processing_pillow import register_pillow
from PIL import Image, ImageOps

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 60_000_000
MAX_EDGE = 2560
READABLE = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "MPO")
MODERN = {"avif": {"quality": 60}, "webp": {"quality": 78}}


def read_upload(content: IO[bytes], size: int) -> Image.Image:
    """The picture in ``content`` (``size`` in bytes), upright, at most ``MAX_EDGE`` pixels a side.

    Raises ``ValidationError`` with a sentence for the person who chose the file.
    """
    if size > MAX_BYTES:
        raise ValidationError(
            _("This file has %(read)d MB; a picture may have %(most)d. Please save it smaller and try again.")
            % {"read": size // 2**20, "most": MAX_BYTES // 2**20}
        )
    unreadable = _("This file can't be read as a picture. Please choose a JPEG, PNG, WebP or AVIF file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(content, formats=READABLE)
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            image.load()
            upright = ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            ngettext(
                "This picture has more than %(most)d megapixel. Please save it smaller and try again.",
                "This picture has more than %(most)d megapixels. Please save it smaller and try again.",
                MAX_PIXELS // 1_000_000,
            )
            % {"most": MAX_PIXELS // 1_000_000}
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(unreadable) from error
    upright.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    return upright


def reencode(image: Image.Image) -> tuple[bytes, str]:
    """The picture's pixels alone, as JPEG, or as PNG where it is transparent; and the file's ending."""
    target = io.BytesIO()
    if image.has_transparency_data:
        image.convert("RGBA").save(target, "PNG", optimize=True)
        return target.getvalue(), "png"
    image.convert("RGB").save(target, "JPEG", quality=88, progressive=True)
    return target.getvalue(), "jpg"


def _modern_format(name: str) -> Any:
    def make(get_image: Any) -> Any:
        def processor(image: Image.Image, context: Any) -> Image.Image:
            context.save_kwargs["format"] = name.upper()
            image = get_image(image, context)
            context.save_kwargs.update(MODERN[name])
            return image

        return processor

    make.__name__ = f"as_{name}"
    return register_pillow(make)


for _name in MODERN:
    _modern_format(_name)


def _rendition(width: int, ending: str) -> Any:
    processors: list[Any] = ["default", ("thumbnail", (width, width * 4))]
    if ending in MODERN:
        processors.insert(0, f"as_{ending}")

    def spec(fieldfile: Any, context: Any) -> None:
        if ending in MODERN:
            context.extension = f".{ending}"
        context.processors = processors

    return spec


class PictureFile(ImageFieldFile):
    def save(self, name: str, content: "File[bytes]", save: bool = True) -> None:
        """Keep ``content`` re-encoded. Raises ``ValidationError`` if it is no picture, or a huge one."""
        data, ending = reencode(read_upload(content, content.size))
        super().save(f"{name.rsplit('.', 1)[0]}.{ending}", ContentFile(data), save=save)

    @property
    def is_rendered(self) -> bool:
        return bool(self.name) and getattr(self.instance, self.field.rendered_field) == self.name

    def render(self) -> None:
        """Make all renditions and note it in the row. Takes about a second; safe to repeat."""
        for spec in self.field.formats:
            self.process(spec)
        field = self.field.rendered_field
        setattr(self.instance, field, self.name)
        type(self.instance)._base_manager.filter(pk=self.instance.pk).update(**{field: self.name})

    @property
    def sources(self) -> "list[Source]":
        """What ``<picture>`` offers, best format first; the last is what every browser reads."""
        widths = self.usable_widths
        return [
            Source(mime, [(getattr(self, f"{ending}_{width}"), width) for width in widths])
            for ending, mime in (("avif", "image/avif"), ("webp", "image/webp"), ("plain", ""))
        ]

    @property
    def usable_widths(self) -> list[int]:
        widths = [width for width in self.field.widths if width <= self.width]
        return widths or [self.field.widths[0]]


@dataclass(frozen=True, slots=True)
class Source:
    mime: str
    files: list[tuple[str, int]]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for url, width in self.files)


class PictureField(ImageField):
    """An image that is re-encoded when saved and rendered in ``widths`` (pixels) by a background task.

    Adds ``<name>_width``, ``<name>_height`` and ``<name>_rendered`` (the file that has its renditions) to the model.
    """

    attr_class = PictureFile

    def __init__(self, *args: Any, widths: tuple[int, ...] = (480, 960, 1600), **kwargs: Any) -> None:
        self.widths = widths
        kwargs.setdefault("max_length", 200)
        kwargs["auto_add_fields"] = True
        kwargs["formats"] = {
            f"{ending}_{width}": _rendition(width, ending) for ending in (*MODERN, "plain") for width in widths
        }
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        self.rendered_field = f"{name}_rendered"
        if not any(field.name == self.rendered_field for field in cls._meta.local_fields):
            rendered: models.CharField[str, str] = models.CharField(
                max_length=200, blank=True, default="", editable=False
            )
            rendered.contribute_to_class(cls, self.rendered_field)
        super().contribute_to_class(cls, name, **kwargs)


def file_of(instance: models.Model, field: str) -> PictureFile:
    return cast(PictureFile, getattr(instance, field))
