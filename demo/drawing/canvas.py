"""A sheet to draw flat shapes on, with smooth edges and the same bytes every time."""

import io
import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]

# Shapes are drawn so many times too large and then reduced: Pillow's own edges are jagged.
OVERSAMPLING = 3


class Canvas:
    """Coordinates are pixels of a sheet ``width`` × ``height``, from the top left, however large it is put out.

    ``output_width`` is the width of the finished picture in pixels.
    """

    def __init__(self, width: int, height: int, ground: str, output_width: int) -> None:
        self.width, self.height = width, height
        self.output_size = (output_width, round(output_width * height / width))
        self.scale = output_width * OVERSAMPLING / width
        size = (self.output_size[0] * OVERSAMPLING, self.output_size[1] * OVERSAMPLING)
        self.image = Image.new("RGB", size, ground)
        self.pen = ImageDraw.Draw(self.image)

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        self.pen.ellipse(self._box(centre, radius), fill=colour)

    def ring(self, centre: Point, radius: float, thickness: float, colour: str) -> None:
        self.pen.ellipse(self._box(centre, radius), outline=colour, width=round(thickness * self.scale))

    def slice(self, centre: Point, radius: float, start: float, end: float, colour: str) -> None:
        """Part of a disc, between two angles in degrees, clockwise from three o'clock."""
        self.pen.pieslice(self._box(centre, radius), start, end, fill=colour)

    def arc(self, centre: Point, radius: float, start: float, end: float, thickness: float, colour: str) -> None:
        self.pen.arc(self._box(centre, radius), start, end, fill=colour, width=round(thickness * self.scale))

    def box(self, left: float, top: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        corners = [value * self.scale for value in (left, top, left + width, top + height)]
        self.pen.rounded_rectangle(corners, radius * self.scale, fill=colour)

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=colour)

    def limb(self, points: Sequence[tuple[float, float, float]], colour: str) -> None:
        """A round-ended stroke through ``(x, y, radius)``, as thick at each point as its radius says."""
        for (x0, y0, r0), (x1, y1, r1) in pairwise(points):
            steps = max(2, round(math.hypot(x1 - x0, y1 - y0) / 2))
            for step in range(steps + 1):
                part = step / steps
                self.disc((x0 + (x1 - x0) * part, y0 + (y1 - y0) * part), r0 + (r1 - r0) * part, colour)

    def png(self) -> bytes:
        target = io.BytesIO()
        self.image.resize(self.output_size, Image.Resampling.BOX).save(target, "PNG", compress_level=1)
        return target.getvalue()

    def _box(self, centre: Point, radius: float) -> list[float]:
        x, y = centre
        return [value * self.scale for value in (x - radius, y - radius, x + radius, y + radius)]


def blend(colour: str, other: str, part: float) -> str:
    """``colour`` with ``part`` (0 to 1) of ``other`` in it."""
    pairs = zip(ImageColor.getrgb(colour)[:3], ImageColor.getrgb(other)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
