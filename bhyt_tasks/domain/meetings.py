"""What was decided where, and what does it give to whom?

A meeting is a draft until it is issued: nothing is given out before the notice is signed.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken, WrongState
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.indicators import Indicator, main_indicator
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.periods import LAST_DUE_DAY, Every
from bhyt_tasks.domain.tasks import Part
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.domain.vietnamese import clean, fold

DUE_BEFORE_MEETING = N_("Thời hạn {due_on} trước ngày họp {held_on}.")
REVIEW_BEFORE_MEETING = N_("Ngày rà soát {review_on} trước ngày họp {held_on}.")
HELD_AHEAD = N_("Ngày họp {held_on} sau hôm nay {today}. Ghi kết luận sau khi họp.")
NO_TEXT = N_("Ghi nội dung chỉ đạo.")
NO_LEAD = N_("Chọn ít nhất một đơn vị chủ trì, hoặc đánh dấu là nội dung chung.")
UNKNOWN_UNIT = N_("Có đơn vị không thuộc Ban Chỉ đạo này. Chọn lại đơn vị.")
BOTH_PARTS = N_("{unit} vừa chủ trì vừa phối hợp. Bỏ một trong hai.")
EXTERNAL_LEADS = N_("{unit} không thuộc Ban Chỉ đạo, chỉ có thể phối hợp.")
NO_REVIEW = N_("Nội dung thường xuyên cần ngày rà soát.")
NO_DUE_DAY = N_("Nội dung định kỳ cần ngày báo cáo trong kỳ.")
BAD_DUE_DAY = N_("Ngày báo cáo trong kỳ phải từ 1 đến {last}.")
QUOTE_NOT_FOUND = N_("Đoạn trích không có trong nội dung kết luận. Sao chép nguyên văn rồi dán lại.")
QUOTE_LOST = N_(
    "Trích nguyên văn của nội dung {number} không còn trong kết luận. Giữ lại đoạn đó hoặc sửa trích dẫn trước."
)
TARGET_NEEDS_DATE = N_("Chỉ tiêu cần thời hạn hoàn thành.")
NO_RESIDENTS = N_("{unit} không có dân cư, không giao được chỉ tiêu bao phủ. Tách thành nội dung riêng.")
NO_AGENCY = N_(
    "“{indicator}” là chỉ tiêu của cơ quan, đoàn thể; {unit} không có số liệu này. Tách thành nội dung riêng."
)
UNKNOWN_INDICATOR = N_("Chỉ tiêu này không còn dùng. Chọn chỉ tiêu khác.")
NOTHING_TO_DATE = N_("Chỉ đặt thời hạn chung cho nội dung có thời hạn; việc định kỳ, thường xuyên sửa riêng.")
BAD_TARGET = N_("Chỉ tiêu phải lớn hơn 0 và không quá 100%.")
ALREADY_ISSUED = N_("Kết luận này đã được giao. Sửa đổi phải đính chính.")
NOTICE_BEFORE = N_("Ngày thông báo {notice_on} trước ngày họp, kiểm tra {held_on}.")
UNDER_SIGNATURE = N_("Dự thảo đang chờ ký. Đưa về dự thảo để sửa.")
NOT_EARLIER = N_("Cuộc họp trước phải là cuộc đã giao của Ban Chỉ đạo này, không sau ngày {held_on}. Chọn lại.")


class MeetingKind(enum.StrEnum):
    CONFERENCE = "conference"
    WORKING_SESSION = "working_session"
    INSPECTION = "inspection"


class Stage(enum.StrEnum):
    DRAFT = "draft"
    AWAITING_SIGNATURE = "awaiting_signature"
    ISSUED = "issued"


class DeadlineKind(enum.StrEnum):
    FIXED = "fixed"
    RECURRING = "recurring"
    STANDING = "standing"


class Meeting(Base):
    """``agenda`` is what the meeting is to look at; with it a meeting that is still to come may be written down.

    ``follows_id`` names the earlier one whose conclusion it looks at again.
    """

    __tablename__ = "meetings"
    __table_args__ = (sa.Index("ix_meetings_committee_id_held_on", "committee_id", "held_on", "id"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind))
    held_on: Mapped[date] = mapped_column(sa.Date)
    title: Mapped[str] = mapped_column(sa.String(300))
    chair_name: Mapped[str] = mapped_column(sa.String(120), default="")
    chair_position: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    notice_number: Mapped[str] = mapped_column(sa.String(60), default="")
    notice_on: Mapped[date | None] = mapped_column(sa.Date)
    agenda: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    minutes: Mapped[str] = mapped_column(sa.Text, default="")
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meetings.id"))
    stage: Mapped[Stage] = mapped_column(choice(Stage), default=Stage.DRAFT)
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=0)


class Attendance(Base):
    __tablename__ = "attendances"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "unit_id"),)

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))


class Directive(Base):
    """``quote_start`` and ``quote_end`` are offsets into the meeting's minutes; typos stay as they are there.

    ``due_on`` belongs to fixed, ``every`` with its day and offset to recurring, ``review_on`` to standing ones, and
    after a review to fixed ones that have no date.
    """

    __tablename__ = "directives"
    __table_args__ = (sa.Index("ix_directives_meeting_id_position", "meeting_id", "position"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    folded: Mapped[str] = mapped_column(sa.Text)
    quote_start: Mapped[int | None]
    quote_end: Mapped[int | None]
    deliverable: Mapped[str] = mapped_column(sa.String(300), default="")
    priority: Mapped[bool] = mapped_column(default=False)
    general: Mapped[bool] = mapped_column(default=False)
    deadline_kind: Mapped[DeadlineKind] = mapped_column(choice(DeadlineKind))
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    every: Mapped[Every | None] = mapped_column(choice(Every))
    due_day: Mapped[int | None]
    due_month_offset: Mapped[int] = mapped_column(default=0)
    review_on: Mapped[date | None] = mapped_column(sa.Date)
    target_comparator: Mapped[Comparator | None] = mapped_column(choice(Comparator))
    target_points: Mapped[int | None]
    target_indicator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("indicators.id"))
    illustrative: Mapped[str] = mapped_column(sa.String(300), default="")
    withdrawn_on: Mapped[date | None] = mapped_column(sa.Date)


class DirectiveUnit(Base):
    """``given_on`` is the day from which the unit has the directive: none while it is a draft; where a recurring
    task was moved to another unit, that unit's first period begins on it."""

    __tablename__ = "directive_units"
    __table_args__ = (sa.UniqueConstraint("directive_id", "unit_id"),)

    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    position: Mapped[int]
    given_on: Mapped[date | None] = mapped_column(sa.Date)


