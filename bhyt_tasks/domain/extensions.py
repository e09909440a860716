"""Who asked for more time, and what was decided ("gia hạn", "điều chỉnh thời hạn", R3)?

The original deadline never changes; the current one does, by the deputy chairman's decision on a unit's request or
by his own move. A request that its task outlived (accepted, withdrawn) is decided no more.
"""

import enum
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Settings
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.delegations import delegation_of
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken, WrongState
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.history import Act, OnBehalf
from bhyt_tasks.domain.people import Actor, Role
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskState, record, require_open, require_told
from bhyt_tasks.domain.vietnamese import clean

NO_CLOCK = N_("Nhiệm vụ này không có thời hạn để điều chỉnh.")
REASON_MISSING = N_("Ghi lý do.")
DAY_MISSING = N_("Ghi thời hạn mới.")
NOT_LATER = N_("Thời hạn mới phải sau thời hạn hiện nay ({due_on}) và chưa qua.")
ALREADY_ASKED = N_("Nhiệm vụ đang có một đề nghị gia hạn chờ quyết định.")
TOO_OFTEN = N_("Nhiệm vụ này đã đề nghị gia hạn {times} lần, không đề nghị thêm được. Liên hệ Thư ký Ban Chỉ đạo.")
TOO_LATE = N_("Phải đề nghị gia hạn trước thời hạn ít nhất {days} ngày. Liên hệ Thư ký Ban Chỉ đạo.")
ALREADY_DECIDED = N_("Đề nghị gia hạn này đã được quyết định.")
TASK_ENDED = N_("Nhiệm vụ đã kết thúc, không gia hạn nữa.")
OWN_REQUEST = N_("Người đề nghị không tự quyết định. Người khác của Ban Chỉ đạo quyết định.")
DECIDE_FIRST = N_("Nhiệm vụ đang có đề nghị gia hạn. Quyết định đề nghị đó trước.")
NOT_DELEGATED = N_("Chỉ Phó Chủ tịch, hoặc Thư ký đang được ủy quyền, quyết định gia hạn.")
RESTS = N_("Nhiệm vụ đang tạm dừng. Cho thực hiện tiếp rồi mới đổi thời hạn.")
OWN_CLOCK = N_("Người của đơn vị không tự điều chỉnh thời hạn của đơn vị mình. Người khác của Ban Chỉ đạo quyết định.")
OTHER_UNIT = N_("Nhiệm vụ đã chuyển cho đơn vị khác.")
WAS_PAST = N_("Thời hạn đề nghị ({wanted_on}) đã qua. Ghi hạn khác.")


class Decision(enum.StrEnum):
    GRANTED = "granted"
    OTHER_DATE = "other_date"
    REFUSED = "refused"
    MOVED = "moved"  # nobody asked


EXTENDING = (Decision.GRANTED, Decision.OTHER_DATE)
LABELLED_FROM = 3  # from the third extension on a task is labelled (R3)


