"""Which tasks were confirmed below their target, by whom, and why (R7)?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_tasks
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting

PAGE = 50


@dataclass(frozen=True)
class ExceptionRow:
    """``points`` and ``people`` are the rate and the people still to enrol when it was confirmed; ``total`` is how
    many there are since the first day."""

    task_id: int
    unit_id: int
    unit_name: str
    text: str
    number: str
    meeting_title: str
    held_on: date
    goal: int | None
    comparator: Comparator | None
    points: int
    people: int | None
    on: date
    by_name: str
    by_position: str
    reason: str
    total: int


def exceptions(session: Session, viewer: Viewer, *, first: date | None = None, limit: int = PAGE) -> list[ExceptionRow]:
    """Since a day or all of them, the latest first; one statement."""
    values = {**sitting(viewer), "first": first or date.min}
    return fetch_all(session, ExceptionRow, _exceptions(seat(viewer), limit), **values)


@lru_cache(maxsize=64)
def _exceptions(viewer: Seat, limit: int) -> Statement:
    return (
        sa.select(
            Task.id,
            Unit.id,
            Unit.name,
            Directive.text,
            Directive.number,
            Meeting.title,
            Meeting.held_on,
            Directive.target_points,
            Directive.target_comparator,
            Event.short_points,
            Event.short_people,
            Event.on,
            Event.by_name,
            Event.by_position,
            Event.note,
            sa.func.count().over(),
        )
        .select_from(Event)
        .join(Task, Task.id == Event.task_id)
        .join(Unit, Unit.id == Event.unit_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Meeting, Meeting.id == Directive.meeting_id)
        .where(
            Event.committee_id == viewer.committee_id,
            visible_tasks(viewer),
            sa.text("events.short_points IS NOT NULL"),
            Event.on >= sa.bindparam("first", type_=sa.Date),
        )
        .order_by(Event.id.desc())
        .limit(limit)
    )
