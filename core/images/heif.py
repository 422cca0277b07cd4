"""HEIC pictures of phones, decoded once and then read in strips: Pillow's plugin would copy the whole picture."""

from typing import IO

import pillow_heif
from PIL import Image

# Only the picture itself is read.
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False


class HeifPicture:
    """A HEIC picture with the part of ``Image`` that ``core.images.encoding`` needs. It is upright already."""

    format = "HEIF"

    def __init__(self, content: IO[bytes]) -> None:
        """Read the header. Raises many kinds of errors for a broken file."""
        file = pillow_heif.open_heif(content, convert_hdr_to_8bit=True, remove_stride=False)
        self._picture = file[file.primary_index]
        self.mode: str = self._picture.mode
        self.has_transparency_data = self.mode == "RGBA"
        # Without EXIF: its orientation is that of the sensor.
        profile = self._picture.info.get("icc_profile")
        self.info = {"icc_profile": profile} if profile else {}

    @property
    def size(self) -> tuple[int, int]:
        width, height = self._picture.size
        return int(width), int(height)

    @property
    def width(self) -> int:
        return self.size[0]

    @property
    def height(self) -> int:
        return self.size[1]

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """Return a strip of the picture, which is decoded when the first one is asked for."""
        data, stride = memoryview(self._picture.data), self._picture.stride
        _left, top, _right, bottom = box
        strip = bytes(data[top * stride : bottom * stride])
        return Image.frombuffer(self.mode, (self.width, bottom - top), strip, "raw", self.mode, stride, 1)
