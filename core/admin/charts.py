"""The measures of a bar chart in SVG."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

STEP = 28
# Space for the number above the highest bar.
TOP = 18


@dataclass(frozen=True, slots=True)
class Bar[What]:
    """A bar. ``x`` and ``y`` are its upper left corner, ``middle`` is its horizontal centre, in units of the
    drawing."""

    key: What
    number: int
    x: int
    y: int
    height: int
    center_x: int

    @property
    def label_y(self) -> int:
        return self.y - 5

    @property
    def label(self) -> str:
        """Short enough to stand above it."""
        return str(self.number) if self.number < 10_000 else f"{round(self.number / 1000)}k"


@dataclass(frozen=True, slots=True)
class BarChart[What]:
    """Bars that stand on a line at ``base``, each ``thick`` wide, in a drawing of the width ``wide``, in its own
    units."""

    bars: list[Bar[What]]
    bar_width: int
    baseline: int

    @property
    def width(self) -> int:
        return STEP * len(self.bars)

    @property
    def total(self) -> int:
        return sum(bar.number for bar in self.bars)

    @classmethod
    def from_numbers(cls, numbers: Iterable[tuple[What, int]], *, thick: int, high: int) -> Self:
        """Make a chart in which the largest number has a bar of the height ``high``. Bars for other numbers above zero
        stay visible."""
        counted = list(numbers)
        most, base = max(1, *(number for _what, number in counted)), TOP + high
        bars = []
        for place, (what, number) in enumerate(counted):
            height = max(round(high * number / most), 2 if number else 0)
            x = place * STEP + (STEP - thick) // 2
            bars.append(Bar(what, number, x, base - height, height, x + thick // 2))
        return cls(bars, thick, base)
