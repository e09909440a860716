"""Who was reminded of what, and when? A reminder is evidence: it stands in the story of the task.

The steps are a ladder: reminding, a letter, a report to the chairman. (Hà Nội: what is still late after more than
three reminders is reported at the next meeting.)
"""

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


LETTER_AFTER = 2  # reminders since the unit's last word
REPORT_AFTER = 4
USUAL_LIMIT = 3  # days
SATURDAY = 5


class Step(enum.StrEnum):
    """From the lowest to the highest."""

    NUDGE = "nudge"
    LETTER = "letter"
    REPORT = "report"


LADDER = list(Step)


class Reminder(Base):
    """One step on one task; ``event_id`` is its line in the story."""

    __tablename__ = "reminders"
    __table_args__ = (sa.Index("ix_reminders_task_id_on", "task_id", "on"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"))
    step: Mapped[Step] = mapped_column(choice(Step))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    answer_by: Mapped[date | None] = mapped_column(sa.Date)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    on: Mapped[date] = mapped_column(sa.Date)


@dataclass(frozen=True)
class Reminded:
    """How many tasks of how many units were reminded, and how many tasks were reminded too recently."""

    tasks: int
    units: int
    resting: int


def next_step(vain: Sequence[Step]) -> Step:
    """What to do after these reminders, which brought no word from the unit: by their number, and nothing lower than
    what was done already."""
    by_number = Step.NUDGE
    if len(vain) >= LETTER_AFTER:
        by_number = Step.LETTER if len(vain) < REPORT_AFTER else Step.REPORT
    return max([by_number, *vain], key=LADDER.index)


def usual_limit(today: date) -> date:
    """The day by which an answer is asked for, unless another is typed: no Saturday and no Sunday."""
    limit = today + timedelta(days=USUAL_LIMIT)
    return limit if limit.weekday() < SATURDAY else limit + timedelta(days=7 - limit.weekday())


def remind(
    session: Session,
    tasks: Sequence[Task],
    *,
    rest_days: int,
    by: Actor,
    at: datetime,
    step: Step = Step.NUDGE,
    channel: Channel = Channel.SYSTEM,
    text: str = "",
    answer_by: date | None = None,
    numbers_confirmed: bool = False,
    illustrative: bool = False,
) -> Reminded:
    """Remind of open lead tasks; one that was reminded less than ``rest_days`` days ago is left in peace, unless by
    a lower step of the ladder.

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
                Reminder.step.in_(LADDER[LADDER.index(step) :]),
            )
        )
    )
    open_tasks = [
        task for task in tasks if task.part is Part.LEAD and task.state in (TaskState.NEW, TaskState.IN_PROGRESS)
    ]
    due = [task for task in open_tasks if task.id not in resting]
    text = clean(text)
    for task in due:
        told = record(
            session, task, Act.REMINDED, by=by, at=at, note=text, answer_by=answer_by, illustrative=illustrative
        )
        session.add(
            Reminder(
                task_id=task.id,
                step=step,
                channel=channel,
                text=text,
                answer_by=answer_by,
                event_id=told.id,
                by_id=by.id,
                at=at,
                on=today,
            )
        )
    session.flush()
    return Reminded(
        tasks=len(due),
        units=len({task.unit_id for task in due}),
        resting=len(open_tasks) - len(due),
    )
