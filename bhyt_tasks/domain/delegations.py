"""Whom did the deputy chairman let decide requests for more time in his place, and for which days ("ủy quyền")?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base, Instant
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.history import ChangeKind, Subject, record_change
from bhyt_tasks.domain.people import Actor, Role, User
from bhyt_tasks.domain.vietnamese import clean

LONGEST_DOCUMENT = 100

NOT_A_SECRETARY = N_("Chọn một Thư ký của Ban Chỉ đạo đang dùng hệ thống.")
DAY_MISSING = N_("Ghi đủ ngày bắt đầu và ngày kết thúc ủy quyền.")
ENDS_BEFORE_IT_BEGINS = N_("Ngày kết thúc {until_on} trước ngày bắt đầu {from_on}.")
ENDED_ALREADY = N_("Ngày kết thúc {until_on} đã qua.")
TOO_LONG = N_("Dài quá {most} ký tự. Rút gọn lại.")
OVERLAPS = N_("{person} đã được ủy quyền từ {from_on} đến {until_on}. Kết thúc ủy quyền đó trước.")
ALREADY_ENDED = N_("Ủy quyền này đã kết thúc.")


class Delegation(Base):
    """``until_on`` is the last day; ``ended_on`` when it was called back before."""

    __tablename__ = "delegations"
    __table_args__ = (sa.Index("ix_delegations_user_id_until_on", "user_id", "until_on"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    from_on: Mapped[date] = mapped_column(sa.Date)
    until_on: Mapped[date] = mapped_column(sa.Date)
    document: Mapped[str] = mapped_column(sa.String(LONGEST_DOCUMENT), default="")
    granted_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    granted_at: Mapped[datetime] = mapped_column(Instant)
    ended_on: Mapped[date | None] = mapped_column(sa.Date)

    @staticmethod
    def valid_sql(today: date | sa.BindParameter[date] | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
        return sa.and_(Delegation.from_on <= today, Delegation.until_on >= today, Delegation.ended_on.is_(None))


def delegate(
    session: Session,
    user: User,
    *,
    from_on: date | None,
    until_on: date | None,
    document: str = "",
    by: Actor,
    at: datetime,
) -> Delegation:
    """Let a secretary decide extensions from one day to another, both included. Raises RuleBroken in words."""
    if Role.SECRETARY not in user.roles or user.closed_on is not None or user.committee_id != by.committee_id:
        raise RuleBroken(NOT_A_SECRETARY, field="user_id")
    if from_on is None or until_on is None:
        raise RuleBroken(DAY_MISSING, field="from_on" if from_on is None else "until_on")
    _check_days(session, user, from_on, until_on, clock.day(at))
    if len(clean(document)) > LONGEST_DOCUMENT:
        raise RuleBroken(TOO_LONG, field="document", most=LONGEST_DOCUMENT)
    delegation = Delegation(
        committee_id=user.committee_id,
        user_id=user.id,
        from_on=from_on,
        until_on=until_on,
        document=clean(document),
        granted_by=by.id,
        granted_at=at,
    )
    session.add(delegation)
    session.flush()
    details = {"from_on": [None, from_on.isoformat()], "until_on": [None, until_on.isoformat()]}
    _record(session, delegation, user, ChangeKind.CREATED, details, by=by, at=at)
    return delegation


def end_delegation(session: Session, delegation: Delegation, *, by: Actor, at: datetime) -> None:
    """Call it back: from now on the secretary decides no more; what was decided stands."""
    today = clock.day(at)
    if delegation.ended_on is not None or delegation.until_on < today:
        raise WrongState(ALREADY_ENDED)
    delegation.ended_on = today
    user = session.get_one(User, delegation.user_id)
    details = {"ended_on": [None, today.isoformat()]}
    _record(session, delegation, user, ChangeKind.CLOSED, details, by=by, at=at)


def delegation_of(session: Session, by: Actor, on: date) -> Delegation | None:
    """The one under which this person may decide on that day."""
    if Role.SECRETARY not in by.roles:
        return None
    mine = sa.select(Delegation).where(Delegation.user_id == by.id, Delegation.valid_sql(on))
    return session.scalars(mine.order_by(Delegation.id).limit(1)).one_or_none()


def _check_days(session: Session, user: User, from_on: date, until_on: date, today: date) -> None:
    if until_on < from_on:
        raise RuleBroken(ENDS_BEFORE_IT_BEGINS, field="until_on", from_on=from_on, until_on=until_on)
    if until_on < today:
        raise RuleBroken(ENDED_ALREADY, field="until_on", until_on=until_on)
    other = session.scalars(
        sa.select(Delegation).where(
            Delegation.user_id == user.id,
            Delegation.ended_on.is_(None),
            Delegation.from_on <= until_on,
            Delegation.until_on >= from_on,
        )
    ).first()
    if other is not None:
        raise RuleBroken(OVERLAPS, person=user.position, from_on=other.from_on, until_on=other.until_on)


def _record(
    session: Session,
    delegation: Delegation,
    user: User,
    what: ChangeKind,
    details: dict[str, list[str | None]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    record_change(
        session,
        committee_id=delegation.committee_id,
        subject=Subject.DELEGATION,
        subject_id=delegation.id,
        what=what,
        name=user.known_as,
        details=details,
        note=delegation.document,
        by=by.id,
        at=at,
    )
