"""How does the whole stand: the classes of tasks, in total and for each unit (R4)?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.tasks import Task, TaskClass
from bhyt_tasks.domain.units import Unit, UnitKind

COUNTED = tuple(member for member in TaskClass if member is not TaskClass.SUSPENDED)


@dataclass(frozen=True)
class UnitTasks:
    """A unit's leading tasks by class; ``total`` is the sum of the five classes, suspended ones stand apart."""

    unit_id: int
    name: str
    kind: UnitKind
    classes: Counter[TaskClass]

    @property
    def total(self) -> int:
        return sum(self.classes[member] for member in COUNTED)


def classes_by_unit(session: Session, viewer: Viewer, today: date) -> list[UnitTasks]:
    """Every unit with leading tasks, in Vietnamese order of names; one statement."""
    line = Task.class_sql(today)
    rows = session.execute(
        sa.select(Unit.id, Unit.name, Unit.kind, line, sa.func.count())
        .select_from(Task)
        .join(Unit, Unit.id == Task.unit_id)
        .where(visible_tasks(viewer), sa.text("tasks.part = 'lead'"), sa.text("tasks.state <> 'withdrawn'"))
        .group_by(Unit.id, Unit.name, Unit.kind, Unit.sort_key, line)
        .order_by(Unit.sort_key, Unit.id)
    ).all()
    units: dict[int, UnitTasks] = {}
    for unit_id, name, kind, member, count in rows:
        unit = units.setdefault(unit_id, UnitTasks(unit_id, name, kind, Counter()))
        unit.classes[TaskClass(member)] += count
    return list(units.values())


def total(units: list[UnitTasks]) -> Counter[TaskClass]:
    return sum((unit.classes for unit in units), Counter())