@dataclass(frozen=True)
class MeetingFacts:
    kind: MeetingKind
    held_on: date
    title: str
    chair_position: str
    chair_name: str = ""
    place: str = ""
    notice_number: str = ""
    notice_on: date | None = None
    agenda: str = ""
    minutes: str = ""
    follows_id: int | None = None
    attending: tuple[int, ...] = ()
    numbers_confirmed: bool = False


@dataclass(frozen=True)
class DirectiveFacts:
    """``illustrative`` says in words what the source document does not give; empty when all is from the source."""

    text: str
    lead: tuple[int, ...] = ()
    coordinating: tuple[int, ...] = ()
    number: str = ""
    quote: str = ""
    deliverable: str = ""
    priority: bool = False
    general: bool = False
    deadline_kind: DeadlineKind = DeadlineKind.FIXED
    due_on: date | None = None
    every: Every | None = None
    due_day: int | None = None
    due_month_offset: int = 0
    review_on: date | None = None
    target_comparator: Comparator | None = None
    target_points: int | None = None
    target_indicator_id: int | None = None  # None is the committee's main one
    numbers_confirmed: bool = False
    illustrative: str = ""


def record_meeting(session: Session, committee: Committee, facts: MeetingFacts, *, by: Actor, at: datetime) -> Meeting:
    _check_meeting(session, committee.id, facts, at)
    meeting = Meeting(committee_id=committee.id, recorded_by=by.id, stage=Stage.DRAFT, version=0)
    _write_facts(meeting, facts)
    session.add(meeting)
    session.flush()
    _write_attendance(session, meeting, facts.attending)
    return meeting


