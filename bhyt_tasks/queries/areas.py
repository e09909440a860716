"""How does the whole area stand, as the sum of its units?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.figures import Figure, Goal, Standing


@dataclass(frozen=True)
class AreaStanding:
    """The sum of the units below: of one same month, with how many of them have a figure (R8)."""

    whole: Standing | None
    with_figures: int
    units: int
    still_of_units: int  # people still to enrol in those of them that have not reached their own goal


def area(units: Sequence[Standing]) -> AreaStanding:
    """Sums of people, never means of rates (R8), of the latest month in which two thirds of the units have a figure,
    so that one early figure does not stand for the area and one missing does not hold it back; without such a month
    of the one in which the most have. Earlier months count as far as all of the same units have theirs."""
    counted = [{figure.period: figure for figure in unit.figures if figure.numerator is not None} for unit in units]
    have = Counter(period for months in counted for period in months)
    if not have:
        return AreaStanding(whole=None, with_figures=0, units=len(units), still_of_units=0)
    enough = [period for period, count in have.items() if count * 3 >= len(units) * 2]
    month = max(enough, default=None) or max(have, key=lambda period: (have[period], period))
    members = [months for months in counted if month in months]
    shared = sorted(period for period in have if period <= month and all(period in months for months in members))
    figures = tuple(_sum(period, [months[period] for months in members]) for period in shared)
    alone = (unit.by(months[month]) for unit, months in zip(units, counted, strict=True) if month in months)
    return AreaStanding(
        whole=Standing(0, "", UnitKind.PROVINCE, common_goal(units), figures),
        with_figures=len(members),
        units=len(units),
        still_of_units=sum(unit.still or 0 for unit in alone),
    )


def summed(units: Sequence[Standing]) -> dict[date, tuple[Figure, int]]:
    """The sum of people of each month in which anybody has counts, in order, and of how many units it is."""
    months: dict[date, list[Figure]] = {}
    for unit in units:
        for figure in unit.figures:
            if figure.numerator is not None:
                months.setdefault(figure.period, []).append(figure)
    return {month: (_sum(month, group), len(group)) for month, group in sorted(months.items())}


def common_goal(units: Sequence[Standing]) -> Goal | None:
    """The goal of the whole: only when all units with a goal share it."""
    goals = {unit.goal for unit in units if unit.goal is not None}
    return goals.pop() if len(goals) == 1 else None


def _sum(month: date, figures: Sequence[Figure]) -> Figure:
    cut_offs = [f.cut_off_on for f in figures if f.cut_off_on is not None]
    return Figure(
        period=month,
        cut_off_on=max(cut_offs, default=None),
        numerator=sum(f.numerator or 0 for f in figures),
        denominator=sum(f.denominator or 0 for f in figures),
        stated_points=None,
        source=max((figure.source for figure in figures), key=lambda source: source is Source.ILLUSTRATIVE),
    )
