"""The picture of the numbers: a panel of bars for each step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from coaching.numbers import Numbers, Way
from core.bars import BarChart

# The title of each step, what its share is a part of, and its number.
STEPS: list[tuple[Any, Any, Callable[[Way], int]]] = [
    (_("Clicks on offers"), "", lambda way: way.clicks),
    (_("Applications"), _("of the clicks"), lambda way: way.applications),
    (_("Accepted"), _("of the applications"), lambda way: way.accepted),
]


@dataclass(frozen=True, slots=True)
class Panel:
    """One step of the way. ``share`` is how many percent of the step before it took this one, if any took that."""

    title: str
    share: float | None
    part_of: str
    chart: BarChart[date]


def panels_of(numbers: Numbers) -> list[Panel]:
    panels: list[Panel] = []
    before = 0
    for title, part_of, count in STEPS:
        months = [(month, count(way)) for month, way in numbers.months.items()]
        chart = BarChart.of(months, thick=20, high=96)
        panels.append(Panel(title, 100 * chart.total / before if before else None, part_of, chart))
        before = chart.total
    return panels