def revise_meeting(session: Session, meeting: Meeting, facts: MeetingFacts, *, at: datetime) -> None:
    """Change a draft; quotes are looked up again in the new minutes. Raises RuleBroken when one is lost."""
    require_draft(meeting)
    _check_meeting(session, meeting.committee_id, facts, at)
    directives = directives_of(session, meeting)
    quotes = [quote_of(meeting, directive) for directive in directives]
    for directive in directives:
        check_dates(directive.due_on, directive.review_on, facts.held_on)
    starts = [clean(facts.minutes).find(quote) for quote in quotes]
    for directive, start in zip(directives, starts, strict=True):
        if start < 0:
            raise RuleBroken(QUOTE_LOST, field="minutes", number=directive.number or directive.position)
    _write_facts(meeting, facts)
    for directive, quote, start in zip(directives, quotes, starts, strict=True):
        if quote:
            directive.quote_start, directive.quote_end = start, start + len(quote)
    session.execute(sa.delete(Attendance).where(Attendance.meeting_id == meeting.id))
    _write_attendance(session, meeting, facts.attending)
    meeting.version += 1


def _check_meeting(session: Session, committee_id: int, facts: MeetingFacts, at: datetime) -> None:
    """A meeting that is still to come has an agenda and no conclusion."""
    if facts.minutes.strip() or not facts.agenda.strip():
        require_held(facts.held_on, at)
    check_notice(facts.notice_on, facts.held_on)
    texts = (facts.agenda, facts.minutes, facts.title, facts.chair_name)
    refuse_personal_numbers(*texts, confirmed=facts.numbers_confirmed)
    earlier = session.get(Meeting, facts.follows_id) if facts.follows_id else None
    if facts.follows_id and not (earlier and _may_be_followed(earlier, committee_id, facts.held_on)):
        raise RuleBroken(NOT_EARLIER, field="follows_id", held_on=facts.held_on)


def _may_be_followed(earlier: Meeting, committee_id: int, held_on: date) -> bool:
    return earlier.committee_id == committee_id and earlier.stage is Stage.ISSUED and earlier.held_on <= held_on


def require_held(held_on: date, at: datetime) -> None:
    today = clock.day(at)
    if held_on > today:
        raise RuleBroken(HELD_AHEAD, field="held_on", held_on=held_on, today=today)


def check_notice(notice_on: date | None, held_on: date) -> None:
    if notice_on is not None and notice_on < held_on:
        raise RuleBroken(NOTICE_BEFORE, field="notice_on", notice_on=notice_on, held_on=held_on)


def _write_facts(meeting: Meeting, facts: MeetingFacts) -> None:
    meeting.kind = facts.kind
    meeting.held_on = facts.held_on
    meeting.title = clean(facts.title)
    meeting.chair_name = clean(facts.chair_name)
    meeting.chair_position = clean(facts.chair_position)
    meeting.place = clean(facts.place)
    meeting.notice_number = clean(facts.notice_number)
    meeting.notice_on = facts.notice_on
    meeting.agenda = clean(facts.agenda)
    meeting.minutes = clean(facts.minutes)
    meeting.follows_id = facts.follows_id


def _write_attendance(session: Session, meeting: Meeting, unit_ids: Sequence[int]) -> None:
    session.add_all(Attendance(meeting_id=meeting.id, unit_id=unit_id) for unit_id in dict.fromkeys(unit_ids))


def require_version(meeting: Meeting, version: int) -> None:
    """Raises Conflict when somebody changed the draft after the form was read (R12)."""
    if meeting.version != version:
        raise Conflict


def require_draft(meeting: Meeting) -> None:
    if meeting.stage is Stage.ISSUED:
        raise WrongState(ALREADY_ISSUED)
    if meeting.stage is Stage.AWAITING_SIGNATURE:
        raise WrongState(UNDER_SIGNATURE)


def directives_of(session: Session, meeting: Meeting) -> list[Directive]:
    return list(
        session.scalars(sa.select(Directive).where(Directive.meeting_id == meeting.id).order_by(Directive.position))
    )


