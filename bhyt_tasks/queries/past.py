"""How did it stand at the end of a past day? The same questions, asked of the tables as they were then (R11).

A statement that is asked inside ``as_of`` gets a WITH clause that puts in the place of each table that has changed
since a SELECT of the same name and columns: tasks from the last event of each by that day, readings from when they
were entered, names from what was valid. So no rule and no list is written twice, and today's questions stay as
they are.

Not kept anywhere, and so as it is today: the number of a notice that came later, the place of a unit in a list
after a new name, parents of units, and what a search finds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base, Instant
from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.history import Act, Change, Event, Subject
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.readings import Reading
from bhyt_tasks.domain.reminders import Reminder
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitName

KEY = "as_of"  # in the session's own notes
_DAY = sa.bindparam("as_of_day", type_=sa.Date)
_END = sa.bindparam("as_of_end", type_=Instant)

WORDS = (Act.PROGRESS, Act.SUBMITTED)
SETTLES = (*WORDS, Act.UPHELD, Act.SUSPENDED, Act.WITHDRAWN)  # after these a task is disclaimed no more
NEVER = date(1, 1, 1)

Columns: TypeAlias = sa.TableClause


@contextmanager
def as_of(session: Session, day: date | None, until: datetime | None = None) -> Iterator[None]:
    """What is asked of the session meanwhile is answered as at the end of the day; None is today. Of what is kept with
    its instant (figures, targets) only what came before ``until`` counts."""
    then = None if day is None else (day, until or clock.at(day + timedelta(days=1), 0))
    before, session.info[KEY] = session.info.get(KEY), then
    try:
        yield
    finally:
        session.info[KEY] = before


def first_day(session: Session, committee_id: int) -> date | None:
    """The day of the committee's first event: before it there is nothing to show."""
    return session.scalar(sa.select(Event.on).where(Event.committee_id == committee_id).order_by(Event.id).limit(1))


