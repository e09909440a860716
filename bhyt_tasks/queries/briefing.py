"""What has happened since a day, what waits, and what comes next? One sheet opens a meeting or a weekly briefing.

All lists of a sheet are one statement and all counts another, so that the sheet asks little whatever it shows.
"""

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Viewer, visible_extensions, visible_meetings, visible_tasks
from bhyt_tasks.domain.db import Instant
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.finding_checks import FindingCheck, Outcome
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.meetings import Meeting, Stage
from bhyt_tasks.domain.reminders import Reminder, Step
from bhyt_tasks.domain.tasks import Task, TaskClass, TaskState
from bhyt_tasks.queries.areas import AreaStanding, area
from bhyt_tasks.queries.coverage import standings
from bhyt_tasks.queries.exceptions import ExceptionRow, exceptions
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, seat, sitting
from bhyt_tasks.queries.figures import Figure
from bhyt_tasks.queries.findings import FindingFilters, KnownFinding, known_findings
from bhyt_tasks.queries.overview import COUNTED
from bhyt_tasks.queries.worklist import COLUMNS, RUNNING, RUNNING_LEAD, UNANSWERED, WAITING, TaskRow, task_rows

EXCEPTED = 3  # exceptions on a sheet, before the link to all of them
AHEAD = 7  # days that a briefing looks ahead

_FIRST = sa.bindparam("first", type_=sa.Date)
_START = sa.bindparam("start", type_=Instant)
_LEAD = sa.text("tasks.part = 'lead'")


class Section(enum.StrEnum):
    """A list of tasks on a sheet."""

    WAITING = "waiting"
    EXTENSIONS = "extensions"
    LATE = "late"  # since the first day
    OVERDUE = "overdue"  # all that are open
    COMING = "coming"
    DONE = "done"
    OBSTACLES = "obstacles"
    SILENT = "silent"
    REMINDED = "reminded"
    DECIDED = "decided"


class Line(NamedTuple):
    """A task on a list. ``number`` counts what the list is about: which request of its unit for more time, or how
    often it was reminded without an answer; ``wanted_on`` is the day that the unit asks for."""

    task: TaskRow
    number: int
    wanted_on: date | None


@dataclass(frozen=True)
class Listed:
    """The first lines of a list and how many tasks it has."""

    rows: list[Line]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Tallies:
    """Classes as they stand today; reminders sent, requests decided and findings checked since the first day."""

    classes: Counter[TaskClass]
    steps: Counter[Step]
    decisions: Counter[Decision]
    checks: Counter[Outcome]
    exceptions: int

    @property
    def tasks(self) -> int:
        return sum(self.classes[member] for member in COUNTED)


@dataclass(frozen=True)
class CoverageSince:
    """The sum of the units' people in the latest month that they have figures of; ``then`` is the last sum closed
    before the first day, None when there is none or nothing newer."""

    area: AreaStanding
    now: Figure
    then: Figure | None


def listed(
    session: Session, viewer: Viewer, today: date, first: date, sections: Sequence[Section], *, limit: int
) -> dict[Section, Listed]:
    """The first ``limit`` tasks of each list, worst first, and how many there are; one statement."""
    days = {"first_due": first - timedelta(days=1), "yesterday": today - timedelta(days=1)}
    days |= {"today": today, "first": first, "ahead": today + timedelta(days=AHEAD)}
    values = {**sitting(viewer), **days, "start": clock.at(first, 0)}
    statement, width = _listed(seat(viewer), tuple(sections), limit), len(COLUMNS)
    lists = {section: Listed([], 0) for section in sections}
    for row in session.connection().execute(statement, values):
        name, total, number, wanted_on = row[width:]
        rows = [*lists[Section(name)].rows, Line(TaskRow(*row[:width]), number, wanted_on)]
        lists[Section(name)] = Listed(rows, total)
    return lists


@lru_cache(maxsize=64)
def _listed(viewer: Seat, sections: tuple[Section, ...], limit: int) -> Statement:
    """Each list picks its tasks by number; then all of them are read in one go."""
    picked = sa.union_all(*(_picked(viewer, section, limit) for section in sections)).subquery()
    rows = task_rows().join(picked, picked.c.task_id == Task.id)
    return (
        rows.add_columns(picked.c.section, picked.c.total, picked.c.number, picked.c.wanted_on)
        .order_by(None)
        .order_by(picked.c.section, picked.c.place)
    )