def units_of(session: Session, directive: Directive) -> list[DirectiveUnit]:
    return list(
        session.scalars(
            sa.select(DirectiveUnit)
            .where(DirectiveUnit.directive_id == directive.id)
            .order_by(DirectiveUnit.part.desc(), DirectiveUnit.position)
        )
    )


def quote_of(meeting: Meeting, directive: Directive) -> str:
    if directive.quote_start is None or directive.quote_end is None:
        return ""
    return meeting.minutes[directive.quote_start : directive.quote_end]


def add_directive(session: Session, meeting: Meeting, facts: DirectiveFacts) -> Directive:
    require_draft(meeting)
    last = session.scalar(sa.select(sa.func.max(Directive.position)).where(Directive.meeting_id == meeting.id)) or 0
    directive = Directive(committee_id=meeting.committee_id, meeting_id=meeting.id, position=last + 1)
    _write_directive(session, meeting, directive, facts)
    meeting.version += 1
    return directive


def revise_directive(session: Session, meeting: Meeting, directive: Directive, facts: DirectiveFacts) -> None:
    require_draft(meeting)
    _write_directive(session, meeting, directive, facts)
    meeting.version += 1


def remove_directive(session: Session, meeting: Meeting, directive: Directive) -> None:
    """Drop a draft directive and close the gap in the order."""
    require_draft(meeting)
    session.execute(sa.delete(DirectiveUnit).where(DirectiveUnit.directive_id == directive.id))
    session.delete(directive)
    session.flush()
    for position, rest in enumerate(directives_of(session, meeting), start=1):
        rest.position = position
    meeting.version += 1


def set_common_deadline(session: Session, meeting: Meeting, directive_ids: Sequence[int], due_on: date) -> int:
    """Give one fixed deadline to several draft directives at once; returns how many it was given to.

    Recurring, standing and general ones keep theirs. Raises RuleBroken when none is left.
    """
    require_draft(meeting)
    check_dates(due_on, None, meeting.held_on)
    dated = [
        directive
        for directive in directives_of(session, meeting)
        if directive.id in directive_ids and directive.deadline_kind is DeadlineKind.FIXED and not directive.general
    ]
    if not dated:
        raise RuleBroken(NOTHING_TO_DATE)
    for directive in dated:
        directive.due_on = due_on
    meeting.version += 1
    return len(dated)


def _write_directive(session: Session, meeting: Meeting, directive: Directive, facts: DirectiveFacts) -> None:
    _check_directive(session, meeting, facts)
    start = meeting.minutes.find(clean(facts.quote)) if facts.quote.strip() else None
    if start is not None and start < 0:
        raise RuleBroken(QUOTE_NOT_FOUND, field="quote")
    directive.text = clean(facts.text)
    directive.number = clean(facts.number)
    directive.quote_start = start
    directive.quote_end = None if start is None else start + len(clean(facts.quote))
    directive.deliverable = clean(facts.deliverable)
    directive.priority = facts.priority
    directive.general = facts.general
    _write_deadline(directive, facts)
    directive.target_comparator = (facts.target_comparator or Comparator.AT_LEAST) if facts.target_points else None
    directive.target_points = facts.target_points
    directive.target_indicator_id = facts.target_indicator_id if facts.target_points else None
    directive.illustrative = facts.illustrative
    directive.folded = searchable(meeting, directive)
    session.add(directive)
    session.flush()
    session.execute(sa.delete(DirectiveUnit).where(DirectiveUnit.directive_id == directive.id))
    for part, unit_ids in ((Part.LEAD, facts.lead), (Part.COORDINATING, facts.coordinating)):
        session.add_all(
            DirectiveUnit(directive_id=directive.id, unit_id=unit_id, part=part, position=position)
            for position, unit_id in enumerate(dict.fromkeys(unit_ids))
        )
    session.flush()


def _write_deadline(directive: Directive, facts: DirectiveFacts) -> None:
    kind = facts.deadline_kind
    directive.deadline_kind = kind
    directive.due_on = facts.due_on if kind is DeadlineKind.FIXED else None
    directive.every = facts.every if kind is DeadlineKind.RECURRING else None
    directive.due_day = facts.due_day if kind is DeadlineKind.RECURRING else None
    directive.due_month_offset = facts.due_month_offset if kind is DeadlineKind.RECURRING else 0
    directive.review_on = facts.review_on if kind is DeadlineKind.STANDING else None


