"""How does a directive without a deadline come back, and what was said when it did (R5)?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.history import Act
from bhyt_tasks.domain.issuing import require_running
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, Meeting
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.tasks import Part, Task, record
from bhyt_tasks.domain.vietnamese import clean

NO_NEXT_REVIEW = N_("Ghi ngày rà soát tiếp.")
NOT_AFTER_TODAY = N_("Ngày rà soát tiếp phải sau hôm nay {today}.")
NOTHING_TO_REVIEW = N_("Nội dung này không còn nhiệm vụ nào cần rà soát.")


def review(
    session: Session,
    meeting: Meeting,
    directive: Directive,
    *,
    review_on: date | None,
    note: str = "",
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> int:
    """Look at a directive whose open tasks have no deadline: say what there is to say, and when it comes back.

    Returns how many tasks were reviewed. Raises RuleBroken.
    """
    require_running(meeting, directive)
    today = clock.day(at)
    if review_on is None:
        raise RuleBroken(NO_NEXT_REVIEW, field="review_on")
    if review_on <= today:
        raise RuleBroken(NOT_AFTER_TODAY, field="review_on", today=today)
    refuse_personal_numbers(note, confirmed=numbers_confirmed)
    tasks = _undated(session, directive)
    if not any(task.part is Part.LEAD for task in tasks):
        raise WrongState(NOTHING_TO_REVIEW)
    for task in tasks:
        task.act_by = review_on
        record(session, task, Act.REVIEWED, by=by, at=at, note=clean(note), answer_by=review_on)
    directive.review_on = review_on
    meeting.version += 1
    return len(tasks)


def _undated(session: Session, directive: Directive) -> list[Task]:
    """The open tasks that have no clock, kept from others until the commit; helpers of recurring work follow it."""
    if directive.deadline_kind is DeadlineKind.RECURRING:
        return []
    open_ones = (Task.directive_id == directive.id, Task.stopped_on.is_(None), Task.due_on.is_(None))
    return list(session.scalars(sa.select(Task).where(*open_ones).order_by(Task.id).with_for_update()))
