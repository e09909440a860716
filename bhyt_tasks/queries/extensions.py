"""Which requests for more time wait for a decision, and what was decided on a task?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer, visible_extensions
from bhyt_tasks.domain.delegations import Delegation
from bhyt_tasks.domain.extensions import Decision, Extension
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.fetch import Statement, fetch_all
from bhyt_tasks.queries.worklist import PAGE, UNANSWERED

asker, adviser, decider = aliased(User), aliased(User), aliased(User)


@dataclass(frozen=True)
class ExtensionRow:
    id: int
    task_id: int
    text: str
    directive_number: str
    unit_id: int
    unit_name: str
    unit_kind: UnitKind
    due_on: date
    original_due_on: date
    number: int
    asked_by: int | None
    asked_by_position: str | None
    asked_at: datetime | None
    wanted_on: date | None
    reason: str
    opinion: str
    opinion_by_position: str | None
    opinion_at: datetime | None
    decision: Decision | None
    granted_on: date | None
    decided_by_position: str | None
    decided_at: datetime | None
    answer: str
    delegation: str | None  # the document of the delegation under which it was decided, empty when it has none
    task_state: TaskState

    @property
    def waits(self) -> bool:
        """Not decided, and still to be: the task has not ended."""
        return self.decision is None and self.task_state not in (TaskState.ACCEPTED, TaskState.WITHDRAWN)


def _extensions(*criteria: Any) -> Statement:
    return (
        sa.select(
            Extension.id,
            Extension.task_id,
            Directive.text,
            Directive.number,
            Unit.id,
            Unit.name,
            Unit.kind,
            Task.due_on,
            Task.original_due_on,
            Extension.number,
            Extension.asked_by,
            asker.position,
            Extension.asked_at,
            Extension.wanted_on,
            Extension.reason,
            Extension.opinion,
            adviser.position,
            Extension.opinion_at,
            Extension.decision,
            Extension.granted_on,
            decider.position,
            Extension.decided_at,
            Extension.answer,
            Delegation.document,
            Task.state,
        )
        .join(Task, Task.id == Extension.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Unit, Unit.id == Task.unit_id)
        .outerjoin(asker, asker.id == Extension.asked_by)
        .outerjoin(adviser, adviser.id == Extension.opinion_by)
        .outerjoin(Delegation, Delegation.id == Extension.delegation_id)
        .outerjoin(decider, decider.id == Extension.decided_by)
        .where(*criteria)
    )


def waiting_extensions(
    session: Session, viewer: Viewer, *, limit: int = PAGE, tasks: Sequence[int] | None = None
) -> list[ExtensionRow]:
    """What has to be decided, the oldest request first; of some tasks only when they are named."""
    ended = Task.state.in_((TaskState.ACCEPTED, TaskState.WITHDRAWN))
    named = [] if tasks is None else [Extension.task_id.in_(tasks)]
    statement = _extensions(visible_extensions(viewer), UNANSWERED, ~ended, *named).order_by(Extension.id)
    return fetch_all(session, ExtensionRow, statement.limit(limit))


def extensions_of(session: Session, task_id: int) -> list[ExtensionRow]:
    """Every request and move of a task, the newest first."""
    statement = _extensions(Extension.task_id == task_id).order_by(Extension.id.desc())
    return fetch_all(session, ExtensionRow, statement)
