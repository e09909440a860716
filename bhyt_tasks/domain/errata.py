"""What was given out wrongly, what is right, and who agrees ("đính chính", R17)?

A wrong date, unit or text is corrected with the old and the new value and a reason in the story of every task it
touches; both clocks start from the new date. It is free until a unit has reported; from then on the deputy
chairman agrees first, and until then nothing changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import Base, Instant, locked
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.extensions import close_request
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.history import Act
from bhyt_tasks.domain.issuing import DUE_PAST, HAS_IT, make_period_tasks, require_running
from bhyt_tasks.domain.meetings import (
    DeadlineKind,
    Directive,
    DirectiveUnit,
    Meeting,
    check_assignment,
    check_dates,
    indicator_meant,
    searchable,
)
from bhyt_tasks.domain.people import Actor, Role
from bhyt_tasks.domain.periods import next_period
from bhyt_tasks.domain.targets import targets_of
from bhyt_tasks.domain.tasks import ALREADY_WITHDRAWN, Part, Task, TaskState, record, withdraw
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean

NO_REASON = N_("Ghi lý do đính chính.")
NOTHING_CORRECTED = N_("Chưa sửa gì: nội dung mới giống nội dung đã giao.")
STILL_WAITING = N_("Nội dung này đang có một đính chính chờ Phó Chủ tịch đồng ý.")
ALREADY_DECIDED = N_("Đính chính này đã được quyết định.")
NOT_DATED = N_("Nội dung này không giao theo một thời hạn chung. Sửa thời hạn của từng nhiệm vụ.")
NOT_LEADING = N_("Thời hạn của đơn vị phối hợp theo đơn vị chủ trì.")
DONE = N_("Nhiệm vụ đã hoàn thành, không chuyển đơn vị khác.")
NEW_DUE_NEEDED = N_("Thời hạn {due_on} đã qua. Ghi thời hạn mới cho đơn vị nhận.")
NO_UNIT = N_("Ghi một đơn vị nhận nhiệm vụ.")
NOTHING_TO_WITHDRAW = N_("Không còn nhiệm vụ nào để thu hồi.")
REFUSAL_NEEDS_REASON = N_("Ghi lý do không đồng ý.")


class Erratum(Base):
    """One correction, of one task or, without ``task_id``, of all tasks of a directive.

    ``agreed`` is None while the deputy chairman has not decided; what was free is agreed at once.
    """

    __tablename__ = "errata"
    __table_args__ = (
        sa.Index("ix_errata_directive_id_id", "directive_id", "id"),
        sa.Index(
            "ix_errata_waiting",
            "committee_id",
            "id",
            sqlite_where=sa.text("agreed IS NULL"),
            postgresql_where=sa.text("agreed IS NULL"),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"))
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tasks.id"))
    old_due_on: Mapped[date | None] = mapped_column(sa.Date)
    new_due_on: Mapped[date | None] = mapped_column(sa.Date)
    old_text: Mapped[str] = mapped_column(sa.Text, default="")
    new_text: Mapped[str] = mapped_column(sa.Text, default="")
    old_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    new_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    agreed: Mapped[bool | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    refusal: Mapped[str] = mapped_column(sa.Text, default="")


@dataclass(frozen=True)
class Correction:
    """What is right. A date goes with a task or a directive, a text with a directive, a unit with a task."""

    reason: str
    due_on: date | None = None
    text: str = ""
    unit_id: int | None = None
    numbers_confirmed: bool = False


def correct_directive(
    session: Session, meeting: Meeting, directive: Directive, correction: Correction, *, by: Actor, at: datetime
) -> Erratum:
    """Correct the text, or the deadline, of everything that was given with a directive. Raises RuleBroken."""
    require_running(meeting, directive)
    text = clean(correction.text)
    changes_text = bool(text) and text != directive.text
    changes_date = correction.due_on is not None and correction.due_on != directive.due_on
    if changes_date and directive.deadline_kind is not DeadlineKind.FIXED:
        raise WrongState(NOT_DATED, field="due_on")
    _check(session, meeting, directive, correction, changes=changes_text or changes_date)
    erratum = _write(session, directive, correction, by=by, at=at)
    if changes_text:
        erratum.old_text, erratum.new_text = directive.text, text
    if changes_date:
        erratum.old_due_on, erratum.new_due_on = directive.due_on, correction.due_on
    return _apply_or_wait(session, erratum, by=by, at=at)


def correct_task(
    session: Session,
    meeting: Meeting,
    directive: Directive,
    task: Task,
    correction: Correction,
    *,
    by: Actor,
    at: datetime,
) -> Erratum:
    """Correct the deadline of one unit's task, or give the task to the unit that was meant. Raises RuleBroken."""
    require_running(meeting, directive)
    _require_there(task)
    if correction.unit_id is None and task.part is not Part.LEAD:
        raise WrongState(NOT_LEADING, field="due_on")
    changes_unit = correction.unit_id is not None and correction.unit_id != task.unit_id
    changes_date = correction.due_on is not None and correction.due_on != task.due_on
    _check(session, meeting, directive, correction, changes=changes_unit or changes_date)
    if changes_unit:
        _check_move(session, directive, task, correction.unit_id or 0, correction.due_on, clock.day(at))
    erratum = _write(session, directive, correction, by=by, at=at)
    erratum.task_id = task.id
    if changes_date:
        erratum.old_due_on, erratum.new_due_on = task.due_on, correction.due_on
    if changes_unit:
        erratum.old_unit_id, erratum.new_unit_id = task.unit_id, correction.unit_id
    return _apply_or_wait(session, erratum, by=by, at=at)


