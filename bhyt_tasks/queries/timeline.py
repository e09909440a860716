"""What is this task, where does it come from, and what happened on it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import LARGEST_ID, Viewer, visible_tasks
from bhyt_tasks.domain.delegations import Delegation
from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.files import Attachment
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.history import Act, Channel, Event
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.meetings import Directive, DirectiveUnit, Meeting
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.reminders import Reminder, Step
from bhyt_tasks.domain.tasks import Part, Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.errata import CORRECTED, Corrected, new_unit, old_unit
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, fetch_one, seat, sitting
from bhyt_tasks.queries.worklist import COLUMNS, TaskRow, task_rows

Remover = aliased(User)


@dataclass(frozen=True)
class Source:
    """Where the task comes from: the words of the minutes, what the document does not give, and what an inspection
    found at the unit that the task is to mend; ``times`` is how often it was found."""

    title: str
    chair_position: str
    quote: str
    deliverable: str
    illustrative: str
    target_points: int | None
    indicator_id: int | None  # of the target, where it is not the committee's main one
    indicator: str | None
    counted: str | None
    findings: str
    times: int

    @property
    def has_target(self) -> bool:
        return self.target_points is not None


@dataclass(frozen=True)
class Partner:
    unit_id: int
    name: str
    part: Part


@dataclass(frozen=True)
class FileRow:
    id: int
    name: str
    size: int
    removed_at: datetime | None
    removed_why: str
    removed_by_position: str | None


@dataclass(frozen=True)
class StoryRow:
    id: int
    what: Act
    at: datetime
    by_id: int
    by_name: str
    by_position: str
    by_roles: frozenset[Role]
    channel: Channel
    told_by: str
    told_on: date | None
    note: str
    obstacle: str
    answer_by: date | None
    done: int | None
    total: int | None
    measure: str
    illustrative: bool
    wanted_on: date | None = None
    granted_on: date | None = None
    delegation: str | None = None  # its document; empty when it has none
    step: Step | None = None
    reminded_by: Channel | None = None
    corrected: Corrected | None = None
    files: tuple[FileRow, ...] = ()
    other_task_id: int | None = None  # what the task was joined with
    unit_name: str = ""  # whose it was after it
    from_unit: str = ""  # who handed it over


def task_page(session: Session, viewer: Viewer, task_id: int) -> tuple[TaskRow, Source] | None:
    """The task and its source; None when there is none or the viewer may not see it."""
    if task_id > LARGEST_ID:
        return None
    width = len(COLUMNS)
    statement, values = _task_page(seat(viewer)), {**sitting(viewer), "task_id": task_id}
    row = session.connection().execute(statement, values).one_or_none()
    return None if row is None else (TaskRow(*row[:width]), Source(*row[width:]))


@cache
def _task_page(viewer: Seat) -> Statement:
    quote = sa.func.substr(Meeting.minutes, Directive.quote_start + 1, Directive.quote_end - Directive.quote_start)
    return (
        task_rows(Task.id == sa.bindparam("task_id"), visible_tasks(viewer))
        .add_columns(
            Meeting.title,
            Meeting.chair_position,
            sa.func.coalesce(quote, ""),
            Directive.deliverable,
            Directive.illustrative,
            Directive.target_points,
            Directive.target_indicator_id,
            Indicator.name,
            Indicator.counted,
            _found(sa.func.coalesce(sa.func.aggregate_strings(Finding.text, "; "), "")),
            _found(sa.func.coalesce(sa.func.max(Finding.times), 0)),
        )
        .outerjoin(Indicator, Indicator.id == Directive.target_indicator_id)
    )


def _found(what: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """Of the findings at the task's unit that its directive answers."""
    answered = (Finding.directive_id == Task.directive_id, Finding.unit_id == Task.unit_id)
    return sa.select(what).where(*answered).correlate(Task).scalar_subquery()


def partners(session: Session, directive_id: int) -> list[Partner]:
    """Who leads and who helps on the directive, as it was issued."""
    return fetch_all(session, Partner, _PARTNERS, directive_id=directive_id)


