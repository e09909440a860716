"""What is there to do, most urgent first? One page of tasks by keyset: rows after (act_by, id)."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain import notices
from bhyt_tasks.domain.access import Viewer, sees_everything, visible_errata, visible_extensions, visible_tasks
from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.extensions import EXTENDING, Extension
from bhyt_tasks.domain.handovers import FINISHED
from bhyt_tasks.domain.history import TOLD, Act, Event
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, Meeting, MeetingKind
from bhyt_tasks.domain.notices import Notice
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.reminders import Reminder
from bhyt_tasks.domain.tasks import SOON, Part, Task, TaskClass, TaskState, late_by, task_class
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.successions import line_of

PAGE = 50

# The predicates of the partial indexes, to the letter: a bound constant in them would defeat the index.
RUNNING_LEAD = sa.text("tasks.stopped_on IS NULL AND tasks.part = 'lead'")
RUNNING = sa.text("tasks.stopped_on IS NULL")
DISCLAIMED = sa.text("tasks.disclaimed_on IS NOT NULL")
UNDATED = sa.text("tasks.stopped_on IS NULL AND tasks.part = 'lead' AND tasks.due_on IS NULL")
UNDECIDED = sa.text("errata.agreed IS NULL")
UNANSWERED = sa.text("extensions.decision IS NULL")
WAITING = sa.text("tasks.state = 'submitted' AND tasks.part = 'lead'")
UNREAD = sa.text(f"notices.{notices.UNREAD}")
TOLD_NOW = sa.text(f"events.{TOLD}")
VIEWER = sa.bindparam("viewer_id", type_=sa.Integer)


class TaskRow(NamedTuple):
    """A task on a list, with everything that is shown of it; a tuple, since a page makes fifty."""

    id: int
    version: int
    unit_id: int
    part: Part
    period: str
    due_on: date | None
    original_due_on: date | None
    act_by: date
    state: TaskState
    done: int | None
    total: int | None
    measure: str
    stopped_on: date | None
    assigned_on: date
    directive_id: int
    text: str
    number: str
    every: Every | None
    deadline_kind: DeadlineKind
    priority: bool
    meeting_id: int
    meeting_kind: MeetingKind
    held_on: date
    notice_number: str
    unit_name: str
    unit_kind: UnitKind
    head_position: str | None
    head_phone: str | None
    word_note: str | None
    word_obstacle: str | None
    word_on: date | None
    word_what: Act | None
    word_by_id: int | None
    reminders: int
    reminded_on: date | None
    disclaimed_on: date | None
    wanted_on: date | None  # the day that an undecided request for more time asks for
    extended: int  # times that more time was granted
    unit_until: date | None = None  # its last day

    def late_by(self, today: date) -> int:
        return late_by(self.due_on, self.stopped_on, today)

    def original_late_by(self, today: date) -> int:
        return late_by(self.original_due_on, self.stopped_on, today)

    def task_class(self, today: date) -> TaskClass | None:
        """The line of the report that counts it; None for a coordinating or a withdrawn one (R4)."""
        return task_class(self.state, self.due_on, self.stopped_on, today) if self.part is Part.LEAD else None

    def soon(self, today: date) -> bool:
        return self.due_on is not None and self.stopped_on is None and 0 <= (self.due_on - today).days <= SOON

    def waited(self, today: date) -> int:
        """Days that a submission has waited for an answer."""
        return (today - (self.stopped_on or today)).days

    @property
    def key(self) -> str:
        """Where the next page begins."""
        return f"{self.act_by:%Y-%m-%d}_{self.id}"


head = aliased(User)
word = aliased(Event)
_reminders = sa.select(sa.func.count()).where(Reminder.task_id == Task.id).scalar_subquery()
_reminded_on = sa.select(sa.func.max(Reminder.on)).where(Reminder.task_id == Task.id).scalar_subquery()
_of_task = Extension.task_id == Task.id
_wanted_on = sa.select(Extension.wanted_on).where(_of_task, UNANSWERED).scalar_subquery()
_extended = sa.select(sa.func.count()).where(_of_task, Extension.decision.in_(EXTENDING)).scalar_subquery()

COLUMNS = (
    Task.id,
    Task.version,
    Task.unit_id,
    Task.part,
    Task.period,
    Task.due_on,
    Task.original_due_on,
    Task.act_by,
    Task.state,
    Task.done,
    Task.total,
    Task.measure,
    Task.stopped_on,
    Task.assigned_on,
    Directive.id,
    Directive.text,
    Directive.number,
    Directive.every,
    Directive.deadline_kind,
    Directive.priority,
    Meeting.id,
    Meeting.kind,
    Meeting.held_on,
    Meeting.notice_number,
    Unit.name,
    Unit.kind,
    head.position,
    head.work_phone,
    word.note,
    word.obstacle,
    word.on,
    word.what,
    word.by_id,
    _reminders,
    _reminded_on,
    Task.disclaimed_on,
    _wanted_on,
    _extended,
    Unit.active_until,
)


def task_rows(*criteria: Any) -> Statement:
    """The list of tasks; the order is the index's: days late, oldest first."""
    return (
        sa.select(*COLUMNS)
        .select_from(Task)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Meeting, Meeting.id == Directive.meeting_id)
        .join(Unit, Unit.id == Task.unit_id)
        .outerjoin(head, head.id == Unit.head_id)
        .outerjoin(word, word.id == Task.last_word_id)
        .where(*criteria)
        .order_by(Task.act_by, Task.id)
    )


