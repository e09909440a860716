"""How does the whole stand: the classes of tasks, in total and for each unit (R4)?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks, visible_units
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
    """Every unit below the committee's area with its leading tasks, in Vietnamese order; one statement."""
    line = Task.class_sql(today)
    of_unit = sa.and_(
        Task.unit_id == Unit.id,
        visible_tasks(viewer),
        sa.text("tasks.part = 'lead'"),
        sa.text("tasks.state <> 'withdrawn'"),
    )
    rows = session.execute(
        sa.select(Unit.id, Unit.name, Unit.kind, line, sa.func.count(Task.id))
        .select_from(Unit)
        .outerjoin(Task, of_unit)
        .where(
            visible_units(viewer), sa.or_(Unit.active_until.is_(None), Unit.active_until >= today, Task.id.is_not(None))
        )
        .group_by(Unit.id, Unit.name, Unit.kind, Unit.sort_key, line)
        .order_by(Unit.sort_key, Unit.id)
    ).all()
    units: dict[int, UnitTasks] = {}
    for unit_id, name, kind, member, count in rows:
        unit = units.setdefault(unit_id, UnitTasks(unit_id, name, kind, Counter()))
        if count:
            unit.classes[TaskClass(member)] += count
    return list(units.values())


def total(units: list[UnitTasks]) -> Counter[TaskClass]:
    return sum((unit.classes for unit in units), Counter())
