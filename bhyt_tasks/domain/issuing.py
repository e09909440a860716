"""How does a signed draft become tasks, and who gets them later?

Nothing is given out before the notice is signed; a recurring directive makes one task a unit and period (R6).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee, Settings
from bhyt_tasks.domain.errors import N_, NeedsConfirmation, RuleBroken, WrongState
from bhyt_tasks.domain.indicators import main_indicator
from bhyt_tasks.domain.meetings import (
    ALREADY_ISSUED,
    TARGET_NEEDS_DATE,
    DeadlineKind,
    Directive,
    DirectiveUnit,
    Meeting,
    Stage,
    check_assignment,
    check_notice,
    directives_of,
    indicator_meant,
    require_draft,
    require_held,
    searchable,
    units_of,
)
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.periods import Every, Period, next_period, period_words, periods
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Part, Task, TaskState, assign
from bhyt_tasks.domain.unit_successions import heirs
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean, compact
from bhyt_tasks.domain.working_days import next_working_day

NO_INDICATOR = N_("Ban Chỉ đạo chưa có chỉ tiêu bao phủ để giao. Đề nghị quản trị hệ thống tạo trước.")
NOTHING_TO_ISSUE = N_("Chưa có nội dung nào để giao. Thêm nội dung chỉ đạo có đơn vị chủ trì.")
NO_NUMBER = N_("Ghi số thông báo kết luận, ví dụ 15/TB-BCĐ.")
NOT_SIGNED = N_("Chuyển dự thảo sang chờ ký trước khi giao. Không giao nhiệm vụ khi kết luận chưa được ký.")
NOT_ISSUED = N_("Kết luận này chưa được giao. Sửa trong dự thảo.")
GENERAL = N_("Nội dung chung không giao thành nhiệm vụ.")
WITHDRAWN_DIRECTIVE = N_("Nội dung chỉ đạo này đã thu hồi.")
HAS_IT = N_("{unit} đã được giao nội dung này.")
DUE_PAST = N_("Thời hạn {due_on} đã qua. Ghi thời hạn từ hôm nay trở đi.")
NOBODY_ADDED = N_("Ghi đơn vị cần giao thêm.")
FOR_PERIOD = N_("Giao theo định kỳ, kỳ {period}.")


class SameNumber(NeedsConfirmation):
    """Numbers of notices start anew each year (Decree 30/2020/NĐ-CP), so one year has each number once."""

    sentence = N_(
        "Số thông báo {number} năm {year} đã ghi cho “{title}”. "
        "Kiểm tra lại; nếu đúng thì đánh dấu ô bên dưới rồi gửi lại."
    )
    confirm = "same_number_confirmed"


def send_for_signature(session: Session, meeting: Meeting) -> None:
    """The draft is with the one who signs; it is not changed meanwhile. Nothing happens twice."""
    if meeting.stage is Stage.AWAITING_SIGNATURE:
        return
    require_draft(meeting)
    if not any(not directive.general for directive in directives_of(session, meeting)):
        raise RuleBroken(NOTHING_TO_ISSUE)
    if any(directive.target_points and directive.due_on is None for directive in directives_of(session, meeting)):
        raise RuleBroken(TARGET_NEEDS_DATE)
    meeting.stage = Stage.AWAITING_SIGNATURE
    meeting.version += 1


def number_notice(
    session: Session, meeting: Meeting, number: str, on: date | None, *, same_number_confirmed: bool = False
) -> None:
    """Fill in the number of the signed notice, which often comes after the tasks were given out.

    Raises SameNumber when another notice of that year has it, unless the writer has confirmed.
    """
    if not number.strip():
        raise RuleBroken(NO_NUMBER, field="notice_number")
    check_notice(on, meeting.held_on)
    _warn_of_same_number(session, meeting, number, on, same_number_confirmed)
    meeting.notice_number, meeting.notice_on = clean(number), on
    for directive in directives_of(session, meeting):
        directive.folded = searchable(meeting, directive)
    meeting.version += 1


def _warn_of_same_number(session: Session, meeting: Meeting, number: str, on: date | None, confirmed: bool) -> None:
    year = (on or meeting.held_on).year
    if confirmed or not number.strip():
        return
    numbered = session.scalars(
        sa.select(Meeting).where(
            Meeting.committee_id == meeting.committee_id,
            Meeting.id != meeting.id,
            Meeting.notice_number != "",
            sa.func.coalesce(Meeting.notice_on, Meeting.held_on).between(date(year, 1, 1), date(year, 12, 31)),
        )
    )
    for other in numbered:
        if compact(other.notice_number) == compact(number):
            raise SameNumber(field="notice_number", number=clean(number), year=str(year), title=other.title)


def return_to_draft(meeting: Meeting) -> None:
    if meeting.stage is Stage.ISSUED:
        raise WrongState(ALREADY_ISSUED)
    if meeting.stage is Stage.AWAITING_SIGNATURE:
        meeting.stage = Stage.DRAFT
        meeting.version += 1


def issue(
    session: Session,
    committee: Committee,
    meeting: Meeting,
    *,
    by: Actor,
    at: datetime,
    notice_number: str = "",
    notice_on: date | None = None,
    same_number_confirmed: bool = False,
) -> int:
    """Give every directive out as tasks and write its targets; returns how many tasks were made.

    A fixed directive without a date becomes a task without a deadline that comes back after the committee's
    review_after_days. Issuing an issued meeting does nothing and returns 0.
    """
    if meeting.stage is Stage.ISSUED:
        return 0
    if meeting.stage is Stage.DRAFT:
        raise WrongState(NOT_SIGNED)
    require_held(meeting.held_on, at)
    check_notice(notice_on, meeting.held_on)
    _warn_of_same_number(session, meeting, notice_number, notice_on, same_number_confirmed)
    meeting.stage = Stage.ISSUED
    meeting.issued_at = at
    meeting.issued_by = by.id
    meeting.version += 1
    meeting.notice_number, meeting.notice_on = clean(notice_number), notice_on
    made = 0
    for directive in directives_of(session, meeting):
        directive.folded = searchable(meeting, directive)
        if not directive.general:
            made += _issue_directive(session, committee, directive, by=by, at=at)
    if not made:
        raise RuleBroken(NOTHING_TO_ISSUE)
    return made


def _issue_directive(session: Session, committee: Committee, directive: Directive, *, by: Actor, at: datetime) -> int:
    made = 0
    for row in units_of(session, directive):
        made += _give(session, committee, directive, row, due_on=directive.due_on, by=by, at=at)
    return made + make_period_tasks(session, committee, directive, until=clock.day(at), by=by, at=at)


def _give(
    session: Session,
    committee: Committee,
    directive: Directive,
    row: DirectiveUnit,
    *,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> int:
    """Make the task of one unit, and its target; the leading ones of a recurring directive come by periods."""
    leads = row.part is Part.LEAD
    row.given_on = clock.day(at)
    session.flush()
    if leads and directive.deadline_kind is DeadlineKind.RECURRING:
        return 0
    review_on = directive.review_on or clock.day(at) + timedelta(days=committee.settings.review_after_days)
    assign(
        session,
        committee_id=committee.id,
        directive_id=directive.id,
        unit_id=row.unit_id,
        part=row.part,
        due_on=workable(due_on, committee.settings) if leads else None,
        act_by=workable(due_on, committee.settings) or review_on,
        by=by,
        at=at,
        illustrative=bool(directive.illustrative),
    )
    if leads:
        _write_target(session, committee, directive, row.unit_id, due_on)
    return 1


def give_to_more(
    session: Session,
    committee: Committee,
    meeting: Meeting,
    directive: Directive,
    *,
    lead: Sequence[int] = (),
    coordinating: Sequence[int] = (),
    due_on: date | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Give an issued directive to units that were left out; returns how many tasks were made.

    They have the directive's deadline, or ``due_on``; a deadline that has passed would make them late at once.
    """
    require_running(meeting, directive)
    if not lead and not coordinating:
        raise RuleBroken(NOBODY_ADDED, field="lead")
    target = indicator_meant(session, meeting.committee_id, directive)
    check_assignment(session, meeting.committee_id, lead, coordinating, target=target)
    present = {row.unit_id for row in units_of(session, directive)}
    for unit_id, name in _names(session, present & {*lead, *coordinating}):
        raise RuleBroken(HAS_IT, field="lead" if unit_id in lead else "coordinating", unit=name)
    due_on = due_on or directive.due_on
    last_day = workable(due_on, committee.settings)
    if last_day is not None and last_day < clock.day(at):
        raise RuleBroken(DUE_PAST, field="due_on", due_on=last_day)
    made, position = 0, len(present)
    for part, unit_ids in ((Part.LEAD, lead), (Part.COORDINATING, coordinating)):
        for unit_id in dict.fromkeys(unit_ids):
            position += 1
            row = DirectiveUnit(directive_id=directive.id, unit_id=unit_id, part=part, position=position)
            session.add(row)
            session.flush()
            made += _give(session, committee, directive, row, due_on=due_on, by=by, at=at)
    made += make_period_tasks(session, committee, directive, until=clock.day(at), by=by, at=at, only=lead)
    meeting.version += 1
    return made


