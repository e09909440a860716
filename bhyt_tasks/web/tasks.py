"""A unit's work: what is to be done next, one task with its story, and what is reported on it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from bhyt_tasks.documents.sheets import MOST_ROWS, Column, Value, write_table
from bhyt_tasks.domain import clock
from bhyt_tasks.domain import tasks as rules
from bhyt_tasks.domain.access import Action, sees_everything
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import Conflict
from bhyt_tasks.domain.history import Act
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskClass
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.coverage import latest_standings, unit_standing
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.queries.successions import unit_named
from bhyt_tasks.queries.timeline import StoryRow, partners, story, task_page
from bhyt_tasks.queries.worklist import TaskRow, WorkFilters, whole_worklist, worklist
from bhyt_tasks.web import filters, gate, lines
from bhyt_tasks.web.downloads import origin, workbook
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, CountField, DayField, ToldForm, at_most, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import own_path, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.past import look
from bhyt_tasks.web.place import came_from
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("tasks", __name__)

EVENT = "task-changed"


class ReportForm(ToldForm):
    note = TextAreaField(_l("Kết quả thực hiện"), [at_most(LONGEST_NOTE)])
    obstacle = TextAreaField(_l("Khó khăn, vướng mắc"), [at_most(LONGEST_NOTE)])
    done = CountField(_l("Đã làm được"), [Optional()])
    total = CountField(_l("Tổng số"), [Optional()])
    measure = StringField(_l("Đơn vị tính"), [at_most(60)])

    def report(self, at: datetime) -> Report:
        return Report(
            note=self.note.data or "",
            obstacle=self.obstacle.data or "",
            done=self.done.data,
            total=self.total.data,
            measure=self.measure.data or "",
            told=self.told(at),
            numbers_confirmed=self.numbers_confirmed.data,
        )


class AnswerForm(ActForm):
    """Accepting needs nothing unless a target is not reached; sending back needs a reason."""

    exception = TextAreaField(_l("Lý do xác nhận ngoại lệ"), [at_most(LONGEST_NOTE)])

    reason = TextAreaField(_l("Lý do trả lại, việc cần làm tiếp"), [at_most(LONGEST_NOTE)])
    answer_by = DayField(_l("Báo cáo lại trước ngày"), [Optional()])
    back = HiddenField()


def work_filters() -> WorkFilters:
    args = request.args
    kind = args.get("kind", "")
    return WorkFilters(
        own=Role.UNIT in viewer.roles and args.get("of") != "all",
        state="all" if kind else args.get("state", "open"),
        due=args.get("due", ""),
        unit=whole(args.get("unit")),
        meeting=whole(args.get("meeting")),
        directive=whole(args.get("directive")),
        kind=TaskClass(kind) if kind in list(TaskClass) else None,
        q=args.get("q", "")[:200],
        after=args.get("after", ""),
    )


@blueprint.get("/tasks")
@allows(Action.SEE_TASKS)
def tasks() -> ResponseReturnValue:
    asked, looked = work_filters(), look()
    today = looked.today
    with as_of(db.session, looked.past):
        rows = worklist(db.session, viewer, today, asked)
        units = [] if asked.own else list(dict.fromkeys(row.unit_id for row in rows.rows if row.unit_kind.is_area))
        levels = latest_standings(db.session, today, units) if units else {}
    return page(
        "tasks/list.html",
        look=looked,
        today=today,
        rows=rows.rows,
        next_url=next_url(rows.next_key),
        sheet_url=url_for(".tasks_sheet") + filters.query({**request.args.to_dict(), "after": ""}),
        asked=asked,
        unit_name=_name_of(asked.unit, rows.rows),
        sees_more=asked.own and sees_everything(viewer),
        first=rows.rows[0] if rows.rows and not (asked.after or looked.past) else None,
        standings=levels,
    )


def _name_of(unit_id: int | None, rows: list[TaskRow]) -> str:
    """The unit that was asked for; the list may begin with a task of one that it stands for."""
    if unit_id is None or not rows:
        return ""
    own = next((row.unit_name for row in rows if row.unit_id == unit_id), None)
    return own or unit_named(db.session, unit_id)


def next_url(key: str) -> str:
    return request.path + filters.query({**request.args.to_dict(), "after": key}) if key else ""


COLUMNS = (
    (_l("Nội dung chỉ đạo"), 60),
    (_l("Căn cứ giao"), 34),
    (_l("Đơn vị"), 26),
    (_l("Thời hạn ban đầu"), 13),
    (_l("Thời hạn điều chỉnh"), 13),
    (_l("Tình trạng"), 22),
    (_l("Xếp loại"), 24),
    (_l("Quá hạn (ngày)"), 10),
    (_l("Quá hạn so với hạn ban đầu (ngày)"), 14),
    (_l("Tiến độ"), 16),
    (_l("Báo cáo gần nhất"), 60),
    (_l("Ngày báo cáo"), 13),
)


@blueprint.get("/tasks.xlsx")
@allows(Action.SEE_TASKS)
def tasks_sheet() -> ResponseReturnValue:
    """Exactly what the list shows, all its pages."""
    looked = look()
    with as_of(db.session, looked.past):
        rows = whole_worklist(db.session, viewer, looked.today, work_filters(), most=MOST_ROWS + 1)
    notes = [origin()]
    if looked.past:
        notes.append(_("Số liệu tại ngày %(day)s.", day=looked.as_of))
    if len(rows) > MOST_ROWS:
        notes.append(
            _("Chỉ có %(rows)s dòng đầu; lọc theo đơn vị để xuất phần còn lại.", rows=filters.number(MOST_ROWS))
        )
    columns = [Column(str(words), width) for words, width in COLUMNS]
    cells = (_cells(row, looked.today) for row in rows[:MOST_ROWS])
    return workbook(
        write_table(_("Danh sách nhiệm vụ"), columns, cells, notes=notes), f"nhiem-vu-{looked.today:%Y-%m-%d}"
    )


def _cells(row: TaskRow, today: date) -> tuple[Value, ...]:
    late, first = (max(0, days) for days in (row.late_by(today), row.original_late_by(today)))
    kind = row.task_class(today)
    moved = row.due_on if row.due_on != row.original_due_on else None
    return (
        *(row.text, lines.source(row), filters.cap(row.unit_name), row.original_due_on, moved),
        filters.label(row.state if row.part is Part.LEAD else row.part),
        filters.label(kind) if kind else "",
        *(late if kind else None, first if kind else None),
        lines.counted(row),
        " ".join(filter(None, (row.word_note, row.word_obstacle))),
        row.word_on,
    )


@blueprint.get("/tasks/<int:task_id>")
@allows(Action.SEE_TASKS)
def task(task_id: int) -> ResponseReturnValue:
    return _task_page(task_id)


def _task_page(
    task_id: int,
    status: int = 200,
    *,
    report: ReportForm | None = None,
    answer: AnswerForm | None = None,
    conflict: bool = False,
) -> ResponseReturnValue:
    found = task_page(db.session, viewer, task_id)
    if found is None:
        abort(404)
    row, source = found
    today = clock.day(gate.now())
    answered = answer is not None
    events = story(db.session, task_id)
    is_measured = row.unit_kind.is_area or source.has_target
    standing = unit_standing(db.session, today, row.unit_id, row.directive_id) if is_measured else None
    may_report = gate.can(Action.REPORT, row)
    # A form takes as long to build as its page to write: only those that the viewer can fill in.
    if may_report:
        report = report or _filled_report(row)
    if gate.can(Action.ACCEPT) or gate.can(Action.REMIND):
        answer = answer or AnswerForm(formdata=None)
    for form in filter(None, (report, answer)):
        # After a refusal the form keeps the version it was read at: nobody's text is overwritten by mending a date.
        if conflict or form.version.data is None:
            form.version.data = row.version
    return page(
        "tasks/task.html",
        status,
        row=row,
        source=source,
        came_from=came_from(),
        partners=partners(db.session, row.directive_id),
        story=events,
        standing=standing,
        report=report,
        answer=answer,
        conflict=events[0] if conflict and not answered else None,
        answered_before=events[0] if conflict and answered else None,
        last_word=next((event for event in events if event.what in ("progress", "submitted")), None),
        told=_told_last(events),
        may_report=may_report,
        may_accept=gate.can(Action.ACCEPT) and row.word_by_id != viewer.id,
        excepting=Role.DEPUTY_CHAIRMAN in viewer.roles
        and source.has_target
        and standing is not None
        and standing.reached is False,
        may_remind=gate.can(Action.REMIND)
        and row.part is Part.LEAD
        and row.stopped_on is None
        and row.unit_id != viewer.unit_id,
        on_behalf=row.unit_id != viewer.unit_id or Role.UNIT not in viewer.roles,
    )


def _filled_report(row: TaskRow) -> ReportForm:
    """A form that begins with what was counted last."""
    form = ReportForm(formdata=None)
    if row.total is not None:
        form.done.data, form.total.data, form.measure.data = row.done, row.total, row.measure
    return form


TOLD = (Act.REMINDED, Act.SENT_BACK, Act.CORRECTED, Act.UPHELD, Act.REVIEWED, Act.HANDED_OVER)


def _told_last(events: list[StoryRow]) -> StoryRow | None:
    """What the committee said to the unit since its last word."""
    for event in events:
        if event.what in TOLD:
            return event
        if event.what in (Act.PROGRESS, Act.SUBMITTED):
            return None
    return None


def _respond(form: ActForm, task_id: int, act: Callable[[datetime], Answer], **shown: Any) -> ResponseReturnValue:
    """Do the act on a valid form; else the page again with what was typed, and 409 when another one wrote first."""
    try:
        answer = perform(form, act) if form.validate() else None
    except Conflict:
        return _task_page(task_id, 409, conflict=True, **shown)
    return answer if answer is not None else _task_page(task_id, 422, **shown)


def _current(task_id: int, form: ActForm) -> Task:
    task = locked(db.session, Task, task_id)
    rules.require_version(task, form.read_version())
    return task


def _here(task_id: int) -> str:
    return url_for("tasks.task", task_id=task_id)


@blueprint.post("/tasks/<int:task_id>/receipt")
@allows(Action.REPORT)
def receipt(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.REPORT)
    form = ReportForm()

    def act(at: datetime) -> Answer:
        rules.receive(db.session, locked(db.session, Task, task_id), by=viewer, at=at)
        return Answer(_here(task_id), _("Đã nhận việc."), EVENT)

    return _respond(form, task_id, act, report=form)


@blueprint.post("/tasks/<int:task_id>/progress")
@allows(Action.REPORT)
def progress(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.REPORT)
    form = ReportForm()

    def act(at: datetime) -> Answer:
        rules.report_progress(db.session, _current(task_id, form), form.report(at), by=viewer, at=at)
        return Answer(_here(task_id), _("Đã lưu cập nhật lúc %(time)s.", time=filters.clock_words(at)), EVENT)

    return _respond(form, task_id, act, report=form)


@blueprint.post("/tasks/<int:task_id>/submission")
@allows(Action.REPORT)
def submission(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.REPORT)
    form = ReportForm()

    def act(at: datetime) -> Answer:
        rules.submit(db.session, _current(task_id, form), form.report(at), by=viewer, at=at)
        words = _("Đã gửi báo cáo lúc %(time)s. Chờ Ban Chỉ đạo xác nhận.", time=filters.clock_words(at))
        return Answer(_here(task_id), words, EVENT)

    return _respond(form, task_id, act, report=form)


@blueprint.post("/tasks/<int:task_id>/withdrawal-of-submission")
@allows(Action.REPORT)
def take_back(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.REPORT)
    form = ReportForm()

    def act(at: datetime) -> Answer:
        rules.take_back(db.session, _current(task_id, form), by=viewer, at=at)
        return Answer(_here(task_id), _("Đã rút lại báo cáo. Thời hạn vẫn tính từ trước."), EVENT)

    return _respond(form, task_id, act, report=form)


@blueprint.post("/tasks/<int:task_id>/acceptance")
@allows(Action.ACCEPT)
def acceptance(task_id: int) -> ResponseReturnValue:
    directive_id = load(Task, task_id, Action.ACCEPT).directive_id
    form = AnswerForm()

    def act(at: datetime) -> Answer:
        locked(db.session, Directive, directive_id)  # its last leading task closes what helpers have left
        rules.accept(db.session, _current(task_id, form), exception=form.exception.data or "", by=viewer, at=at)
        return Answer(_after(form, task_id), _("Đã xác nhận hoàn thành."), EVENT)

    return _respond(form, task_id, act, answer=form)


@blueprint.post("/tasks/<int:task_id>/return")
@allows(Action.ACCEPT)
def send_back(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.ACCEPT)
    form = AnswerForm()

    def act(at: datetime) -> Answer:
        rules.send_back(
            db.session,
            _current(task_id, form),
            reason=form.reason.data or "",
            answer_by=form.answer_by.data,
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        return Answer(_after(form, task_id), _("Đã trả lại. Đơn vị thực hiện tiếp."), EVENT)

    return _respond(form, task_id, act, answer=form)


def _after(form: AnswerForm, task_id: int) -> str:
    """Back to the list that the answer was given on, filter and place kept."""
    return own_path(form.back.data) or _here(task_id)