_PARTNERS = (
    sa.select(Unit.id, Unit.name, DirectiveUnit.part)
    .join(DirectiveUnit, DirectiveUnit.unit_id == Unit.id)
    .where(DirectiveUnit.directive_id == sa.bindparam("directive_id"))
    .order_by(DirectiveUnit.part.desc(), DirectiveUnit.position)
)


def story(session: Session, task_id: int) -> list[StoryRow]:
    """Everything that happened on a task with its files, newest first; one statement."""
    rows: Sequence[Any] = session.connection().execute(_STORY, {"task_id": task_id}).all()
    files: dict[int, list[FileRow]] = {}
    for row in rows:
        if row[22] is not None:
            files.setdefault(row[0], []).append(FileRow(*row[22:28]))
    unique = {row[0]: row for row in rows}
    told = [
        StoryRow(*(*row[:22], Corrected(*row[31:]) if row[28] else None, tuple(files.get(event_id, ())), *row[29:31]))
        for event_id, row in unique.items()
    ]
    return [_handed_over(event, before) for event, before in zip(told, [*told[1:], None], strict=True)]


def _handed_over(event: StoryRow, before: StoryRow | None) -> StoryRow:
    """With the unit that had the task before it was handed over."""
    moved = event.what is Act.HANDED_OVER and before is not None and before.unit_name != event.unit_name
    return replace(event, from_unit=before.unit_name) if moved and before else event


def _then(kept: Any, now: Any) -> sa.ColumnElement[str]:
    """As it was when the event was written; as it is now for one that is older than the keeping."""
    return sa.func.coalesce(sa.func.nullif(kept, ""), now)


_STORY = (
    sa.select(
        Event.id,
        Event.what,
        Event.at,
        Event.by_id,
        _then(Event.by_name, User.full_name),
        _then(Event.by_position, User.position),
        User.roles,
        Event.channel,
        Event.told_by,
        Event.told_on,
        Event.note,
        Event.obstacle,
        Event.answer_by,
        Event.done,
        Event.total,
        Event.measure,
        Event.illustrative,
        Extension.wanted_on,
        Extension.granted_on,
        Delegation.document,
        Reminder.step,
        Reminder.channel,
        Attachment.id,
        Attachment.name,
        Attachment.size,
        Attachment.removed_at,
        Attachment.removed_why,
        Remover.position,
        Erratum.id,
        Event.other_task_id,
        Unit.name,
        *CORRECTED,
    )
    .join(User, User.id == Event.by_id)
    .join(Unit, Unit.id == Event.unit_id)
    .outerjoin(Extension, Extension.id == Event.extension_id)
    .outerjoin(Delegation, Delegation.id == Extension.delegation_id)
    .outerjoin(Reminder, sa.and_(Reminder.task_id == Event.task_id, Reminder.event_id == Event.id))
    .outerjoin(Erratum, Erratum.id == Event.erratum_id)
    .outerjoin(old_unit, old_unit.id == Erratum.old_unit_id)
    .outerjoin(new_unit, new_unit.id == Erratum.new_unit_id)
    .outerjoin(Attachment, Attachment.event_id == Event.id)
    .outerjoin(Remover, Remover.id == Attachment.removed_by)
    .where(Event.task_id == sa.bindparam("task_id"))
    .order_by(Event.id.desc(), Attachment.id)
)


@dataclass(frozen=True)
class StoredFile:
    id: int
    task_id: int
    task_text: str
    name: str
    type: str
    size: int
    sha256: str
    added_at: datetime
    added_by_position: str
    removed_at: datetime | None
    removed_why: str


def stored_file(session: Session, viewer: Viewer, attachment_id: int) -> StoredFile | None:
    """A file of a task that the viewer sees, living or destroyed."""
    if attachment_id > LARGEST_ID:
        return None
    return fetch_one(
        session,
        StoredFile,
        sa.select(
            Attachment.id,
            Task.id,
            Directive.text,
            Attachment.name,
            Attachment.type,
            Attachment.size,
            Attachment.sha256,
            Attachment.added_at,
            User.position,
            Attachment.removed_at,
            Attachment.removed_why,
        )
        .select_from(Attachment)
        .join(Event, Event.id == Attachment.event_id)
        .join(Task, Task.id == Event.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(User, User.id == Attachment.added_by)
        .where(Attachment.id == attachment_id, visible_tasks(viewer)),
    )
