"""Which periods of a recurring directive have begun, and when is each one's report due (R6)?"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bhyt_tasks.domain.coverage import add_months
from bhyt_tasks.domain.errors import N_
from bhyt_tasks.domain.vietnamese import month_end


class Every(enum.StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


LAST_DUE_DAY = {Every.WEEKLY: 7, Every.MONTHLY: 31, Every.QUARTERLY: 31}
WEEK = N_("tuần {week}/{year}")
MONTH = N_("tháng {month}/{year}")
QUARTER = N_("quý {quarter}/{year}")


@dataclass(frozen=True)
class Period:
    """One period of a recurring directive: its key in the table and the day its report is due."""

    key: str
    due_on: date


def periods(every: Every, due_day: int, offset: int, *, first: date, until: date) -> Iterator[Period]:
    """The periods that have begun by ``until``, from the one that ``first`` lies in (R6).

    ``due_day`` is a day of the month (31: the last) of the period's last month plus ``offset`` months; for
    weeks a weekday (1: Monday) of the same week, or with offset 1 of the next.
    """
    start = _period_start(every, first)
    while start <= until:
        yield Period(_period_key(every, start), _period_due(every, start, due_day, offset))
        start = _next_period(every, start)


def next_period(every: Every, day: date) -> date:
    """The first day of the period after the one that ``day`` lies in."""
    return _next_period(every, _period_start(every, day))


def period_words(key: str) -> tuple[str, dict[str, str | int]]:
    """A sentence for a period and its values: "2019-11" is "tháng 11/2019"."""
    year, _, part = key.partition("-")
    if part.startswith("W"):
        return WEEK, {"week": int(part[1:]), "year": year}
    if part.startswith("Q"):
        return QUARTER, {"quarter": ("I", "II", "III", "IV")[int(part[1:]) - 1], "year": year}
    return MONTH, {"month": int(part), "year": year}


def _period_start(every: Every, day: date) -> date:
    if every is Every.WEEKLY:
        return day - timedelta(days=day.weekday())
    month = day.month if every is Every.MONTHLY else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def _next_period(every: Every, start: date) -> date:
    if every is Every.WEEKLY:
        return start + timedelta(days=7)
    return add_months(start, 1 if every is Every.MONTHLY else 3)


def _period_key(every: Every, start: date) -> str:
    if every is Every.WEEKLY:
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}"
    return f"{start:%Y-%m}" if every is Every.MONTHLY else f"{start.year}-Q{(start.month + 2) // 3}"


def _period_due(every: Every, start: date, due_day: int, offset: int) -> date:
    if every is Every.WEEKLY:
        return start + timedelta(days=due_day - 1 + 7 * offset)
    month = add_months(start, offset + (0 if every is Every.MONTHLY else 2))
    return month.replace(day=min(due_day, month_end(month.year, month.month).day))