def _check(session: Session, meeting: Meeting, directive: Directive, correction: Correction, *, changes: bool) -> None:
    if not changes:
        raise RuleBroken(NOTHING_CORRECTED)
    if not correction.reason.strip():
        raise RuleBroken(NO_REASON, field="reason")
    check_dates(correction.due_on, None, meeting.held_on)
    refuse_personal_numbers(correction.reason, correction.text, confirmed=correction.numbers_confirmed)
    waiting = sa.select(Erratum.id).where(Erratum.directive_id == directive.id, Erratum.agreed.is_(None))
    if session.scalar(waiting.limit(1)) is not None:
        raise WrongState(STILL_WAITING)


def _require_there(task: Task) -> None:
    if task.state is TaskState.WITHDRAWN:
        raise WrongState(ALREADY_WITHDRAWN)


def _check_move(
    session: Session, directive: Directive, task: Task, unit_id: int, new_due_on: date | None, today: date
) -> None:
    if task.state is TaskState.ACCEPTED:
        raise WrongState(DONE)
    lead, coordinating = ((unit_id,), ()) if task.part is Part.LEAD else ((), (unit_id,))
    target = indicator_meant(session, directive.committee_id, directive) if lead else None
    check_assignment(session, directive.committee_id, lead, coordinating, target=target)
    now = sa.select(DirectiveUnit.unit_id).where(DirectiveUnit.directive_id == directive.id)
    before = sa.select(Task.unit_id).where(Task.directive_id == directive.id, Task.period == task.period)
    has_it = sa.select(Unit.name).where(Unit.id == unit_id, sa.or_(Unit.id.in_(now), Unit.id.in_(before)))
    name = session.scalar(has_it)
    if name is not None:
        raise RuleBroken(HAS_IT, field="unit", unit=name)
    due_on = new_due_on or task.due_on
    if due_on is not None and due_on < today:
        raise RuleBroken(DUE_PAST if new_due_on else NEW_DUE_NEEDED, field="due_on", due_on=due_on)


def _write(session: Session, directive: Directive, correction: Correction, *, by: Actor, at: datetime) -> Erratum:
    return Erratum(
        committee_id=directive.committee_id,
        directive_id=directive.id,
        old_text="",
        new_text="",
        reason=clean(correction.reason),
        proposed_by=by.id,
        proposed_at=at,
    )


def _apply_or_wait(session: Session, erratum: Erratum, *, by: Actor, at: datetime) -> Erratum:
    session.add(erratum)
    session.flush()
    tasks = _touched(session, erratum)
    reported = any(task.last_word_id is not None for task in tasks)
    if not reported or Role.DEPUTY_CHAIRMAN in by.roles:
        _apply(session, erratum, tasks, by=by, at=at)
    return erratum


def _touched(session: Session, erratum: Erratum) -> list[Task]:
    """The tasks that are corrected, kept from others until the commit."""
    which = (
        Task.directive_id == erratum.directive_id if erratum.task_id is None else Task.id == erratum.task_id,
        Task.state != TaskState.WITHDRAWN,
    )
    return list(session.scalars(sa.select(Task).where(*which).order_by(Task.id).with_for_update()))


def agree(session: Session, erratum: Erratum, *, by: Actor, at: datetime) -> None:
    """The deputy chairman agrees, and what was proposed is done, if it still can be: the task may have been finished,
    or its deadline have passed, while the proposal waited. Raises WrongState when it was decided before."""
    _require_waiting(erratum)
    tasks = _touched(session, erratum)
    if erratum.task_id is not None:
        task = session.get_one(Task, erratum.task_id)
        _require_there(task)
        if erratum.new_unit_id is not None:
            directive = session.get_one(Directive, erratum.directive_id)
            _check_move(session, directive, task, erratum.new_unit_id, erratum.new_due_on, clock.day(at))
    _apply(session, erratum, tasks, by=by, at=at)


