"""Large picture files, and the memory that a process needs to read one."""

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

WIDTH, HEIGHT = 8900, 6600

# Stores and renders the file as the site does, and prints the peak memory in MB and the outcome.
# VmHWM is the peak of this process alone; ru_maxrss starts with that of its parent.
CHILD = """
import io, os, sys, django
# Tools for development bring it, and httpx would load it. No site has it.
sys.modules["rich"] = None
django.setup()
from django.core.exceptions import ValidationError
from PIL import Image
from core.images.animations import encode_moving
from core.images.encoding import MODERN_FORMATS, encode_rendition, make_stored
from media.models import WIDTHS
try:
    with open(sys.argv[1], "rb") as file:
        stored = make_stored(file, os.path.getsize(sys.argv[1]))
    with Image.open(io.BytesIO(stored.data)) as image:
        for width in {min(width, image.width) for width in WIDTHS}:
            for kind in MODERN_FORMATS:
                encode_rendition(image, width, kind)
    if stored.is_moving:
        encode_moving(io.BytesIO(stored.data))
    outcome = f"{stored.width} x {stored.height} {stored.ending}"
except ValidationError as error:
    outcome = f"refused: {error.message}"
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
print(int(peak) * 1024 // 1_000_000, outcome)
"""


def peak(data: bytes, folder: Path) -> tuple[int, str]:
    """The peak memory in MB (10^6 bytes) of a new process that stores the picture, and the outcome."""
    file = folder / "picture"
    file.write_bytes(data)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-W", "error", "-c", CHILD, str(file)]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    memory, outcome = answer.stdout.strip().split(" ", 1)
    return int(memory), outcome


