"""Has a directive moved the number: where did each unit stand when it was given, and where does it stand now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import coverage as rules
from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.units import AREAS, Unit
from bhyt_tasks.queries.coverage import directive_standings
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.figures import Figure, Standing
from bhyt_tasks.queries.worklist import TaskRow, task_rows


@dataclass(frozen=True)
class Moved:
    """A unit before the directive and now.

    ``before`` is the last figure closed by the day it was given, ``after`` the latest one closed later; either may
    be missing. Changes are of after against before, None when one of them has no counts.
    """

    task: TaskRow
    standing: Standing
    before: Figure | None
    after: Figure | None

    @property
    def both(self) -> bool:
        """Two sets of counts, so that people can be summed."""
        return all(figure is not None and figure.denominator is not None for figure in (self.before, self.after))

    @property
    def points(self) -> int | None:
        """The change of the rate in basis points."""
        return self.after.points - self.before.points if self.before and self.after else None

    @property
    def people(self) -> int | None:
        return self._change("numerator")

    @property
    def population(self) -> int | None:
        return self._change("denominator")

    def _change(self, name: str) -> int | None:
        before, after = (getattr(figure, name) if figure else None for figure in (self.before, self.after))
        return None if before is None or after is None else after - before

    @property
    def risen(self) -> bool:
        """The exact rate is higher, not the rounded one."""
        if self.before is None or self.after is None:
            return False
        if not self.both:
            return self.after.points > self.before.points
        left = (self.after.numerator or 0) * (self.before.denominator or 0)
        return left > (self.before.numerator or 0) * (self.after.denominator or 0)


@dataclass(frozen=True)
class DirectiveSince:
    """The units that a directive was given to, the lowest rate first, and the sum of those with both figures."""

    given_on: date
    rows: list[Moved]

    @property
    def risen(self) -> int:
        return sum(row.risen for row in self.rows)

    @property
    def reached(self) -> int:
        return sum(row.standing.reached is True for row in self.rows)

    @property
    def still(self) -> int | None:
        """People that the units which have not reached lack together; None when nobody has counts and a goal."""
        found = [row.standing.still for row in self.rows if row.standing.still is not None]
        return sum(found) if found else None

    @property
    def compared(self) -> list[Moved]:
        return [row for row in self.rows if row.both]

    @property
    def with_news(self) -> int:
        return sum(row.points is not None for row in self.rows)

    @property
    def total(self) -> "Total | None":
        """Sums of people, never means of rates."""
        if not self.compared:
            return None
        counts = [
            sum(getattr(getattr(row, figure), name) for row in self.compared)
            for figure in ("before", "after")
            for name in ("numerator", "denominator")
        ]
        return Total(*counts)


class Total(NamedTuple):
    insured_before: int
    people_before: int
    insured: int
    population: int

    @property
    def before(self) -> int:
        return rules.rate_points(self.insured_before, self.people_before)

    @property
    def after(self) -> int:
        return rules.rate_points(self.insured, self.population)


def directive_since(session: Session, viewer: Viewer, today: date, directive_id: int) -> DirectiveSince | None:
    """The areas, or whoever was told what to reach, with a leading task that the viewer sees; None when there is none.
    Two statements."""
    tasks = fetch_all(session, TaskRow, _tasks(seat(viewer)), **sitting(viewer), directive_id=directive_id)
    latest = {task.unit_id: task for task in tasks}  # of a recurring directive the latest period
    if not latest:
        return None
    first = {task.unit_id: task.assigned_on for task in reversed(tasks)}
    given_on = min(first.values())
    standings = directive_standings(session, today, directive_id, list(latest), given_on)
    rows = [_moved(latest[unit_id], standings[unit_id], first[unit_id]) for unit_id in latest]
    return DirectiveSince(given_on, _worst_first(rows))


def _moved(task: TaskRow, standing: Standing, given_on: date) -> Moved:
    closed = [figure for figure in standing.figures if figure.cut_off_on is not None]
    before = [figure for figure in closed if figure.cut_off_on is not None and figure.cut_off_on <= given_on]
    after = [figure for figure in closed if figure.cut_off_on is not None and figure.cut_off_on > given_on]
    return Moved(task, standing, before[-1] if before else None, after[-1] if after else None)


def _worst_first(rows: Sequence[Moved]) -> list[Moved]:
    """Without figures first, then the lowest rate."""
    return sorted(rows, key=lambda row: row.standing.latest.points if row.standing.latest else -1)


@cache
def _tasks(viewer: Seat) -> Statement:
    """In the order in which they were given out."""
    statement = task_rows(
        Task.directive_id == sa.bindparam("directive_id", type_=sa.Integer),
        Task.part == Part.LEAD,
        Task.state != TaskState.WITHDRAWN,
        sa.or_(Unit.kind.in_(AREAS), Directive.target_points.is_not(None)),
        visible_tasks(viewer),
    )
    return statement.order_by(None).order_by(Task.id)


@dataclass(frozen=True)
class MeasuredDirective:
    """A directive that told units what to reach."""

    id: int
    number: str
    text: str
    meeting_title: str
    held_on: date


def measured_directives(
    session: Session, committee_id: int, indicator_id: int, *, limit: int = 5
) -> list[MeasuredDirective]:
    """The latest directives with a target of the indicator."""
    told = sa.select(Target.directive_id).where(Target.indicator_id == indicator_id)
    statement = (
        sa.select(Directive.id, Directive.number, Directive.text, Meeting.title, Meeting.held_on)
        .join(Meeting, Meeting.id == Directive.meeting_id)
        .where(Directive.committee_id == committee_id, Directive.id.in_(told), Directive.withdrawn_on.is_(None))
        .order_by(Meeting.held_on.desc(), Directive.position)
        .limit(limit)
    )
    return fetch_all(session, MeasuredDirective, statement)
