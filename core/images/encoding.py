"""Read and encode pictures. This module knows files and Pillow, but no models."""

import io
import threading
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from core.images.animations import Animation, read_animation
from core.images.formats import MAX_BYTES, MODERN_FORMATS
from core.images.heif import HeifPicture
from core.images.memory import memory_to_decode

MAX_PIXELS = 60_000_000
MAX_SIDE = 30_000
MAX_EDGE = 2560
READABLE = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")

# For decoding one picture. The process itself takes about 80 MB and stays below 300 MB.
MAX_MEMORY = 203_000_000

# Any JPEG of this size is decoded within MAX_MEMORY.
SAFE_SIDE = 3500

# The number of pixels of the large picture in one strip.
STRIP_PIXELS = 1_000_000

# Pictures are decoded and rendered one at a time, because each needs so much memory.
one_at_a_time = threading.Lock()

Decodable = Image.Image | HeifPicture


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as it is stored and served, without metadata."""

    data: bytes
    ending: str
    width: int
    height: int
    is_moving: bool = False


def make_stored(content: IO[bytes], size: int) -> StoredPicture:
    """Return what is stored of the picture in ``content`` (``size`` in bytes): a moving GIF as it is, others encoded.

    Raises ``ValidationError`` with a sentence for the person who chose the file.
    """
    _refuse_large_file(size)
    with one_at_a_time:
        if animation := _find_animation(content):
            return StoredPicture(animation.data, "gif", animation.width, animation.height, is_moving=True)
        image = read_picture(content, size)
        data, ending = encode_plain(image)
        return StoredPicture(data, ending, image.width, image.height)


def read_picture(content: IO[bytes], size: int) -> Image.Image:
    """Read the picture in ``content`` (``size`` in bytes): upright, in sRGB, at most ``MAX_EDGE`` pixels a side.

    Of an animation, the first frame is read. Raises ``ValidationError`` with a sentence for the person who chose the
    file.
    """
    _refuse_large_file(size)
    try:
        content.seek(0)
        image = _open(content)
        smaller = _within_edge(image.size)
        _refuse_huge(image, smaller, content)
        # The large picture is let go before the smaller one is copied.
        image = _resized(image, smaller)
        return _in_srgb(ImageOps.exif_transpose(image))
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(_("This picture has far too many pixels.")) from error
    except Exception as error:  # Decoders raise many kinds of errors for a broken file.
        raise _unreadable() from error


def _open(content: IO[bytes]) -> Decodable:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(content, formats=READABLE)
    except UnidentifiedImageError:
        content.seek(0)
        return HeifPicture(content)


def _find_animation(content: IO[bytes]) -> Animation | None:
    try:
        return read_animation(content)
    except ValidationError:
        raise
    except Exception as error:
        raise _unreadable() from error


def _unreadable() -> ValidationError:
    return ValidationError(
        _("This file can’t be read as a picture. Please choose a JPEG, PNG, WebP, AVIF, GIF or HEIC file.")
    )


def _refuse_large_file(size: int) -> None:
    if size > MAX_BYTES:
        raise ValidationError(
            _("This file is %(read)d MB. The limit for a picture is %(most)d MB. Please make it smaller and try again.")
            % {"read": size // 2**20, "most": MAX_BYTES // 2**20}
        )


def _within_edge(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1, MAX_EDGE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _refuse_huge(image: Decodable, smaller: tuple[int, int], content: IO[bytes]) -> None:
    width, height = image.size
    is_huge = width * height > MAX_PIXELS or max(width, height) > MAX_SIDE
    if not is_huge and isinstance(image, Image.Image):
        # A JPEG can be decoded at half, a quarter or an eighth of its size.
        image.draft(None, smaller)
    if is_huge or memory_to_decode(image, content) > MAX_MEMORY:
        read = _("This picture is too large: %(width)d × %(height)d pixels.") % {"width": width, "height": height}
        raise _too_large(read)


def _too_large(what: str) -> ValidationError:
    advice = _("Please save it as a JPEG of at most %(side)d pixels in width and height, and choose that.")
    return ValidationError(f"{what} {advice % {'side': SAFE_SIDE}}")


def _resized(image: Decodable, size: tuple[int, int]) -> Image.Image:
    """Resize in strips, because each step on the whole picture would copy it."""
    mode = _encoding_mode(image)
    resized = Image.new(mode, size)
    scale = image.height / size[1]
    # Lanczos needs three pixels of the smaller picture on each side.
    margin = ceil(3 * scale) + 1
    rows = max(1, int(STRIP_PIXELS / (image.width * scale)))
    for top in range(0, size[1], rows):
        bottom = min(top + rows, size[1])
        above, below = max(0, int(top * scale) - margin), min(image.height, ceil(bottom * scale) + margin)
        strip = image.crop((0, above, image.width, below)).convert(mode)
        box = (0, top * scale - above, image.width, bottom * scale - above)
        resized.paste(strip.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box), (0, top))
    resized.info = {name: image.info[name] for name in ("icc_profile", "exif") if name in image.info}
    return resized


def _encoding_mode(image: Decodable) -> str:
    """Return the mode to convert to: its own mode if that is RGB-like, so that its colour profile stays valid."""
    if image.has_transparency_data:
        return "RGBA"
    return image.mode if image.mode in ("RGB", "CMYK", "L") else "RGB"


def encode_plain(image: Image.Image) -> tuple[bytes, str]:
    """Return the pixels without metadata, as JPEG, or as PNG if they are transparent; and the file's extension."""
    if image.mode == "RGBA":
        return _encode(image, "PNG", optimize=True), "png"
    return _encode(image, "JPEG", quality=88, progressive=True), "jpg"