def _picked(viewer: Seat, section: Section, limit: int) -> Statement:
    chosen = _CHOOSE[section](viewer)
    place = sa.func.row_number().over(order_by=[*chosen.order, Task.id]).label("place")
    inner = (
        chosen.tasks.with_only_columns(
            sa.literal(section.value).label("section"),
            Task.id.label("task_id"),
            sa.func.count().over().label("total"),
            place,
            chosen.number.label("number"),
            chosen.wanted_on.label("wanted_on"),
        )
        .where(visible_tasks(viewer))
        .order_by(place)
        .limit(limit)
        .subquery()
    )
    return sa.select(*inner.c)


class _Chosen(NamedTuple):
    """Which tasks stand on a list, and in which order."""

    tasks: sa.Select[Any]
    order: Sequence[Any] = (Task.act_by,)
    number: Any = sa.literal(0)
    wanted_on: Any = sa.cast(sa.null(), sa.Date)


def _tasks(*criteria: Any) -> sa.Select[Any]:
    return sa.select(Task.id).where(*criteria)


def _waiting(viewer: Seat) -> _Chosen:
    """The longest waiting first."""
    return _Chosen(_tasks(WAITING), (Task.stopped_on,))


def _extensions(viewer: Seat) -> _Chosen:
    """Requests that wait for a decision, the oldest first."""
    ended = Task.state.in_((TaskState.ACCEPTED, TaskState.WITHDRAWN))
    asked = _tasks(UNANSWERED, ~ended).join(Extension, Extension.task_id == Task.id)
    return _Chosen(asked, (Extension.id,), Extension.number, Extension.wanted_on)


def _late(viewer: Seat) -> _Chosen:
    """What became late in these days: its deadline passed, and it was open or came after it. Open ones first."""
    passed = Task.act_by.between(sa.bindparam("first_due", type_=sa.Date), sa.bindparam("yesterday", type_=sa.Date))
    counted = Task.state.not_in((TaskState.SUSPENDED, TaskState.WITHDRAWN))
    return _Chosen(_tasks(_LEAD, passed, Task.overdue_sql(TODAY), counted), (Task.stopped_on.is_not(None), Task.act_by))


def _overdue(viewer: Seat) -> _Chosen:
    return _Chosen(_tasks(RUNNING_LEAD, Task.act_by < TODAY, Task.due_on.is_not(None)))


def _coming(viewer: Seat) -> _Chosen:
    week = Task.act_by.between(TODAY, sa.bindparam("ahead", type_=sa.Date))
    return _Chosen(_tasks(RUNNING_LEAD, week, Task.due_on.is_not(None)))


def _done(viewer: Seat) -> _Chosen:
    """The latest first."""
    done = _tasks(_LEAD, Task.state == TaskState.ACCEPTED, Task.accepted_at >= _START)
    return _Chosen(done, (Task.accepted_at.desc(),))


def _obstacles(viewer: Seat) -> _Chosen:
    """What the last word of a unit says hinders it, the latest first; of coordinating units too."""
    said = _tasks(RUNNING, Event.obstacle != "", Event.on >= _FIRST).join(Event, Event.id == Task.last_word_id)
    return _Chosen(said, (Event.id.desc(),))


def _silent(viewer: Seat) -> _Chosen:
    """Reminded and no word since, the most often reminded first; who asked for more time has answered."""
    waits = sa.exists().where(Extension.task_id == Task.id, UNANSWERED).correlate(Task)
    unanswered = (
        sa.select(Reminder.task_id, sa.func.count().label("times"))
        .join(Task, Task.id == Reminder.task_id)
        .outerjoin(Event, Event.id == Task.last_word_id)
        .where(visible_tasks(viewer), RUNNING_LEAD, Task.disclaimed_on.is_(None), ~waits)
        .where(sa.or_(Event.id.is_(None), Reminder.at > Event.at))
        .group_by(Reminder.task_id)
        .subquery()
    )
    reminded = sa.select(Task.id).join(unanswered, unanswered.c.task_id == Task.id)
    return _Chosen(reminded, (unanswered.c.times.desc(), Task.act_by), unanswered.c.times)


def _reminded(viewer: Seat) -> _Chosen:
    since = sa.select(Reminder.task_id).where(Reminder.on >= _FIRST)
    return _Chosen(_tasks(Task.id.in_(since)))


def _decided(viewer: Seat) -> _Chosen:
    since = sa.select(Extension.task_id).where(visible_extensions(viewer), Extension.decided_at >= _START)
    return _Chosen(_tasks(Task.id.in_(since)))


