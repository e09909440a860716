"""What was done on tasks, and what was changed about users, units, groups, settings and files; by whom and when?"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.history import Act, Change, ChangeKind, Channel, Event, Subject
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.fetch import Statement, fetch_all
from bhyt_tasks.queries.worklist import PAGE


@dataclass(frozen=True)
class ChangeRow:
    """``by_name`` and ``by_position`` are None for a command typed in the shell."""

    id: int
    subject: Subject
    subject_id: int
    what: ChangeKind
    name: str
    details: dict[str, Any]
    note: str
    at: datetime
    by_name: str | None
    by_position: str | None


@dataclass(frozen=True)
class ChangeFilters:
    subject: Subject | None = None
    subject_id: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Changes:
    rows: list[ChangeRow]
    before: int | None  # where the next page begins; None on the last


def changes(session: Session, viewer: Viewer, filters: ChangeFilters, *, limit: int = PAGE) -> Changes:
    """The latest changes of the viewer's committee, newest first."""
    criteria = [Change.committee_id == viewer.committee_id]
    if filters.subject is not None:
        criteria.append(Change.subject == filters.subject)
    if filters.subject_id is not None:
        criteria.append(Change.subject_id == filters.subject_id)
    if filters.before is not None:
        criteria.append(Change.id < filters.before)
    statement = (
        sa.select(
            Change.id,
            Change.subject,
            Change.subject_id,
            Change.what,
            Change.name,
            Change.details,
            Change.note,
            Change.at,
            User.full_name,
            User.position,
        )
        .outerjoin(User, User.id == Change.by_id)
        .where(*criteria)
        .order_by(Change.id.desc())
        .limit(limit + 1)
    )
    rows = fetch_all(session, ChangeRow, statement)
    return Changes(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


@dataclass(frozen=True)
class ActRow:
    """One act on a task; ``position`` is what the person was when doing it, ``unit_name`` the task's unit then."""

    id: int
    at: datetime
    what: Act
    by_name: str
    position: str
    told_by: str
    channel: Channel
    told_on: date | None
    note: str
    obstacle: str
    done: int | None
    total: int | None
    measure: str
    illustrative: bool
    task_id: int
    text: str
    number: str
    unit_name: str


@dataclass(frozen=True)
class ActFilters:
    """``who``, ``unit`` and ``q`` are words that stand in a name, or in the directive or what was noted."""

    who: str = ""
    unit: str = ""
    what: Act | None = None
    start: date | None = None
    end: date | None = None
    q: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Acts:
    rows: list[ActRow]
    before: int | None  # where the next page begins; None on the last


def acts(session: Session, viewer: Viewer, filters: ActFilters, *, limit: int = PAGE) -> Acts:
    """The latest acts on tasks of the viewer's committee, newest first; one statement."""
    values = {"start": filters.start, "end": filters.end, "what": filters.what, "before": filters.before}
    asked = {name: value for name, value in values.items() if value is not None}
    rows = fetch_all(
        session,
        ActRow,
        _acts(_shape(filters)),
        committee_id=viewer.committee_id,
        most=limit + 1,
        **asked,
    )
    return Acts(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def _shape(filters: ActFilters) -> ActFilters:
    """What the statement depends on: that a day is asked for, not which one; the words of a search."""
    return replace(
        filters,
        what=filters.what and Act.ISSUED,
        start=filters.start and date.min,
        end=filters.end and date.min,
        before=None if filters.before is None else 1,
    )


@lru_cache(maxsize=128)
def _acts(filters: ActFilters) -> Statement:
    criteria: list[Any] = [Event.committee_id == sa.bindparam("committee_id")]
    if filters.before is not None:
        criteria.append(Event.id < sa.bindparam("before"))
    if filters.what is not None:
        criteria.append(Event.what == sa.bindparam("what", type_=Event.what.type))
    if filters.start is not None:
        criteria.append(Event.on >= sa.bindparam("start", type_=sa.Date))
    if filters.end is not None:
        criteria.append(Event.on <= sa.bindparam("end", type_=sa.Date))
    criteria += [User.folded.contains(word, autoescape=True) for word in fold(filters.who).split()]
    criteria += [Unit.folded.contains(word, autoescape=True) for word in fold(filters.unit).split()]
    criteria += [_said(word) for word in filters.q.split()]
    return (
        sa.select(
            Event.id,
            Event.at,
            Event.what,
            User.full_name,
            sa.func.coalesce(_position_then(), User.position),
            Event.told_by,
            Event.channel,
            Event.told_on,
            Event.note,
            Event.obstacle,
            Event.done,
            Event.total,
            Event.measure,
            Event.illustrative,
            Event.task_id,
            Directive.text,
            Directive.number,
            Unit.name,
        )
        .select_from(Event)
        .join(User, User.id == Event.by_id)
        .join(Unit, Unit.id == Event.unit_id)
        .join(Task, Task.id == Event.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(*criteria)
        .order_by(Event.id.desc())
        .limit(sa.bindparam("most"))
    )


def _said(word: str) -> sa.ColumnElement[bool]:
    """The word stands in the directive, without accents, or in what was noted, as it is written there."""
    return sa.or_(
        Directive.folded.contains(fold(word), autoescape=True),
        Event.note.contains(word, autoescape=True),
        Event.obstacle.contains(word, autoescape=True),
    )


def _position_then() -> sa.ScalarSelect[Any]:
    """What the person was before the first change of position that came after the act."""
    return (
        sa.select(Change.details[("position", 0)].as_string())
        .where(
            Change.subject == Subject.USER,
            Change.subject_id == Event.by_id,
            Change.at > Event.at,
            Change.details["position"].as_string().is_not(None),
        )
        .order_by(Change.id)
        .limit(1)
        .scalar_subquery()
    )
