"""Is a month closed? A closed month takes no figure until somebody opens it by name and with a reason (R10)."""

from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Instant, alone
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.history import ChangeKind, Subject, record_change
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.vietnamese import clean

LOCKED = N_("Số liệu tháng {month} đã chốt. Mở lại tháng, ghi lý do, rồi mới sửa.")
ALREADY_LOCKED = N_("Số liệu tháng {month} đã chốt từ trước.")
NOT_LOCKED = N_("Số liệu tháng {month} chưa chốt, không cần mở lại.")
NO_REASON_TO_OPEN = N_("Ghi lý do mở lại.")


class PeriodLock(Base):
    """A month of an indicator that was closed, and perhaps opened again; closing it once more is another row."""

    __tablename__ = "period_locks"
    __table_args__ = (
        sa.Index("ix_period_locks_indicator_id_period", "indicator_id", "period", "id"),
        sa.Index(
            "uq_period_locks_closed",
            *("indicator_id", "period"),
            unique=True,
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicators.id"))
    period: Mapped[date] = mapped_column(sa.Date)
    locked_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    locked_at: Mapped[datetime] = mapped_column(Instant)
    reopened_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(sa.Text, default="")


def keep_alone(session: Session, indicator_id: int, period: date) -> None:
    """One writer of an indicator's month at a time: nothing is entered while it is being closed."""
    alone(session, sha256(f"month {indicator_id} {period}".encode()).hexdigest())


def closing(session: Session, indicator_id: int, period: date) -> PeriodLock | None:
    """The lock that keeps the month closed now."""
    return session.scalars(
        sa.select(PeriodLock).where(
            PeriodLock.indicator_id == indicator_id, PeriodLock.period == period, PeriodLock.reopened_at.is_(None)
        )
    ).one_or_none()


def require_open(session: Session, indicator_id: int, period: date) -> None:
    if closing(session, indicator_id, period) is not None:
        raise WrongState(LOCKED, month=period)


def lock_month(session: Session, indicator: Indicator, period: date, *, by: int, at: datetime) -> PeriodLock:
    """Close the month; raises WrongState when it is closed."""
    keep_alone(session, indicator.id, period)
    if closing(session, indicator.id, period) is not None:
        raise WrongState(ALREADY_LOCKED, month=period)
    lock = PeriodLock(
        committee_id=indicator.committee_id, indicator_id=indicator.id, period=period, locked_by=by, locked_at=at
    )
    session.add(lock)
    session.flush()
    _record(session, indicator, lock, ChangeKind.LOCKED, by=by, at=at)
    return lock


def reopen_month(
    session: Session, indicator: Indicator, period: date, *, reason: str, by: int, at: datetime
) -> PeriodLock:
    """Open a closed month by name and with a reason; raises RuleBroken."""
    if not clean(reason):
        raise RuleBroken(NO_REASON_TO_OPEN, field="reason")
    keep_alone(session, indicator.id, period)
    lock = closing(session, indicator.id, period)
    if lock is None:
        raise WrongState(NOT_LOCKED, month=period)
    lock.reopened_by, lock.reopened_at, lock.reason = by, at, clean(reason)
    session.flush()
    _record(session, indicator, lock, ChangeKind.REOPENED, by=by, at=at)
    return lock


def _record(
    session: Session, indicator: Indicator, lock: PeriodLock, what: ChangeKind, *, by: int, at: datetime
) -> None:
    record_change(
        session,
        committee_id=indicator.committee_id,
        subject=Subject.MONTH,
        subject_id=lock.id,
        what=what,
        name=f"{indicator.name}, {lock.period:%m/%Y}",
        note=lock.reason,
        by=by,
        at=at,
    )
