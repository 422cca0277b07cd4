"""Moving GIFs. They are kept as they are, without the comments and other notes in them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageSequence

# All frames together, in pixels: 20 s of 480 × 270 with 30 frames a second.
MAX_PIXELS = 80_000_000
MAX_FRAMES = 600
MAX_BYTES = 10 * 2**20

EXTENSION, IMAGE, END = 0x21, 0x2C, 0x3B
GRAPHIC_CONTROL, APPLICATION = 0xF9, 0xFF
# The applications whose extension says how often the animation is repeated.
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


@dataclass(frozen=True, slots=True)
class Animation:
    """A moving GIF without metadata."""

    data: bytes
    width: int
    height: int


def read_animation(content: IO[bytes]) -> Animation | None:
    """Return the moving GIF in ``content``, or ``None`` if it is something else, such as a GIF that does not move.

    Raises ``ValidationError`` if it is too long, and many other kinds of errors if it is broken.
    """
    content.seek(0)
    if content.read(4) != b"GIF8":
        return None
    content.seek(0)
    reader = _Reader(content.read(MAX_BYTES + 1))
    data = b"".join(reader.parts())
    if reader.frames < 2:
        content.seek(0)
        return None
    _refuse_long(reader)
    with Image.open(io.BytesIO(data), formats=["GIF"]) as image:
        for frame in ImageSequence.Iterator(image):
            frame.load()
        return Animation(data, image.width, image.height)


def encode_moving(file: IO[bytes]) -> bytes:
    """Encode a moving GIF as an animation in WebP."""
    target = io.BytesIO()
    with Image.open(file, formats=["GIF"]) as image:
        durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
        loop = image.info.get("loop", 1)
        image.seek(0)
        # Without a background of its own, whose place in the palette may not exist.
        options = {"duration": durations, "loop": loop, "background": (0, 0, 0, 0), "quality": 70, "method": 2}
        image.save(target, "WEBP", save_all=True, **options)
    return target.getvalue()


def _refuse_long(reader: "_Reader") -> None:
    if (
        reader.frames <= MAX_FRAMES
        and reader.frames * reader.width * reader.height <= MAX_PIXELS
        and len(reader.data) <= MAX_BYTES
    ):
        return
    raise ValidationError(
        _(
            "This moving picture is too long or too large: %(frames)d frames of %(width)d × %(height)d pixels. Please "
            "shorten it or make it smaller (at most 10 MB), or use a video."
        )
        % {"frames": reader.frames, "width": reader.width, "height": reader.height}
    )


class _Reader:
    """Reads the blocks of a GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt) and counts its frames."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.frames = 0
        self.width = int.from_bytes(data[6:8], "little")
        self.height = int.from_bytes(data[8:10], "little")

    def parts(self) -> Iterator[bytes]:
        """Yield what is kept of the file. A file that is cut off ends with its last complete block."""
        yield self._take(13 + _palette_bytes(self.data[10]))
        while self.at < len(self.data) and (block := self.data[self.at]) != END:
            if block == EXTENSION:
                label, extension = self.data[self.at + 1], self._take(2) + self._sub_blocks()
                if label == GRAPHIC_CONTROL or (label == APPLICATION and extension[3:14] in LOOPS):
                    yield extension
            elif block == IMAGE:
                yield self._image()
            else:
                raise ValueError("no block of a GIF begins like that")
        yield bytes([END])

    def _image(self) -> bytes:
        left, top, width, height = (
            int.from_bytes(self.data[self.at + place : self.at + place + 2], "little") for place in (1, 3, 5, 7)
        )
        # Decoders make the picture larger for a frame beyond its edge.
        self.width, self.height = max(self.width, left + width), max(self.height, top + height)
        self.frames += 1
        return self._take(11 + _palette_bytes(self.data[self.at + 9])) + self._sub_blocks()

    def _take(self, length: int) -> bytes:
        part = self.data[self.at : self.at + length]
        if len(part) < length:
            raise ValueError("the file is cut off")
        self.at += length
        return part

    def _sub_blocks(self) -> bytes:
        parts = [self._take(1)]
        while size := parts[-1][0]:
            parts += [self._take(size), self._take(1)]
        return b"".join(parts)


def _palette_bytes(flags: int) -> int:
    return 3 * 2 ** (flags % 8 + 1) if flags & 0x80 else 0
