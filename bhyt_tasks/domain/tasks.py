"""What has one unit been told to do, by when, and how far is it?

Lateness is never stored: it follows from the due date and the day the clock stopped (R1).
"""

import enum
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken, WrongState
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.history import Act, Channel, Event, OnBehalf
from bhyt_tasks.domain.people import Actor, Role, User
from bhyt_tasks.domain.targets import Shortfall, end_targets, shortfall
from bhyt_tasks.domain.vietnamese import clean

SOON = 3  # days left, the due day included, from which a task is due soon (R1)

NOTHING_SAID = N_("Chưa ghi gì. Ghi kết quả thực hiện, số đã làm được hoặc khó khăn, vướng mắc.")
NO_RESULT = N_("Ghi kết quả thực hiện trước khi báo cáo hoàn thành.")
DONE_OVER_TOTAL = N_("Số đã làm được ({done}) lớn hơn tổng số ({total}).")
TOTAL_MISSING = N_("Ghi tổng số, ví dụ 6 / 12 thôn.")
ALREADY_SUBMITTED = N_("Nhiệm vụ đã báo cáo hoàn thành, đang chờ xác nhận. Rút lại báo cáo để cập nhật tiếp.")
ALREADY_ACCEPTED = N_("Nhiệm vụ đã được xác nhận hoàn thành.")
NOT_RUNNING = N_("Nhiệm vụ đang tạm dừng hoặc đã thu hồi.")
NOT_SUBMITTED = N_("Đơn vị chưa báo cáo hoàn thành hoặc đã rút lại báo cáo. Chưa xác nhận được.")
ONLY_LEAD = N_("Đơn vị phối hợp cập nhật tiến độ; đơn vị chủ trì báo cáo hoàn thành.")
OWN_ENTRY = N_("Báo cáo này do chính tài khoản này nhập thay đơn vị. Người khác của Ban Chỉ đạo xác nhận.")
NOT_REACHED = N_(
    "Chưa xác nhận được: tỷ lệ mới đạt {rate}, còn phải vận động {people} người. Ghi lý do nếu xác nhận ngoại lệ."
)
NOT_REACHED_BY_RATE = N_("Chưa xác nhận được: tỷ lệ mới đạt {rate}, dưới chỉ tiêu. Ghi lý do nếu xác nhận ngoại lệ.")
ONLY_DEPUTY_EXCEPTS = N_("Chưa đạt chỉ tiêu: chuyển Phó Chủ tịch xem xét, ghi lý do nếu xác nhận ngoại lệ.")
NO_REASON = N_("Ghi lý do trả lại để đơn vị biết cần làm tiếp việc gì.")
TOLD_LATER = N_("Ngày đơn vị báo ({told_on}) sau hôm nay.")
TOLD_BEFORE = N_("Ngày đơn vị báo ({told_on}) trước ngày giao nhiệm vụ ({assigned_on}).")
TOLD_BEFORE_RETURN = N_(
    "Ngày đơn vị báo ({told_on}) trước ngày trả lại, rút lại báo cáo hoặc cho thực hiện tiếp ({back_on})."
)
TOLD_BY_MISSING = N_("Ghi ai báo, ví dụ: Chủ tịch UBND xã.")
TOLD_OF_OWN = N_("Người của đơn vị tự báo cáo; không ghi ngày báo khác hôm nay.")
DIRECTIVE_DONE = N_("Các đơn vị chủ trì đã hoàn thành nội dung này.")
NOBODY_LEADS = N_("Các đơn vị chủ trì không còn thực hiện nội dung này.")
REASON_MISSING = N_("Ghi lý do để đơn vị biết.")
NOT_SUSPENDED = N_("Nhiệm vụ không ở trạng thái tạm dừng.")
ALREADY_WITHDRAWN = N_("Nhiệm vụ đã được thu hồi.")
ALREADY_DISCLAIMED = N_("Đơn vị đã báo nhiệm vụ này không thuộc đơn vị mình; đang chờ Ban Chỉ đạo xem xét.")
NOT_DISCLAIMED = N_("Nhiệm vụ này không còn chờ xem xét.")
ANSWER_PAST = N_("Thời hạn báo cáo lại {answer_by} đã qua.")


