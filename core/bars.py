"""A chart of bars, measured for an SVG: what is drawn, not what is counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

STEP = 28
# Room for the number above the highest bar.
TOP = 18


@dataclass(frozen=True, slots=True)
class Bar[What]:
    """``x`` and ``y`` are its upper left corner, ``middle`` is half its way across, in units of the drawing."""

    what: What
    number: int
    x: int
    y: int
    height: int
    middle: int

    @property
    def above(self) -> int:
        return self.y - 5

    @property
    def label(self) -> str:
        """Short enough to stand above it."""
        return str(self.number) if self.number < 10_000 else f"{round(self.number / 1000)}k"


@dataclass(frozen=True, slots=True)
class BarChart[What]:
    """Bars on a line at ``base``, each ``thick``, on a drawing that is ``wide``, in its units."""

    bars: list[Bar[What]]
    thick: int
    base: int

    @property
    def wide(self) -> int:
        return STEP * len(self.bars)

    @property
    def total(self) -> int:
        return sum(bar.number for bar in self.bars)

    @classmethod
    def of(cls, numbers: Iterable[tuple[What, int]], *, thick: int, high: int) -> Self:
        """The greatest of the ``numbers`` has a bar as high as ``high``, and what is not nothing can be seen."""
        counted = list(numbers)
        most, base = max(1, *(number for _what, number in counted)), TOP + high
        bars = []
        for place, (what, number) in enumerate(counted):
            height = max(round(high * number / most), 2 if number else 0)
            x = place * STEP + (STEP - thick) // 2
            bars.append(Bar(what, number, x, base - height, height, x + thick // 2))
        return cls(bars, thick, base)