def answered_then(session: Session, statement: Any, values: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The statement and its parameters, of the past when the session looks there."""
    then: tuple[date, datetime] | None = session.info.get(KEY)
    if then is None:
        return statement, values
    day, end = then
    return _then(statement, _schema(session)), {**values, "as_of_day": day, "as_of_end": end}


def _schema(session: Session) -> str:
    """Where the tables themselves are: a name alone is that of the SELECT in its place."""
    dialect = session.get_bind().dialect
    return "main" if dialect.name == "sqlite" else dialect.default_schema_name or "public"


@lru_cache(maxsize=128)
def _then(statement: Any, schema: str) -> Any:
    return statement.add_cte(*_tables(schema))


@lru_cache
def _tables(schema: str) -> list[sa.CTE]:
    """The tables as they were."""

    def kept(model: type[Base]) -> Columns:
        columns = [sa.column(column.name, column.type) for column in model.__table__.columns]
        return sa.table(model.__tablename__, *columns, schema=schema)

    return [
        _stood(kept(Target), lambda now: _targets(now, kept(Task))),
        _stood(kept(Reading), lambda now: ({}, now, now.c.entered_at < _END)),
        _stood(kept(Extension), _extensions),
        _stood(kept(Reminder), lambda now: ({}, now, now.c.on <= _DAY)),
        _stood(kept(Directive), lambda now: ({"text": _text(now)}, now, sa.true())),
        _stood(kept(User), lambda now: (_person(now), now, sa.true())).prefix_with("MATERIALIZED"),
        _stood(kept(Unit), lambda now: (_unit(now, kept(User)), now, sa.true())).prefix_with("MATERIALIZED"),
        _stood(kept(Task), _tasks),
    ]


def _stood(now: Columns, then: Any) -> sa.CTE:
    """A table with some columns as they were then, under its own name."""
    differing, source, which = then(now)
    columns = [differing.get(column.name, column).label(column.name) for column in now.c]
    return sa.select(*columns).select_from(source).where(which).cte(now.name)


def _tasks(now: Columns) -> tuple[dict[str, Any], Any, Any]:
    event = sa.orm.aliased(Event)
    last = (
        sa.select(sa.func.max(Event.id))
        .where(Event.task_id == now.c.id, Event.on <= _DAY)
        .correlate(now)
        .scalar_subquery()
    )
    differing = {
        "unit_id": event.unit_id,
        "part": sa.func.coalesce(event.part, now.c.part),
        "due_on": event.due_on,
        "original_due_on": event.original_due_on,
        "act_by": sa.func.coalesce(event.act_by, event.due_on, now.c.act_by),
        "state": event.state,
        "done": event.done,
        "total": event.total,
        "measure": event.measure,
        "assigned_on": sa.func.coalesce(event.assigned_on, now.c.assigned_on),
        "stopped_on": event.stopped_on,
        "accepted_at": sa.case((event.state == TaskState.ACCEPTED.value, now.c.accepted_at)),
        "disclaimed_on": sa.case((event.act_by.is_(None), _disclaimed_on(event)), else_=event.disclaimed_on),
        "last_word_id": sa.case(
            (event.what.in_(WORDS), event.id),
            (event.act_by.is_(None), _last_word_id(event)),
            else_=event.last_word_id,
        ),
    }
    return differing, now.join(event, event.id == last), sa.true()


def _last_word_id(event: type[Event]) -> sa.ScalarSelect[Any]:
    """Of events that do not say it themselves: what the unit told last."""
    told = sa.orm.aliased(Event)
    of_unit = (told.task_id == event.task_id, told.id <= event.id, told.unit_id == event.unit_id)
    return sa.select(sa.func.max(told.id)).where(*of_unit, told.what.in_(WORDS)).correlate(event).scalar_subquery()


def _disclaimed_on(event: type[Event]) -> sa.ScalarSelect[Any]:
    """Of events that do not say it themselves: the day of a disclaimer that nothing has settled."""
    said = sa.orm.aliased(Event)
    of_unit = (said.task_id == event.task_id, said.id <= event.id, said.unit_id == event.unit_id)
    return (
        sa.select(sa.case((said.what == Act.DISCLAIMED, said.on)))
        .where(*of_unit, said.what.in_((Act.DISCLAIMED, *SETTLES)))
        .order_by(said.id.desc())
        .limit(1)
        .correlate(event)
        .scalar_subquery()
    )


def _targets(now: Columns, tasks: Columns) -> tuple[dict[str, Any], Any, Any]:
    """A target begins with the task that it came with, and is its unit's and due when that was; a plan's when it
    was set.

    What the unit of a recurring directive is told to reach is told by its first task.
    """
    event = sa.orm.aliased(Event)
    first = (
        sa.select(sa.func.min(tasks.c.id))
        .where(
            tasks.c.directive_id == now.c.directive_id,
            tasks.c.unit_id == now.c.unit_id,
            tasks.c.part == Part.LEAD.value,
        )
        .correlate(now)
        .scalar_subquery()
    )
    last = (
        sa.select(sa.func.max(Event.id))
        .where(Event.task_id == first, Event.on <= _DAY)
        .correlate(now)
        .scalar_subquery()
    )
    differing = {
        # SQLite searches what it knows the type of; else it would look through all targets for every unit.
        "unit_id": sa.cast(sa.func.coalesce(event.unit_id, now.c.unit_id), sa.Integer),
        "due_on": sa.func.coalesce(event.original_due_on, now.c.due_on),
        "ended_on": sa.case((now.c.ended_on <= _DAY, now.c.ended_on)),
    }
    source = now.outerjoin(event, event.id == last)
    set_by_then = sa.or_(now.c.set_at.is_(None), now.c.set_at < _END)
    led = sa.and_(event.id.is_not(None), sa.func.coalesce(event.part, Part.LEAD.value) == Part.LEAD.value)
    return differing, source, sa.or_(sa.and_(now.c.directive_id.is_(None), set_by_then), led)


def _extensions(now: Columns) -> tuple[dict[str, Any], Any, Any]:
    """Requests and moves of that time, without the opinion and the decision that came later."""
    said = {"opinion": sa.literal(""), "opinion_by": None, "opinion_at": None}
    decided = dict.fromkeys(("decision", "granted_on", "decided_by", "decided_at", "delegation_id"))
    differing = {
        name: sa.case((now.c[at] < _END, now.c[name]), else_=before)
        for at, fields in (("opinion_at", said), ("decided_at", {**decided, "answer": sa.literal("")}))
        for name, before in fields.items()
    }
    return differing, now, sa.func.coalesce(now.c.asked_at, now.c.decided_at) < _END


def _text(now: Columns) -> sa.ColumnElement[str]:
    """What the directive said before the first correction of its words that came after the day (R17)."""
    earlier = (
        sa.select(Erratum.old_text)
        .where(
            Erratum.directive_id == now.c.id,
            Erratum.new_text != "",
            Erratum.agreed.is_(True),
            Erratum.decided_at >= _END,
        )
        .order_by(Erratum.decided_at, Erratum.id)
        .limit(1)
        .correlate(now)
        .scalar_subquery()
    )
    return sa.func.coalesce(earlier, now.c.text)


def _unit(now: Columns, users: Columns) -> dict[str, Any]:
    """A unit by the name and head it had; one that was not yet there stands as a closed one does."""
    named = (
        sa.select(UnitName.name)
        .where(
            UnitName.unit_id == now.c.id,
            UnitName.alias.is_(False),
            UnitName.valid_from <= _DAY,
            sa.or_(UnitName.valid_until.is_(None), UnitName.valid_until >= _DAY),
        )
        .limit(1)
        .correlate(now)
        .scalar_subquery()
    )
    before = _before(Subject.UNIT, now, "head")  # "Nguyễn Văn A (thachtrung)", or nobody
    bracketed = sa.literal("(") + users.c.username + ")"
    ending = sa.func.substr(before, sa.func.length(before) - sa.func.length(bracketed) + 1)
    head_id = (
        sa.select(users.c.id)
        .where(users.c.committee_id == now.c.committee_id, ending == bracketed)
        .limit(1)
        .correlate(now)
        .scalar_subquery()
    )
    return {
        "name": sa.func.coalesce(named, now.c.name),
        "kind": sa.func.coalesce(_before(Subject.UNIT, now, "kind"), now.c.kind),
        "head_id": sa.case((_is_changed(Subject.UNIT, now, "head"), head_id), else_=now.c.head_id),
        "active_until": sa.case((now.c.active_from > _DAY, sa.literal(NEVER)), else_=now.c.active_until),
    }


def _person(now: Columns) -> dict[str, Any]:
    """The person by the position and the phone of then."""
    return {
        name: sa.case(
            (_is_changed(Subject.USER, now, name), sa.func.coalesce(_before(Subject.USER, now, name), "")),
            else_=now.c[name],
        )
        for name in ("position", "work_phone")
    }


def _changed_later(subject: Subject, now: Columns, field: str) -> tuple[Any, ...]:
    """Changes of the field after the day."""
    said = Change.details[field].as_string().is_not(None)
    return Change.subject == subject, Change.subject_id == now.c.id, Change.on > _DAY, said


def _is_changed(subject: Subject, now: Columns, field: str) -> sa.Exists:
    return sa.select(Change.id).where(*_changed_later(subject, now, field)).correlate(now).exists()


def _before(subject: Subject, now: Columns, field: str) -> sa.ScalarSelect[Any]:
    """What stood in the field before the first change of it after the day; NULL when it was not changed since."""
    return (
        sa.select(Change.details[(field, 0)].as_string())
        .where(*_changed_later(subject, now, field))
        .order_by(Change.id)
        .limit(1)
        .correlate(now)
        .scalar_subquery()
    )