class Extension(Base):
    """One request of a unit, or one move without a request (nobody asked). ``number`` counts what the unit asked for
    on the task."""

    __tablename__ = "extensions"
    __table_args__ = (
        sa.Index("ix_extensions_task_id_id", "task_id", "id"),
        sa.Index(
            "ix_extensions_waiting",
            "committee_id",
            "id",
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        ),
        sa.Index(
            "uq_extensions_open",
            "task_id",
            unique=True,
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    number: Mapped[int]
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    wanted_on: Mapped[date | None] = mapped_column(sa.Date)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    opinion: Mapped[str] = mapped_column(sa.Text, default="")
    opinion_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    opinion_at: Mapped[datetime | None] = mapped_column(Instant)
    decision: Mapped[Decision | None] = mapped_column(choice(Decision))
    granted_on: Mapped[date | None] = mapped_column(sa.Date)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    delegation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("delegations.id"))


def ask(
    session: Session,
    task: Task,
    *,
    wanted_on: date | None,
    reason: str,
    settings: Settings,
    by: Actor,
    at: datetime,
    told: OnBehalf | None = None,
    numbers_confirmed: bool = False,
) -> Extension:
    """The unit asks for a later deadline, or tells a secretary that it does (R18); nothing changes until the decision.

    Raises RuleBroken in words.
    """
    require_open(task)
    due_on, today = _clock(task), clock.day(at)
    require_told(session, task, told, by, today)
    _require_words(reason, numbers_confirmed)
    _require_later(wanted_on, due_on, today, field="wanted_on")
    asked = session.scalar(
        sa.select(sa.func.count()).where(
            Extension.task_id == task.id, Extension.unit_id == task.unit_id, Extension.asked_by.is_not(None)
        )
    )
    if _waiting(session, task) is not None:
        raise WrongState(ALREADY_ASKED)
    if (asked or 0) >= settings.extensions_allowed:
        raise RuleBroken(TOO_OFTEN, times=asked)
    asked_on = told.told_on if told else today
    if settings.extension_days_before and asked_on > due_on - timedelta(days=settings.extension_days_before):
        raise RuleBroken(TOO_LATE, days=settings.extension_days_before)
    extension = Extension(
        committee_id=task.committee_id,
        task_id=task.id,
        unit_id=task.unit_id,
        number=(asked or 0) + 1,
        asked_by=by.id,
        asked_at=at,
        wanted_on=wanted_on,
        reason=clean(reason),
        opinion="",
        answer="",
    )
    session.add(extension)
    session.flush()
    said = Report(extension.reason, told=told)
    record(session, task, Act.EXTENSION_ASKED, by=by, at=at, report=said, extension_id=extension.id)
    return extension


def advise(
    session: Session,
    extension: Extension,
    task: Task,
    *,
    opinion: str,
    before: str,
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> None:
    """The secretary's opinion for who decides; it may be changed until then. ``before`` is the one that was read.

    Raises Conflict when another secretary gave one meanwhile (R12).
    """
    _require_waiting(extension, task)
    if extension.opinion != clean(before):
        raise Conflict
    _require_words(opinion, numbers_confirmed, field="opinion")
    extension.opinion, extension.opinion_by, extension.opinion_at = clean(opinion), by.id, at


def grant(
    session: Session,
    extension: Extension,
    task: Task,
    *,
    granted_on: date | None = None,
    answer: str = "",
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> None:
    """Agree to the date that was asked for, or to ``granted_on`` instead. Raises RuleBroken in words.

    A unit that has submitted meanwhile may still be granted the time it had asked for.
    """
    today = clock.day(at)
    delegation = _require_decider(session, extension, task, by, today)
    if granted_on is None and extension.wanted_on is not None and extension.wanted_on < today and not task.stopped_on:
        raise RuleBroken(WAS_PAST, field="granted_on", wanted_on=extension.wanted_on)
    given = granted_on or extension.wanted_on
    _require_later(given, _clock(task), task.stopped_on or today, field="granted_on")
    refuse_personal_numbers(answer, confirmed=numbers_confirmed)
    extension.decision = Decision.GRANTED if given == extension.wanted_on else Decision.OTHER_DATE
    extension.granted_on, extension.delegation_id = given, delegation
    _decided(session, extension, task, Act.EXTENDED, answer, by=by, at=at)


def refuse(
    session: Session,
    extension: Extension,
    task: Task,
    *,
    answer: str,
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> None:
    """Leave the deadline as it is, and say why."""
    delegation = _require_decider(session, extension, task, by, clock.day(at))
    _require_words(answer, numbers_confirmed, field="answer")
    extension.decision, extension.delegation_id = Decision.REFUSED, delegation
    _decided(session, extension, task, Act.NOT_EXTENDED, answer, by=by, at=at)


def move(
    session: Session,
    task: Task,
    *,
    due_on: date | None,
    reason: str,
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
) -> Extension:
    """The deputy chairman gives another deadline of his own accord, with a reason; no request may wait.

    Whoever is of the task's unit as well would ask and decide in one.
    """
    if task.state in (TaskState.ACCEPTED, TaskState.WITHDRAWN):
        raise WrongState(TASK_ENDED)
    if task.unit_id == by.unit_id and Role.UNIT in by.roles:
        raise RuleBroken(OWN_CLOCK)
    current, today = _clock(task), clock.day(at)
    _require_words(reason, numbers_confirmed)
    if due_on is None:
        raise RuleBroken(DAY_MISSING, field="granted_on")
    if due_on == current or due_on < today:
        raise RuleBroken(NOT_LATER, field="granted_on", due_on=current)
    if _waiting(session, task) is not None:
        raise WrongState(DECIDE_FIRST)
    extension = Extension(
        committee_id=task.committee_id,
        task_id=task.id,
        unit_id=task.unit_id,
        number=0,
        decision=Decision.MOVED,
        granted_on=due_on,
        answer="",
        opinion="",
        reason="",
    )
    session.add(extension)
    _decided(session, extension, task, Act.DUE_MOVED, reason, by=by, at=at)
    return extension


def close_request(session: Session, task: Task, *, by: Actor, at: datetime) -> None:
    """The unit that asked has the task no more, so its request does not go along; the story tells of the move."""
    extension = _waiting(session, task)
    if extension is not None:
        extension.decision, extension.answer = Decision.REFUSED, OTHER_UNIT
        extension.decided_by, extension.decided_at = by.id, at


def _clock(task: Task) -> date:
    """The current deadline of a task that has one and does not rest: going on would push a new one by the rest."""
    if task.part is not Part.LEAD or task.due_on is None:
        raise WrongState(NO_CLOCK)
    if task.state is TaskState.SUSPENDED:
        raise WrongState(RESTS)
    return task.due_on


def _waiting(session: Session, task: Task) -> Extension | None:
    return session.scalars(
        sa.select(Extension).where(Extension.task_id == task.id, Extension.decision.is_(None))
    ).one_or_none()


def _require_words(text: str, numbers_confirmed: bool, field: str = "reason") -> None:
    if not text.strip():
        raise RuleBroken(REASON_MISSING, field=field)
    refuse_personal_numbers(text, confirmed=numbers_confirmed)


def _require_later(day: date | None, due_on: date, today: date, *, field: str) -> None:
    if day is None:
        raise RuleBroken(DAY_MISSING, field=field)
    if day <= due_on or day < today:
        raise RuleBroken(NOT_LATER, field=field, due_on=due_on)


def _require_waiting(extension: Extension, task: Task) -> None:
    if extension.decision is not None:
        raise WrongState(ALREADY_DECIDED)
    if task.state in (TaskState.ACCEPTED, TaskState.WITHDRAWN):
        raise WrongState(TASK_ENDED)


def _require_decider(session: Session, extension: Extension, task: Task, by: Actor, today: date) -> int | None:
    """Who asked, or is of the unit that asked, never decides; a secretary only by a delegation: its id."""
    _require_waiting(extension, task)
    if extension.asked_by == by.id or by.unit_id == task.unit_id:
        raise RuleBroken(OWN_REQUEST)
    if Role.DEPUTY_CHAIRMAN in by.roles:
        return None
    delegation = delegation_of(session, by, today)
    if delegation is None:
        raise WrongState(NOT_DELEGATED)
    return delegation.id


def _decided(
    session: Session, extension: Extension, task: Task, what: Act, answer: str, *, by: Actor, at: datetime
) -> None:
    extension.decided_by, extension.decided_at, extension.answer = by.id, at, clean(answer)
    session.flush()
    if extension.granted_on is not None:
        task.due_on = task.act_by = extension.granted_on
    record(session, task, what, by=by, at=at, note=extension.answer, extension_id=extension.id)
