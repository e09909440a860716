"""What did an inspection find wanting, at which unit, and which directive answers it?

A finding is written on the draft of an inspection and stands once that is issued.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import meetings
from bhyt_tasks.domain.db import Base
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.meetings import Directive, Meeting, MeetingFacts, MeetingKind, require_draft
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean

ONLY_INSPECTIONS = N_("Tồn tại, hạn chế chỉ ghi cho cuộc kiểm tra. Sửa loại cuộc họp trước.")
STILL_HAS_FINDINGS = N_("Cuộc kiểm tra đã ghi tồn tại, hạn chế. Bỏ các mục đó trước khi đổi loại.")
NO_TEXT = N_("Ghi tồn tại, hạn chế.")
UNKNOWN_UNIT = N_("Có đơn vị không thuộc Ban Chỉ đạo này. Chọn lại đơn vị.")
STILL_FOUND = N_("Đây là tồn tại lặp lại. Bỏ ở trang kiểm tra lại: chọn kết quả khác.")
SAME_UNIT = N_("Tồn tại lặp lại ghi cho chính đơn vị của lần trước.")
OTHER_MEETING = N_("Nội dung chỉ đạo này không thuộc cuộc kiểm tra này. Chọn lại.")
QUOTE_NOT_FOUND = N_("Đoạn trích không có trong nội dung kết luận. Sao chép nguyên văn rồi dán lại.")
QUOTE_LOST = N_(
    "Trích nguyên văn của tồn tại, hạn chế thứ {number} không còn trong kết luận. "
    "Giữ lại đoạn đó hoặc sửa trích dẫn trước."
)


class Finding(Base):
    """``quote_start`` and ``quote_end`` are offsets into the meeting's minutes, as a directive's are.

    A directive that is dropped from the draft leaves the finding unanswered. One that was found before names the
    earlier finding in ``repeats_id``; ``times`` counts along that chain: 2 is "lặp lại lần 2".
    """

    __tablename__ = "findings"
    __table_args__ = (sa.Index("ix_findings_meeting_id_position", "meeting_id", "position"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    quote_start: Mapped[int | None]
    quote_end: Mapped[int | None]
    directive_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directives.id", ondelete="SET NULL"), index=True)
    illustrative: Mapped[str] = mapped_column(sa.String(300), default="")
    repeats_id: Mapped[int | None] = mapped_column(sa.ForeignKey("findings.id"), index=True)
    times: Mapped[int] = mapped_column(default=1, server_default="1")


@dataclass(frozen=True)
class FindingFacts:
    """``illustrative`` says in words what the source document does not give; empty when all is from the source."""

    text: str
    unit_id: int
    quote: str = ""
    directive_id: int | None = None
    numbers_confirmed: bool = False
    illustrative: str = ""


def findings_of(session: Session, meeting: Meeting) -> list[Finding]:
    return list(session.scalars(sa.select(Finding).where(Finding.meeting_id == meeting.id).order_by(Finding.position)))


def add_finding(session: Session, meeting: Meeting, facts: FindingFacts) -> Finding:
    require_draft(meeting)
    if meeting.kind is not MeetingKind.INSPECTION:
        raise RuleBroken(ONLY_INSPECTIONS)
    finding = _next(session, meeting)
    _write(session, meeting, finding, facts)
    session.add(finding)
    session.flush()
    meeting.version += 1
    return finding


def _next(session: Session, meeting: Meeting) -> Finding:
    last = session.scalar(sa.select(sa.func.max(Finding.position)).where(Finding.meeting_id == meeting.id)) or 0
    return Finding(committee_id=meeting.committee_id, meeting_id=meeting.id, position=last + 1, times=1)


def repeat_finding(session: Session, meeting: Meeting, earlier: Finding) -> Finding:
    """Write an earlier finding down once more, on the draft of any later visit; its answer is to be chosen anew."""
    require_draft(meeting)
    finding = _next(session, meeting)
    finding.unit_id, finding.text, finding.illustrative = earlier.unit_id, earlier.text, earlier.illustrative
    finding.repeats_id, finding.times = earlier.id, earlier.times + 1
    session.add(finding)
    session.flush()
    return finding


def revise_finding(session: Session, meeting: Meeting, finding: Finding, facts: FindingFacts) -> None:
    require_draft(meeting)
    if finding.repeats_id is not None and facts.unit_id != finding.unit_id:
        raise RuleBroken(SAME_UNIT, field="unit_id")
    _write(session, meeting, finding, facts)
    meeting.version += 1


def remove_finding(session: Session, meeting: Meeting, finding: Finding) -> None:
    """Drop a finding from the draft; one that repeats an earlier one goes only with its check."""
    require_draft(meeting)
    if finding.repeats_id is not None:
        raise RuleBroken(STILL_FOUND)
    drop_finding(session, meeting, finding)
    meeting.version += 1


def drop_finding(session: Session, meeting: Meeting, finding: Finding) -> None:
    """Take a finding out and close the gap in the order."""
    session.delete(finding)
    session.flush()
    for position, rest in enumerate(findings_of(session, meeting), start=1):
        rest.position = position


def revise_inspection(session: Session, meeting: Meeting, facts: MeetingFacts, *, at: datetime) -> None:
    """``meetings.revise_meeting``, with the quotes of findings looked up again too.

    Raises RuleBroken when one is lost, or when an inspection with findings of its own is to be none.
    """
    findings = findings_of(session, meeting)
    if any(finding.repeats_id is None for finding in findings) and facts.kind is not MeetingKind.INSPECTION:
        raise RuleBroken(STILL_HAS_FINDINGS, field="kind")
    quotes = [_quote_of(meeting, finding) for finding in findings]
    for finding, quote in zip(findings, quotes, strict=True):
        if quote not in clean(facts.minutes):
            raise RuleBroken(QUOTE_LOST, field="minutes", number=finding.position)
    meetings.revise_meeting(session, meeting, facts, at=at)
    for finding, quote in zip(findings, quotes, strict=True):
        _mark(finding, quote, meeting.minutes)


def _quote_of(meeting: Meeting, finding: Finding) -> str:
    return "" if finding.quote_start is None else meeting.minutes[finding.quote_start : finding.quote_end]


def _mark(finding: Finding, quote: str, minutes: str) -> None:
    finding.quote_start = minutes.index(quote) if quote else None
    finding.quote_end = None if finding.quote_start is None else finding.quote_start + len(quote)


def _write(session: Session, meeting: Meeting, finding: Finding, facts: FindingFacts) -> None:
    _check(session, meeting, facts)
    finding.text = clean(facts.text)
    finding.unit_id = facts.unit_id
    finding.directive_id = facts.directive_id
    finding.illustrative = facts.illustrative
    _mark(finding, clean(facts.quote), meeting.minutes)


def _check(session: Session, meeting: Meeting, facts: FindingFacts) -> None:
    if not facts.text.strip():
        raise RuleBroken(NO_TEXT, field="text")
    refuse_personal_numbers(facts.text, facts.quote, confirmed=facts.numbers_confirmed)
    unit = session.get(Unit, facts.unit_id)
    if unit is None or unit.committee_id != meeting.committee_id:
        raise RuleBroken(UNKNOWN_UNIT, field="unit_id")
    directive = session.get(Directive, facts.directive_id) if facts.directive_id else None
    if facts.directive_id and (directive is None or directive.meeting_id != meeting.id):
        raise RuleBroken(OTHER_MEETING, field="directive_id")
    if clean(facts.quote) not in meeting.minutes:
        raise RuleBroken(QUOTE_NOT_FOUND, field="quote")
