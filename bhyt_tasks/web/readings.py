"""The form in which a month's figures are typed."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.coverage import add_months, month_of
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.readings import Figures, Month, Source, WrongFigures, check_cut_off, enter_figures
from bhyt_tasks.domain.vietnamese import parse_count
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage as questions
from bhyt_tasks.queries.coverage import EntryRow
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm, DayField, at_most, required, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("readings", __name__)

MONTHS_OFFERED = 12
NO_INDICATOR = N_("Ban Chỉ đạo chưa có chỉ tiêu nào để nhập số liệu.")
NOTHING_TYPED = N_("Chưa ghi số liệu của đơn vị nào.")


class ReadingsForm(ActForm):
    cut_off_on = DayField(_l("Số liệu chốt đến ngày"), [required(_l("Ghi ngày chốt số liệu."))])
    basis = StringField(_l("Dân số: nguồn, thời điểm"), [at_most(200)])
    reason = TextAreaField(_l("Lý do điều chỉnh số liệu đã nhập"), [at_most(1000)])


@dataclass
class Line:
    """One unit on the form: what was typed and what is wrong with it."""

    row: EntryRow
    numerator: str = ""
    denominator: str = ""
    note: str = ""
    read: str = ""  # id of the version the writer saw
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.numerator.strip() or self.denominator.strip())

    def figures(self) -> Figures:
        """Raises RuleBroken with the field that is wrong."""
        counts = (self._count("numerator"), self._count("denominator"))
        return Figures(self.row.unit_id, *counts, note=self.note.strip(), read=whole(self.read))

    def refuse(self, refusal: RuleBroken) -> None:
        """Put the sentence of a broken rule on the cell that can mend it."""
        if not isinstance(refusal, Conflict):
            self.errors[refusal.field or "numerator"] = filters.sentence(refusal)
            return
        self.errors["numerator"] = _(
            "Vừa có người nhập %(insured)s / %(people)s. Giữ số đang ghi thì bấm Lưu lần nữa.",
            insured=filters.number(self.row.numerator),
            people=filters.number(self.row.denominator),
        )
        self.read = str(self.row.reading_id or "")

    def _count(self, name: str) -> int | None:
        text = getattr(self, name).strip()
        try:
            return parse_count(text) if text else None
        except RuleBroken as refusal:
            refusal.field = name
            raise


@blueprint.route("/coverage/readings", methods=["GET", "POST"])
@allows(Action.ENTER_READINGS)
def readings() -> ResponseReturnValue:
    today = clock.day(gate.now())
    period = _period(today)
    lines = _lines(period)
    form = ReadingsForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.cut_off_on.data = min(today, add_months(period, 1).replace(day=1) - date.resolution)
        if period == month_of(today):
            form.cut_off_on.data = today
        return _readings_page(form, lines, period, today)
    try:
        answer = perform(form, lambda at: _save(form, lines, period, at)) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return _readings_page(form, lines, period, today, 409)
    return answer if answer is not None else _readings_page(form, lines, period, today, 422)


def _readings_page(
    form: ReadingsForm, lines: list[Line], period: date, today: date, status: int = 200
) -> ResponseReturnValue:
    months = [add_months(month_of(today), -back) for back in range(MONTHS_OFFERED)]
    return page(
        "coverage/readings.html",
        status,
        form=form,
        lines=lines,
        period=period,
        months=months,
        source=_source(),
    )


def _period(today: date) -> date:
    """The month asked for; else the last one whose figures are due."""
    text = request.values.get("period", "")
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = month_of(today) if today.day >= viewer.settings.figures_due_day else add_months(month_of(today), -1)
    return min(asked, month_of(today))


def _source() -> Source:
    """A unit's people report as the unit; the committee's people and the data officer enter the official figures."""
    official = viewer.roles & {Role.SECRETARY, Role.DATA_OFFICER}
    return Source.INSURANCE_OFFICE if official else Source.WARD


def _lines(period: date) -> list[Line]:
    own_unit = None if _source() is Source.INSURANCE_OFFICE else viewer.unit_id or 0
    rows = questions.entry_rows(db.session, viewer, viewer.indicator_id, period, _source(), own_unit)
    typed = request.form
    if request.method == "GET":
        return [
            Line(
                row,
                "" if row.numerator is None else filters.number(row.numerator),
                "" if row.denominator is None else filters.number(row.denominator),
                row.note or "",
                str(row.reading_id or ""),
            )
            for row in rows
        ]
    return [
        Line(
            row,
            typed.get(f"numerator-{row.unit_id}", ""),
            typed.get(f"denominator-{row.unit_id}", ""),
            typed.get(f"note-{row.unit_id}", "")[:1000],
            typed.get(f"read-{row.unit_id}", ""),
        )
        for row in rows
    ]


def _save(form: ReadingsForm, lines: list[Line], period: date, at: datetime) -> Answer:
    """All lines or none: every wrong one carries its sentence."""
    check_cut_off(period, form.cut_off_on.data, clock.day(at))
    if viewer.indicator_id is None:
        raise RuleBroken(NO_INDICATOR)
    typed = {line.row.unit_id: line for line in lines if not line.empty}
    if not typed:
        raise RuleBroken(NOTHING_TYPED)
    month = Month(
        viewer.indicator_id,
        period,
        form.cut_off_on.data,
        _source(),
        basis=form.basis.data or "",
        reason=form.reason.data or "",
    )
    try:
        saved = enter_figures(
            db.session,
            month,
            _figures(list(typed.values())),
            by=viewer.id,
            at=at,
            numbers_confirmed=form.numbers_confirmed.data,
        )
    except WrongFigures as refusal:
        for (unit_id, _group), why in refusal.reasons.items():
            typed[unit_id].refuse(why)
        raise
    words = _("Đã lưu số liệu tháng %(month)s của %(count)s đơn vị.", month=filters.month(period), count=saved)
    if not saved:
        words = _("Số liệu không thay đổi, không có gì để lưu.")
    return Answer(url_for("readings.readings", period=f"{period:%Y-%m}"), words)


def _figures(lines: list[Line]) -> list[Figures]:
    """What was typed, as counts; raises WrongFigures when a cell cannot be read."""
    figures, unread = [], {}
    for line in lines:
        try:
            figures.append(line.figures())
        except RuleBroken as refusal:
            unread[line.row.unit_id, None] = refusal
    if unread:
        raise WrongFigures(unread)
    return figures