def encode_renditions(content: IO[bytes], widths: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Yield the renditions of a stored picture in these widths in pixels and all ``MODERN_FORMATS``, with the names of
    their files."""
    with Image.open(content) as image:
        for width in widths:
            for ending in MODERN_FORMATS:
                yield f"{width}.{ending}", encode_rendition(image, width, ending)


def encode_rendition(image: Image.Image, width: int, ending: str) -> bytes:
    """Encode the picture with the given ``width`` in pixels, in one of the ``MODERN_FORMATS``."""
    height = max(1, round(image.height * width / image.width))
    if image.mode != (mode := _encoding_mode(image)):  # Otherwise it would be copied.
        image = image.convert(mode)
    resized = image.resize((width, height), Image.Resampling.LANCZOS)
    return _encode(_bare(resized), ending.upper(), **MODERN_FORMATS[ending])


def encode_cut(
    content: IO[bytes], size: tuple[int, int], *, centre: tuple[float, float], ground: str = "", ending: str = "png"
) -> bytes | None:
    """Return the stored picture as a PNG of this size in pixels, cut around ``centre``. With ``ground``, a colour, it
    is opaque, and may be a JPEG (``ending`` is ``jpg``).

    ``None`` if it can't be read.
    """
    with one_at_a_time:
        try:
            with Image.open(content, formats=READABLE) as image:
                cut = ImageOps.fit(image.convert("RGBA"), size, centering=centre)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None
    if ground:
        cut = Image.alpha_composite(Image.new("RGBA", size, ground), cut).convert("RGB")
    return encode_plain(_bare(cut))[0] if ending == "jpg" else _encode(_bare(cut), "PNG", optimize=True)


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
        except ImageCms.PyCMSError:
            pass  # The profile does not fit the picture: keep the colours as they are.
    return _bare(image.convert(mode))


def _bare(image: Image.Image) -> Image.Image:
    """Return the picture without metadata (EXIF, XMP, profile, comment), which Pillow would write otherwise."""
    image.info = {}
    return image


def _encode(image: Image.Image, format_name: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format_name, **options)
    return target.getvalue()
