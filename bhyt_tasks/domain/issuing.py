"""How does a signed draft become tasks, and who gets them later?

Nothing is given out before the notice is signed; a recurring directive makes one task a unit and period (R6).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Indicator, Target
from bhyt_tasks.domain.errors import N_, NeedsConfirmation, RuleBroken, WrongState
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
    require_draft,
    searchable,
    units_of,
)
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.periods import periods
from bhyt_tasks.domain.tasks import Part, Task, assign
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean, compact

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
    if directive.deadline_kind is DeadlineKind.RECURRING:
        today = clock.day(at)
        made += make_period_tasks(session, directive, first=today, until=today, by=by, at=at)
    return made


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
    if leads and directive.deadline_kind is DeadlineKind.RECURRING:
        return 0
    review_on = directive.review_on or clock.day(at) + timedelta(days=committee.settings.review_after_days)
    assign(
        session,
        committee_id=committee.id,
        directive_id=directive.id,
        unit_id=row.unit_id,
        part=row.part,
        due_on=due_on if leads else None,
        act_by=due_on or review_on,
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
    check_assignment(session, meeting.committee_id, lead, coordinating, has_target=bool(directive.target_points))
    present = {row.unit_id for row in units_of(session, directive)}
    for unit_id, name in _names(session, present & {*lead, *coordinating}):
        raise RuleBroken(HAS_IT, field="lead" if unit_id in lead else "coordinating", unit=name)
    due_on = due_on or directive.due_on
    if due_on is not None and due_on < clock.day(at):
        raise RuleBroken(DUE_PAST, field="due_on", due_on=due_on)
    made, position = 0, len(present)
    for part, unit_ids in ((Part.LEAD, lead), (Part.COORDINATING, coordinating)):
        for unit_id in dict.fromkeys(unit_ids):
            position += 1
            row = DirectiveUnit(directive_id=directive.id, unit_id=unit_id, part=part, position=position)
            session.add(row)
            session.flush()
            made += _give(session, committee, directive, row, due_on=due_on, by=by, at=at)
    if directive.deadline_kind is DeadlineKind.RECURRING:
        today = clock.day(at)
        made += make_period_tasks(session, directive, first=today, until=today, by=by, at=at, only=lead)
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


def make_period_tasks(
    session: Session,
    directive: Directive,
    *,
    first: date,
    until: date,
    by: Actor,
    at: datetime,
    only: Sequence[int] | None = None,
) -> int:
    """One task a lead unit for each period begun by ``until`` that has none yet; returns how many (R6).

    ``only`` names the units, when not all that lead are meant. ``first`` is the day of giving out: a period whose
    report was due before it is nobody's to miss. Nor has a unit that came later missed the periods before its own
    first one, or, while it has none, those whose report was due before this run.
    """
    if directive.every is None or directive.due_day is None or directive.withdrawn_on is not None:
        return 0
    existing = {
        (row.unit_id, row.period)
        for row in session.execute(
            sa.select(Task.unit_id, Task.period).where(Task.directive_id == directive.id, Task.part == Part.LEAD)
        )
    }
    first_of = dict(sorted(existing, reverse=True))  # the keys of periods sort as their days do
    leading = [row.unit_id for row in units_of(session, directive) if row.part is Part.LEAD]
    leads = leading if only is None else only
    begun = periods(directive.every, directive.due_day, directive.due_month_offset, first=first, until=until)
    due = [period for period in begun if period.due_on >= first]
    wanted = [
        (unit_id, period)
        for period in due
        for unit_id in leads
        if (unit_id, period.key) not in existing
        and (period.key > first_of[unit_id] if unit_id in first_of else period.due_on >= clock.day(at))
    ]
    for unit_id, period in wanted:
        assign(
            session,
            committee_id=directive.committee_id,
            directive_id=directive.id,
            unit_id=unit_id,
            part=Part.LEAD,
            period=period.key,
            due_on=period.due_on,
            act_by=period.due_on,
            by=by,
            at=at,
            illustrative=bool(directive.illustrative),
        )
    return len(wanted)


def _write_target(
    session: Session, committee: Committee, directive: Directive, unit_id: int, due_on: date | None
) -> None:
    if directive.target_points is None or directive.target_comparator is None or due_on is None:
        return
    indicator_id = session.scalar(
        sa.select(Indicator.id).where(Indicator.committee_id == committee.id).order_by(Indicator.id).limit(1)
    )
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
