"""What happened, who did it, and when? Rows that nobody can edit (R14)."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Instant, choice


class Act(enum.StrEnum):
    ISSUED = "issued"
    RECEIVED = "received"
    PROGRESS = "progress"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REMINDED = "reminded"


class Channel(enum.StrEnum):
    SYSTEM = "system"
    PHONE = "phone"
    ZALO = "zalo"
    EMAIL = "email"
    LETTER = "letter"


@dataclass(frozen=True)
class OnBehalf:
    """R18: who told it to the one who writes it down, how, and on which day."""

    told_by: str
    channel: Channel
    told_on: date


class Event(Base):
    """One act on a task, with the task as it stood **after** it, so that any past day can be shown (R11)."""

    __tablename__ = "events"
    __table_args__ = (sa.Index("ix_events_task_id_id", "task_id", "id"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"))
    what: Mapped[Act] = mapped_column(choice(Act, closed=False))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    on: Mapped[date] = mapped_column(sa.Date)
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.SYSTEM)
    told_by: Mapped[str] = mapped_column(sa.String(200), default="")
    told_on: Mapped[date | None] = mapped_column(sa.Date)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    obstacle: Mapped[str] = mapped_column(sa.Text, default="")
    answer_by: Mapped[date | None] = mapped_column(sa.Date)
    done: Mapped[int | None]
    total: Mapped[int | None]
    measure: Mapped[str] = mapped_column(sa.String(60), default="")
    illustrative: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(20))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    original_due_on: Mapped[date | None] = mapped_column(sa.Date)
    stopped_on: Mapped[date | None] = mapped_column(sa.Date)


class OnceKey(Base):
    """The key of a form that was sent, and the answer it got (R13)."""

    __tablename__ = "once_keys"
    __table_args__ = (sa.UniqueConstraint("user_id", "key"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(sa.String(64))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)


def claim_once(session: Session, *, key: str, by: int, at: datetime) -> str | None:
    """Take the key for this write, or return the answer that its first use got.

    A second sender waits here for the first one's commit, on both databases.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    taken = session.execute(
        insert(OnceKey).values(user_id=by, key=key, answer="", at=at).on_conflict_do_nothing().returning(OnceKey.id)
    ).scalar()
    if taken is not None:
        return None
    return session.execute(sa.select(OnceKey.answer).where(OnceKey.user_id == by, OnceKey.key == key)).scalar_one()


def answer_once(session: Session, *, key: str, by: int, answer: str) -> None:
    session.execute(sa.update(OnceKey).where(OnceKey.user_id == by, OnceKey.key == key).values(answer=answer))
