"""What was done before about tasks that are late, and did a word come back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.history import Channel, Event
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.reminders import Reminder, Step, next_step
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.queries.fetch import fetch_all


@dataclass(frozen=True)
class Reminding:
    """A reminder of one task. ``answered``: the unit has reported since."""

    task_id: int
    step: Step
    channel: Channel
    on: date
    answer_by: date | None
    by_position: str
    by_roles: frozenset[Role]
    answered: bool


@dataclass(frozen=True)
class Advice:
    """What to do next about a unit, and why: how often it was reminded in vain, and since when."""

    step: Step
    unanswered: int
    since: date | None


_REMINDINGS = (
    sa.select(
        Reminder.task_id,
        Reminder.step,
        Reminder.channel,
        Reminder.on,
        Reminder.answer_by,
        User.position,
        User.roles,
        sa.func.coalesce(Event.at > Reminder.at, sa.false()),
    )
    .join(Task, Task.id == Reminder.task_id)
    .join(User, User.id == Reminder.by_id)
    .outerjoin(Event, Event.id == Task.last_word_id)
    .where(Reminder.task_id.in_(sa.bindparam("task_ids", expanding=True)))
    .order_by(Reminder.on.desc(), Reminder.id.desc())
)


def remindings(session: Session, task_ids: Sequence[int]) -> dict[int, list[Reminding]]:
    """The reminders of each of these tasks, newest first; the tasks are ones that the viewer sees."""
    found: dict[int, list[Reminding]] = {task_id: [] for task_id in task_ids}
    for row in fetch_all(session, Reminding, _REMINDINGS, task_ids=list(task_ids)):
        found[row.task_id].append(row)
    return found


def advice(known: dict[int, list[Reminding]]) -> Advice:
    """The next step for a unit follows from the task that was reminded in vain most often."""
    vain = [[row for row in rows if not row.answered] for rows in known.values()]
    worst = max(vain, key=len, default=[])
    return Advice(next_step([row.step for row in worst]), len(worst), worst[-1].on if worst else None)
