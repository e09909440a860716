"""Was what an earlier inspection found wanting mended, or is it found again?

Findings are checked at a later visit: an inspection, working session or meeting that follows the one they stand on,
or one before that. What its check says stands once that visit is issued; what is found again becomes a finding there.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.findings import Finding, drop_finding, repeat_finding, revise_inspection
from bhyt_tasks.domain.meetings import Meeting, MeetingFacts, Stage, require_draft
from bhyt_tasks.domain.people import Actor
from bhyt_tasks.domain.vietnamese import clean

NOT_FOLLOWED = N_("Tồn tại này không thuộc các cuộc mà cuộc này kiểm tra lại.")
SETTLED = N_("Tồn tại này đã được kết luận ở một cuộc kiểm tra lại trước.")
SETTLED_MEANWHILE = N_(
    "Tồn tại “{text}” đã được kết luận ở một cuộc kiểm tra lại khác vừa giao. Về dự thảo, bỏ kết quả kiểm tra lại đó."
)
NO_OUTCOME = N_("Chọn đã khắc phục hoặc lặp lại trước khi ghi nhận xét.")
STILL_CHECKED = N_("Đã ghi kết quả kiểm tra lại tồn tại của cuộc trước. Bỏ các kết quả đó trước khi chọn cuộc khác.")


class Outcome(enum.StrEnum):
    MENDED = "mended"
    REPEATED = "repeated"


class FindingCheck(Base):
    """What one visit says of one finding; both were written by the same committee."""

    __tablename__ = "finding_checks"
    __table_args__ = (sa.UniqueConstraint("finding_id", "meeting_id"),)

    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("findings.id"))
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)


def check(
    session: Session,
    meeting: Meeting,
    finding: Finding,
    *,
    outcome: Outcome | None,
    remark: str = "",
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> bool:
    """Say on the draft of a later visit what became of a finding; no outcome takes back what was said.

    Returns whether anything changed. Raises RuleBroken in words.
    """
    require_draft(meeting)
    if outcome:
        _require_open(session, meeting, finding)
    elif remark.strip():
        raise RuleBroken(NO_OUTCOME)
    refuse_personal_numbers(remark, confirmed=numbers_confirmed)
    stored = _check_of(session, meeting, finding)
    if (outcome, clean(remark)) == ((stored.outcome, stored.remark) if stored else (None, "")):
        return False
    if stored:
        session.delete(stored)
        session.flush()
    if outcome:
        session.add(
            FindingCheck(
                finding_id=finding.id, meeting_id=meeting.id, outcome=outcome, remark=clean(remark), by_id=by.id, at=at
            )
        )
    _find_again(session, meeting, finding, again=outcome is Outcome.REPEATED)
    meeting.version += 1
    return True


def require_unsettled(session: Session, meeting: Meeting) -> None:
    """Before a visit is issued: no other visit that was issued meanwhile has settled what this one says."""
    said = sa.select(Finding).join(FindingCheck, FindingCheck.finding_id == Finding.id)
    for finding in session.scalars(said.where(FindingCheck.meeting_id == meeting.id).order_by(Finding.id)):
        if session.scalar(sa.select(settled(sa.literal(finding.id)))):
            raise RuleBroken(SETTLED_MEANWHILE, text=finding.text)


def _require_open(session: Session, meeting: Meeting, finding: Finding) -> None:
    """The finding stands on a meeting before this one, and no visit that was issued has settled it."""
    if finding.meeting_id not in set(session.scalars(earlier_meetings(meeting.id))):
        raise RuleBroken(NOT_FOLLOWED)
    if session.scalar(sa.select(settled(sa.literal(finding.id)))):
        raise RuleBroken(SETTLED)


def earlier_meetings(meeting_id: int | sa.BindParameter[int]) -> sa.Select[int]:
    """The meeting that a meeting follows, the one that this follows, and so on; all of one committee."""
    chain = sa.select(Meeting.follows_id.label("id")).where(Meeting.id == meeting_id).cte(recursive=True)
    before = sa.select(Meeting.follows_id).join(chain, Meeting.id == chain.c.id)
    chain = chain.union(before)
    return sa.select(chain.c.id).where(chain.c.id.is_not(None))


def settled(finding_id: Any) -> sa.ColumnElement[bool]:
    """A visit that was issued has said whether the finding was mended."""
    said, visit = aliased(FindingCheck), aliased(Meeting)
    return sa.exists().where(said.finding_id == finding_id, said.meeting_id == visit.id, visit.stage == Stage.ISSUED)


def _check_of(session: Session, meeting: Meeting, finding: Finding) -> FindingCheck | None:
    return session.scalars(
        sa.select(FindingCheck).where(FindingCheck.finding_id == finding.id, FindingCheck.meeting_id == meeting.id)
    ).one_or_none()


def _find_again(session: Session, meeting: Meeting, finding: Finding, *, again: bool) -> None:
    """What is found again stands on this visit once, and what is not does not."""
    found = session.scalars(
        sa.select(Finding).where(Finding.repeats_id == finding.id, Finding.meeting_id == meeting.id)
    ).one_or_none()
    if again and not found:
        repeat_finding(session, meeting, finding)
    if found and not again:
        drop_finding(session, meeting, found)
    session.flush()


def revise_visit(session: Session, meeting: Meeting, facts: MeetingFacts, *, at: datetime) -> None:
    """``findings.revise_inspection``, unless it would follow another meeting and leave checks behind."""
    checked = sa.select(FindingCheck.id).where(FindingCheck.meeting_id == meeting.id).limit(1)
    if facts.follows_id != meeting.follows_id and session.scalar(checked):
        raise RuleBroken(STILL_CHECKED, field="follows_id")
    revise_inspection(session, meeting, facts, at=at)
