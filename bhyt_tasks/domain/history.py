"""What happened, who did it, and when? Rows that nobody can edit (R14)."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base, Instant, choice, insert_into


class Act(enum.StrEnum):
    ISSUED = "issued"
    RECEIVED = "received"
    PROGRESS = "progress"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REMINDED = "reminded"
    CORRECTED = "corrected"
    DISCLAIMED = "disclaimed"
    UPHELD = "upheld"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    NOT_EXTENDED = "not_extended"
    DUE_MOVED = "due_moved"
    REVIEWED = "reviewed"
    HANDED_OVER = "handed_over"


# What the committee did to a task that its unit must hear of at once, as the partial index has it, to the letter.
TOLD = (
    "what IN ('reminded', 'sent_back', 'corrected', 'upheld', 'suspended', 'resumed', 'withdrawn', "
    "'extended', 'not_extended', 'due_moved', 'reviewed', 'handed_over')"
)


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
    """One act on a task, with the task as it stood **after** it, so that any past day can be shown (R11).

    ``answer_by`` is the day by which the committee wants to hear; of a review the day of the next one.
    Who did it is kept as they were called then: accounts and positions pass from one person to the next.
    """

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_task_id_id", "task_id", "id"),
        sa.Index("ix_events_committee_id_id", "committee_id", "id"),
        sa.Index("ix_events_told", "unit_id", "id", sqlite_where=sa.text(TOLD), postgresql_where=sa.text(TOLD)),
        sa.Index(
            "ix_events_excepted",
            *("committee_id", "id"),
            sqlite_where=sa.text("short_points IS NOT NULL"),
            postgresql_where=sa.text("short_points IS NOT NULL"),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"))
    what: Mapped[Act] = mapped_column(choice(Act, closed=False))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    by_position: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
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
    # Not in the events of before these columns were; queries/past.py derives them there.
    part: Mapped[str | None] = mapped_column(sa.String(20))
    act_by: Mapped[date | None] = mapped_column(sa.Date)
    assigned_on: Mapped[date | None] = mapped_column(sa.Date)
    disclaimed_on: Mapped[date | None] = mapped_column(sa.Date)
    last_word_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"))  # an event that tells is its own
    erratum_id: Mapped[int | None] = mapped_column(sa.ForeignKey("errata.id", use_alter=True))
    extension_id: Mapped[int | None] = mapped_column(sa.ForeignKey("extensions.id", use_alter=True))
    other_task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tasks.id"))  # what it was joined with
    # Of an exception (R7): the rate in basis points below its target, and the people still to enrol, if known.
    short_points: Mapped[int | None]
    short_people: Mapped[int | None]


class Subject(enum.StrEnum):
    """What a change is about, besides tasks."""

    COMMITTEE = "committee"
    USER = "user"
    UNIT = "unit"
    GROUP = "group"
    FILE = "file"
    DELEGATION = "delegation"
    MONTH = "month"
    INDICATOR = "indicator"
    PARTICIPANTS = "participants"
    TARGET = "target"


class ChangeKind(enum.StrEnum):
    CREATED = "created"
    REVISED = "revised"
    RENAMED = "renamed"
    SUCCEEDED = "succeeded"
    CLOSED = "closed"
    REOPENED = "reopened"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    SIGNED_OUT = "signed_out"
    DESTROYED = "destroyed"
    LOCKED = "locked"


class Change(Base):
    """One change of a user, a unit, a group, the settings or a file; append-only as events are (R14).

    ``details`` maps the name of a field to what stood there before and after, as JSON values.
    """

    __tablename__ = "changes"
    __table_args__ = (
        sa.Index("ix_changes_committee_id_id", "committee_id", "id"),
        sa.Index("ix_changes_subject_id", "subject", "subject_id", "id"),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    subject: Mapped[Subject] = mapped_column(choice(Subject, closed=False))
    subject_id: Mapped[int]
    what: Mapped[ChangeKind] = mapped_column(choice(ChangeKind, closed=False))
    name: Mapped[str] = mapped_column(sa.String(300))
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    on: Mapped[date] = mapped_column(sa.Date)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The details of a change: each field that is not what it was, with both values."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def record_change(
    session: Session,
    *,
    committee_id: int,
    subject: Subject,
    subject_id: int,
    what: ChangeKind,
    name: str,
    by: int | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    note: str = "",
) -> Change:
    """Append what was changed; ``by`` is None for a command typed in the shell. ``name`` is what the reader knows
    the subject by, as it was called then."""
    change = Change(
        committee_id=committee_id,
        subject=subject,
        subject_id=subject_id,
        what=what,
        name=name,
        details=dict(details or {}),
        note=note,
        by_id=by,
        at=at,
        on=clock.day(at),
    )
    session.add(change)
    session.flush()
    return change


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
    taken = session.execute(
        insert_into(session, OnceKey)
        .values(user_id=by, key=key, answer="", at=at)
        .on_conflict_do_nothing()
        .returning(OnceKey.id)
    ).scalar()
    if taken is not None:
        return None
    return session.execute(sa.select(OnceKey.answer).where(OnceKey.user_id == by, OnceKey.key == key)).scalar_one()


def answer_to(session: Session, *, key: str, by: int) -> str:
    """The answer that the key's first use got; empty when it was not used."""
    return session.scalar(sa.select(OnceKey.answer).where(OnceKey.user_id == by, OnceKey.key == key)) or ""


def answer_once(session: Session, *, key: str, by: int, answer: str) -> None:
    session.execute(sa.update(OnceKey).where(OnceKey.user_id == by, OnceKey.key == key).values(answer=answer))