def encoded(mode: str, kind: str, size: tuple[int, int] = (WIDTH, HEIGHT), **options: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        image, target = Image.new(mode, size, 1), io.BytesIO()
        if mode == "P":
            image.putpalette([200, 100, 50] * 256)
        image.save(target, kind, **options)
        return target.getvalue()

    return make


def png(width: int, height: int, depth: int, colour: int, *, interlaced: bool = False, notes: int = 0) -> bytes:
    """A PNG that unpacks to zeros, with ``notes`` MB of text; rows have the length of a PNG without interlacing."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    packer, packed = zlib.compressobj(9), io.BytesIO()
    # An interlaced file has some more rows.
    rest = (height * (1 + (width * channels * depth + 7) // 8)) * (9 if interlaced else 8) // 8
    while rest > 0:
        packed.write(packer.compress(b"\0" * min(rest, 2**20)))
        rest -= 2**20
    packed.write(packer.flush())
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    chunks = [(b"IHDR", header)]
    chunks += [(b"PLTE", b"\1\2\3" * 2)] if colour == 3 else []
    chunks += [(b"zTXt", b"note%d\0\0" % number + zlib.compress(b" " * 2**20, 9)) for number in range(notes)]
    chunks += [(b"IDAT", packed.getvalue()), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def frames(kind: str, size: tuple[int, int], count: int) -> Callable[[], bytes]:
    def make() -> bytes:
        first, *others = (Image.new("RGB", size, (number, 9, 9)) for number in range(count))
        target = io.BytesIO()
        first.save(target, kind, save_all=True, append_images=others)
        return target.getvalue()

    return make


def heic(width: int, height: int) -> Callable[[], bytes]:
    def make() -> bytes:
        target = io.BytesIO()
        picture = pillow_heif.from_pillow(Image.new("RGB", (width, height), "tomato"))
        picture.save(target, quality=50, enc_params={"preset": "ultrafast"})
        return target.getvalue()

    return make


# Each is as large as allowed, or larger.
FILES: dict[str, Callable[[], bytes]] = {
    "PNG, 1 × 59,000,000": lambda: png(1, 59_000_000, 1, 0),
    "PNG, 30,000 × 1,900, 1 bit": lambda: png(30_000, 1_900, 1, 0),
    "PNG, 1,900 × 30,000, 1 bit": lambda: png(1_900, 30_000, 1, 0),
    "PNG, 58 MP, RGB": lambda: png(WIDTH, HEIGHT, 8, 2),
    "PNG, 37 MP, RGB": lambda: png(7_000, 5_250, 8, 2),
    "PNG, 37 MP, RGB, 90 MB of notes": lambda: png(7_000, 5_250, 8, 2, notes=90),
    "PNG, 37 MP, RGB, interlaced": lambda: png(7_000, 5_250, 8, 2, interlaced=True),
    "PNG, 37 MP, RGBA": lambda: png(7_000, 5_250, 8, 6),
    "PNG, 37 MP, RGBA of 16 bits, interlaced": lambda: png(7_000, 5_250, 16, 6, interlaced=True),
    "PNG, 37 MP, grey of 16 bits": lambda: png(7_000, 5_250, 16, 0),
    "PNG, 37 MP, grey with alpha": lambda: png(7_000, 5_250, 8, 4),
    "PNG, 58 MP, palette": lambda: png(WIDTH, HEIGHT, 1, 3),
    "PNG, 58 MP, palette, transparent": encoded("P", "PNG", transparency=0),
    "JPEG, 12 MP": encoded("RGB", "JPEG", (4_000, 3_000)),
    "JPEG, 26 MP, 5,119 a side": encoded("RGB", "JPEG", (5_119, 5_119)),
    "JPEG, 50 MP": encoded("RGB", "JPEG", (8_160, 6_120)),
    "JPEG, 58 MP": encoded("RGB", "JPEG"),
    "JPEG, 27 MP, 30,000 × 900": encoded("RGB", "JPEG", (30_000, 900)),
    "JPEG, 40 MP, progressive": encoded("RGB", "JPEG", (7_300, 5_480), progressive=True),
    "JPEG, 58 MP, progressive": encoded("RGB", "JPEG", progressive=True),
    "JPEG, 12 MP, progressive, 4:4:4": encoded("RGB", "JPEG", (3_500, 3_500), progressive=True, subsampling=0),
    "JPEG, 58 MP, progressive, 4:4:4": encoded("RGB", "JPEG", progressive=True, subsampling=0),
    "JPEG, 58 MP, CMYK": encoded("CMYK", "JPEG"),
    "JPEG, 12 MP, CMYK, progressive": encoded("CMYK", "JPEG", (3_500, 3_500), progressive=True),
    "JPEG, 58 MP, CMYK, progressive": encoded("CMYK", "JPEG", progressive=True),
    "MPO, 3 × 50 MP": frames("MPO", (8_160, 6_120), 3),
    "WebP, 10 MP": encoded("RGB", "WEBP", (3_700, 2_770), method=0),
    "WebP, 10 MP, without loss, transparent": encoded("RGBA", "WEBP", (3_700, 2_770), method=0, lossless=True),
    "WebP, 58 MP": encoded("RGB", "WEBP", method=0),
    "WebP, 200 frames": frames("WEBP", (900, 900), 200),
    "AVIF, 12 MP": encoded("RGB", "AVIF", (3_980, 2_980), speed=10),
    "AVIF, 12 MP, 4:4:4, transparent": encoded("RGBA", "AVIF", (3_980, 2_980), speed=10, subsampling="4:4:4"),
    "AVIF, 58 MP": encoded("RGB", "AVIF", speed=10),
    "AVIF, 20 frames": frames("AVIF", (900, 900), 20),
    "GIF, 58 MP": encoded("P", "GIF"),
    "GIF, 80 frames of 1 MP": frames("GIF", (1_000, 1_000), 80),
    "GIF, 200 frames": frames("GIF", (2_000, 2_000), 200),
    "HEIC, 24 MP": heic(5_712, 4_284),
    "HEIC, 29 MP": heic(6_200, 4_650),
    "HEIC, 48 MP": heic(8_064, 6_048),
    "TIFF, 12 MP": encoded("RGB", "TIFF", (3_980, 2_980), compression="tiff_lzw"),
    "TIFF, 12 MP, CMYK, one strip": encoded(
        "CMYK", "TIFF", (3_980, 2_980), compression="tiff_deflate", strip_size=2**30
    ),
    "TIFF, 12 MP, as JPEG": encoded("RGB", "TIFF", (3_980, 2_980), compression="jpeg", strip_size=2**30),
    "TIFF, 58 MP": encoded("RGB", "TIFF", compression="tiff_lzw"),
}
