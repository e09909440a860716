"""What was corrected after giving out, what still waits for the deputy chairman, and what do units disclaim?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer, visible_errata, visible_tasks
from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.history import Act, Event
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.fetch import Statement, fetch_all
from bhyt_tasks.queries.worklist import DISCLAIMED, PAGE, UNDECIDED

old_unit, new_unit, of_unit = aliased(Unit), aliased(Unit), aliased(Unit)


@dataclass(frozen=True)
class Corrected:
    """What stood there and what is right; a pair is empty where nothing was corrected."""

    old_due_on: date | None
    new_due_on: date | None
    old_text: str
    new_text: str
    old_unit: str | None
    new_unit: str | None


CORRECTED = (
    Erratum.old_due_on,
    Erratum.new_due_on,
    Erratum.old_text,
    Erratum.new_text,
    old_unit.name,
    new_unit.name,
)


@dataclass(frozen=True)
class ErratumRow:
    id: int
    directive_id: int
    task_id: int | None
    text: str
    number: str
    unit_name: str | None  # of the one task that is corrected
    reason: str
    proposed_by: int
    position: str
    proposed_at: datetime
    agreed: bool | None
    refusal: str
    corrected: Corrected


def _errata(*criteria: Any) -> Statement:
    return (
        sa.select(
            Erratum.id,
            Erratum.directive_id,
            Erratum.task_id,
            Directive.text,
            Directive.number,
            of_unit.name,
            Erratum.reason,
            Erratum.proposed_by,
            User.position,
            Erratum.proposed_at,
            Erratum.agreed,
            Erratum.refusal,
            *CORRECTED,
        )
        .join(Directive, Directive.id == Erratum.directive_id)
        .join(User, User.id == Erratum.proposed_by)
        .outerjoin(Task, Task.id == Erratum.task_id)
        .outerjoin(of_unit, of_unit.id == Task.unit_id)
        .outerjoin(old_unit, old_unit.id == Erratum.old_unit_id)
        .outerjoin(new_unit, new_unit.id == Erratum.new_unit_id)
        .where(*criteria)
    )


def _rows(session: Session, statement: Statement) -> list[ErratumRow]:
    rows: Sequence[Any] = session.execute(statement).all()
    return [ErratumRow(*(*row[:12], Corrected(*row[12:]))) for row in rows]


def waiting_errata(session: Session, viewer: Viewer) -> list[ErratumRow]:
    """What the deputy chairman has not decided, the oldest first."""
    return _rows(session, _errata(visible_errata(viewer), UNDECIDED).order_by(Erratum.id).limit(PAGE))


def errata_of(session: Session, directive_id: int) -> list[ErratumRow]:
    """The corrections of a directive and its tasks, the newest first."""
    return _rows(session, _errata(Erratum.directive_id == directive_id).order_by(Erratum.id.desc()))


def erratum(session: Session, erratum_id: int) -> ErratumRow:
    return _rows(session, _errata(Erratum.id == erratum_id))[0]


@dataclass(frozen=True)
class Disclaimed:
    """A task of which its unit says that it belongs to another."""

    task_id: int
    version: int
    unit_name: str
    text: str
    number: str
    disclaimed_on: date
    reason: str
    position: str


def disclaimed(session: Session, viewer: Viewer) -> list[Disclaimed]:
    """What waits for a word whether it stays where it is, the oldest first."""
    last = (
        sa.select(sa.func.max(Event.id))
        .where(Event.task_id == Task.id, Event.what == Act.DISCLAIMED)
        .correlate(Task)
        .scalar_subquery()
    )
    return fetch_all(
        session,
        Disclaimed,
        sa.select(
            Task.id,
            Task.version,
            Unit.name,
            Directive.text,
            Directive.number,
            Task.disclaimed_on,
            Event.note,
            User.position,
        )
        .join(Unit, Unit.id == Task.unit_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Event, Event.id == last)
        .join(User, User.id == Event.by_id)
        .where(visible_tasks(viewer), DISCLAIMED)
        .order_by(Task.disclaimed_on, Task.id)
        .limit(PAGE),
    )