def matching(viewer: Viewer, text: str) -> sa.ColumnElement[bool]:
    """Every word of the search stands in the directive or in a name of the unit, without accents (R16)."""
    return sa.and_(
        sa.true(),
        *(
            sa.or_(
                Task.directive_id.in_(
                    sa.select(Directive.id).where(
                        Directive.committee_id == viewer.committee_id,
                        Directive.folded.contains(word_, autoescape=True),
                    )
                ),
                Task.unit_id.in_(
                    sa.select(Unit.id).where(
                        Unit.committee_id == viewer.committee_id, Unit.folded.contains(word_, autoescape=True)
                    )
                ),
            )
            for word_ in fold(text).split()
        ),
    )


BEYOND = sa.tuple_(Task.act_by, Task.id) > sa.tuple_(
    sa.bindparam("after_day", type_=sa.Date), sa.bindparam("after_id", type_=sa.BigInteger)
)


def after(key: str) -> dict[str, Any] | None:
    """The parameters of BEYOND for the last row of the page before; None for a key that is none."""
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})_(\d{1,18})", key, re.ASCII)
    if not match:
        return None
    try:
        return {"after_day": date.fromisoformat(match[1]), "after_id": int(match[2])}
    except ValueError:
        return None


Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    rows: list[Item]
    next_key: str  # empty on the last page


def fetch_page(session: Session, statement: Statement, **values: Any) -> Page[TaskRow]:
    """One page of a statement that asks for a row more than the page holds."""
    rows = fetch_all(session, TaskRow, statement, **values)
    return Page(rows[:PAGE], rows[PAGE - 1].key if len(rows) > PAGE else "")


@dataclass(frozen=True)
class WorkFilters:
    """What the address of /tasks asks for."""

    own: bool = False  # only the viewer's unit, for people who see more
    state: str = "open"  # open, submitted, accepted, all
    due: str = ""  # overdue, soon, week, none, review
    unit: int | None = None
    meeting: int | None = None
    directive: int | None = None
    kind: TaskClass | None = None  # a line of the report, as counted on the overview
    q: str = ""
    after: str = ""


_DUE = {
    "overdue": Task.overdue_sql(TODAY),
    "soon": Task.due_on.between(TODAY, sa.bindparam("soon")),
    "week": Task.due_on.between(TODAY, sa.bindparam("sunday")),
    "none": Task.due_on.is_(None),
    "review": sa.and_(Task.due_on.is_(None), Task.act_by <= TODAY),
}


def worklist(session: Session, viewer: Viewer, today: date, filters: WorkFilters) -> Page[TaskRow]:
    """One page of the viewer's tasks. A committee's people see leading tasks; a unit's people all of theirs.

    A unit's tasks are also those of the units that it stands for.
    """
    statement = _worklist(seat(viewer), _shape(filters))
    return fetch_page(session, statement, **_values(session, viewer, today, filters), **(after(filters.after) or {}))


def whole_worklist(session: Session, viewer: Viewer, today: date, filters: WorkFilters, *, most: int) -> list[TaskRow]:
    """All pages of the same list, at most so many rows."""
    statement = _worklist(seat(viewer), _shape(replace(filters, after=""))).limit(most)
    return fetch_all(session, TaskRow, statement, **_values(session, viewer, today, filters))


def _values(session: Session, viewer: Viewer, today: date, filters: WorkFilters) -> dict[str, Any]:
    days = {"today": today, "soon": today + timedelta(days=SOON), "sunday": today + timedelta(days=6 - today.weekday())}
    line = line_of(session, filters.unit, today) if filters.unit else []
    return {**sitting(viewer), **days, "line": line, "meeting": filters.meeting, "directive": filters.directive}


def _shape(filters: WorkFilters) -> WorkFilters:
    """What the statement depends on: that a unit is asked for, not which one; the words of a search."""
    return replace(
        filters,
        unit=filters.unit and 1,
        meeting=filters.meeting and 1,
        directive=filters.directive and 1,
        after="after" if after(filters.after) else "",
    )


@lru_cache(maxsize=256)
def _worklist(viewer: Seat, filters: WorkFilters) -> Statement:
    criteria = [visible_tasks(viewer), *_whose(viewer, filters), *_how_far(filters), *_which(filters)]
    if filters.due in _DUE:
        criteria.append(_DUE[filters.due])
    if filters.kind:
        criteria.append(Task.class_sql(TODAY) == filters.kind.value)
    if filters.q.strip():
        criteria.append(matching(viewer, filters.q))
    if filters.after:
        criteria.append(BEYOND)
    return task_rows(*criteria).limit(PAGE + 1)


