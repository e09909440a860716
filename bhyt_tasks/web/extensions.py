"""More time for a task: asked for by the unit, decided or given unasked by the deputy chairman."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Optional

from bhyt_tasks.domain import extensions as rules
from bhyt_tasks.domain import tasks
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import Conflict
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.extensions import extensions_of
from bhyt_tasks.queries.timeline import task_page
from bhyt_tasks.web import gate
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, DayField, ToldForm, at_most
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import own_path, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("extensions", __name__)

EVENT = "task-changed"


class RequestForm(ToldForm):
    wanted_on = DayField(_l("Đề nghị gia hạn đến"), [Optional()])
    reason = TextAreaField(_l("Lý do"), [at_most(LONGEST_NOTE)])


class OpinionForm(ActForm):
    """``before`` is the opinion that was there when the form was read."""

    opinion = TextAreaField(_l("Ý kiến của Thư ký"), [at_most(LONGEST_NOTE)])
    before = HiddenField()
    back = HiddenField()


class MoveForm(ActForm):
    granted_on = DayField(_l("Thời hạn mới"), [Optional()])
    reason = TextAreaField(_l("Lý do"), [at_most(LONGEST_NOTE)])


class DecisionForm(ActForm):
    """``decided`` is the button: yes, other, no."""

    decided = HiddenField()
    granted_on = DayField(_l("Hạn khác"), [Optional()])
    answer = TextAreaField(_l("Ý kiến, lý do"), [at_most(LONGEST_NOTE)])
    back = HiddenField()


@blueprint.get("/tasks/<int:task_id>/extensions")
@allows(Action.SEE_TASKS)
def extensions(task_id: int) -> ResponseReturnValue:
    return _page(task_id)


def _page(
    task_id: int,
    status: int = 200,
    *,
    asking: RequestForm | None = None,
    moving: MoveForm | None = None,
    advising: OpinionForm | None = None,
    deciding: DecisionForm | None = None,
) -> ResponseReturnValue:
    found = task_page(db.session, viewer, task_id)
    if found is None:
        abort(404)
    row, known = found[0], extensions_of(db.session, task_id)
    asking = asking or RequestForm(formdata=None)
    moving = moving or MoveForm(formdata=None)
    for form in (asking, moving):
        if form.version.data is None or status == 409:
            form.version.data = row.version
    open_request = next((each for each in known if each.waits), None)
    opinion = open_request.opinion if open_request else ""
    if advising is None:
        advising = OpinionForm(formdata=None, opinion=opinion, before=opinion)
    elif status == 409:
        advising.before.data = opinion
    return page(
        "extensions/task.html",
        status,
        row=row,
        known=known,
        waiting=open_request,
        asking=asking,
        moving=moving,
        advising=advising,
        deciding=deciding or DecisionForm(formdata=None),
        may_ask=gate.can(Action.ASK_EXTENSION, row),
        may_decide=gate.can(Action.DECIDE_EXTENSIONS) and row.unit_id != viewer.unit_id,
        on_behalf=row.unit_id != viewer.unit_id or Role.UNIT not in viewer.roles,
    )


def _answer(
    form: ActForm, act: Callable[[datetime], Answer], show: Callable[[int], ResponseReturnValue]
) -> ResponseReturnValue:
    try:
        answer = perform(form, act) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return show(409)
    return answer if answer is not None else show(422)


def _current(task_id: int, form: ActForm) -> Task:
    task = locked(db.session, Task, task_id)
    tasks.require_version(task, form.read_version())
    return task


@blueprint.post("/tasks/<int:task_id>/extensions")
@allows(Action.ASK_EXTENSION)
def ask(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.ASK_EXTENSION)
    form = RequestForm()

    def act(at: datetime) -> Answer:
        rules.ask(
            db.session,
            locked(db.session, Task, task_id),  # a request overwrites nothing, so no version is asked for
            wanted_on=form.wanted_on.data,
            reason=form.reason.data or "",
            settings=viewer.settings,
            told=form.told(at),
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        words = _("Đã gửi đề nghị gia hạn. Thời hạn hiện nay vẫn tính cho đến khi có quyết định.")
        return Answer(url_for("tasks.task", task_id=task_id), words)

    return _answer(form, act, lambda status: _page(task_id, status, asking=form))


@blueprint.post("/extensions/<int:extension_id>/opinion")
@allows(Action.ADVISE)
def advise(extension_id: int) -> ResponseReturnValue:
    found = load(Extension, extension_id, Action.ADVISE)
    task_id, form = found.task_id, OpinionForm()

    def act(at: datetime) -> Answer:
        task = locked(db.session, Task, task_id)  # before the request, as everywhere
        rules.advise(
            db.session,
            locked(db.session, Extension, extension_id),
            task,
            opinion=form.opinion.data or "",
            before=form.before.data or "",
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        return Answer(_back(form, task_id), _("Đã ghi ý kiến, trình Phó Chủ tịch quyết định."))

    return _answer(form, act, lambda status: _page(task_id, status, advising=form))


@blueprint.post("/tasks/<int:task_id>/deadline")
@allows(Action.MOVE_DEADLINES)
def move(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.MOVE_DEADLINES)
    form = MoveForm()

    def act(at: datetime) -> Answer:
        rules.move(
            db.session,
            _current(task_id, form),
            due_on=form.granted_on.data,
            reason=form.reason.data or "",
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        return Answer(url_for("tasks.task", task_id=task_id), _("Đã điều chỉnh thời hạn. Thời hạn ban đầu giữ nguyên."))

    return _answer(form, act, lambda status: _page(task_id, status, moving=form))


@blueprint.post("/extensions/<int:extension_id>/decision")
@allows(Action.DECIDE_EXTENSIONS)
def decide(extension_id: int) -> ResponseReturnValue:
    found = load(Extension, extension_id, Action.DECIDE_EXTENSIONS)
    task_id, form = found.task_id, DecisionForm()

    def act(at: datetime) -> Answer:
        task = locked(db.session, Task, task_id)
        extension = locked(db.session, Extension, extension_id)
        said = {
            "answer": form.answer.data or "",
            "numbers_confirmed": form.numbers_confirmed.data,
            "by": viewer,
            "at": at,
        }
        if form.decided.data == "no":
            rules.refuse(db.session, extension, task, **said)
            return Answer(_back(form, task_id), _("Đã trả lời: không gia hạn. Thời hạn giữ nguyên."), EVENT)
        other = form.granted_on.data if form.decided.data == "other" else None
        rules.grant(db.session, extension, task, granted_on=other, **said)
        return Answer(_back(form, task_id), _("Đã gia hạn. Thời hạn ban đầu vẫn được ghi."), EVENT)

    return _answer(form, act, lambda status: _page(task_id, status, deciding=form))


def _back(form: DecisionForm | OpinionForm, task_id: int) -> str:
    return own_path(form.back.data) or url_for("tasks.task", task_id=task_id)
