"""How many people are covered, how many are still to enrol, and is the pace enough?

Rates are integers in basis points (1 % = 100) and counts are people; nothing is ever rounded up to a target.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bhyt_tasks.domain.vietnamese import month_end

EVERYBODY = 10_000  # basis points


class Comparator(enum.StrEnum):
    AT_LEAST = "at_least"
    ABOVE = "above"


def needed(population: int, points: int, comparator: Comparator = Comparator.AT_LEAST) -> int:
    """People who must be covered so that the target holds: 98 % of 2174 → 2131 (R8)."""
    if comparator is Comparator.ABOVE:
        return points * population // EVERYBODY + 1
    return -(-points * population // EVERYBODY)


def still_to_enrol(insured: int, population: int, points: int, comparator: Comparator = Comparator.AT_LEAST) -> int:
    """People still to enrol; 0 when the target is reached: 1492 of 2174 at 98 % → 639 (R8)."""
    return max(0, needed(population, points, comparator) - insured)


def rate_points(insured: int, population: int) -> int:
    """The rate in basis points, cut and never rounded up: 92,96 % stays 9296 and is shown as 92,9 (R8)."""
    return insured * EVERYBODY // population


def plain_rate(points: int) -> str:
    """A target as it was typed: 9300 → 93%, 9350 → 93,5%."""
    decimals = f"{points % 100:02}".rstrip("0")
    return f"{points // 100},{decimals}%" if decimals else f"{points // 100}%"


def reached(points: int, target: int, comparator: Comparator) -> bool:
    return points > target if comparator is Comparator.ABOVE else points >= target


def month_of(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    total = month.year * 12 + month.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def last_day(month: date) -> date:
    return month_end(month.year, month.month)


def figures_due_on(month: date, due_day: int) -> date:
    """The day by which a month's figures are due; its last day when it has no such day."""
    return min(last_day(month), month + timedelta(days=due_day - 1))


def month_due(today: date, due_day: int) -> date:
    """The latest month whose figures are due by today."""
    month = month_of(today)
    return month if figures_due_on(month, due_day) <= today else add_months(month, -1)


def differs(official: int, own: int, percent: int) -> bool:
    """Do two counts of the same people differ by more than a part of the official one? 0 % flags any difference."""
    return abs(official - own) * 100 > percent * official


@dataclass(frozen=True)
class Pace:
    """R9, counted from the month of the latest reading: people a month that are needed and that were gained.

    ``months_left`` ends with the target's month: January to December is 11. ``actual`` is the mean monthly
    change over the last three months of readings, None under two readings; ``forecast`` is the month in which
    the target is reached at that pace, None when it never is.
    """

    months_left: int
    needed: int | None
    actual: Fraction | None
    forecast: date | None


def pace(history: Sequence[tuple[date, int]], *, still: int, due_on: date) -> Pace:
    """``history``: (month, insured) in order of months, at least one."""
    latest, _insured = history[-1]
    months_left = months_between(latest, due_on)
    recent = gained(history)
    actual = Fraction(*recent) if recent else None
    forecast = latest if still == 0 else None
    if still and actual is not None and actual > 0:
        forecast = _month_ahead(latest, -(-still // actual))
    return Pace(
        months_left=months_left,
        needed=-(-still // months_left) if months_left > 0 else None,
        actual=actual,
        forecast=forecast,
    )


def gained(history: Sequence[tuple[date, int]]) -> tuple[int, int] | None:
    """People gained (below zero: lost) over the last three months of readings, and over how many months; None when
    no other reading is that near (R9)."""
    latest, insured = history[-1]
    window = [(month, count) for month, count in history if 0 < months_between(month, latest) <= 3]
    return (insured - window[0][1], months_between(window[0][0], latest)) if window else None


def _month_ahead(month: date, count: int) -> date | None:
    return add_months(month, count) if count <= 1200 else None
