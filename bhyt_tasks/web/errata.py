"""After giving out: correct what was wrong, give it to more units, let it rest, take it back, or say it is not ours."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Optional

from bhyt_tasks.domain import errata as rules
from bhyt_tasks.domain import issuing, meetings, tasks
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errata import Correction, Erratum
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.domain.meetings import Directive, Meeting
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import errata as questions
from bhyt_tasks.queries.meetings import given_to
from bhyt_tasks.queries.timeline import task_page
from bhyt_tasks.web.forms import LONGEST_NOTE, ActForm, DayField, UnitsField, at_most
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import own_path, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("errata", __name__)


class ReasonForm(ActForm):
    reason = TextAreaField(_l("Lý do"), [at_most(LONGEST_NOTE)])
    back = HiddenField()


class DateForm(ReasonForm):
    due_on = DayField(_l("Thời hạn đúng"), [Optional()])


class MoveForm(ReasonForm):
    unit = UnitsField(_l("Đơn vị nhận"), [Optional()])
    due_on = DayField(_l("Thời hạn mới"), [Optional()])


class DirectiveForm(ReasonForm):
    text = TextAreaField(_l("Nội dung đúng"), [at_most(LONGEST_NOTE)])
    due_on = DayField(_l("Thời hạn đúng"), [Optional()])


class MoreForm(ActForm):
    lead = UnitsField(_l("Đơn vị chủ trì thêm"), [Optional()])
    coordinating = UnitsField(_l("Đơn vị phối hợp thêm"), [Optional()])
    due_on = DayField(_l("Thời hạn"), [Optional()])


class DecisionForm(ActForm):
    agreed = HiddenField()
    refusal = TextAreaField(_l("Lý do không đồng ý"), [at_most(LONGEST_NOTE)])


TASK_FORMS: dict[str, type[ActForm]] = {
    "date": DateForm,
    "move": MoveForm,
    "suspend": ReasonForm,
    "resume": ReasonForm,
    "withdraw": ReasonForm,
    "uphold": ReasonForm,
}


def _task_forms(name: str = "", sent: ActForm | None = None, version: int = 0) -> dict[str, ActForm]:
    """A form an act, the one that was sent with what was typed; each carries the version it is read at."""
    forms = {key: sent if sent and key == name else kind(formdata=None) for key, kind in TASK_FORMS.items()}
    for form in forms.values():
        if form.version.data is None:
            form.version.data = version
    return forms


@blueprint.get("/tasks/<int:task_id>/errata")
@allows(Action.CORRECT)
def task(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)
    return _task_page(task_id)


def _task_page(task_id: int, status: int = 200, name: str = "", sent: ActForm | None = None) -> ResponseReturnValue:
    found = task_page(db.session, viewer, task_id)
    if found is None:
        abort(404)
    row = found[0]
    if status == 409 and sent is not None:
        sent.version.data = row.version
    forms = _task_forms(name, sent, row.version)
    waiting = [line for line in questions.errata_of(db.session, row.directive_id) if line.agreed is None]
    return page("errata/task.html", status, row=row, forms=forms, waiting=waiting, sent=sent)


def _act_on_task(
    task_id: int, name: str, form: ActForm, act: Callable[[Task, datetime], str], *, to: str = ""
) -> ResponseReturnValue:
    """Do the act on the task as it was read; the sentence that it answers leads back to the task."""
    directive_id = db.session.get_one(Task, task_id).directive_id

    def checked(at: datetime) -> Answer:
        locked(db.session, Directive, directive_id)  # before its tasks, as everywhere
        current = locked(db.session, Task, task_id)
        tasks.require_version(current, form.read_version())
        return Answer(to or url_for("tasks.task", task_id=task_id), act(current, at))

    try:
        answer = perform(form, checked) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return _task_page(task_id, 409, name, form)
    return answer if answer is not None else _task_page(task_id, 422, name, form)


def _directive_of(task: Task) -> tuple[Meeting, Directive]:
    directive = locked(db.session, Directive, task.directive_id)
    return locked(db.session, Meeting, directive.meeting_id), directive


def _corrected(erratum: Erratum) -> str:
    if erratum.agreed is None:
        return _("Đơn vị đã báo cáo: đính chính chờ Phó Chủ tịch đồng ý, chưa thay đổi gì.")
    return _("Đã đính chính. Sao chép nội dung để báo đơn vị.")


@blueprint.post("/tasks/<int:task_id>/errata")
@allows(Action.CORRECT)
def correct_date(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)
    form = DateForm()

    def act(current: Task, at: datetime) -> str:
        correction = _correction(form, due_on=form.due_on.data)
        return _corrected(
            rules.correct_task(db.session, *_directive_of(current), current, correction, by=viewer, at=at)
        )

    return _act_on_task(task_id, "date", form, act)


def _correction(form: ReasonForm, **right: Any) -> Correction:
    return Correction(form.reason.data or "", numbers_confirmed=form.numbers_confirmed.data, **right)


@blueprint.post("/tasks/<int:task_id>/reassignment")
@allows(Action.CORRECT)
def move(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)
    form = MoveForm()

    def act(current: Task, at: datetime) -> str:
        chosen = form.unit.ids()
        if len(chosen) != 1:
            raise RuleBroken(rules.NO_UNIT, field="unit")
        correction = _correction(form, unit_id=chosen[0], due_on=form.due_on.data)
        return _corrected(
            rules.correct_task(db.session, *_directive_of(current), current, correction, by=viewer, at=at)
        )

    return _act_on_task(task_id, "move", form, act)


@blueprint.post("/tasks/<int:task_id>/suspension")
@allows(Action.CORRECT)
def suspend(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)
    form = ReasonForm()

    def act(current: Task, at: datetime) -> str:
        tasks.suspend(db.session, current, **_why(form), by=viewer, at=at)
        return _("Đã tạm dừng. Thời hạn không tính tiếp cho đến khi thực hiện lại.")

    return _act_on_task(task_id, "suspend", form, act)


def _why(form: ReasonForm) -> dict[str, Any]:
    return {"reason": form.reason.data or "", "numbers_confirmed": form.numbers_confirmed.data}


@blueprint.post("/tasks/<int:task_id>/resumption")
@allows(Action.CORRECT)
def resume(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)

    def act(current: Task, at: datetime) -> str:
        tasks.resume(db.session, current, by=viewer, at=at)
        return _("Nhiệm vụ được thực hiện tiếp. Thời hạn lùi theo số ngày tạm dừng.")

    return _act_on_task(task_id, "resume", ReasonForm(), act)


@blueprint.post("/tasks/<int:task_id>/withdrawal")
@allows(Action.CORRECT)
def withdraw(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)
    form = ReasonForm()

    def act(current: Task, at: datetime) -> str:
        tasks.withdraw(db.session, current, **_why(form), by=viewer, at=at)
        return _("Đã thu hồi nhiệm vụ. Lịch sử vẫn được giữ.")

    return _act_on_task(task_id, "withdraw", form, act)


@blueprint.post("/tasks/<int:task_id>/upholding")
@allows(Action.CORRECT)
def uphold(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.CORRECT)
    form = ReasonForm()

    def act(current: Task, at: datetime) -> str:
        tasks.uphold(db.session, current, **_why(form), by=viewer, at=at)
        return _("Đã giữ nguyên đơn vị thực hiện.")

    return _act_on_task(task_id, "uphold", form, act, to=own_path(form.back.data))


@blueprint.route("/tasks/<int:task_id>/disclaimer", methods=["GET", "POST"])
@allows(Action.DISCLAIM)
def disclaim(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.DISCLAIM)
    form = ReasonForm()

    def show(status: int) -> ResponseReturnValue:
        found = task_page(db.session, viewer, task_id)
        if found is None:
            abort(404)
        if form.version.data is None or status == 409:
            form.version.data = found[0].version
        return page("errata/disclaimer.html", status, row=found[0], form=form)

    def act(at: datetime) -> Answer:
        current = locked(db.session, Task, task_id)
        tasks.require_version(current, form.read_version())
        tasks.disclaim(db.session, current, **_why(form), by=viewer, at=at)
        words = _("Đã báo Ban Chỉ đạo. Thời hạn vẫn tính cho đến khi có ý kiến.")
        return Answer(url_for("tasks.task", task_id=task_id), words)

    if request.method == "GET":
        return show(200)
    try:
        answer = perform(form, act) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return show(409)
    return answer if answer is not None else show(422)


@blueprint.get("/directives/<int:directive_id>/errata")
@allows(Action.CORRECT)
def directive(directive_id: int) -> ResponseReturnValue:
    return _directive_page(load(Directive, directive_id, Action.CORRECT))


DIRECTIVE_FORMS: dict[str, type[ActForm]] = {"correct": DirectiveForm, "more": MoreForm, "withdraw": ReasonForm}


def _directive_page(
    row: Directive, status: int = 200, name: str = "", sent: ActForm | None = None
) -> ResponseReturnValue:
    meeting = db.session.get_one(Meeting, row.meeting_id)
    if status == 409 and sent is not None:
        sent.version.data = meeting.version
    forms = {key: sent if sent and key == name else kind(formdata=None) for key, kind in DIRECTIVE_FORMS.items()}
    for form in forms.values():
        if form.version.data is None:
            form.version.data = meeting.version
    if name != "correct":
        forms["correct"].text.data = row.text
        forms["correct"].due_on.data = row.due_on
    return page(
        "errata/directive.html",
        status,
        directive=row,
        meeting=meeting,
        forms=forms,
        sent=sent,
        errata=questions.errata_of(db.session, row.id),
        given=given_to(db.session, row.id),
    )


def _act_on_directive(
    directive_id: int, name: str, form: ActForm, act: Callable[[Meeting, Directive, datetime], str]
) -> ResponseReturnValue:
    """Do the act on an issued directive that nobody else has changed since."""

    def checked(at: datetime) -> Answer:
        row = locked(db.session, Directive, directive_id)
        meeting = locked(db.session, Meeting, row.meeting_id)
        meetings.require_version(meeting, form.read_version())
        return Answer(url_for("errata.directive", directive_id=directive_id), act(meeting, row, at))

    status = 422
    try:
        answer = perform(form, checked) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        answer, status = None, 409
    return answer or _directive_page(load(Directive, directive_id, Action.CORRECT), status, name, form)


@blueprint.post("/directives/<int:directive_id>/errata")
@allows(Action.CORRECT)
def correct_directive(directive_id: int) -> ResponseReturnValue:
    load(Directive, directive_id, Action.CORRECT)
    form = DirectiveForm()

    def act(meeting: Meeting, row: Directive, at: datetime) -> str:
        correction = _correction(form, text=form.text.data or "", due_on=form.due_on.data)
        return _corrected(rules.correct_directive(db.session, meeting, row, correction, by=viewer, at=at))

    return _act_on_directive(directive_id, "correct", form, act)


@blueprint.post("/directives/<int:directive_id>/units")
@allows(Action.CORRECT)
def give_to_more(directive_id: int) -> ResponseReturnValue:
    load(Directive, directive_id, Action.CORRECT)
    form = MoreForm()

    def act(meeting: Meeting, row: Directive, at: datetime) -> str:
        made = issuing.give_to_more(
            db.session,
            db.session.get_one(Committee, viewer.committee_id),
            meeting,
            row,
            lead=form.lead.ids(),
            coordinating=form.coordinating.ids(),
            due_on=form.due_on.data,
            by=viewer,
            at=at,
        )
        return _("Đã giao thêm %(count)s nhiệm vụ. Sao chép nội dung ở trang cuộc họp để gửi đơn vị.", count=made)

    return _act_on_directive(directive_id, "more", form, act)


@blueprint.post("/directives/<int:directive_id>/withdrawal")
@allows(Action.CORRECT)
def withdraw_directive(directive_id: int) -> ResponseReturnValue:
    load(Directive, directive_id, Action.CORRECT)
    form = ReasonForm()

    def act(meeting: Meeting, row: Directive, at: datetime) -> str:
        count = rules.withdraw_directive(db.session, meeting, row, **_why(form), by=viewer, at=at)
        return _("Đã thu hồi nội dung và %(count)s nhiệm vụ chưa hoàn thành.", count=count)

    return _act_on_directive(directive_id, "withdraw", form, act)


@blueprint.post("/errata/<int:erratum_id>/decision")
@allows(Action.AGREE)
def decide(erratum_id: int) -> ResponseReturnValue:
    load(Erratum, erratum_id, Action.AGREE)
    form = DecisionForm()

    def act(at: datetime) -> Answer:
        current = locked(db.session, Erratum, erratum_id)
        if form.agreed.data:
            rules.agree(db.session, current, by=viewer, at=at)
            return Answer(url_for("decisions.decisions"), _("Đã đồng ý. Đính chính có hiệu lực."))
        confirmed, refusal = form.numbers_confirmed.data, form.refusal.data or ""
        rules.decline(db.session, current, reason=refusal, numbers_confirmed=confirmed, by=viewer, at=at)
        return Answer(url_for("decisions.decisions"), _("Không đồng ý đính chính. Nội dung đã giao giữ nguyên."))

    answer = perform(form, act) if form.validate() else None
    if answer is not None:
        return answer
    return page("errata/decision.html", 422, row=questions.erratum(db.session, erratum_id), form=form)
