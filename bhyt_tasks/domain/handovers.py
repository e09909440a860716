"""How does unfinished work of a unit that is no more get a new owner?

Handing over is no correction: nothing was given out wrongly. Both clocks run on (R3), what was reported stays, and
the story says from whom to whom by which decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.history import Act
from bhyt_tasks.domain.issuing import make_period_tasks
from bhyt_tasks.domain.meetings import Directive, DirectiveUnit
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.periods import next_period
from bhyt_tasks.domain.targets import Target, targets_of
from bhyt_tasks.domain.tasks import Part, Task, TaskState, record, withdraw
from bhyt_tasks.domain.unit_changes import NO_DECISION, required_words
from bhyt_tasks.domain.units import Unit, UnitKind

FINISHED = (TaskState.ACCEPTED, TaskState.WITHDRAWN)

STILL_WORKS = N_("{unit} đang hoạt động. Nhiệm vụ của đơn vị đang hoạt động chuyển bằng Đính chính.")
ALREADY_FINISHED = N_("Nhiệm vụ đã hoàn thành hoặc đã thu hồi, không chuyển giao.")
NOT_OURS = N_("Có đơn vị không thuộc Ban Chỉ đạo này. Chọn lại đơn vị.")
OUTSIDE = N_("{unit} không thuộc Ban Chỉ đạo, chỉ có thể phối hợp.")
NOT_AT_WORK = N_("{unit} không còn hoạt động. Chọn đơn vị đang hoạt động.")
HAS_IT = N_("{unit} đã có nhiệm vụ này. Nhập vào nhiệm vụ đó, hoặc giao đơn vị khác.")
NOTHING_CHOSEN = N_("Chọn ít nhất một nhiệm vụ.")
ALL_LEFT = N_("{unit} đã có các nhiệm vụ này. Đánh dấu để nhập vào nhiệm vụ đã có, hoặc giao đơn vị khác.")
NOTHING_TO_JOIN = N_("{unit} không có nhiệm vụ này để nhập vào.")
JOINED_TO = N_("Nhập vào nhiệm vụ của {unit}, theo {decision}.")
JOINED_BY = N_("Nhập thêm nhiệm vụ của {unit}, theo {decision}.")
ITS_OWN_DONE = N_(
    "Nhiệm vụ này của {unit} đã hoàn thành, không nhập thêm được. Giao đơn vị khác, hoặc thu hồi nhiệm vụ này."
)
ITS_OWN_WITHDRAWN = N_("Nhiệm vụ này của {unit} đã thu hồi. Giao đơn vị khác, hoặc thu hồi nhiệm vụ này.")


def hand_over(session: Session, task: Task, to: Unit, *, decision: str, by: Actor, at: datetime) -> None:
    """Give a task of a closed unit to another, as it stands; its target goes along. Raises RuleBroken.

    One unit has a directive once a period: when the other one has it already, ``join`` them.
    """
    old = _check(session, task, to, at)
    decision = required_words(decision, NO_DECISION)
    other = same_task_of(session, task, to)
    if other is not None:
        raise RuleBroken(ITS_OWN_WITHDRAWN if other.state is TaskState.WITHDRAWN else HAS_IT, unit=to.name)
    _pass_on(session, task, old, to, by=by, at=at)
    task.unit_id = to.id
    task.disclaimed_on = None  # it was the old unit's word
    record(session, task, Act.HANDED_OVER, by=by, at=at, note=decision)


@dataclass(frozen=True)
class HandedOver:
    """What became of the tasks that were to be handed over."""

    moved: int
    joined: int
    left: int  # the successor has the same, and they were not to be joined


def hand_over_all(
    session: Session,
    tasks: Sequence[Task],
    to: Unit,
    *,
    decision: str,
    joining: bool,
    by: Actor,
    at: datetime,
) -> HandedOver:
    """Hand over several tasks in one act; ``joining`` lets those that the unit has already go on in its own.

    Raises RuleBroken when none can be.
    """
    if not tasks:
        raise RuleBroken(NOTHING_CHOSEN, field="task_ids")
    moved = joined = left = 0
    for task in tasks:
        other = same_task_of(session, task, to)
        if other is None:
            hand_over(session, task, to, decision=decision, by=by, at=at)
            moved += 1
        elif joining and other.state is not TaskState.WITHDRAWN and not _is_done(other):
            join(session, task, to, decision=decision, by=by, at=at)
            joined += 1
        else:
            left += 1
    if not moved + joined:
        raise RuleBroken(ALL_LEFT, field="joining", unit=to.name)
    return HandedOver(moved, joined, left)


def join(session: Session, task: Task, to: Unit, *, decision: str, by: Actor, at: datetime) -> Task:
    """Let the task of a closed unit go on in the one that its successor has of the same directive; returns that.

    It is withdrawn with a reason that names the other, and each story leads to the other. When the successor only
    helped, it leads from now on, by the deadlines that the old unit had. Raises RuleBroken.
    """
    old = _check(session, task, to, at)
    decision = required_words(decision, NO_DECISION)
    other = same_task_of(session, task, to)
    if other is None or other.state is TaskState.WITHDRAWN:
        raise WrongState(ITS_OWN_WITHDRAWN if other else NOTHING_TO_JOIN, unit=to.name)
    if _is_done(other):
        raise WrongState(ITS_OWN_DONE, unit=to.name)
    _pass_on(session, task, old, to, by=by, at=at)
    if task.part is Part.LEAD and other.part is Part.COORDINATING:
        _lead(session, other, task)
    added = JOINED_BY.format(unit=old.name, decision=decision)
    record(session, other, Act.HANDED_OVER, by=by, at=at, note=added, other_task_id=task.id)
    reason = JOINED_TO.format(unit=to.name, decision=decision)
    withdraw(session, task, reason=reason, by=by, at=at, numbers_confirmed=True, joined_to=other.id)
    return other


def _is_done(other: Task) -> bool:
    """What leads and is accepted takes nothing more up: unfinished work would be out of sight there."""
    return other.part is Part.LEAD and other.state is TaskState.ACCEPTED


def same_task_of(session: Session, task: Task, unit: Unit) -> Task | None:
    """What the unit was given of the same directive and period."""
    return session.scalars(
        sa.select(Task).where(
            Task.directive_id == task.directive_id, Task.unit_id == unit.id, Task.period == task.period
        )
    ).one_or_none()


def _check(session: Session, task: Task, to: Unit, at: datetime) -> Unit:
    """The closed unit that has the task."""
    today, old = clock.day(at), session.get_one(Unit, task.unit_id)
    if task.state in FINISHED:
        raise WrongState(ALREADY_FINISHED)
    if old.active_until is None or old.active_until >= today:
        raise WrongState(STILL_WORKS, unit=old.name)
    if to.committee_id != task.committee_id:
        raise RuleBroken(NOT_OURS, field="unit")
    if to.kind is UnitKind.EXTERNAL and task.part is Part.LEAD:
        raise RuleBroken(OUTSIDE, field="unit", unit=to.name)
    if to.active_until is not None and to.active_until < today:
        raise RuleBroken(NOT_AT_WORK, field="unit", unit=to.name)
    return old


def _pass_on(session: Session, task: Task, old: Unit, to: Unit, *, by: Actor, at: datetime) -> None:
    """What the directive told the old unit to reach, and its place among the directive's units, are the new one's.

    Of a recurring directive the new unit has the periods that begin after the old one's last day.
    """
    given_on = _own_from(session, task, old, by=by, at=at)
    has_target = bool(targets_of(session, directive_id=task.directive_id, unit_id=to.id))
    for target in targets_of(session, directive_id=task.directive_id, unit_id=old.id):
        target.ended_on = clock.day(at)
        if not has_target:
            session.add(_copied(target, to))
    rows = {
        row.unit_id: row
        for row in session.scalars(sa.select(DirectiveUnit).where(DirectiveUnit.directive_id == task.directive_id))
    }
    theirs, mine = rows.get(old.id), rows.get(to.id)
    if theirs is not None and mine is None:
        theirs.unit_id, theirs.given_on = to.id, given_on or theirs.given_on
    elif theirs is not None and mine is not None:
        if theirs.part is Part.LEAD and mine.part is not Part.LEAD:
            mine.part, mine.given_on = Part.LEAD, given_on or mine.given_on
        session.delete(theirs)
    session.flush()


def _own_from(session: Session, task: Task, old: Unit, *, by: Actor, at: datetime) -> date | None:
    """From which day the new unit's own periods count; what the old one has missed is made for it first. None for a
    directive that does not recur."""
    directive = session.get_one(Directive, task.directive_id)
    if directive.every is None or old.active_until is None:
        return None
    committee = session.get_one(Committee, task.committee_id)
    make_period_tasks(session, committee, directive, until=clock.day(at), by=by, at=at, only=[old.id])
    return next_period(directive.every, old.active_until)


def _copied(target: Target, to: Unit) -> Target:
    return Target(
        indicator_id=target.indicator_id,
        unit_id=to.id,
        due_on=target.due_on,
        comparator=target.comparator,
        points=target.points,
        directive_id=target.directive_id,
        given_by=target.given_by,
        origin=target.origin,
        set_by=target.set_by,
        set_at=target.set_at,
        illustrative=target.illustrative,
    )


def _lead(session: Session, other: Task, task: Task) -> None:
    """Who helped leads, with the clocks of who led; what was helped so far is no submission."""
    other.part = Part.LEAD
    other.due_on, other.original_due_on, other.act_by = task.due_on, task.original_due_on, task.act_by
    if other.state is TaskState.ACCEPTED:  # closed with the directive; now it is the directive's
        other.state, other.stopped_on, other.accepted_at = TaskState.IN_PROGRESS, None, None
