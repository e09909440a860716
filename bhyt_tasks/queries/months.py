"""How has each unit moved, month by month, and where is a figure missing?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bhyt_tasks.domain.coverage import add_months, month_due, months_between
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.areas import common_goal, summed
from bhyt_tasks.queries.coverage import worst_first
from bhyt_tasks.queries.figures import Level, Standing, levels_of

SHOWN = 12  # months


@dataclass(frozen=True)
class Month:
    """A column: the cut-off days of its figures, the first and the last; ``due``: they should all be there."""

    period: date
    cut_off_from: date | None
    cut_off_until: date | None
    due: bool


@dataclass(frozen=True)
class Line:
    """A unit with what it was in each month, in the order of the columns; without a figure there is none."""

    unit: Standing
    months: tuple[Standing | None, ...]


@dataclass(frozen=True)
class Sum:
    """The whole area in a month: the sum of the people of so many units (R8)."""

    standing: Standing | None
    units: int


@dataclass(frozen=True)
class Grid:
    months: tuple[Month, ...]
    lines: tuple[Line, ...]  # the worst first
    sums: tuple[Sum, ...]

    @property
    def levels(self) -> list[Level]:
        return levels_of(month.level if month else Level.MISSING for line in self.lines for month in line.months)


def grid(units: Sequence[Standing], today: date, due_day: int) -> Grid:
    """The last twelve months, up to the last one that has figures or should have them; none before the first figure
    of anybody."""
    with_figures = sorted({figure.period for unit in units for figure in unit.figures})
    last_due = month_due(today, due_day)
    end = max([last_due, *with_figures[-1:]])
    begin = max([add_months(end, 1 - SHOWN), *with_figures[:1]])
    periods = [add_months(begin, ahead) for ahead in range(months_between(begin, end) + 1)]
    months = tuple(_month(period, units, last_due) for period in periods)
    by_unit = [{figure.period: unit.by(figure) for figure in unit.figures} for unit in units]
    lines = {
        unit.unit_id: Line(unit, tuple(own.get(p) for p in periods)) for unit, own in zip(units, by_unit, strict=True)
    }
    return Grid(months, tuple(lines[unit.unit_id] for unit in worst_first(units)), tuple(_sums(units, periods)))


def _month(period: date, units: Sequence[Standing], last_due: date) -> Month:
    figures = [figure for unit in units for figure in unit.figures if figure.period == period]
    cut_offs = [figure.cut_off_on for figure in figures if figure.cut_off_on is not None]
    return Month(period, min(cut_offs, default=None), max(cut_offs, default=None), period <= last_due)


def _sums(units: Sequence[Standing], periods: Sequence[date]) -> list[Sum]:
    goal, sums = common_goal(units), summed(units)
    found = (sums.get(period) for period in periods)
    return [
        Sum(Standing(0, "", UnitKind.PROVINCE, goal, (each[0],)), each[1]) if each else Sum(None, 0) for each in found
    ]