class TaskState(enum.StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Part(enum.StrEnum):
    LEAD = "lead"
    COORDINATING = "coordinating"


class TaskClass(enum.StrEnum):
    """The lines of the report; the first five add up to all (R4)."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_LATE = "open_late"
    OPEN_NO_DEADLINE = "open_no_deadline"
    SUSPENDED = "suspended"


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        sa.UniqueConstraint("directive_id", "unit_id", "period"),
        sa.CheckConstraint("stopped_on IS NOT NULL OR state IN ('new', 'in_progress')", name="clock"),
        sa.CheckConstraint("total IS NULL OR (done >= 0 AND done <= total)", name="done"),
        sa.Index(
            "ix_tasks_running",
            *("committee_id", "act_by", "id", "due_on", "unit_id", "stopped_on", "part"),  # what counts read
            sqlite_where=sa.text("stopped_on IS NULL AND part = 'lead'"),
            postgresql_where=sa.text("stopped_on IS NULL AND part = 'lead'"),
        ),
        sa.Index(
            "ix_tasks_running_unit",
            *("unit_id", "act_by", "id", "committee_id", "part", "due_on", "stopped_on"),
            sqlite_where=sa.text("stopped_on IS NULL"),
            postgresql_where=sa.text("stopped_on IS NULL"),
        ),
        sa.Index(
            "ix_tasks_waiting",
            "committee_id",
            "act_by",
            "id",
            sqlite_where=sa.text("state = 'submitted' AND part = 'lead'"),
            postgresql_where=sa.text("state = 'submitted' AND part = 'lead'"),
        ),
        sa.Index(
            "ix_tasks_waiting_since",
            *("committee_id", "stopped_on", "id", "state", "part"),
            sqlite_where=sa.text("state = 'submitted' AND part = 'lead'"),
            postgresql_where=sa.text("state = 'submitted' AND part = 'lead'"),
        ),
        sa.Index(
            "ix_tasks_classes",
            *("committee_id", "unit_id", "state", "due_on", "stopped_on", "part"),
            sqlite_where=sa.text("part = 'lead' AND state <> 'withdrawn'"),
            postgresql_where=sa.text("part = 'lead' AND state <> 'withdrawn'"),
        ),
        sa.Index(
            "ix_tasks_moved",
            *("committee_id", "unit_id", "state", "due_on", "original_due_on", "stopped_on", "part"),
            sqlite_where=sa.text("part = 'lead' AND state <> 'withdrawn' AND due_on <> original_due_on"),
            postgresql_where=sa.text("part = 'lead' AND state <> 'withdrawn' AND due_on <> original_due_on"),
        ),
        sa.Index(
            "ix_tasks_review",
            *("committee_id", "due_on", "act_by", "directive_id", "stopped_on", "part"),  # what the count reads
            sqlite_where=sa.text("stopped_on IS NULL AND part = 'lead' AND due_on IS NULL"),
            postgresql_where=sa.text("stopped_on IS NULL AND part = 'lead' AND due_on IS NULL"),
        ),
        sa.Index(
            "ix_tasks_disclaimed",
            "committee_id",
            "disclaimed_on",
            "id",
            sqlite_where=sa.text("disclaimed_on IS NOT NULL"),
            postgresql_where=sa.text("disclaimed_on IS NOT NULL"),
        ),
        sa.Index("ix_tasks_committee_id_act_by", "committee_id", "act_by", "id"),
        sa.Index("ix_tasks_unit_id_act_by", "unit_id", "act_by", "id"),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directives.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    period: Mapped[str] = mapped_column(sa.String(10), default="")
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    original_due_on: Mapped[date | None] = mapped_column(sa.Date)
    act_by: Mapped[date] = mapped_column(sa.Date)
    state: Mapped[TaskState] = mapped_column(choice(TaskState), default=TaskState.NEW)
    done: Mapped[int | None]
    total: Mapped[int | None]
    measure: Mapped[str] = mapped_column(sa.String(60), default="")
    assigned_on: Mapped[date] = mapped_column(sa.Date)
    stopped_on: Mapped[date | None] = mapped_column(sa.Date)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    disclaimed_on: Mapped[date | None] = mapped_column(sa.Date)
    last_word_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", use_alter=True))
    version: Mapped[int] = mapped_column(default=0)

    def late_by(self, today: date) -> int:
        """Days late, 0 or less when in time; the due day itself is in time (R1). No due date, never late."""
        return late_by(self.due_on, self.stopped_on, today)

    def overdue(self, today: date) -> bool:
        return self.late_by(today) > 0

    @staticmethod
    def overdue_sql(
        today: date | sa.BindParameter[date], due_on: sa.orm.InstrumentedAttribute[date | None] | None = None
    ) -> sa.ColumnElement[bool]:
        """The twin of ``overdue``; against another deadline than the current one when it is given (R3)."""
        return sa.func.coalesce(Task.stopped_on, today) > (Task.due_on if due_on is None else due_on)

    def task_class(self, today: date) -> TaskClass | None:
        """The line of the report that counts this task; None for a withdrawn one (R4)."""
        return task_class(self.state, self.due_on, self.stopped_on, today)

    @staticmethod
    def class_sql(
        today: date | sa.BindParameter[date], due_on: sa.orm.InstrumentedAttribute[date | None] | None = None
    ) -> sa.ColumnElement[str]:
        """The twin of ``task_class``; withdrawn tasks give NULL. Whether a task has a deadline does not depend on
        which of the two is asked for."""
        late = Task.overdue_sql(today, due_on)
        return sa.case(
            (Task.state == TaskState.WITHDRAWN, None),
            (Task.state == TaskState.SUSPENDED, TaskClass.SUSPENDED.value),
            (sa.and_(Task.state == TaskState.ACCEPTED, late), TaskClass.DONE_LATE.value),
            (Task.state == TaskState.ACCEPTED, TaskClass.DONE_ON_TIME.value),
            (Task.due_on.is_(None), TaskClass.OPEN_NO_DEADLINE.value),
            (late, TaskClass.OPEN_LATE.value),
            else_=TaskClass.OPEN_IN_TIME.value,
        )


def late_by(due_on: date | None, stopped_on: date | None, today: date) -> int:
    """R1, for rows that are no entities: days from the due date to the stop of the clock, or to today."""
    return 0 if due_on is None else ((stopped_on or today) - due_on).days


def task_class(state: TaskState, due_on: date | None, stopped_on: date | None, today: date) -> TaskClass | None:
    """R4, for rows that are no entities: the line of the report that counts a leading task."""
    if state is TaskState.WITHDRAWN:
        return None
    if state is TaskState.SUSPENDED:
        return TaskClass.SUSPENDED
    late = late_by(due_on, stopped_on, today) > 0
    if state is TaskState.ACCEPTED:
        return TaskClass.DONE_LATE if late else TaskClass.DONE_ON_TIME
    if due_on is None:
        return TaskClass.OPEN_NO_DEADLINE
    return TaskClass.OPEN_LATE if late else TaskClass.OPEN_IN_TIME


@dataclass(frozen=True)
class Report:
    """What a unit says of its work. ``done`` of ``total`` counts in ``measure``: 6 of 12 "thôn"."""

    note: str = ""
    obstacle: str = ""
    done: int | None = None
    total: int | None = None
    measure: str = ""
    told: OnBehalf | None = None
    numbers_confirmed: bool = False
    illustrative: bool = False


def assign(
    session: Session,
    *,
    committee_id: int,
    directive_id: int,
    unit_id: int,
    part: Part,
    due_on: date | None,
    act_by: date,
    by: Actor,
    at: datetime,
    period: str = "",
    note: str = "",
    illustrative: bool = False,
) -> Task:
    task = Task(
        committee_id=committee_id,
        directive_id=directive_id,
        unit_id=unit_id,
        part=part,
        period=period,
        due_on=due_on,
        original_due_on=due_on,
        act_by=act_by,
        state=TaskState.NEW,
        assigned_on=clock.day(at),
        version=0,
    )
    session.add(task)
    session.flush()
    record(session, task, Act.ISSUED, by=by, at=at, note=note, illustrative=illustrative)
    return task


def require_version(task: Task, version: int) -> None:
    """Raises Conflict when somebody wrote after the form was read (R12)."""
    if task.version != version:
        raise Conflict


def receive(session: Session, task: Task, *, by: Actor, at: datetime, illustrative: bool = False) -> None:
    """The unit has seen the task and takes it on; nothing happens the second time."""
    if task.state is TaskState.NEW:
        task.state = TaskState.IN_PROGRESS
        record(session, task, Act.RECEIVED, by=by, at=at, illustrative=illustrative)


def report_progress(session: Session, task: Task, report: Report, *, by: Actor, at: datetime) -> Event:
    """Tell how far the work is; the first progress also takes the task on. Raises RuleBroken."""
    require_open(task)
    if not (report.note.strip() or report.obstacle.strip() or report.done is not None):
        raise RuleBroken(NOTHING_SAID, field="note")
    _check(session, task, report, by, at)
    task.state = TaskState.IN_PROGRESS
    return _tell(session, task, Act.PROGRESS, report, by=by, at=at)


def submit(session: Session, task: Task, report: Report, *, by: Actor, at: datetime) -> Event:
    """Report the work as finished: the clock stops on this day, or on the day the unit told it (R1, R18)."""
    if task.part is not Part.LEAD:
        raise RuleBroken(ONLY_LEAD)
    require_open(task)
    if not report.note.strip():
        raise RuleBroken(NO_RESULT, field="note")
    _check(session, task, report, by, at)
    task.state = TaskState.SUBMITTED
    task.stopped_on = report.told.told_on if report.told else clock.day(at)
    return _tell(session, task, Act.SUBMITTED, report, by=by, at=at)


def take_back(session: Session, task: Task, *, by: Actor, at: datetime) -> None:
    """The unit takes its submission back; the clock runs on as if it had never stopped (R1)."""
    _require_submitted(task)
    task.state = TaskState.IN_PROGRESS
    task.stopped_on = None
    record(session, task, Act.TAKEN_BACK, by=by, at=at)


def accept(
    session: Session, task: Task, *, by: Actor, at: datetime, exception: str = "", illustrative: bool = False
) -> None:
    """Confirm the submission; lateness stays that of the submission's day (R2). Nothing happens twice."""
    if task.state is TaskState.ACCEPTED:
        return
    _require_submitted(task)
    if not may_accept(session, task, by):
        raise RuleBroken(OWN_ENTRY)
    short = _require_target(session, task, by, exception)
    task.state = TaskState.ACCEPTED
    task.accepted_at = at
    record(session, task, Act.ACCEPTED, by=by, at=at, note=clean(exception), short=short, illustrative=illustrative)
    _settle_coordinating(session, task, by=by, at=at, illustrative=illustrative)


def _settle_coordinating(session: Session, task: Task, *, by: Actor, at: datetime, illustrative: bool = False) -> None:
    """Close what coordinating units have left once every leading task of a directive is accepted; withdraw it once
    every leading one is withdrawn. A recurring directive has another period to come."""
    of_directive = list(
        session.scalars(sa.select(Task).where(Task.directive_id == task.directive_id).order_by(Task.id))
    )
    leading = [row for row in of_directive if row.part is Part.LEAD and row.state is not TaskState.WITHDRAWN]
    if task.period or any(row.state is not TaskState.ACCEPTED for row in leading):
        return
    for row in of_directive:
        if row.part is Part.COORDINATING and row.state in (TaskState.NEW, TaskState.IN_PROGRESS, TaskState.SUSPENDED):
            if leading:
                _close(session, row, by=by, at=at, illustrative=illustrative)
            else:
                _withdraw(session, row, NOBODY_LEADS, by=by, at=at)


def _close(session: Session, task: Task, *, by: Actor, at: datetime, illustrative: bool) -> None:
    task.state, task.stopped_on, task.accepted_at = TaskState.ACCEPTED, clock.day(at), at
    record(session, task, Act.ACCEPTED, by=by, at=at, note=DIRECTIVE_DONE, illustrative=illustrative)


def _require_target(session: Session, task: Task, by: Actor, exception: str) -> Shortfall | None:
    """R7: below its target a task is accepted only with an exception that the deputy chairman writes; what it is an
    exception from, None when it is none."""
    short = shortfall(session, directive_id=task.directive_id, unit_id=task.unit_id)
    if short is None:
        return None
    if Role.DEPUTY_CHAIRMAN not in by.roles:
        raise RuleBroken(ONLY_DEPUTY_EXCEPTS)
    if not exception.strip() and short.still is None:
        raise RuleBroken(NOT_REACHED_BY_RATE, field="exception", rate=short.points)
    if not exception.strip():
        raise RuleBroken(NOT_REACHED, field="exception", rate=short.points, people=short.still)
    return short


def may_accept(session: Session, task: Task, by: Actor) -> bool:
    """R18: nobody accepts what they entered themselves."""
    word = session.get(Event, task.last_word_id) if task.last_word_id else None
    return word is None or word.by_id != by.id


def send_back(
    session: Session,
    task: Task,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    answer_by: date | None = None,
    numbers_confirmed: bool = False,
    illustrative: bool = False,
) -> None:
    """Return the submission with a reason; the clock never stopped (R1)."""
    _require_submitted(task)
    if not reason.strip():
        raise RuleBroken(NO_REASON, field="reason")
    if answer_by is not None and answer_by < clock.day(at):
        raise RuleBroken(ANSWER_PAST, field="answer_by", answer_by=answer_by)
    refuse_personal_numbers(reason, confirmed=numbers_confirmed)
    task.state = TaskState.IN_PROGRESS
    task.stopped_on = None
    record(
        session,
        task,
        Act.SENT_BACK,
        by=by,
        at=at,
        note=clean(reason),
        answer_by=answer_by,
        illustrative=illustrative,
    )


def suspend(
    session: Session, task: Task, *, reason: str, by: Actor, at: datetime, numbers_confirmed: bool = False
) -> None:
    """Let the work rest: the clock stops (R1), and the task stands outside the report's total (R4)."""
    require_open(task)
    _require_reason(reason, numbers_confirmed)
    task.state = TaskState.SUSPENDED
    task.stopped_on = clock.day(at)
    task.disclaimed_on = None
    record(session, task, Act.SUSPENDED, by=by, at=at, note=clean(reason))


def resume(session: Session, task: Task, *, by: Actor, at: datetime) -> None:
    """Go on: the deadline moves by the days that the clock stood still, so that the task is exactly as late as it
    was when it was suspended. The original deadline stays (R3)."""
    if task.state is not TaskState.SUSPENDED or task.stopped_on is None:
        raise WrongState(NOT_SUSPENDED)
    rested = clock.day(at) - task.stopped_on
    task.act_by += rested
    if task.due_on is not None:
        task.due_on += rested
    task.state = TaskState.IN_PROGRESS
    task.stopped_on = None
    record(session, task, Act.RESUMED, by=by, at=at)


def withdraw(
    session: Session,
    task: Task,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    numbers_confirmed: bool = False,
    joined_to: int | None = None,
) -> None:
    """Take a task back from its unit: it leaves every count (R4), its story and its number stay.

    Its target ends with it; when it was the last leading one, so do the tasks of coordinating units. ``joined_to``
    is the task in which the work goes on.
    """
    if task.state is TaskState.ACCEPTED:
        raise WrongState(ALREADY_ACCEPTED)
    if task.state is TaskState.WITHDRAWN:
        raise WrongState(ALREADY_WITHDRAWN)
    _require_reason(reason, numbers_confirmed)
    _withdraw(session, task, clean(reason), by=by, at=at, joined_to=joined_to)
    if task.part is Part.LEAD:
        end_targets(session, directive_id=task.directive_id, unit_id=task.unit_id, on=clock.day(at))
        _settle_coordinating(session, task, by=by, at=at)


def _withdraw(
    session: Session, task: Task, reason: str, *, by: Actor, at: datetime, joined_to: int | None = None
) -> None:
    task.state = TaskState.WITHDRAWN
    task.stopped_on = task.stopped_on or clock.day(at)
    task.disclaimed_on = None
    record(session, task, Act.WITHDRAWN, by=by, at=at, note=reason, other_task_id=joined_to)


def disclaim(
    session: Session, task: Task, *, reason: str, by: Actor, at: datetime, numbers_confirmed: bool = False
) -> None:
    """The unit says that the task is not its own; the clock runs until the committee decides."""
    require_open(task)
    if task.disclaimed_on is not None:
        raise WrongState(ALREADY_DISCLAIMED)
    _require_reason(reason, numbers_confirmed)
    task.disclaimed_on = clock.day(at)
    record(session, task, Act.DISCLAIMED, by=by, at=at, note=clean(reason))


def uphold(
    session: Session, task: Task, *, reason: str, by: Actor, at: datetime, numbers_confirmed: bool = False
) -> None:
    """The committee leaves the task with the unit that disclaimed it, and says why."""
    if task.disclaimed_on is None:
        raise WrongState(NOT_DISCLAIMED)
    _require_reason(reason, numbers_confirmed)
    task.disclaimed_on = None
    record(session, task, Act.UPHELD, by=by, at=at, note=clean(reason))


def _require_reason(reason: str, numbers_confirmed: bool) -> None:
    if not reason.strip():
        raise RuleBroken(REASON_MISSING, field="reason")
    refuse_personal_numbers(reason, confirmed=numbers_confirmed)


def record(
    session: Session,
    task: Task,
    what: Act,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    report: Report | None = None,
    answer_by: date | None = None,
    erratum_id: int | None = None,
    extension_id: int | None = None,
    other_task_id: int | None = None,
    short: Shortfall | None = None,
    illustrative: bool = False,
) -> Event:
    """Append to the task's story what was done, with the task as it stands now."""
    told = report.told if report else None
    event = Event(
        committee_id=task.committee_id,
        task_id=task.id,
        what=what,
        by_id=by.id,
        by_name=_of_author(User.full_name, by),
        by_position=_of_author(User.position, by),
        at=at,
        on=clock.day(at),
        channel=told.channel if told else Channel.SYSTEM,
        told_by=clean(told.told_by) if told else "",
        told_on=told.told_on if told else None,
        note=clean(report.note) if report else note,
        obstacle=clean(report.obstacle) if report else "",
        answer_by=answer_by,
        done=task.done,
        total=task.total,
        measure=task.measure,
        illustrative=illustrative or bool(report and report.illustrative),
        state=task.state.value,
        unit_id=task.unit_id,
        due_on=task.due_on,
        original_due_on=task.original_due_on,
        stopped_on=task.stopped_on,
        part=task.part.value,
        act_by=task.act_by,
        assigned_on=task.assigned_on,
        disclaimed_on=task.disclaimed_on,
        last_word_id=task.last_word_id,
        erratum_id=erratum_id,
        extension_id=extension_id,
        other_task_id=other_task_id,
        short_points=short.points if short else None,
        short_people=short.still if short else None,
    )
    session.add(event)
    task.version += 1
    session.flush()
    return event


def _of_author(column: sa.orm.InstrumentedAttribute[str], by: Actor) -> sa.ScalarSelect[str]:
    """What the account says when the event is written."""
    return sa.select(column).where(User.id == by.id).scalar_subquery()


def _tell(session: Session, task: Task, what: Act, report: Report, *, by: Actor, at: datetime) -> Event:
    if report.done is not None:
        task.done, task.total, task.measure = report.done, report.total, clean(report.measure)
    task.disclaimed_on = None  # who works on it takes it on
    event = record(session, task, what, by=by, at=at, report=report)
    task.last_word_id = event.id
    return event


def require_open(task: Task) -> None:
    """Raises WrongState when the unit cannot work on it now."""
    if task.state is TaskState.SUBMITTED:
        raise WrongState(ALREADY_SUBMITTED)
    if task.state is TaskState.ACCEPTED:
        raise WrongState(ALREADY_ACCEPTED)
    if task.state not in (TaskState.NEW, TaskState.IN_PROGRESS):
        raise WrongState(NOT_RUNNING)


def _require_submitted(task: Task) -> None:
    if task.state is TaskState.ACCEPTED:
        raise WrongState(ALREADY_ACCEPTED)
    if task.state is not TaskState.SUBMITTED:
        raise WrongState(NOT_SUBMITTED)


def _check(session: Session, task: Task, report: Report, by: Actor, at: datetime) -> None:
    if (report.done is None) != (report.total is None):
        raise RuleBroken(TOTAL_MISSING, field="total" if report.total is None else "done")
    if report.done is not None and report.total is not None and report.done > report.total:
        raise RuleBroken(DONE_OVER_TOTAL, field="done", done=report.done, total=report.total)
    require_told(session, task, report.told, by, clock.day(at))
    texts = (report.note, report.obstacle, report.told.told_by if report.told else "")
    refuse_personal_numbers(*texts, confirmed=report.numbers_confirmed)


def require_told(session: Session, task: Task, told: OnBehalf | None, by: Actor, today: date) -> None:
    """R18: whoever is not of the unit says who told it, how and when; the unit itself tells it today."""
    own = task.unit_id == by.unit_id and Role.UNIT in by.roles
    if own and told:
        raise RuleBroken(TOLD_OF_OWN, field="told_on")
    if own:
        return
    if told is None or not told.told_by.strip():
        raise RuleBroken(TOLD_BY_MISSING, field="told_by")
    if told.told_on > today:
        raise RuleBroken(TOLD_LATER, field="told_on", told_on=told.told_on)
    if told.told_on < task.assigned_on:
        raise RuleBroken(TOLD_BEFORE, field="told_on", told_on=told.told_on, assigned_on=task.assigned_on)
    back_on = session.scalar(
        sa.select(sa.func.max(Event.on)).where(
            Event.task_id == task.id, Event.what.in_((Act.SENT_BACK, Act.TAKEN_BACK, Act.RESUMED))
        )
    )
    if back_on is not None and told.told_on < back_on:
        raise RuleBroken(TOLD_BEFORE_RETURN, field="told_on", told_on=told.told_on, back_on=back_on)
