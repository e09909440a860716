"""What is a person told without being asked, and which of it went out by e-mail?

A notice warns before a deadline and after it, at each step once. What the committee does to a task (reminds, returns,
extends) is no notice: it stands in the story, and the page of notices reads it there.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base, Instant, insert_into
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.tasks import Task

WARNINGS = (7, 3, 1)  # days left at which a unit is warned
WEEK = 7  # days between two notices of a late task
NEWLY_LATE = "newly_late"

# The predicates of the partial indexes, to the letter.
RUNNING_LEAD = sa.text("tasks.stopped_on IS NULL AND tasks.part = 'lead'")
GATHERED = "task_id IS NULL"
UNREAD = "read_at IS NULL"


class Notice(Base):
    """One step for one person: of a task and the deadline it counts from, or, without a task, of all tasks that
    became late up to ``due_on`` (``tasks`` of them). The words are made when it is shown.
    """

    __tablename__ = "notices"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "task_id", "step", "due_on"),
        sa.Index(
            "uq_notices_gathered",
            *("user_id", "step", "due_on"),
            unique=True,
            sqlite_where=sa.text(GATHERED),
            postgresql_where=sa.text(GATHERED),
        ),
        sa.Index("ix_notices_user_id_id", "user_id", "id"),
        sa.Index("ix_notices_committee_id_on", "committee_id", "on"),
        sa.Index(
            "ix_notices_unread",
            "user_id",
            "id",
            sqlite_where=sa.text(UNREAD),
            postgresql_where=sa.text(UNREAD),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tasks.id"))
    step: Mapped[str] = mapped_column(sa.String(20))
    due_on: Mapped[date] = mapped_column(sa.Date)
    tasks: Mapped[int] = mapped_column(default=1)
    on: Mapped[date] = mapped_column(sa.Date)
    at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    digest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("digests.id"))


class Digest(Base):
    """The e-mail of a person and a day: who writes the row first sends it."""

    __tablename__ = "digests"
    __table_args__ = (sa.UniqueConstraint("user_id", "on"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    on: Mapped[date] = mapped_column(sa.Date)
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Owed:
    """A notice that is not written yet."""

    committee_id: int
    user_id: int
    task_id: int | None
    step: str
    due_on: date
    tasks: int = 1


def step_due(due_on: date | None, stopped_on: date | None, today: date) -> str | None:
    """The step that a task is at: due_7, due_3, due_1 (which lasts through the due day), late_1, late_8, late_15 …

    Steps that passed while nobody looked are left out, so that nobody gets an old one.
    """
    if due_on is None or stopped_on is not None:
        return None
    late = (today - due_on).days
    if late > 0:
        return f"late_{(late - 1) // WEEK * WEEK + 1}"
    reached = [days for days in WARNINGS if -late <= days]
    return f"due_{min(reached)}" if reached else None


def notices_owed(session: Session, committee_id: int, *, on: date) -> list[Owed]:
    """What the committee's people are to be told on this day and have not been told. Writes nothing.

    The open people of a unit hear of its running lead tasks; secretaries and deputy chairmen of how many became late.
    """
    people: dict[int | None, list[int]] = defaultdict(list)
    committee_people = []
    open_accounts = sa.select(User.id, User.unit_id, User.roles).where(
        User.committee_id == committee_id, sa.or_(User.closed_on.is_(None), User.closed_on > on)
    )
    for user_id, unit_id, roles in session.execute(open_accounts.order_by(User.id)):
        if Role.UNIT in roles and unit_id is not None:
            people[unit_id].append(user_id)
        if roles & {Role.SECRETARY, Role.DEPUTY_CHAIRMAN}:
            committee_people.append(user_id)
    running = _running(session, committee_id, on)
    owed = [
        Owed(committee_id, user_id, task_id, step, due_on)
        for task_id, unit_id, due_on in running
        if (step := step_due(due_on, None, on))
        for user_id in people[unit_id]
    ]
    yesterday, told_until = on - timedelta(days=1), _told_until(session, committee_id, on)
    late = sum(told_until < due_on <= yesterday for _task_id, _unit_id, due_on in running)
    if late:
        owed += [Owed(committee_id, user_id, None, NEWLY_LATE, yesterday, late) for user_id in committee_people]
    known = _known(session, committee_id, on)
    return [each for each in owed if (each.user_id, each.task_id, each.step, each.due_on) not in known]


def _running(session: Session, committee_id: int, on: date) -> list[tuple[int, int, date]]:
    """Tasks, units and deadlines, of what runs and is due within the first warning."""
    rows = session.execute(
        sa.select(Task.id, Task.unit_id, Task.due_on)
        .where(
            Task.committee_id == committee_id,
            RUNNING_LEAD,
            Task.act_by <= on + timedelta(days=max(WARNINGS)),
        )
        .order_by(Task.act_by, Task.id)
    )
    return [(task_id, unit_id, due_on) for task_id, unit_id, due_on in rows if due_on]


def _told_until(session: Session, committee_id: int, on: date) -> date:
    """The newest deadline that the committee's people heard of having passed, at least a day and at most a week ago."""
    told = session.scalar(
        sa.select(sa.func.max(Notice.due_on)).where(
            Notice.committee_id == committee_id,
            Notice.on.between(on - timedelta(days=WEEK), on - timedelta(days=1)),
            Notice.step == NEWLY_LATE,
        )
    )
    return told or on - timedelta(days=2)


def _known(session: Session, committee_id: int, on: date) -> set[tuple[int, int | None, str, date]]:
    """What was told within the longest step, a week."""
    told = sa.select(Notice.user_id, Notice.task_id, Notice.step, Notice.due_on)
    rows = session.execute(told.where(Notice.committee_id == committee_id, Notice.on > on - timedelta(days=WEEK)))
    return {(user_id, task_id, step, due_on) for user_id, task_id, step, due_on in rows}


def make_notices(session: Session, owed: Sequence[Owed], *, at: datetime) -> int:
    """Write the notices; how many were new. One that another writer made meanwhile is left as it is."""
    if not owed:
        return 0
    rows = [{**asdict(each), "on": clock.day(at), "at": at} for each in owed]
    statement = insert_into(session, Notice).on_conflict_do_nothing().returning(Notice.id)
    return len(session.execute(statement, rows).all())


def mark_seen(session: Session, user_id: int, *, notice_id: int, event_id: int, at: datetime) -> None:
    """Mark what the person has seen: notices and events up to these."""
    session.execute(
        sa.update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.id <= notice_id)
        .values(read_at=at)
    )
    session.execute(
        sa.update(User).where(User.id == user_id, User.seen_event_id < event_id).values(seen_event_id=event_id)
    )


def claim_digest(session: Session, user_id: int, *, notice_id: int, on: date, at: datetime) -> int | None:
    """Take the person's e-mail of the day, with the notices up to ``notice_id``; commit before sending.

    None when another process has taken it or it has been sent.
    """
    claim = insert_into(session, Digest).values(user_id=user_id, on=on, at=at)
    digest_id: int | None = session.execute(claim.on_conflict_do_nothing().returning(Digest.id)).scalar()
    if digest_id is not None:
        session.execute(
            sa.update(Notice)
            .where(Notice.user_id == user_id, Notice.digest_id.is_(None), Notice.id <= notice_id)
            .values(digest_id=digest_id)
        )
    return digest_id


def release_digest(session: Session, digest_id: int) -> None:
    """Give back an e-mail that could not be sent, to be tried at the next run."""
    session.execute(sa.update(Notice).where(Notice.digest_id == digest_id).values(digest_id=None))
    session.execute(sa.delete(Digest).where(Digest.id == digest_id))
