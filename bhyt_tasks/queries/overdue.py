"""What is late, how late, and whose is it? And what was submitted late and waits?"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, fetch_all, fetch_one, seat, sitting
from bhyt_tasks.queries.successions import line_of, lines
from bhyt_tasks.queries.worklist import (
    BEYOND,
    CAP,
    PAGE,
    RUNNING_LEAD,
    WAITING,
    Page,
    TaskRow,
    after,
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
    line: tuple[int, ...] = ()  # the unit and those that it stands for, see ``in_line``

    @property
    def is_everything_open(self) -> bool:
        """What the menu counts as overdue: no filter, whatever the page and the grouping."""
        return self.tab == "open" and not (self.unit or self.directive or self.q.strip())


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


def in_line(session: Session, today: date, filters: OverdueFilters) -> OverdueFilters:
    """The same, for a unit with those that it stands for."""
    return replace(filters, line=tuple(line_of(session, filters.unit, today))) if filters.unit else filters


def _criteria(viewer: Viewer, filters: OverdueFilters) -> list[Any]:
    """Late ones by the index of running clocks: a running task is late when its act_by has passed."""
    criteria: list[Any] = [visible_tasks(viewer)]
    if filters.tab == "waiting":
        criteria += [WAITING, Task.stopped_on > Task.due_on]
    else:
        criteria += [RUNNING_LEAD, Task.act_by < TODAY, Task.due_on.is_not(None)]
    if filters.unit:
        criteria.append(Task.unit_id.in_(sa.bindparam("line", expanding=True)))
    if filters.directive:
        criteria.append(Task.directive_id == sa.bindparam("directive"))
    if filters.q.strip():
        criteria.append(matching(viewer, filters.q))
    return criteria


def _shape(filters: OverdueFilters) -> OverdueFilters:
    """What the statement depends on: that a unit is asked for, not which one; the words of a search."""
    beyond = "after" if after(filters.after) else ""
    return replace(filters, unit=filters.unit and 1, directive=filters.directive and 1, after=beyond, line=())


def _values(viewer: Viewer, today: date, filters: OverdueFilters) -> dict[str, Any]:
    line = filters.line or (filters.unit,)
    return {**sitting(viewer), "today": today, "line": line, "directive": filters.directive}


def overdue(session: Session, viewer: Viewer, today: date, filters: OverdueFilters) -> Page[TaskRow]:
    statement = _overdue(seat(viewer), _shape(filters))
    return fetch_page(session, statement, **_values(viewer, today, filters), **(after(filters.after) or {}))


@lru_cache(maxsize=256)
def _overdue(viewer: Seat, filters: OverdueFilters) -> Statement:
    beyond = [BEYOND] if filters.after else []
    return task_rows(*_criteria(viewer, filters), *beyond).limit(PAGE + 1)


def overdue_count(session: Session, viewer: Viewer, today: date, filters: OverdueFilters) -> OverdueCount:
    statement = _overdue_count(seat(viewer), replace(_shape(filters), after="", group=""))
    return fetch_all(session, OverdueCount, statement, **_values(viewer, today, filters))[0]


@lru_cache(maxsize=256)
def _overdue_count(viewer: Seat, filters: OverdueFilters) -> Statement:
    inner = (
        sa.select(Task.unit_id, Task.due_on)
        .where(*_criteria(viewer, filters))
        .order_by(Task.act_by, Task.id)
        .limit(CAP)
        .subquery()
    )
    counts = sa.select(sa.func.count(), sa.func.count(inner.c.unit_id.distinct()), sa.func.min(inner.c.due_on))
    return counts.select_from(inner)


def overdue_groups(session: Session, viewer: Viewer, today: date, filters: OverdueFilters) -> list[Group]:
    """Units or directives with late tasks, the one with the oldest first; a unit that is no more with its successor."""
    statement = _overdue_groups(seat(viewer), replace(_shape(filters), after=""))
    return fetch_all(session, Group, statement, **_values(viewer, today, filters))


@lru_cache(maxsize=256)
def _overdue_groups(viewer: Seat, filters: OverdueFilters) -> Statement:
    row, name = (Directive, Directive.text) if filters.group == "directive" else (Unit, Unit.name)
    ends = lines(viewer.committee_id).ends
    link = Task.directive_id if filters.group == "directive" else sa.func.coalesce(ends.c.new_id, Task.unit_id)
    oldest = sa.func.min(Task.due_on)
    return (
        sa.select(row.id, name, sa.func.count(), oldest)
        .select_from(Task)
        .outerjoin(ends, ends.c.old_id == Task.unit_id)
        .join(row, row.id == link)
        .where(*_criteria(viewer, filters))
        .group_by(row.id, name)
        .order_by(oldest, row.id)
        .limit(200)
    )


def next_due(session: Session, viewer: Viewer, today: date) -> NextDue | None:
    """The nearest coming deadline and how many units it has, for the page with nothing overdue."""
    return fetch_one(session, NextDue, _next_due(seat(viewer)), **sitting(viewer), today=today)


@cache
def _next_due(viewer: Seat) -> Statement:
    return (
        sa.select(Task.due_on, sa.func.count(Task.unit_id.distinct()))
        .where(visible_tasks(viewer), RUNNING_LEAD, Task.act_by >= TODAY, Task.due_on.is_not(None))
        .group_by(Task.due_on)
        .order_by(Task.due_on)
        .limit(1)
    )
