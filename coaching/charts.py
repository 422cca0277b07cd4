"""The charts of the funnel, one bar chart for each step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from coaching.funnel import Funnel, FunnelCounts
from core.admin.charts import BarChart

# For each step: its title, what its share is a part of, and how to count it.
STEPS: list[tuple[Any, Any, Callable[[FunnelCounts], int]]] = [
    (_("Clicks on offers"), "", lambda step_counts: step_counts.clicks),
    (_("Applications"), _("of the clicks"), lambda step_counts: step_counts.applications),
    (_("Accepted"), _("of the applications"), lambda step_counts: step_counts.accepted),
]


@dataclass(frozen=True, slots=True)
class StepChart:
    """One step of the funnel. ``share`` is its percentage of the step before, or ``None`` if that is zero."""

    title: str
    share: float | None
    part_of: str
    chart: BarChart[date]


def step_charts(funnel: Funnel) -> list[StepChart]:
    charts: list[StepChart] = []
    before = 0
    for title, part_of, count in STEPS:
        months = [(month, count(step_counts)) for month, step_counts in funnel.months.items()]
        chart = BarChart.from_numbers(months, thick=20, high=96)
        charts.append(StepChart(title, 100 * chart.total / before if before else None, part_of, chart))
        before = chart.total
    return charts