def _whose(viewer: Viewer, filters: WorkFilters) -> list[Any]:
    if filters.own:
        return [Task.unit_id == viewer.unit_id]
    return [sa.text("tasks.part = 'lead'")] if sees_everything(viewer) else []


def _how_far(filters: WorkFilters) -> list[Any]:
    if filters.state == "open":
        return [RUNNING]
    if filters.state in ("submitted", "accepted"):
        return [Task.state == TaskState(filters.state)]
    return [Task.state != TaskState.WITHDRAWN]


def _which(filters: WorkFilters) -> list[Any]:
    criteria: list[Any] = []
    if filters.unit:
        criteria.append(Task.unit_id.in_(sa.bindparam("line", expanding=True)))
    if filters.directive:
        criteria.append(Task.directive_id == sa.bindparam("directive"))
    if filters.meeting:
        of_meeting = sa.select(Directive.id).where(Directive.meeting_id == sa.bindparam("meeting"))
        criteria.append(Task.directive_id.in_(of_meeting))
    return criteria


CAP = 1000  # a count stops here and is shown as "1.000+"


@dataclass(frozen=True)
class Badges:
    """What the menu counts for the viewer, each at most CAP."""

    overdue: int
    waiting: int
    disclaimed: int
    errata: int
    extensions: int
    unread: int
    reviews: int = 0  # directives without a deadline that came back for review
    ownerless: int = 0  # tasks of units that are no more

    @property
    def decisions(self) -> int:
        """Everything that waits for the committee."""
        return self.waiting + self.disclaimed + self.errata + self.extensions + self.ownerless


def badges(session: Session, viewer: Viewer, today: date, late: int | None = None) -> Badges:
    """Open late tasks of what the viewer sees, unless they are counted already; submissions, disclaimed tasks, errata,
    what came back for review and tasks without an owner, for who sees everything; what the viewer was told and has not
    marked as seen. One statement."""
    statement = _badges(seat(viewer), late is None)
    found = fetch_all(session, Badges, statement, **sitting(viewer), today=today, viewer_id=viewer.id)[0]
    return found if late is None else replace(found, overdue=late)


@cache
def _badges(viewer: Seat, count_late: bool) -> Statement:
    late: Any = sa.literal(0)
    if count_late:
        late = _capped(visible_tasks(viewer), RUNNING_LEAD, Task.act_by < TODAY, Task.due_on.is_not(None))
    if not sees_everything(viewer):
        return sa.select(late, *[sa.literal(0)] * 4, _unread(viewer), *[sa.literal(0)] * 2)
    waiting = _capped(visible_tasks(viewer), WAITING)
    disclaimed = _capped(visible_tasks(viewer), DISCLAIMED)
    errata = _capped(visible_errata(viewer), UNDECIDED, of=Erratum.id)
    extensions = _capped(visible_extensions(viewer), UNANSWERED, _goes_on(), of=Extension.id)
    reviews = _counted(
        sa.select(Task.directive_id).where(visible_tasks(viewer), UNDATED, Task.act_by <= TODAY).distinct()
    )
    return sa.select(late, waiting, disclaimed, errata, extensions, _unread(viewer), reviews, _ownerless(viewer))


def _ownerless(viewer: Viewer) -> sa.ScalarSelect[int]:
    """Counted unit by unit, by the index that each unit's tasks have."""
    tasks = sa.select(sa.func.count()).where(Task.unit_id == Unit.id, Task.state.not_in(FINISHED)).correlate(Unit)
    added = sa.cast(sa.func.coalesce(sa.func.sum(tasks.scalar_subquery()), 0), sa.Integer)
    return sa.select(added).where(closed(viewer)).scalar_subquery()


def closed(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Units that are no more."""
    return sa.and_(Unit.committee_id == viewer.committee_id, Unit.active_until.is_not(None), Unit.active_until < TODAY)


def _unread(viewer: Seat) -> Any:
    """Notices, and for a unit's people what the committee did to the unit's tasks."""
    unread: Any = _capped(Notice.user_id == VIEWER, UNREAD, of=Notice.id)
    if Role.UNIT not in viewer.roles:
        return unread
    seen = sa.select(User.seen_event_id).where(User.id == VIEWER).scalar_subquery()
    return unread + _capped(Event.unit_id == viewer.unit_id, TOLD_NOW, Event.id > seen, of=Event.id)


def _goes_on() -> sa.ColumnElement[bool]:
    """The task of an extension has not ended."""
    ended = (TaskState.ACCEPTED, TaskState.WITHDRAWN)
    return sa.exists().where(Task.id == Extension.task_id, Task.state.not_in(ended)).correlate(Extension)


def _capped(*criteria: Any, of: Any = Task.id) -> sa.ScalarSelect[int]:
    return _counted(sa.select(of).where(*criteria))


def _counted(rows: Statement) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(rows.limit(CAP).subquery()).scalar_subquery()