def decline(
    session: Session, erratum: Erratum, *, reason: str, by: Actor, at: datetime, numbers_confirmed: bool = False
) -> None:
    """The deputy chairman does not agree, and says why; what was given out stays as it is."""
    _require_waiting(erratum)
    if not reason.strip():
        raise RuleBroken(REFUSAL_NEEDS_REASON, field="refusal")
    refuse_personal_numbers(reason, confirmed=numbers_confirmed)
    erratum.agreed, erratum.decided_by, erratum.decided_at, erratum.refusal = False, by.id, at, clean(reason)


def _require_waiting(erratum: Erratum) -> None:
    if erratum.agreed is not None:
        raise WrongState(ALREADY_DECIDED)


def _apply(session: Session, erratum: Erratum, tasks: Sequence[Task], *, by: Actor, at: datetime) -> None:
    erratum.agreed, erratum.decided_by, erratum.decided_at = True, by.id, at
    directive = locked(session, Directive, erratum.directive_id)
    meeting = session.get_one(Meeting, directive.meeting_id)
    meeting.version += 1
    if erratum.new_text:
        directive.text = erratum.new_text
        directive.folded = searchable(meeting, directive)
    if erratum.new_due_on is not None and erratum.task_id is None:
        directive.due_on = erratum.new_due_on
    for task in tasks:
        if erratum.new_unit_id is not None:
            close_request(session, task, by=by, at=at)
            _move(session, directive, task, erratum.new_unit_id, by=by, at=at)
        if erratum.new_due_on is not None:
            _date(session, task, erratum.new_due_on)
        record(session, task, Act.CORRECTED, by=by, at=at, note=erratum.reason, erratum_id=erratum.id)


def _date(session: Session, task: Task, due_on: date) -> None:
    """Both clocks run to the right date as if it had stood there from the start; helpers follow the lead."""
    task.act_by = due_on
    if task.part is Part.LEAD:
        task.due_on = task.original_due_on = due_on
        for target in targets_of(session, directive_id=task.directive_id, unit_id=task.unit_id):
            target.due_on = due_on


def _move(session: Session, directive: Directive, task: Task, unit_id: int, *, by: Actor, at: datetime) -> None:
    """The task starts anew at the unit that was meant, on both clocks; periods that have not begun go there as well."""
    on = given_on = clock.day(at)
    if directive.every is not None:
        committee = session.get_one(Committee, task.committee_id)
        make_period_tasks(session, committee, directive, until=on, by=by, at=at, only=[task.unit_id])
        given_on = next_period(directive.every, on)
    for target in targets_of(session, directive_id=task.directive_id, unit_id=task.unit_id):
        target.unit_id = unit_id
    session.execute(
        sa.update(DirectiveUnit)
        .where(
            DirectiveUnit.directive_id == task.directive_id,
            DirectiveUnit.unit_id == task.unit_id,
            DirectiveUnit.part == task.part,
        )
        .values(unit_id=unit_id, given_on=given_on)
    )
    task.unit_id = unit_id
    task.state = TaskState.NEW
    task.assigned_on = on
    task.original_due_on = task.due_on
    task.stopped_on = task.disclaimed_on = task.last_word_id = None
    task.done = task.total = None
    task.measure = ""


def withdraw_directive(
    session: Session,
    meeting: Meeting,
    directive: Directive,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> int:
    """Take back what is not finished of a directive, and make no more periods of it; returns how many tasks."""
    require_running(meeting, directive)
    rows = session.scalars(
        sa.select(Task)
        .where(Task.directive_id == directive.id, Task.state.not_in((TaskState.ACCEPTED, TaskState.WITHDRAWN)))
        .order_by(Task.part.desc(), Task.id)
        .with_for_update()
    )
    running = list(rows)
    if not running and directive.deadline_kind is not DeadlineKind.RECURRING:
        raise WrongState(NOTHING_TO_WITHDRAW)
    for task in running:
        if task.state not in (TaskState.ACCEPTED, TaskState.WITHDRAWN):  # helpers go with the last one that leads
            withdraw(session, task, reason=reason, by=by, at=at, numbers_confirmed=numbers_confirmed)
    directive.withdrawn_on = clock.day(at)
    meeting.version += 1
    return sum(task.state is TaskState.WITHDRAWN for task in running)