def require_running(meeting: Meeting, directive: Directive) -> None:
    if meeting.stage is not Stage.ISSUED:
        raise WrongState(NOT_ISSUED)
    if directive.general:
        raise WrongState(GENERAL)
    if directive.withdrawn_on is not None:
        raise WrongState(WITHDRAWN_DIRECTIVE)


def _names(session: Session, unit_ids: set[int]) -> list[tuple[int, str]]:
    rows = session.execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)).order_by(Unit.sort_key))
    return [(row.id, row.name) for row in rows]


def workable(due_on: date | None, settings: Settings) -> date | None:
    """The deadline that a task is given: of a committee that wants it so, never on a day off."""
    if due_on is None or not settings.move_to_working_day:
        return due_on
    return next_working_day(due_on, settings.days_off)


def make_period_tasks(
    session: Session,
    committee: Committee,
    directive: Directive,
    *,
    until: date,
    by: Actor,
    at: datetime,
    only: Sequence[int] | None = None,
) -> int:
    """One task a lead unit for each period begun by ``until`` that has none yet; returns how many (R6).

    A unit's periods count from the day it was given the directive: a report that was due before is nobody's to miss.
    A unit whose latest period was withdrawn gets no more; what begins after a unit was closed is its successor's.
    ``only`` names the units, when not all that lead are meant.
    """
    if directive.every is None or directive.due_day is None or directive.withdrawn_on is not None:
        return 0
    begun = partial(periods, directive.every, directive.due_day, directive.due_month_offset)
    made, states = 0, _states_of_periods(session, directive)
    heir, ends = heirs(session, directive.committee_id, until), _last_days(session, directive.committee_id)
    for unit_id, given_on in _leading(session, directive, only):
        if _is_withdrawn(states.get(unit_id, {})):
            continue
        for holder, first, last in _holders(directive.every, unit_id, given_on, until, heir, ends):
            has = states.setdefault(holder, {})
            for period in _missing(begun(first=first, until=last), has, given_on):
                _give_period(session, committee, directive, holder, period, by=by, at=at)
                has[period.key] = TaskState.NEW
                made += 1
    return made