def searchable(meeting: Meeting, directive: Directive) -> str:
    return " | ".join(fold(text) for text in (directive.text, directive.number, meeting.notice_number) if text)


def _check_directive(session: Session, meeting: Meeting, facts: DirectiveFacts) -> None:
    if not facts.text.strip():
        raise RuleBroken(NO_TEXT, field="text")
    if not facts.lead and not facts.general:
        raise RuleBroken(NO_LEAD, field="lead")
    refuse_personal_numbers(facts.text, facts.quote, facts.deliverable, confirmed=facts.numbers_confirmed)
    target = indicator_meant(session, meeting.committee_id, facts)
    if target is not None and (target.closed_on is not None or target.committee_id != meeting.committee_id):
        raise RuleBroken(UNKNOWN_INDICATOR, field="target_indicator_id")
    check_assignment(session, meeting.committee_id, facts.lead, facts.coordinating, target=target)
    _check_deadline(facts)
    check_dates(facts.due_on, facts.review_on, meeting.held_on)
    if facts.target_points is not None:
        if not 0 < facts.target_points <= 10_000:
            raise RuleBroken(BAD_TARGET, field="target_points")
        if facts.deadline_kind is not DeadlineKind.FIXED:
            raise RuleBroken(TARGET_NEEDS_DATE, field="due_on")


def indicator_meant(session: Session, committee_id: int, said: Directive | DirectiveFacts) -> Indicator | None:
    """By what the target of a directive is measured; None without a target."""
    if said.target_points is None:
        return None
    return session.get(Indicator, said.target_indicator_id or main_indicator(session, committee_id) or 0)


def check_assignment(
    session: Session, committee_id: int, lead: Sequence[int], coordinating: Sequence[int], *, target: Indicator | None
) -> None:
    """Raises RuleBroken unless these units may lead and coordinate: of the committee, each in one part; an external
    unit does not lead; a target is given to who has figures of its indicator."""
    wanted = {*lead, *coordinating}
    known = sa.select(Unit).where(Unit.id.in_(wanted), Unit.committee_id == committee_id)
    units = {unit.id: unit for unit in session.scalars(known)}
    if wanted - units.keys():
        raise RuleBroken(UNKNOWN_UNIT, field="lead")
    both = set(lead) & set(coordinating)
    if both:
        raise RuleBroken(BOTH_PARTS, field="coordinating", unit=units[min(both)].name)
    for unit_id in lead:
        if units[unit_id].kind is UnitKind.EXTERNAL:
            raise RuleBroken(EXTERNAL_LEADS, field="lead", unit=units[unit_id].name)
        if target is not None and not target.counts(units[unit_id].kind):
            refusal = NO_AGENCY if target.of_agencies else NO_RESIDENTS
            raise RuleBroken(refusal, field="target_points", unit=units[unit_id].name, indicator=target.name)


def _check_deadline(facts: DirectiveFacts) -> None:
    if facts.deadline_kind is DeadlineKind.STANDING and facts.review_on is None:
        raise RuleBroken(NO_REVIEW, field="review_on")
    if facts.deadline_kind is DeadlineKind.RECURRING:
        if facts.every is None or facts.due_day is None:
            raise RuleBroken(NO_DUE_DAY, field="due_day")
        if not 1 <= facts.due_day <= LAST_DUE_DAY[facts.every]:
            raise RuleBroken(BAD_DUE_DAY, field="due_day", last=LAST_DUE_DAY[facts.every])


def check_dates(due_on: date | None, review_on: date | None, held_on: date) -> None:
    if due_on is not None and due_on < held_on:
        raise RuleBroken(DUE_BEFORE_MEETING, field="due_on", due_on=due_on, held_on=held_on)
    if review_on is not None and review_on < held_on:
        raise RuleBroken(REVIEW_BEFORE_MEETING, field="review_on", review_on=review_on, held_on=held_on)