_CHOOSE = {
    Section.WAITING: _waiting,
    Section.EXTENSIONS: _extensions,
    Section.LATE: _late,
    Section.OVERDUE: _overdue,
    Section.COMING: _coming,
    Section.DONE: _done,
    Section.OBSTACLES: _obstacles,
    Section.SILENT: _silent,
    Section.REMINDED: _reminded,
    Section.DECIDED: _decided,
}


def tallies(session: Session, viewer: Viewer, today: date, first: date) -> Tallies:
    """The counts of a sheet; one statement."""
    values = {**sitting(viewer), "today": today, "first": first, "start": clock.at(first, 0)}
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in ("class", "step", "decision", "check", "exception")}
    for kind, member, count in session.connection().execute(_tallies(seat(viewer)), values):
        counted[kind][member] += count
    return Tallies(
        Counter({TaskClass(member): count for member, count in counted["class"].items()}),
        Counter({Step(member): count for member, count in counted["step"].items()}),
        Counter({Decision(member): count for member, count in counted["decision"].items()}),
        Counter({Outcome(member): count for member, count in counted["check"].items()}),
        counted["exception"].total(),
    )


@cache
def _tallies(viewer: Seat) -> Statement:
    line = Task.class_sql(TODAY)
    classes = _tally("class", line).select_from(Task)
    classes = classes.where(visible_tasks(viewer), _LEAD, sa.text("tasks.state <> 'withdrawn'")).group_by(line)
    steps = _tally("step", Reminder.step).join(Task, Task.id == Reminder.task_id)
    steps = steps.where(visible_tasks(viewer), Reminder.on >= _FIRST).group_by(Reminder.step)
    decisions = _tally("decision", Extension.decision)
    decisions = decisions.where(visible_extensions(viewer), Extension.decided_at >= _START)
    checks = _tally("check", FindingCheck.outcome).join(Meeting, Meeting.id == FindingCheck.meeting_id)
    checks = checks.where(visible_meetings(viewer), Meeting.stage == Stage.ISSUED, Meeting.issued_at >= _START)
    excepted = _tally("exception", sa.literal("")).select_from(Event).join(Task, Task.id == Event.task_id)
    excepted = excepted.where(visible_tasks(viewer), sa.text("events.short_points IS NOT NULL"), Event.on >= _FIRST)
    grouped = (decisions.group_by(Extension.decision), checks.group_by(FindingCheck.outcome))
    return sa.select(*sa.union_all(classes, steps, *grouped, excepted).subquery().c)


def _tally(kind: str, member: Any) -> sa.Select[Any, Any, Any]:
    return sa.select(sa.literal(kind), sa.cast(member, sa.String), sa.func.count())


def coverage_since(session: Session, viewer: Viewer, today: date, first: date) -> CoverageSince | None:
    """The area's coverage today and before the first day, as sums of people; None without any figure."""
    whole = area(standings(session, viewer, today))
    if whole.whole is None or whole.whole.latest is None:
        return None
    now = whole.whole.latest
    before = [each for each in whole.whole.figures if each.cut_off_on is not None and each.cut_off_on < first]
    then = before[-1] if before and before[-1] is not now else None
    return CoverageSince(whole, now, then)


@dataclass(frozen=True)
class Sheet:
    """Everything that one A4 page says."""

    first: date
    lists: dict[Section, Listed]
    tallies: Tallies
    findings: list[KnownFinding]
    exceptions: list[ExceptionRow]
    coverage: CoverageSince | None


def sheet(
    session: Session, viewer: Viewer, today: date, first: date, sections: Sequence[Section], *, limit: int
) -> Sheet:
    """What a meeting or a briefing begins with, from ``first`` to today; four statements, and one more when there are
    exceptions."""
    counted = tallies(session, viewer, today, first)
    return Sheet(
        first,
        listed(session, viewer, today, first, sections, limit=limit),
        counted,
        known_findings(session, viewer, FindingFilters(), limit=limit),
        exceptions(session, viewer, first=first, limit=EXCEPTED) if counted.exceptions else [],
        coverage_since(session, viewer, today, first),
    )


def last_issued(session: Session, viewer: Viewer) -> int | None:
    """The newest meeting whose tasks were given out."""
    statement = (
        sa.select(Meeting.id)
        .where(visible_meetings(viewer), Meeting.stage == Stage.ISSUED)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(1)
    )
    return session.scalar(statement)
