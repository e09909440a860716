"""Coverage of each unit, and the form in which a month's figures are typed."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import coverage as rules
from bhyt_tasks.domain.access import Action, sees_everything
from bhyt_tasks.domain.coverage import Figures, Source, add_months, month_of
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, Conflict, PersonalNumbers, RuleBroken
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import parse_count
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage as questions
from bhyt_tasks.queries.coverage import EntryRow
from bhyt_tasks.queries.figures import Standing
from bhyt_tasks.queries.overview import classes_by_unit
from bhyt_tasks.queries.successions import relatives
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm, DayField, at_most, required, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.trend import trend
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("coverage", __name__)

MONTHS_OFFERED = 12
NO_INDICATOR = N_("Ban Chỉ đạo chưa có chỉ tiêu nào để nhập số liệu.")
NOTHING_TYPED = N_("Chưa ghi số liệu của đơn vị nào.")


class ReadingsForm(ActForm):
    cut_off_on = DayField(_l("Số liệu chốt đến ngày"), [required(_l("Ghi ngày chốt số liệu."))])
    basis = StringField(_l("Dân số: nguồn, thời điểm"), [at_most(200)])


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
        return Figures(self.row.unit_id, self._count("numerator"), self._count("denominator"), note=self.note.strip())

    def _count(self, name: str) -> int | None:
        text = getattr(self, name).strip()
        try:
            return parse_count(text) if text else None
        except RuleBroken as refusal:
            refusal.field = name
            raise


@blueprint.get("/coverage")
@allows(Action.SEE_COVERAGE)
def coverage() -> ResponseReturnValue:
    if not sees_everything(viewer) and Role.DATA_OFFICER not in viewer.roles and viewer.unit_id:
        return redirect(url_for("coverage.unit", unit_id=viewer.unit_id), 303)
    units = questions.standings(db.session, viewer, clock.day(gate.now()))
    area = questions.area(units)
    return page("coverage/list.html", units=questions.worst_first(units), area=area)


@blueprint.get("/coverage/<int:unit_id>")
@allows(Action.SEE_COVERAGE)
def unit(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.SEE_COVERAGE)
    today = clock.day(gate.now())
    is_area = row.kind.is_area
    standing, villages = _standing(row, today) if is_area else (None, [])
    counted = [line for line in classes_by_unit(db.session, viewer, today) if line.unit_id == unit_id]
    family = standing or relatives(db.session, unit_id, today)
    return page(
        "coverage/unit.html",
        unit=row,
        standing=standing,
        villages=questions.worst_first(villages),
        of_villages=questions.area(villages),
        others=questions.other_readings(db.session, unit_id) if is_area else [],
        trend=trend(standing) if standing else None,
        tasks=counted[0] if counted else None,
        predecessors=family.predecessors,
        successors=family.successors,
    )


def _standing(row: Unit, today: date) -> tuple[Standing, list[Standing]]:
    """A unit with those below it; the committee's own area has a page of its own for them."""
    if row.id == viewer.area_id:
        return questions.unit_standing(db.session, today, row.id), []
    return questions.with_villages(db.session, viewer, today, row.id)


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
    rows = questions.entry_rows(db.session, viewer, period, _source(), own_unit)
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
    for unit_id in sorted(line.row.unit_id for line in lines if not line.empty):
        locked(db.session, Unit, unit_id)  # one entry of a unit's month at a time
    rules.check_cut_off(period, form.cut_off_on.data, clock.day(at))
    indicator_id = questions.main_indicator(db.session, viewer.committee_id)
    if indicator_id is None:
        raise RuleBroken(NO_INDICATOR)
    saved = sum(_enter(line, form, indicator_id, period, at) for line in lines if not line.empty)
    if any(line.errors for line in lines):
        raise RuleBroken(N_("Chưa lưu: có số liệu cần sửa ở bảng dưới."))
    if all(line.empty for line in lines):
        raise RuleBroken(NOTHING_TYPED)
    words = _("Đã lưu số liệu tháng %(month)s của %(count)s đơn vị.", month=filters.month(period), count=saved)
    if not saved:
        words = _("Số liệu không thay đổi, không có gì để lưu.")
    return Answer(url_for("coverage.readings", period=f"{period:%Y-%m}"), words)


def _enter(line: Line, form: ReadingsForm, indicator_id: int, period: date, at: datetime) -> bool:
    """Enter one unit's figures; a broken rule is noted on the line, True when something was saved."""
    try:
        reading = rules.enter_reading(
            db.session,
            indicator_id=indicator_id,
            period=period,
            cut_off_on=form.cut_off_on.data,
            figures=line.figures(),
            source=_source(),
            basis=form.basis.data or "",
            read_version=whole(line.read),
            numbers_confirmed=form.numbers_confirmed.data,
            by=viewer.id,
            at=at,
        )
    except Conflict:
        line.errors["numerator"] = _(
            "Vừa có người nhập %(insured)s / %(people)s. Giữ số đang ghi thì bấm Lưu lần nữa.",
            insured=filters.number(line.row.numerator),
            people=filters.number(line.row.denominator),
        )
        line.read = str(line.row.reading_id or "")
        raise
    except PersonalNumbers:
        raise
    except RuleBroken as refusal:
        line.errors[refusal.field or "numerator"] = filters.sentence(refusal)
        return False
    return reading is not None
