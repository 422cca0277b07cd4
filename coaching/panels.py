"""The picture of the numbers, a panel of bars for each step, measured for an SVG: what is drawn, not what counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from coaching.numbers import Numbers, Way

STEP, BAR, HIGH, TOP = 28, 20, 96, 16

# The title of each step, what its share is a part of, and its number.
STEPS: list[tuple[Any, Any, Callable[[Way], int]]] = [
    (_("Clicks on offers"), "", lambda way: way.clicks),
    (_("Applications"), _("of the clicks"), lambda way: way.applications),
    (_("Accepted"), _("of the applications"), lambda way: way.accepted),
]


@dataclass(frozen=True, slots=True)
class Bar:
    """``x`` and ``y`` are its upper left corner, in units of the drawing."""

    month: date
    number: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def above(self) -> int:
        return self.y - 4

    @property
    def label(self) -> str:
        """Short enough to stand above it."""
        return str(self.number) if self.number < 10_000 else f"{round(self.number / 1000)}k"


@dataclass(frozen=True, slots=True)
class Panel:
    """One step of the way. ``share`` is how many percent of the step before it took this one, if any took that."""

    title: str
    total: int
    share: float | None
    part_of: str
    bars: list[Bar]
    base: int = TOP + HIGH
    months: int = TOP + HIGH + 14
    years: int = TOP + HIGH + 26
    high: int = TOP + HIGH + 30
    thick: int = BAR

    @property
    def wide(self) -> int:
        return STEP * len(self.bars)

    @classmethod
    def of(cls, title: str, numbers: dict[date, int], part_of: str, before: int | None) -> Self:
        most = max(1, *numbers.values())
        bars = []
        for place, (month, number) in enumerate(numbers.items()):
            # Whatever is not nothing can be seen.
            height = max(round(HIGH * number / most), 2 if number else 0)
            bars.append(Bar(month, number, place * STEP + (STEP - BAR) // 2, TOP + HIGH - height, height))
        total = sum(numbers.values())
        return cls(title, total, 100 * total / before if before else None, part_of, bars)


def panels_of(numbers: Numbers) -> list[Panel]:
    panels: list[Panel] = []
    for title, part_of, count in STEPS:
        months = {month: count(way) for month, way in numbers.months.items()}
        panels.append(Panel.of(title, months, part_of, panels[-1].total if panels else None))
    return panels
