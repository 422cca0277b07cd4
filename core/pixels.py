"""What becomes of a picture's pixels. Knows files and Pillow, no models."""

import io
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 60_000_000
MAX_EDGE = 2560
READABLE = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "MPO")
MODERN_FORMATS = {"avif": {"quality": 60}, "webp": {"quality": 78}}


def read_picture(content: IO[bytes], size: int) -> Image.Image:
    """The picture in ``content`` (``size`` in bytes): upright, in sRGB, at most ``MAX_EDGE`` pixels a side.

    Raises ``ValidationError`` with a sentence for the person who chose the file.
    """
    if size > MAX_BYTES:
        raise ValidationError(
            _("This file has %(read)d MB; a picture may have %(most)d. Please save it smaller and try again.")
            % {"read": size // 2**20, "most": MAX_BYTES // 2**20}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(content, formats=READABLE)
            if image.width * image.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            image.draft(None, (MAX_EDGE, MAX_EDGE))
            upright = _in_srgb(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("This picture has more than %(most)d million pixels. Please save it smaller and try again.")
            % {"most": MAX_PIXELS // 1_000_000}
        ) from error
    except Exception as error:  # A decoder that is fed a broken file raises nearly anything.
        raise ValidationError(
            _("This file can't be read as a picture. Please choose a JPEG, PNG, WebP or AVIF file.")
        ) from error
    upright.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    return upright


def encode_plain(image: Image.Image) -> tuple[bytes, str]:
    """The pixels alone, as JPEG, or as PNG where they are transparent; and the file's ending."""
    if image.mode == "RGBA":
        return _encode(image, "PNG", optimize=True), "png"
    return _encode(image, "JPEG", quality=88, progressive=True), "jpg"


def encode_rendition(image: Image.Image, width: int, ending: str) -> bytes:
    """The picture ``width`` pixels wide in one of the ``MODERN_FORMATS``."""
    height = max(1, round(image.height * width / image.width))
    resized = image.resize((width, height), Image.Resampling.LANCZOS)
    return _encode(resized, ending.upper(), **MODERN_FORMATS[ending])


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
        except ImageCms.PyCMSError:
            pass  # A profile that doesn't fit its picture: the colours as they are.
    return _bare(image.convert(mode))


def _bare(image: Image.Image) -> Image.Image:
    """Without the notes (EXIF, XMP, profile, comment) that Pillow would write along."""
    image.info = {}
    return image


def _encode(image: Image.Image, format_name: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format_name, **options)
    return target.getvalue()
