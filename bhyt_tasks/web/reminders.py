"""All that is late at one unit: what was done before, what to do next, and one text about everything."""

from datetime import date, datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import Optional

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import reminders as rules
from bhyt_tasks.domain.access import Action, allowed, find
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.history import Channel
from bhyt_tasks.domain.reminders import Reminded, Step
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.overdue import OverdueFilters, overdue
from bhyt_tasks.queries.reminders import Advice, advice, remindings
from bhyt_tasks.queries.worklist import TaskRow
from bhyt_tasks.web import filters, gate, lines
from bhyt_tasks.web.forms import ActForm, DayField, IdsField, at_most, enum_field
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import address, page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("reminders", __name__)

LONGEST_TEXT = 20_000  # characters: fifty tasks with their sources and addresses


class LadderForm(ActForm):
    task_ids = IdsField()
    step = enum_field(_l("Bước"), Step)
    channel = enum_field(_l("Hình thức"), Channel, default=Channel.SYSTEM)
    answer_by = DayField(_l("Đề nghị báo cáo trước ngày"), [Optional()])
    text = TextAreaField(_l("Nội dung"), [at_most(LONGEST_TEXT)])

    def limit_steps(self) -> None:
        """A unit that oversees others reminds them; letters and the chairman are the committee's."""
        own = filters.remind_word(viewer.roles)
        words = {Step.NUDGE.value: own}
        steps = list(Step) if allowed(viewer, Action.ESCALATE) else [Step.NUDGE]
        self.step.choices = [(step.value, words.get(step.value) or filters.label(step)) for step in steps]


def _form(*, sent: bool) -> LadderForm:
    form = LadderForm() if sent else LadderForm(formdata=request.args if "chosen" in request.args else None)
    form.limit_steps()
    return form


@blueprint.get("/overdue/units/<int:unit_id>")
@allows(Action.REMIND)
def unit(unit_id: int) -> ResponseReturnValue:
    return _page(load(Unit, unit_id, Action.REMIND), _form(sent=False))


def _page(of_unit: Unit, form: LadderForm, status: int = 200) -> ResponseReturnValue:
    today = clock.day(gate.now())
    asked = OverdueFilters(unit=of_unit.id, after=request.args.get("after", ""))
    late = overdue(db.session, viewer, today, asked)
    before = remindings(db.session, [row.id for row in late.rows])
    advised = advice(before)
    if status == 200:
        _suggest(form, of_unit.name, late.rows, advised, today)
    return page(
        "overdue/unit.html",
        status,
        unit=of_unit,
        rows=late.rows,
        next_key=late.next_key,
        before=before,
        advised=advised,
        may_escalate=allowed(viewer, Action.ESCALATE),
        form=form,
    )


def _suggest(form: LadderForm, unit_name: str, rows: list[TaskRow], advised: Advice, today: date) -> None:
    """Fill in what nobody has chosen, and gather the text from what is chosen."""
    if "chosen" not in request.args:
        form.task_ids.data = [row.id for row in rows]
        form.answer_by.data = rules.usual_limit(today)
        steps = [value for value, _words in form.step.choices]
        form.step.data = advised.step if advised.step in steps else Step.NUDGE
        form.channel.data = Channel.SYSTEM if form.step.data is Step.NUDGE else Channel.LETTER
    chosen = [row for row in rows if row.id in form.task_ids.data]
    form.text.data = _gathered(unit_name, chosen, form, advised, today) if chosen else ""


def _gathered(unit_name: str, rows: list[TaskRow], form: LadderForm, advised: Advice, today: date) -> str:
    """One text about every chosen task, to be pasted into a chat or a letter."""
    told = {"unit": unit_name, "day": filters.day(today), "tasks": len(rows)}
    if form.step.data is Step.REPORT:
        opening = _("Kính báo cáo Trưởng Ban Chỉ đạo: %(unit)s có %(tasks)s nhiệm vụ quá hạn đến ngày %(day)s.", **told)
        if advised.since:
            opening += " " + _tried(advised)
        closing = _("Kính đề nghị Trưởng Ban Chỉ đạo xem xét, cho ý kiến chỉ đạo.")
        if form.answer_by.data:
            limit = filters.day(form.answer_by.data)
            closing = _("Đã đề nghị đơn vị báo cáo trước ngày %(day)s.", day=limit) + " " + closing
    else:
        opening = _("Kính gửi %(unit)s: đến ngày %(day)s, đơn vị có %(tasks)s nhiệm vụ quá hạn.", **told)
        closing = _("Đề nghị đơn vị báo cáo kết quả hoặc khó khăn, vướng mắc.")
        if form.answer_by.data:
            limit = filters.day(form.answer_by.data)
            closing = _("Đề nghị đơn vị báo cáo kết quả hoặc khó khăn, vướng mắc trước ngày %(day)s.", day=limit)
    tasks = [_point(number, row, today) for number, row in enumerate(rows, 1)]
    return "\n\n".join([opening, *tasks, closing])


def _tried(advised: Advice) -> str:
    return _(
        "Đã nhắc %(times)s lần từ ngày %(day)s, đơn vị chưa báo cáo lại.",
        times=advised.unanswered,
        day=filters.day(advised.since),
    )


def _point(number: int, row: TaskRow, today: date) -> str:
    late = lines.clock(row, today)
    words = _("Thời hạn %(day)s", day=filters.day(row.due_on)) + f", {late.words[:1].lower()}{late.words[1:]}"
    words += f" ({late.first})" if late.first else ""
    return f"{number}. {row.text} ({lines.source(row)})\n{words}\n{address()}/tasks/{row.id}"


@blueprint.post("/overdue/units/<int:unit_id>/reminders")
@allows(Action.REMIND)
def remind(unit_id: int) -> ResponseReturnValue:
    of_unit, form = load(Unit, unit_id, Action.REMIND), _form(sent=True)

    def act(at: datetime) -> Answer:
        # The order of ids keeps two writers from waiting for each other's rows.
        seen = [find(db.session, Task, task_id, viewer) for task_id in sorted(set(form.task_ids.data))]
        done = rules.remind(
            db.session,
            [locked(db.session, Task, task.id) for task in seen if task and task.unit_id == unit_id],
            rest_days=viewer.settings.reminder_rest_days,
            step=form.step.data,
            channel=form.channel.data,
            text=form.text.data or "",
            answer_by=form.answer_by.data,
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer,
            at=at,
        )
        return Answer(url_for(".unit", unit_id=unit_id), _words(form.step.data, done))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _page(of_unit, form, 422)


def _words(step: Step, done: Reminded) -> str:
    rest = _("%(tasks)s nhiệm vụ vừa được nhắc gần đây, không gửi lại.", tasks=done.resting) if done.resting else ""
    words = _("Chưa ghi.")
    if done.tasks:
        did = filters.step_words(step, viewer.roles)
        words = _("Đã ghi: %(step)s, %(tasks)s nhiệm vụ.", step=did, tasks=done.tasks)
    return f"{words} {rest}".strip()
