"""What is late, how late, and whose is it? And what was submitted late and waits?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.fetch import fetch_all, fetch_one
from bhyt_tasks.queries.worklist import (
    CAP,
    RUNNING_LEAD,
    WAITING,
    Page,
    TaskRow,
    fetch_page,
    matching,
    task_rows,
)


@dataclass(frozen=True)
class OverdueFilters:
    """What the address of /overdue asks for."""

    tab: str = "open"  # open: not finished; waiting: submitted late, waiting for an answer
    unit: int | None = None
    directive: int | None = None
    group: str = ""  # unit, directive
    q: str = ""
    after: str = ""


@dataclass(frozen=True)
class OverdueCount:
    """Counts stop at CAP; ``oldest`` is the earliest due date."""

    tasks: int
    units: int
    oldest: date | None


@dataclass(frozen=True)
class Group:
    id: int
    name: str
    tasks: int
    oldest: date


@dataclass(frozen=True)
class NextDue:
    due_on: date
    units: int


def _criteria(viewer: Viewer, today: date, filters: OverdueFilters) -> list[Any]:
    """Late ones by the index of running clocks: a running task is late when its act_by has passed."""
    criteria: list[Any] = [visible_tasks(viewer)]
    if filters.tab == "waiting":
        criteria += [WAITING, Task.stopped_on > Task.due_on]
    else:
        criteria += [RUNNING_LEAD, Task.act_by < today, Task.due_on.is_not(None)]
    if filters.unit:
        criteria.append(Task.unit_id == filters.unit)
    if filters.directive:
        criteria.append(Task.directive_id == filters.directive)
    if filters.q.strip():
        criteria.append(matching(viewer, filters.q))
    return criteria


def overdue(session: Session, viewer: Viewer, today: date, filters: OverdueFilters) -> Page[TaskRow]:
    return fetch_page(session, task_rows(*_criteria(viewer, today, filters)), filters.after)


def overdue_count(session: Session, viewer: Viewer, today: date, filters: OverdueFilters) -> OverdueCount:
    inner = (
        sa.select(Task.unit_id, Task.due_on)
        .where(*_criteria(viewer, today, filters))
        .order_by(Task.act_by, Task.id)
        .limit(CAP)
        .subquery()
    )
    counts = sa.select(sa.func.count(), sa.func.count(inner.c.unit_id.distinct()), sa.func.min(inner.c.due_on))
    return fetch_all(session, OverdueCount, counts.select_from(inner))[0]


def overdue_groups(session: Session, viewer: Viewer, today: date, filters: OverdueFilters) -> list[Group]:
    """Units or directives with late tasks, the one with the oldest first."""
    row, name = (Directive, Directive.text) if filters.group == "directive" else (Unit, Unit.name)
    link = Task.directive_id if filters.group == "directive" else Task.unit_id
    oldest = sa.func.min(Task.due_on)
    statement = (
        sa.select(row.id, name, sa.func.count(), oldest)
        .select_from(Task)
        .join(row, row.id == link)
        .where(*_criteria(viewer, today, filters))
        .group_by(row.id, name)
        .order_by(oldest, row.id)
        .limit(200)
    )
    return fetch_all(session, Group, statement)


def next_due(session: Session, viewer: Viewer, today: date) -> NextDue | None:
    """The nearest coming deadline and how many units it has, for the page with nothing overdue."""
    statement = (
        sa.select(Task.due_on, sa.func.count(Task.unit_id.distinct()))
        .where(visible_tasks(viewer), RUNNING_LEAD, Task.act_by >= today, Task.due_on.is_not(None))
        .group_by(Task.due_on)
        .order_by(Task.due_on)
        .limit(1)
    )
    return fetch_one(session, NextDue, statement)