def _missing(begun: Iterable[Period], has: Mapping[str, TaskState], given_on: date) -> list[Period]:
    """The periods due since the giving out of which a unit has no task; none for one whose latest was withdrawn."""
    if _is_withdrawn(has):
        return []
    return [period for period in begun if period.due_on >= given_on and period.key not in has]


def _is_withdrawn(has: Mapping[str, TaskState]) -> bool:
    return bool(has) and has[max(has)] is TaskState.WITHDRAWN


def _holders(
    every: Every, unit_id: int, given_on: date, until: date, heir: Mapping[int, int], ends: Mapping[int, date]
) -> Iterator[tuple[int, date, date]]:
    """Whose the periods are, from which day to which: the unit's own, then those of its successor while that works."""
    last = ends.get(unit_id)
    yield unit_id, given_on, min(until, last or until)
    if last is not None and last < until and unit_id in heir:
        successor = heir[unit_id]
        yield successor, max(given_on, next_period(every, last)), min(until, ends.get(successor, until))


def _last_days(session: Session, committee_id: int) -> Mapping[int, date]:
    """Until when units work that do so no longer, or not for ever."""
    rows = session.execute(
        sa.select(Unit.id, Unit.active_until).where(Unit.committee_id == committee_id, Unit.active_until.is_not(None))
    )
    return {unit_id: last for unit_id, last in rows if last is not None}


def _leading(session: Session, directive: Directive, only: Sequence[int] | None) -> list[tuple[int, date]]:
    """The units that lead, and since when."""
    rows = session.execute(
        sa.select(DirectiveUnit.unit_id, DirectiveUnit.given_on)
        .where(
            DirectiveUnit.directive_id == directive.id,
            DirectiveUnit.part == Part.LEAD,
            sa.true() if only is None else DirectiveUnit.unit_id.in_(only),
        )
        .order_by(DirectiveUnit.position)
    )
    return [(unit_id, given_on) for unit_id, given_on in rows if given_on is not None]


def _states_of_periods(session: Session, directive: Directive) -> dict[int, dict[str, TaskState]]:
    """The state of each unit's task of each period."""
    states: dict[int, dict[str, TaskState]] = {}
    known = sa.select(Task.unit_id, Task.period, Task.state).where(
        Task.directive_id == directive.id, Task.part == Part.LEAD
    )
    for unit_id, period, state in session.execute(known):
        states.setdefault(unit_id, {})[period] = state
    return states


def _give_period(
    session: Session,
    committee: Committee,
    directive: Directive,
    unit_id: int,
    period: Period,
    *,
    by: Actor,
    at: datetime,
) -> None:
    words, values = period_words(period.key)
    due_on = workable(period.due_on, committee.settings) or period.due_on
    assign(
        session,
        committee_id=directive.committee_id,
        directive_id=directive.id,
        unit_id=unit_id,
        part=Part.LEAD,
        period=period.key,
        due_on=due_on,
        act_by=due_on,
        note=FOR_PERIOD.format(period=words.format(**values)),
        by=by,
        at=at,
        illustrative=bool(directive.illustrative),
    )


def _write_target(
    session: Session, committee: Committee, directive: Directive, unit_id: int, due_on: date | None
) -> None:
    if directive.target_points is None or directive.target_comparator is None or due_on is None:
        return
    indicator_id = directive.target_indicator_id or main_indicator(session, committee.id)
    if indicator_id is None:
        raise RuleBroken(NO_INDICATOR)
    session.add(
        Target(
            indicator_id=indicator_id,
            unit_id=unit_id,
            due_on=due_on,
            comparator=directive.target_comparator,
            points=directive.target_points,
            directive_id=directive.id,
        )
    )
