"""Which meetings and inspections are there, and what do they give to whom?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer, visible_meetings
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.meetings import (
    Attendance,
    DeadlineKind,
    Directive,
    DirectiveUnit,
    Meeting,
    MeetingKind,
    Stage,
)
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.fetch import fetch_all
from bhyt_tasks.queries.units import UnitChoice

MEETINGS_PAGE = 50


@dataclass(frozen=True)
class MeetingRow:
    id: int
    kind: MeetingKind
    held_on: date
    title: str
    chair_position: str
    notice_number: str
    stage: Stage
    directives: int
    tasks: int
    accepted: int


def meetings(session: Session, viewer: Viewer, before: int | None = None) -> list[MeetingRow]:
    """Meetings, the newest first, with how many tasks they gave and how many of these are accepted."""
    of_meeting = sa.select(Directive.id).where(Directive.meeting_id == Meeting.id).correlate(Meeting)
    lead = sa.select(sa.func.count()).where(
        Task.directive_id.in_(of_meeting), Task.part == Part.LEAD, Task.state != TaskState.WITHDRAWN
    )
    statement = (
        sa.select(
            Meeting.id,
            Meeting.kind,
            Meeting.held_on,
            Meeting.title,
            Meeting.chair_position,
            Meeting.notice_number,
            Meeting.stage,
            sa.select(sa.func.count()).where(Directive.meeting_id == Meeting.id).scalar_subquery(),
            lead.scalar_subquery(),
            lead.where(Task.state == TaskState.ACCEPTED).scalar_subquery(),
        )
        .where(visible_meetings(viewer))
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(MEETINGS_PAGE + 1)
    )
    if before is not None:
        pivot = sa.select(Meeting.held_on, Meeting.id).where(visible_meetings(viewer), Meeting.id == before).subquery()
        statement = statement.where(
            sa.tuple_(Meeting.held_on, Meeting.id) < sa.select(pivot.c.held_on, pivot.c.id).scalar_subquery()
        )
    return fetch_all(session, MeetingRow, statement)


@dataclass(frozen=True)
class DirectiveUnitRow:
    unit_id: int
    name: str
    kind: UnitKind
    part: Part
    tasks: int
    accepted: int


@dataclass(frozen=True)
class DirectiveRow:
    id: int
    position: int
    number: str
    text: str
    quote_start: int | None
    quote_end: int | None
    deliverable: str
    priority: bool
    general: bool
    deadline_kind: DeadlineKind
    due_on: date | None
    every: Every | None
    due_day: int | None
    due_month_offset: int
    review_on: date | None
    target_comparator: Comparator | None
    target_points: int | None
    target_indicator_id: int | None
    indicator: str | None  # of the target, where it is not the committee's main one
    illustrative: str
    withdrawn_on: date | None
    units: tuple[DirectiveUnitRow, ...] = field(default=())

    @property
    def lead(self) -> tuple[DirectiveUnitRow, ...]:
        return tuple(unit for unit in self.units if unit.part is Part.LEAD)

    @property
    def coordinating(self) -> tuple[DirectiveUnitRow, ...]:
        return tuple(unit for unit in self.units if unit.part is Part.COORDINATING)

    @property
    def undated(self) -> bool:
        return not self.general and self.deadline_kind is DeadlineKind.FIXED and self.due_on is None

    @property
    def tasks(self) -> int:
        return sum(unit.tasks for unit in self.lead)

    @property
    def accepted(self) -> int:
        return sum(unit.accepted for unit in self.lead)


def directives(session: Session, meeting_id: int) -> list[DirectiveRow]:
    """The directives of a meeting in order, each with its units and, once issued, how far these are."""
    rows = fetch_all(
        session,
        DirectiveRow,
        sa.select(
            Directive.id,
            Directive.position,
            Directive.number,
            Directive.text,
            Directive.quote_start,
            Directive.quote_end,
            Directive.deliverable,
            Directive.priority,
            Directive.general,
            Directive.deadline_kind,
            Directive.due_on,
            Directive.every,
            Directive.due_day,
            Directive.due_month_offset,
            Directive.review_on,
            Directive.target_comparator,
            Directive.target_points,
            Directive.target_indicator_id,
            Indicator.name,
            Directive.illustrative,
            Directive.withdrawn_on,
        )
        .outerjoin(Indicator, Indicator.id == Directive.target_indicator_id)
        .where(Directive.meeting_id == meeting_id)
        .order_by(Directive.position),
    )
    units = _directive_units(session, [row.id for row in rows])
    return [DirectiveRow(**{**vars(row), "units": tuple(units.get(row.id, ()))}) for row in rows]


def _directive_units(session: Session, ids: Sequence[int]) -> dict[int, list[DirectiveUnitRow]]:
    accepted = sa.func.count(Task.id).filter(Task.state == TaskState.ACCEPTED)
    counted = sa.and_(
        Task.directive_id == DirectiveUnit.directive_id,
        Task.unit_id == DirectiveUnit.unit_id,
        Task.state != TaskState.WITHDRAWN,
    )
    rows = session.execute(
        sa.select(
            DirectiveUnit.directive_id,
            Unit.id,
            Unit.name,
            Unit.kind,
            DirectiveUnit.part,
            sa.func.count(Task.id),
            accepted,
        )
        .join(Unit, Unit.id == DirectiveUnit.unit_id)
        .outerjoin(Task, counted)
        .where(DirectiveUnit.directive_id.in_(ids))
        .group_by(
            DirectiveUnit.directive_id,
            Unit.id,
            Unit.name,
            Unit.kind,
            DirectiveUnit.part,
            DirectiveUnit.position,
        )
        .order_by(DirectiveUnit.directive_id, DirectiveUnit.part.desc(), DirectiveUnit.position)
    ).all()
    units: dict[int, list[DirectiveUnitRow]] = {}
    for row in rows:
        units.setdefault(row[0], []).append(DirectiveUnitRow(*row[1:]))
    return units


def attending(session: Session, meeting_id: int) -> tuple[UnitChoice, ...]:
    return tuple(
        fetch_all(
            session,
            UnitChoice,
            sa.select(Unit.id, Unit.name, Unit.kind, Unit.code, Unit.folded)
            .join(Attendance, Attendance.unit_id == Unit.id)
            .where(Attendance.meeting_id == meeting_id)
            .order_by(Attendance.id),
        )
    )


@dataclass(frozen=True)
class MessageTask:
    """A line of the text that is copied into a chat after giving out."""

    task_id: int
    unit_id: int
    unit_name: str
    part: Part
    text: str
    number: str
    due_on: date | None
    period: str


def message_tasks(session: Session, meeting_id: int) -> list[MessageTask]:
    return fetch_all(
        session,
        MessageTask,
        sa.select(Task.id, Unit.id, Unit.name, Task.part, Directive.text, Directive.number, Task.due_on, Task.period)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Unit, Unit.id == Task.unit_id)
        .where(Directive.meeting_id == meeting_id, Task.state != TaskState.WITHDRAWN)
        .order_by(Unit.sort_key, Unit.id, Directive.position, Task.period),
    )


@dataclass(frozen=True)
class GivenTo:
    """A unit that has a directive, and its latest task."""

    task_id: int
    unit_name: str
    part: Part
    state: TaskState
    due_on: date | None
    period: str


def given_to(session: Session, directive_id: int) -> list[GivenTo]:
    """The tasks of a directive, leading ones first, each unit's latest period on top."""
    return fetch_all(
        session,
        GivenTo,
        sa.select(Task.id, Unit.name, Task.part, Task.state, Task.due_on, Task.period)
        .join(Unit, Unit.id == Task.unit_id)
        .where(Task.directive_id == directive_id)
        .order_by(Task.part.desc(), Unit.sort_key, Unit.id, Task.id.desc()),
    )


@dataclass(frozen=True)
class Earlier:
    id: int
    title: str
    held_on: date


def issued_meetings(session: Session, viewer: Viewer) -> list[Earlier]:
    """What an inspection may follow: the latest issued meetings."""
    return fetch_all(
        session,
        Earlier,
        sa.select(Meeting.id, Meeting.title, Meeting.held_on)
        .where(visible_meetings(viewer), Meeting.stage == Stage.ISSUED)
        .order_by(Meeting.held_on.desc())
        .limit(30),
    )


@dataclass(frozen=True)
class Preview:
    """What giving out will do: tasks to units, and contents that have no date."""

    tasks: int
    leading: int
    units: int
    undated: int
    general: int


def preview(rows: Sequence[DirectiveRow]) -> Preview:
    given = [row for row in rows if not row.general]
    return Preview(
        tasks=sum(len(row.units) for row in given),
        leading=sum(len(row.lead) for row in given),
        units=len({unit.unit_id for row in given for unit in row.units}),
        undated=sum(row.undated for row in given),
        general=len(rows) - len(given),
    )
