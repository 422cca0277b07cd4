"""The bars of "answered per week", measured for an SVG: what is drawn, not what is counted."""

from dataclasses import dataclass
from typing import Self

from comments.pace import Week

STEP, BAR, HIGH, TOP = 28, 18, 64, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """``x`` and ``middle``, ``y`` and ``height`` in units of the drawing."""

    week: Week
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def above(self) -> int:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    answered: int
    base: int = TOP + HIGH
    under: int = TOP + HIGH + 16
    high: int = TOP + HIGH + 22
    thick: int = BAR

    @property
    def wide(self) -> int:
        return STEP * len(self.bars)

    @classmethod
    def of(cls, weeks: list[Week]) -> Self:
        most = max(1, *(week.answered for week in weeks))
        bars = []
        for number, week in enumerate(weeks):
            height = round(HIGH * week.answered / most)
            bars.append(Bar(week, x=number * STEP + (STEP - BAR) // 2, y=TOP + HIGH - height, height=height))
        return cls(bars, answered=sum(week.answered for week in weeks))
