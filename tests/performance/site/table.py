"""The table: figures of Sturdy and of what it is compared with, their ratio, and the goal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TITLES = ("", "unit", "Sturdy", "other", "compared with", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """``is_floor`` marks requests per second that the load was the limit of, not the server.

    ``wrong`` is how many of the answers that were measured were not what they should be.
    """

    value: float
    is_floor: bool = False
    wrong: int = 0

    def __str__(self) -> str:
        wrong = f" ({self.wrong} wrong)" if self.wrong else ""
        return f"{'≥ ' if self.is_floor else ''}{format_number(self.value)}{wrong}"


@dataclass(frozen=True, slots=True)
class Goal:
    """At most, or at least, ``bound``: for the ratio to the other figure, or with ``is_absolute`` for Sturdy's own."""

    bound: float
    is_least: bool = False
    is_absolute: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        bound = format_number(self.bound) if self.is_absolute else format_ratio(self.bound)
        return f"{'≥' if self.is_least else '≤'} {bound}"


@dataclass(frozen=True, slots=True)
class Row:
    subject: str
    unit: str
    sturdy: Figure | None
    other: Figure | None = None
    compared_with: str = ""
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Sturdy's figure divided by the other one, if both servers were at their limit."""
        if self.sturdy is None or self.other is None or not self.other.value:
            return None
        return None if self.sturdy.is_floor or self.other.is_floor else self.sturdy.value / self.other.value

    @property
    def is_met(self) -> bool | None:
        """Tell whether the goal is met, or ``None`` if there is none or it can't be known."""
        if self.goal is None or self.sturdy is None:
            return None
        value = self.sturdy.value if self.goal.is_absolute else self.ratio
        return None if value is None else self.goal.is_met(value) and not self.sturdy.wrong

    def cells(self) -> tuple[str, ...]:
        figures = [str(figure) if figure else "–" for figure in (self.sturdy, self.other)]
        ratio = "" if self.ratio is None else format_ratio(self.ratio)
        met = {True: "met", False: "not met", None: ""}[self.is_met]
        other = figures[1] if self.compared_with else ""
        return (self.subject, self.unit, figures[0], other, self.compared_with, ratio, str(self.goal or ""), met)


def format_number(value: float) -> str:
    """Round to three digits, with at most two decimals."""
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 2 - (value >= 10) - (value >= 100))}f}"


def format_ratio(ratio: float) -> str:
    """A fraction such as 1/10, or a multiple such as 3 ×."""
    return f"1/{format_number(1 / ratio)}" if 0 < ratio < 1 else f"{format_number(ratio)} ×"


def format_table(rows: Iterable[Row]) -> str:
    lines: list[Sequence[str]] = [TITLES, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(TITLES))]
    numbers = {2, 3, 5, 6}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
