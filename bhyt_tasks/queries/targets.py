"""What is each unit told to reach, by whom, and has it? Which of several targets counts, and what does a task lack?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer, visible_units
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.readings import OFFICIAL, Reading, Source, not_replaced
from bhyt_tasks.domain.targets import GivenBy, Target
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.coverage import latest_standings
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.figures import Figure, Goal, Standing

PAGE = 100
ENDED = 50  # of those that ended, the latest


@dataclass(frozen=True)
class TargetRow:
    """A target with who set it: a directive of a meeting, or a decision or plan in words."""

    id: int
    unit_id: int
    unit_name: str
    unit_kind: UnitKind
    points: int
    comparator: Comparator
    due_on: date
    given_by: GivenBy
    origin: str
    set_at: datetime | None
    set_by: str | None
    ended_on: date | None
    ended_reason: str
    directive_id: int | None
    number: str | None
    text: str | None
    meeting_id: int | None
    meeting_title: str | None
    held_on: date | None

    @property
    def goal(self) -> Goal:
        return Goal(self.points, self.comparator, self.due_on, self.origin, self.id)

    def against(self, standing: Standing | None) -> Standing | None:
        """How the unit stands against this very target."""
        return None if standing is None else replace(standing, goal=self.goal)


_COLUMNS = (
    Target.id,
    Unit.id,
    Unit.name,
    Unit.kind,
    Target.points,
    Target.comparator,
    Target.due_on,
    Target.given_by,
    Target.origin,
    Target.set_at,
    User.position,
    Target.ended_on,
    Target.ended_reason,
    Directive.id,
    Directive.number,
    Directive.text,
    Meeting.id,
    Meeting.title,
    Meeting.held_on,
)


def _rows(*which: Any) -> Statement:
    return (
        sa.select(*_COLUMNS)
        .select_from(Target)
        .join(Unit, Unit.id == Target.unit_id)
        .outerjoin(User, User.id == Target.set_by)
        .outerjoin(Directive, Directive.id == Target.directive_id)
        .outerjoin(Meeting, Meeting.id == Directive.meeting_id)
        .where(Target.indicator_id == sa.bindparam("indicator_id", type_=sa.Integer), *which)
    )


@dataclass(frozen=True)
class TargetPage:
    """Targets that hold with how their units stand, and where the next page begins; None on the last."""

    rows: list[tuple[TargetRow, Standing]]
    next_from: int | None


def targets(
    session: Session, viewer: Viewer, today: date, indicator_id: int, *, unit: int | None = None, first: int = 0
) -> TargetPage:
    """The targets that hold of the units that the viewer sees, by the names of units, then by dates; two statements."""
    statement = _live(seat(viewer), unit is None)
    values = {**sitting(viewer), "indicator_id": indicator_id, "unit_id": unit, "first": first}
    found = fetch_all(session, TargetRow, statement, **values)
    shown = found[:PAGE]
    levels = standings_of(session, today, shown, indicator_id)
    rows = [(row, replace(levels[row.unit_id], goal=row.goal)) for row in shown]
    return TargetPage(rows, first + PAGE if len(found) > PAGE else None)


def standings_of(session: Session, today: date, rows: Sequence[TargetRow], indicator_id: int) -> dict[int, Standing]:
    units = list(dict.fromkeys(row.unit_id for row in rows))
    return latest_standings(session, today, units, indicator_id) if units else {}


@lru_cache(maxsize=64)
def _live(viewer: Seat, everybody: bool) -> Statement:
    unit = sa.true() if everybody else Unit.id == sa.bindparam("unit_id", type_=sa.Integer)
    rows = _rows(visible_units(viewer), Target.ended_on.is_(None), unit)
    return (
        rows.order_by(Unit.sort_key, Unit.id, Target.due_on, Target.points.desc(), Target.id)
        .limit(PAGE + 1)
        .offset(sa.bindparam("first", type_=sa.Integer))
    )


def ended_targets(session: Session, viewer: Viewer, indicator_id: int, *, unit: int | None = None) -> list[TargetRow]:
    """Targets that hold no more, the latest first."""
    which = [visible_units(viewer), Target.ended_on.is_not(None)]
    rows = _rows(*which) if unit is None else _rows(*which, Unit.id == unit)
    rows = rows.order_by(Target.ended_on.desc(), Target.id.desc()).limit(ENDED)
    return fetch_all(session, TargetRow, rows, indicator_id=indicator_id)


_OF_UNIT = _rows(Unit.id == sa.bindparam("unit_id", type_=sa.Integer), Target.ended_on.is_(None)).order_by(
    Target.due_on, Target.points.desc(), Target.id
)


def unit_targets(session: Session, unit_id: int, indicator_id: int) -> list[TargetRow]:
    """All that a unit is told to reach now, whoever said so, the next one due first."""
    return fetch_all(session, TargetRow, _OF_UNIT, unit_id=unit_id, indicator_id=indicator_id)


def target_named(session: Session, target_id: int) -> TargetRow:
    """One target, whatever became of it."""
    target = session.get_one(Target, target_id)
    (row,) = fetch_all(session, TargetRow, _rows(Target.id == target_id), indicator_id=target.indicator_id)
    return row


class _Measured(NamedTuple):
    task_id: int
    unit_id: int
    name: str
    kind: UnitKind
    target_id: int
    points: int
    comparator: Comparator
    due_on: date
    origin: str
    period: date | None
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    source: Source | None


def _latest_id() -> sa.ScalarSelect[Any]:
    """The official figure of everybody in the latest month that has one: what confirming asks too (R7)."""
    inner = aliased(Reading)
    return (
        sa.select(inner.id)
        .where(
            inner.unit_id == Target.unit_id,
            inner.indicator_id == Target.indicator_id,
            inner.group_id.is_(None),
            inner.source.in_(OFFICIAL),
            not_replaced(inner),
        )
        .order_by(inner.period.desc(), inner.id.desc())
        .limit(1)
        .correlate(Target)
        .scalar_subquery()
    )


_MEASURED = (
    sa.select(
        Task.id,
        Unit.id,
        Unit.name,
        Unit.kind,
        Target.id,
        Target.points,
        Target.comparator,
        Target.due_on,
        Target.origin,
        Reading.period,
        Reading.cut_off_on,
        Reading.numerator,
        Reading.denominator,
        Reading.stated_points,
        Reading.source,
    )
    .select_from(Task)
    .join(
        Target,
        sa.and_(Target.directive_id == Task.directive_id, Target.unit_id == Task.unit_id, Target.ended_on.is_(None)),
    )
    .join(Unit, Unit.id == Task.unit_id)
    .outerjoin(Reading, Reading.id == _latest_id())
    .where(Task.id.in_(sa.bindparam("task_ids", expanding=True)))
    .order_by(Task.id, Target.id.desc())
)


def measured(session: Session, task_ids: Sequence[int]) -> dict[int, Standing]:
    """Of the tasks whose directive told their unit what to reach: how far it is, as confirming measures it (R7)."""
    if not task_ids:
        return {}
    found = fetch_all(session, _Measured, _MEASURED, task_ids=task_ids)
    return {row.task_id: _standing(row) for row in found}


def _standing(row: _Measured) -> Standing:
    goal = Goal(row.points, row.comparator, row.due_on, row.origin, row.target_id)
    figures: tuple[Figure, ...] = ()
    if row.period is not None and row.source is not None:
        counts = (row.numerator, row.denominator, row.stated_points)
        figures = (Figure(row.period, row.cut_off_on, *counts, row.source),)
    return Standing(row.unit_id, row.name, row.kind, goal, figures)
