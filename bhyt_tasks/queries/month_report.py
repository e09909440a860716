"""What does the report of a month say: each unit's people, rate, target and change, and the sums of people?"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.coverage import add_months, rate_points
from bhyt_tasks.domain.indicators import ParticipantGroup
from bhyt_tasks.domain.readings import OFFICIAL, Reading, not_replaced
from bhyt_tasks.domain.units import bare_name
from bhyt_tasks.domain.vietnamese import sort_key
from bhyt_tasks.queries.coverage import month_standings
from bhyt_tasks.queries.entry import Group, MonthOf
from bhyt_tasks.queries.fetch import ask
from bhyt_tasks.queries.figures import Figure, Goal, Standing


@dataclass(frozen=True)
class ReportRow:
    """A unit in a month; ``groups`` are counts of participants by group."""

    unit: Standing
    period: date
    groups: dict[int, int] = field(default_factory=dict)

    def _of(self, month: date) -> Figure | None:
        return next((figure for figure in self.unit.figures if figure.period == month), None)

    @cached_property
    def figure(self) -> Figure | None:
        return self._of(self.period)

    @property
    def still(self) -> int | None:
        return self.unit.by(self.figure).still if self.figure else None

    @property
    def change(self) -> int | None:
        """More people than the month before; None when either has no counts."""
        now, before = (_people(figure) for figure in (self.figure, self._of(add_months(self.period, -1))))
        return None if now is None or before is None else now - before


def _people(figure: Figure | None) -> int | None:
    return figure.numerator if figure else None


@dataclass(frozen=True)
class MonthReport:
    """The table of a month, in Vietnamese order of the names of then; sums are of people (R8)."""

    period: date
    rows: list[ReportRow]
    groups: list[Group]

    @property
    def counted(self) -> list[ReportRow]:
        return [row for row in self.rows if row.figure and row.figure.numerator is not None]

    @property
    def insured(self) -> int:
        return sum(row.figure.numerator or 0 for row in self.counted if row.figure)

    @property
    def people(self) -> int:
        return sum(row.figure.denominator or 0 for row in self.counted if row.figure)

    @property
    def points(self) -> int | None:
        return rate_points(self.insured, self.people) if self.people else None

    @property
    def goal(self) -> Goal | None:
        """Of the whole only when all units share it: of some alone it would say too much of the sum."""
        goals = {row.unit.goal for row in self.rows}
        return goals.pop() if len(goals) == 1 else None

    @property
    def still(self) -> int:
        """The sum of what the units still have to enrol: more than the whole lacks when some are beyond theirs."""
        return sum(row.still or 0 for row in self.rows)

    @property
    def change(self) -> int | None:
        """None unless all units with a figure have one of the month before."""
        changes = [row.change for row in self.counted]
        return None if None in changes or not changes else sum(change or 0 for change in changes)

    def of_group(self, group_id: int) -> tuple[int, int]:
        """The sum of a group's people, and of how many units it is."""
        counts = [row.groups[group_id] for row in self.rows if group_id in row.groups]
        return sum(counts), len(counts)

    @property
    def cut_offs(self) -> list[date]:
        return sorted({row.figure.cut_off_on for row in self.rows if row.figure and row.figure.cut_off_on})

    @property
    def bases(self) -> list[str]:
        return sorted({row.figure.basis for row in self.rows if row.figure and row.figure.basis})


def month_report(session: Session, viewer: Viewer, month: MonthOf, period: date) -> MonthReport:
    """Two statements."""
    standings = month_standings(session, viewer, period, month.id, of_agencies=month.of_agencies)
    counts = ask(session, _GROUPS, indicator_id=month.id, period=period)
    groups: dict[int, Group] = {}
    of_unit: dict[int, dict[int, int]] = {}
    for unit_id, group_id, name, short_name, numerator in counts:
        groups[group_id] = Group(group_id, name, short_name)
        of_unit.setdefault(unit_id, {})[group_id] = numerator
    shown = sorted(_until(standings, period), key=lambda unit: (sort_key(bare_name(unit.name)), unit.unit_id))
    rows = [ReportRow(unit, period, of_unit.get(unit.unit_id, {})) for unit in shown]
    return MonthReport(period, rows, list(groups.values()))


def _until(units: Iterable[Standing], period: date) -> list[Standing]:
    return [replace(unit, figures=tuple(f for f in unit.figures if f.period <= period)) for unit in units]


_GROUPS = (
    sa.select(
        *(Reading.unit_id, Reading.group_id, ParticipantGroup.name, ParticipantGroup.short_name, Reading.numerator)
    )
    .join(ParticipantGroup, ParticipantGroup.id == Reading.group_id)
    .where(
        Reading.indicator_id == sa.bindparam("indicator_id"),
        Reading.period == sa.bindparam("period", type_=sa.Date),
        Reading.source.in_(OFFICIAL),
        not_replaced(),
    )
    .order_by(ParticipantGroup.position, ParticipantGroup.id, Reading.id)
)
