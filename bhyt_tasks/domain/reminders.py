"""Who was reminded of what, and when? A reminder is evidence: it stands in the story of the task."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.history import Act, Channel
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.tasks import ANSWER_PAST, Part, Task, TaskState, record
from bhyt_tasks.domain.vietnamese import clean

NOTHING_CHOSEN = N_("Chưa chọn nhiệm vụ nào. Đánh dấu các nhiệm vụ cần đôn đốc rồi bấm lại.")


class Step(enum.StrEnum):
    NUDGE = "nudge"
    LETTER = "letter"
    REPORT = "report"


class Reminder(Base):
    __tablename__ = "reminders"
    __table_args__ = (sa.Index("ix_reminders_task_id_on", "task_id", "on"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"))
    step: Mapped[Step] = mapped_column(choice(Step))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    answer_by: Mapped[date | None] = mapped_column(sa.Date)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    on: Mapped[date] = mapped_column(sa.Date)


@dataclass(frozen=True)
class Reminded:
    """How many tasks of how many units were reminded, and how many tasks were reminded too recently."""

    tasks: int
    units: int
    resting: int


def remind(
    session: Session,
    tasks: Sequence[Task],
    *,
    rest_days: int,
    by: Actor,
    at: datetime,
    text: str = "",
    answer_by: date | None = None,
    numbers_confirmed: bool = False,
    illustrative: bool = False,
) -> Reminded:
    """Remind of open lead tasks; one that was reminded less than ``rest_days`` days ago is left in peace.

    Raises RuleBroken when nothing was chosen or the new limit has passed.
    """
    today = clock.day(at)
    if not tasks:
        raise RuleBroken(NOTHING_CHOSEN)
    if answer_by is not None and answer_by < today:
        raise RuleBroken(ANSWER_PAST, field="answer_by", answer_by=answer_by)
    refuse_personal_numbers(text, confirmed=numbers_confirmed)
    resting = set(
        session.scalars(
            sa.select(Reminder.task_id).where(
                Reminder.task_id.in_([task.id for task in tasks]),
                Reminder.on > today - timedelta(days=rest_days),
            )
        )
    )
    open_tasks = [
        task for task in tasks if task.part is Part.LEAD and task.state in (TaskState.NEW, TaskState.IN_PROGRESS)
    ]
    due = [task for task in open_tasks if task.id not in resting]
    for task in due:
        session.add(
            Reminder(
                task_id=task.id,
                step=Step.NUDGE,
                channel=Channel.SYSTEM,
                text=clean(text),
                answer_by=answer_by,
                by_id=by.id,
                at=at,
                on=today,
            )
        )
        record(
            session, task, Act.REMINDED, by=by, at=at, note=clean(text), answer_by=answer_by, illustrative=illustrative
        )
    return Reminded(
        tasks=len(due),
        units=len({task.unit_id for task in due}),
        resting=len(open_tasks) - len(due),
    )
