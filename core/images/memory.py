"""Estimate from the header how much memory decoding a picture takes, so that a large one is refused before."""

from typing import IO

from PIL import Image, JpegImagePlugin, PngImagePlugin

from core.images.heif import HeifPicture

# Bytes per pixel of each mode in Pillow. All other modes take four.
_MODE_BYTES = {"1": 1, "L": 1, "P": 1}

# Bytes per pixel that these decoders need in addition to the decoded picture.
_DECODER_BYTES = {"WEBP": 15, "AVIF": 13, "TIFF": 13}

# Bytes per pixel of a HEIC picture, with its decoder. It is never copied as a whole.
_HEIF_BYTES = 5

# Later steps take about this much, after the decoder has freed its memory.
WORKING_MEMORY = 55_000_000

_TILE_WIDTH, _TILE_LENGTH = 322, 323  # Tags of TIFF
_SCAN, _END = b"\xff\xda", b"\xff\xd9"  # Markers of JPEG

# Text in a PNG is decompressed when it is opened. Longer text is refused.
PngImagePlugin.MAX_TEXT_MEMORY = 2**20


def memory_to_decode(image: Image.Image | HeifPicture, content: IO[bytes]) -> int:
    """Return the bytes needed to decode ``image``, which was opened from ``content`` and not loaded yet."""
    pixels = image.width * image.height
    if isinstance(image, HeifPicture):
        return pixels * _HEIF_BYTES + WORKING_MEMORY
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return pixels * _bytes_per_pixel(image) + max(_coefficients(image, content), WORKING_MEMORY)
    if image.format == "TIFF":
        tags = getattr(image, "tag_v2", {})
        # A tile is decoded completely, even if the picture shows only a part of it.
        pixels = max(pixels, int(tags.get(_TILE_WIDTH, 0)) * int(tags.get(_TILE_LENGTH, 0)))
    return pixels * _bytes_per_pixel(image) + max(pixels * _DECODER_BYTES.get(image.format or "", 0), WORKING_MEMORY)


def _bytes_per_pixel(image: Image.Image) -> int:
    return _MODE_BYTES.get(image.mode, 4)


def _coefficients(image: JpegImagePlugin.JpegImageFile, content: IO[bytes]) -> int:
    """Return the bytes for a progressive JPEG, whose coefficients are all kept until the last scan."""
    rest = content.read()
    is_in_scans = "progressive" in image.info or 0 <= rest.find(_SCAN) < rest.find(_END)
    if not is_in_scans:
        return 0
    scale = image.decoderconfig[0] if image.decoderconfig else 1
    across, down = (max(layer[place] for layer in image.layer) for place in (1, 2))
    samples = sum(layer[1] * layer[2] for layer in image.layer) / (across * down)
    return int(2.4 * samples * image.width * scale * image.height * scale)
