"""Which unfinished tasks belong to units that are no more, and who may take them over?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.handovers import FINISHED
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitSuccession
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.worklist import TaskRow, closed, task_rows

MOST = 200  # tasks on the page; when they are handed over the next ones come up


class Receiver(NamedTuple):
    """A unit at work that succeeds the closed one, itself or at the end of a chain."""

    id: int
    name: str


class SameTask(NamedTuple):
    """What a receiver was given of the same directive and period."""

    id: int
    unit_name: str
    state: TaskState


@dataclass(frozen=True)
class Estate:
    """A closed unit with its unfinished tasks and those who succeed it, the main one first."""

    unit_id: int
    name: str
    last_day: date | None
    decision: str
    receivers: tuple[Receiver, ...]
    tasks: tuple[TaskRow, ...]
    same: Mapping[int, SameTask]  # by the task of the closed unit: what its main receiver has already


def estates(session: Session, viewer: Viewer, today: date) -> list[Estate]:
    """In Vietnamese order of units; within one the most urgent task first."""
    rows = fetch_all(session, TaskRow, _ownerless(seat(viewer)), **sitting(viewer), today=today)
    if not rows:
        return []
    passed = _passed(session, viewer, today)
    tasks: dict[int, list[TaskRow]] = {}
    for row in rows:
        tasks.setdefault(row.unit_id, []).append(row)
    receivers = {unit_id: _receivers(unit_id, passed) for unit_id in tasks}
    same = _same(session, rows, {receiver.id for found in receivers.values() for receiver in found})
    return [_estate(unit_id, of_unit, passed, receivers[unit_id], same) for unit_id, of_unit in tasks.items()]


@cache
def _ownerless(viewer: Seat) -> Statement:
    rows = task_rows(closed(viewer), Task.state.not_in(FINISHED))
    return rows.order_by(None).order_by(Unit.sort_key, Unit.id, Task.act_by, Task.id).limit(MOST)


class _Passed(NamedTuple):
    """A closed unit, and one that it passed into if there is any."""

    unit_id: int
    decision: str
    into_id: int | None
    into: str | None


def _passed(session: Session, viewer: Viewer, today: date) -> dict[int, list[_Passed]]:
    into = aliased(Unit)
    statement = (
        sa.select(Unit.id, Unit.closing_decision, into.id, into.name)
        .outerjoin(UnitSuccession, sa.and_(UnitSuccession.old_unit_id == Unit.id, UnitSuccession.on <= TODAY))
        .outerjoin(into, into.id == UnitSuccession.new_unit_id)
        .where(closed(viewer))
        .order_by(UnitSuccession.main.desc(), UnitSuccession.id)
    )
    found: dict[int, list[_Passed]] = {}
    for row in fetch_all(session, _Passed, statement, today=today):
        found.setdefault(row.unit_id, []).append(row)
    return found


def _receivers(unit_id: int, passed: Mapping[int, list[_Passed]]) -> tuple[Receiver, ...]:
    """Those at work at the end of each chain; a unit that was closed without successors ends in nobody."""
    found: dict[Receiver, None] = {}
    for row in passed[unit_id]:
        if row.into_id is None:
            continue
        if row.into_id in passed:
            found.update(dict.fromkeys(_receivers(row.into_id, passed)))
        else:
            found[Receiver(row.into_id, row.into or "")] = None
    return tuple(found)


_Key = tuple[int, int, str]


def _same(session: Session, rows: Iterable[TaskRow], receivers: set[int]) -> dict[_Key, SameTask]:
    statement = (
        sa.select(Task.directive_id, Task.unit_id, Task.period, Task.id, Unit.name, Task.state)
        .join(Unit, Unit.id == Task.unit_id)
        .where(Task.directive_id.in_({row.directive_id for row in rows}), Task.unit_id.in_(receivers))
    )
    return {(row[0], row[1], row[2]): SameTask(*row[3:]) for row in session.execute(statement)}


def _estate(
    unit_id: int,
    tasks: list[TaskRow],
    passed: Mapping[int, list[_Passed]],
    receivers: tuple[Receiver, ...],
    same: Mapping[_Key, SameTask],
) -> Estate:
    main: Any = receivers[0].id if receivers else None
    found = {row.id: same.get((row.directive_id, main, row.period)) for row in tasks}
    return Estate(
        unit_id=unit_id,
        name=tasks[0].unit_name,
        last_day=tasks[0].unit_until,
        decision=passed[unit_id][0].decision,
        receivers=receivers,
        tasks=tuple(tasks),
        same={task_id: other for task_id, other in found.items() if other},
    )
