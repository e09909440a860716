"""What was this person told, and what goes into today's e-mails?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.history import Act, Channel, Event
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.notices import WEEK, Digest, Notice
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.reminders import Reminder, Step
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.queries.fetch import fetch_all
from bhyt_tasks.queries.worklist import TOLD_NOW, VIEWER

SHOWN = 50  # the newest; what is older stands in the stories of the tasks


@dataclass(frozen=True)
class NoticeRow:
    """A warning of a deadline; without a task, how many tasks of the committee became late."""

    id: int
    at: datetime
    on: date
    due_on: date
    tasks: int
    task_id: int | None
    text: str | None
    unread: bool

    @property
    def days_late(self) -> int:
        """On the day of the notice; 0 or less before the deadline and on its day."""
        return (self.on - self.due_on).days


@dataclass(frozen=True)
class ToldRow:
    """What the committee did to a task of the viewer's unit."""

    id: int
    at: datetime
    what: Act
    by_position: str
    by_roles: frozenset[Role]
    note: str
    answer_by: date | None
    granted_on: date | None
    step: Step | None
    reminded_by: Channel | None
    task_id: int
    text: str
    unread: bool


@dataclass(frozen=True)
class DigestLine:
    """A task in an e-mail, or without one how many became late."""

    notice_id: int
    user_id: int
    email: str
    position: str
    due_on: date
    tasks: int
    task_id: int | None
    text: str | None
    number: str | None
    notice_number: str | None


@dataclass(frozen=True)
class DigestRow:
    """The e-mail of one person; ``notice_id`` is the newest notice that it carries."""

    user_id: int
    email: str
    position: str
    notice_id: int
    tasks: tuple[DigestLine, ...]
    newly_late: int


def notices_of(session: Session, viewer: Viewer) -> list[NoticeRow]:
    """The newest notices of the viewer; one whose task went to another unit is left out."""
    return fetch_all(session, NoticeRow, _NOTICES, viewer_id=viewer.id, viewer_unit_id=viewer.unit_id)


_UNIT = sa.bindparam("viewer_unit_id", type_=sa.Integer)
_NOTICES = (
    sa.select(
        Notice.id,
        Notice.at,
        Notice.on,
        Notice.due_on,
        Notice.tasks,
        Notice.task_id,
        Directive.text,
        Notice.read_at.is_(None),
    )
    .outerjoin(Task, Task.id == Notice.task_id)
    .outerjoin(Directive, Directive.id == Task.directive_id)
    .where(Notice.user_id == VIEWER, sa.or_(Notice.task_id.is_(None), Task.unit_id == _UNIT))
    .order_by(Notice.id.desc())
    .limit(SHOWN)
)


def told(session: Session, viewer: Viewer) -> list[ToldRow]:
    """The newest acts of the committee on tasks of the viewer's unit; none for who is not of a unit."""
    if Role.UNIT not in viewer.roles:
        return []
    return fetch_all(session, ToldRow, _TOLD, viewer_id=viewer.id, viewer_unit_id=viewer.unit_id)


def newest(session: Session, viewer: Viewer) -> tuple[int, int]:
    """The newest notice and the newest act that the bell counts, shown or not: 0 where there is none."""
    notice = sa.select(sa.func.coalesce(sa.func.max(Notice.id), 0)).where(Notice.user_id == viewer.id)
    act = sa.select(sa.func.coalesce(sa.func.max(Event.id), 0)).where(Event.unit_id == viewer.unit_id, TOLD_NOW)
    found = session.execute(sa.select(notice.scalar_subquery(), act.scalar_subquery())).one()
    return found[0], found[1]


_SEEN = sa.select(User.seen_event_id).where(User.id == VIEWER).scalar_subquery()
_TOLD = (
    sa.select(
        Event.id,
        Event.at,
        Event.what,
        User.position,
        User.roles,
        Event.note,
        Event.answer_by,
        Extension.granted_on,
        Reminder.step,
        Reminder.channel,
        Event.task_id,
        Directive.text,
        Event.id > _SEEN,
    )
    .join(User, User.id == Event.by_id)
    .join(Task, sa.and_(Task.id == Event.task_id, Task.unit_id == Event.unit_id))
    .join(Directive, Directive.id == Task.directive_id)
    .outerjoin(Extension, Extension.id == Event.extension_id)
    .outerjoin(Reminder, sa.and_(Reminder.task_id == Event.task_id, Reminder.event_id == Event.id))
    .where(Event.unit_id == _UNIT, TOLD_NOW)
    .order_by(Event.id.desc())
    .limit(SHOWN)
)


def digests_owed(session: Session, committee_id: int, on: date) -> list[DigestRow]:
    """The e-mails of a committee that have not been sent on this day, to people who have an address and want them.

    A task stands in them while it runs with the deadline that the notice was about.
    """
    lines = fetch_all(session, DigestLine, _DIGESTS, committee_id=committee_id, on=on, since=on - timedelta(days=WEEK))
    return [_digest(list(rows)) for _user_id, rows in groupby(lines, key=lambda line: line.user_id)]


def _digest(lines: list[DigestLine]) -> DigestRow:
    of_tasks = {line.task_id: line for line in lines if line.task_id is not None}
    return DigestRow(
        user_id=lines[0].user_id,
        email=lines[0].email,
        position=lines[0].position,
        notice_id=max(line.notice_id for line in lines),
        tasks=tuple(of_tasks.values()),
        newly_late=sum(line.tasks for line in lines if line.task_id is None),
    )


_ON = sa.bindparam("on", type_=sa.Date)
_DIGESTS = (
    sa.select(
        Notice.id,
        User.id,
        User.email,
        User.position,
        Notice.due_on,
        Notice.tasks,
        Task.id,
        Directive.text,
        Directive.number,
        Meeting.notice_number,
    )
    .join(User, User.id == Notice.user_id)
    .outerjoin(Task, Task.id == Notice.task_id)
    .outerjoin(Directive, Directive.id == Task.directive_id)
    .outerjoin(Meeting, Meeting.id == Directive.meeting_id)
    .where(
        Notice.committee_id == sa.bindparam("committee_id"),
        Notice.digest_id.is_(None),
        Notice.on > sa.bindparam("since", type_=sa.Date),
        Notice.on <= _ON,
        sa.or_(User.closed_on.is_(None), User.closed_on > _ON),
        User.email != "",
        User.wants_mail,
        sa.or_(
            Notice.task_id.is_(None),
            sa.and_(Task.stopped_on.is_(None), Task.due_on == Notice.due_on, Task.unit_id == User.unit_id),
        ),
        ~sa.exists().where(Digest.user_id == Notice.user_id, Digest.on == _ON),
    )
    .order_by(User.id, Notice.due_on, Notice.id)
)
