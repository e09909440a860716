"""How does the whole stand: the classes of tasks, in total and for each unit (R4)?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, sees_everything, visible_tasks, visible_units
from bhyt_tasks.domain.tasks import Task, TaskClass
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, ask, seat, sitting
from bhyt_tasks.queries.successions import lines

MOVED = sa.text("tasks.due_on <> tasks.original_due_on")  # the predicate of ix_tasks_moved, to the letter
COUNTED = tuple(member for member in TaskClass if member is not TaskClass.SUSPENDED)


@dataclass(frozen=True)
class UnitTasks:
    """A unit's leading tasks by class; ``total`` is the sum of the five classes, suspended ones stand apart.

    ``original`` counts the same tasks against their original deadlines (R3).
    """

    unit_id: int
    name: str
    kind: UnitKind
    classes: Counter[TaskClass]
    original: Counter[TaskClass]
    until: date | None = None  # its last day
    predecessors: int = 0  # units that are no more and whose tasks are counted here

    @property
    def total(self) -> int:
        return sum(self.classes[member] for member in COUNTED)


def classes_by_unit(session: Session, viewer: Viewer, today: date) -> list[UnitTasks]:
    """Every unit below the committee's area with its leading tasks, in Vietnamese order; one statement."""
    rows = ask(session, _classes_by_unit(seat(viewer)), **sitting(viewer), today=today)
    units: dict[int, UnitTasks] = {}
    for unit_id, name, kind, member, first, count, until, predecessors in rows:
        unit = units.setdefault(unit_id, UnitTasks(unit_id, name, kind, Counter(), Counter(), until, predecessors))
        if first:
            unit.original[TaskClass(member)] -= count
            unit.original[TaskClass(first)] += count
        elif count:
            unit.classes[TaskClass(member)] += count
            unit.original[TaskClass(member)] += count
    return list(units.values())


@cache
def _classes_by_unit(viewer: Seat) -> Statement:
    """Tasks are counted by their covering index first; the units join the sums by their key, and those without tasks
    are put to them: an outer join would look through all sums for every unit."""
    counted = _counted(viewer)
    passed = lines(viewer.committee_id)
    if sees_everything(viewer):  # who sees the tasks of one unit alone has them under its own name
        counted = _by_line(counted, passed.ends)
    units = (
        Unit.id,
        Unit.name,
        Unit.kind,
        Unit.active_until,
        passed.count(Unit.id).label("predecessors"),
        Unit.sort_key,
    )
    active = sa.or_(Unit.active_until.is_(None), Unit.active_until >= TODAY)
    with_tasks = sa.select(*units, *counted.c["line", "first", "tasks"]).join(counted, counted.c.unit_id == Unit.id)
    without = sa.select(*units, *(sa.null().label(name) for name in ("line", "first", "tasks"))).where(
        active, Unit.id.not_in(sa.select(counted.c.unit_id))
    )
    rows = sa.union_all(with_tasks.where(visible_units(viewer)), without.where(visible_units(viewer))).subquery()
    return sa.select(*rows.c["id", "name", "kind", "line", "first", "tasks", "active_until", "predecessors"]).order_by(
        rows.c.sort_key, rows.c.id
    )


def _counted(viewer: Seat) -> sa.CTE:
    """All tasks by class; then once more those whose deadline was moved, with the class by the original one."""
    counts: list[Any] = [visible_tasks(viewer), sa.text("tasks.part = 'lead'"), sa.text("tasks.state <> 'withdrawn'")]
    line, first = Task.class_sql(TODAY), Task.class_sql(TODAY, Task.original_due_on)
    tasks = sa.func.count().label("tasks")
    all_of_them = sa.select(Task.unit_id, line.label("line"), sa.cast(None, sa.String).label("first"), tasks)
    moved = sa.select(Task.unit_id, line.label("line"), first.label("first"), tasks).where(MOVED)
    return sa.union_all(
        all_of_them.where(*counts).group_by(Task.unit_id, line),
        moved.where(*counts).group_by(Task.unit_id, line, first),
    ).cte("counted")


def _by_line(counted: sa.CTE, ends: sa.Subquery) -> sa.CTE:
    """The sums of units that are no more added to those of the unit that stands for them today, each once (R4)."""
    unit_id = sa.func.coalesce(ends.c.new_id, counted.c.unit_id).label("unit_id")
    tasks = sa.cast(sa.func.sum(counted.c.tasks), sa.Integer).label("tasks")
    line = (counted.c.line, counted.c.first)
    added = sa.select(unit_id, *line, tasks).outerjoin(ends, ends.c.old_id == counted.c.unit_id)
    return added.group_by(unit_id, *line).cte("of_lines")


def total(units: list[UnitTasks]) -> Counter[TaskClass]:
    return sum((unit.classes for unit in units), Counter())


def original_total(units: list[UnitTasks]) -> Counter[TaskClass]:
    return sum((unit.original for unit in units), Counter())
