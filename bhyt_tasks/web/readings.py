"""The form in which a month's figures are typed or pasted, and the versions of one unit's month."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from bhyt_tasks.domain import clock, coverage
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.coverage import add_months, figures_due_on, last_day, month_due, month_of
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.readings import Figures, Month, Source, WrongFigures, check_cut_off, enter_figures
from bhyt_tasks.domain.units import AGENCIES, Unit
from bhyt_tasks.domain.vietnamese import parse_count
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import entry as questions
from bhyt_tasks.queries.entry import Beside, EntryUnit, Group, MonthOf, Version
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.closing import LockForm, ReopenForm, asked_month, reported
from bhyt_tasks.web.forms import ActForm, DayField, at_most, required, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("readings", __name__)

MONTHS_OFFERED = 12
ROWS = 200  # units a page
NOT_CLEARED = N_("Số đã nhập không bỏ trống được. Ghi số đúng, kèm lý do điều chỉnh.")
NOTHING_TYPED = N_("Chưa ghi số liệu của đơn vị nào.")
NOT_LISTED = N_("Có {count} đơn vị không nhập được số liệu ở tháng này. Bỏ số của các đơn vị đó rồi lưu lại.")
CELL = re.compile(r"(numerator|denominator|note|group\d{1,9})-(\d{1,9})")


class ReadingsForm(ActForm):
    cut_off_on = DayField(_l("Số liệu chốt đến ngày"), [required(_l("Ghi ngày chốt số liệu."))])
    basis = StringField(_l("Dân số: nguồn, thời điểm"), [at_most(200)])
    reason = TextAreaField(_l("Lý do điều chỉnh số liệu đã nhập"), [at_most(1000)])


@dataclass(frozen=True)
class Place:
    """Which figures the page shows; its address says it."""

    month: MonthOf
    main: bool  # of the committee's first indicator, which addresses do not name
    period: date
    by_group: bool
    below: int | None
    q: str
    number: int = 1

    def query(self, **changes: object) -> str:
        place = replace(self, **changes)
        named = {
            "period": f"{place.period:%Y-%m}",
            "indicator": "" if place.main else place.month.id,
            "view": "groups" if place.by_group else "",
            "below": place.below,
            "q": place.q,
            "page": place.number if place.number > 1 else "",
        }
        return filters.query(named)


@dataclass
class Line:
    """One unit on the form: what was typed, what is wrong with it, and what stands beside it."""

    unit: EntryUnit
    has: Beside
    groups: list[Group]  # by which it is typed; empty when everybody is
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> Version | None:
        return self.has.now.get(None)

    @property
    def insured(self) -> int | None:
        """The count that the line shows; of a line by group the one that was entered for everybody."""
        if self.groups:
            return self.now.numerator if self.now else None
        return _read(self.typed["numerator"])

    @property
    def people(self) -> int | None:
        return _read(self.typed["denominator"])

    @property
    def points(self) -> int | None:
        insured, people = self.insured, self.people
        return coverage.rate_points(insured, people) if insured is not None and people else None

    @property
    def change(self) -> int | None:
        last = self.has.last.numerator if self.has.last else None
        return None if self.insured is None or last is None else self.insured - last

    @property
    def population_before(self) -> int | None:
        return self.has.last.denominator if self.has.last else None

    @property
    def population_changed(self) -> bool:
        return None not in (self.people, self.population_before) and self.people != self.population_before

    @property
    def gap(self) -> int | None:
        """By how many people the other side's count is further than the committee's setting allows."""
        other = self.has.other.numerator if self.has.other else None
        insured = self.insured
        if insured is None or other is None:
            return None
        official, own = (insured, other) if _source() is Source.INSURANCE_OFFICE else (other, insured)
        flagged = coverage.differs(official, own, viewer.settings.figures_differ_percent)
        return abs(insured - other) if flagged else None

    @property
    def group_sum(self) -> int | None:
        """The sum of the groups' counts, when each of them is there."""
        counts = [_read(self.typed[f"group{group.id}"]) for group in self.groups]
        return None if None in counts or not counts else sum(count or 0 for count in counts)

    def says(self, *, anew: bool) -> bool:
        """Is there anything to save: counts that do not stand there yet, or the same of another cut-off day?

        A population that was only taken over says nothing.
        """
        said = _said(self)
        cells = {name: self.typed[name] for name in said}
        if self.cleared:
            return True
        taken = {"denominator": filters.number(self.population_before)}
        if not any(cells.values()) or (self.now is None and {k: v for k, v in cells.items() if v} == taken):
            return False
        if self.groups:
            return any(text and (anew or text != said[name]) for name, text in cells.items())
        return anew or cells != said

    @property
    def cleared(self) -> list[str]:
        """The cells of counts that the writer saw and emptied."""
        seen = {key for key, read in _versions_read(self).items() if read and read == self.typed[key]}
        counts = {
            name: f"read{name.removeprefix('group') if self.groups else ''}" for name in _said(self) if name != "note"
        }
        return [name for name, key in counts.items() if key in seen and _said(self)[name] and not self.typed[name]]

    def figures(self) -> list[Figures]:
        """What was typed, as counts; raises WrongFigures with the cells that cannot be read."""
        figures, unread = [], {}
        for name in self.cleared:
            unread[self.unit.id, whole(name.removeprefix("group"))] = RuleBroken(NOT_CLEARED, field=name)
        for group_id in [group.id for group in self.groups] or [None]:
            try:
                if group_id is None or self.typed[f"group{group_id}"]:
                    figures.append(self._figures(group_id))
            except RuleBroken as refusal:
                unread[self.unit.id, group_id] = refusal
        if unread:
            raise WrongFigures(unread)
        return figures

    def _figures(self, group_id: int | None) -> Figures:
        read = whole(self.typed[f"read{group_id or ''}"])
        if group_id is not None:
            return Figures(self.unit.id, self._count(f"group{group_id}"), None, group_id=group_id, read=read)
        counts = (self._count("numerator"), self._count("denominator"))
        return Figures(self.unit.id, *counts, note=self.typed["note"], read=read)

    def _count(self, name: str) -> int | None:
        try:
            return parse_count(self.typed[name]) if self.typed[name] else None
        except RuleBroken as refusal:
            refusal.field = name
            raise

    def refuse(self, group_id: int | None, refusal: RuleBroken) -> None:
        """Put the sentence of a broken rule on the cell that can mend it."""
        cell = "numerator" if group_id is None else f"group{group_id}"
        if not isinstance(refusal, Conflict):
            cell = (refusal.field or cell) if group_id is None else cell
            self.errors[cell] = filters.sentence(refusal)
            return
        now = self.has.now.get(group_id)
        insured, people = (now.numerator, now.denominator) if now else (None, None)
        counts = filters.number(insured) + ("" if people is None else f" / {filters.number(people)}")
        self.errors[cell] = _("Vừa có người nhập %(counts)s. Giữ số đang ghi thì bấm Lưu lần nữa.", counts=counts)
        self.typed[f"read{group_id or ''}"] = str(now.id if now else "")


def _read(text: str) -> int | None:
    try:
        return parse_count(text) if text else None
    except RuleBroken:
        return None


def _said(line: Line) -> dict[str, str]:
    """What the cells of the line hold by what was entered before."""

    def shown(count: int | None) -> str:
        return "" if count is None else filters.number(count)

    if line.groups:
        now = {group.id: line.has.now.get(group.id) for group in line.groups}
        return {f"group{key}": shown(version.numerator if version else None) for key, version in now.items()}
    counts = (line.now.numerator, line.now.denominator, line.now.note) if line.now else (None, None, "")
    return {"numerator": shown(counts[0]), "denominator": shown(counts[1]), "note": counts[2]}


def _versions_read(line: Line) -> dict[str, str]:
    groups = [group.id for group in line.groups] or [None]
    return {f"read{group or ''}": str(line.has.now[group].id if group in line.has.now else "") for group in groups}


@blueprint.route("/coverage/readings", methods=["GET", "POST"])
@allows(Action.ENTER_READINGS)
def readings() -> ResponseReturnValue:
    sheet = _sheet()
    if sheet is None:
        return page("coverage/no_indicator.html", 200 if request.method == "GET" else 422)
    form = ReadingsForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.cut_off_on.data, form.basis.data = sheet.stands
        return sheet.page(form)
    if request.form.get("fill"):
        sheet.take_populations()
        return sheet.page(form)
    try:
        answer = perform(form, lambda at: _save(form, sheet, at)) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        return sheet.page(form, 409)
    return answer if answer is not None else sheet.page(form, 422)


@dataclass
class Sheet:
    """The page: a part of the units, with those that it may name."""

    place: Place
    months: list[MonthOf]
    all_units: list[EntryUnit]
    units: list[EntryUnit]
    groups: list[Group]
    lines: list[Line]
    lost: int = 0  # units that something was typed for and that may not be entered

    @property
    def more(self) -> bool:
        """Are there units behind the page?"""
        return len(self.units) > self.place.number * ROWS

    @property
    def writable(self) -> bool:
        """Cells of a closed month are only read; what was being typed when it was closed stays as it is."""
        return self.place.month.locked_at is None or request.method == "POST"

    @property
    def stands(self) -> tuple[date, str]:
        """The cut-off day and the basis of the population that were entered last for the units of the page; else the
        month's last day, or today."""
        versions = [line.now for line in self.lines if line.now] or [
            version for line in self.lines for version in line.has.now.values()
        ]
        last = max(versions, key=lambda version: version.id, default=None)
        if last is not None and last.cut_off_on is not None:
            return last.cut_off_on, last.basis
        return min(clock.day(gate.now()), last_day(self.place.period)), last.basis if last else ""

    def take_populations(self) -> None:
        for line in self.lines:
            if not line.groups and not line.typed["denominator"] and line.population_before is not None:
                line.typed["denominator"] = filters.number(line.population_before)

    def page(self, form: ReadingsForm, status: int = 200) -> ResponseReturnValue:
        today, place = clock.day(gate.now()), self.place
        due_day = viewer.settings.figures_due_day
        return page(
            "coverage/readings.html",
            status,
            form=form,
            sheet=self,
            place=place,
            offered=[add_months(month_of(today), -back) for back in range(MONTHS_OFFERED)],
            source=_source(),
            reported=reported(self.all_units) if _source() is Source.INSURANCE_OFFICE else None,
            due_on=figures_due_on(place.period, due_day) if place.period <= month_due(today, due_day) else None,
            first=(place.number - 1) * ROWS,
            parents=_parents(self.all_units),
            lock_form=LockForm(formdata=None),
            reopen_form=ReopenForm(formdata=None),
        )


def _sheet() -> Sheet | None:
    """None when the committee has no indicator to enter figures of."""
    period = _period()
    every = questions.months_of(db.session, viewer.committee_id, period)
    months = [month for month in every if month.closed_on is None and _may_enter(month)]
    if not months:
        return None
    place = _place(months, period)
    found = questions.entry_units(db.session, viewer, place.month.id, period, of_agencies=place.month.of_agencies)
    if _source() is not Source.INSURANCE_OFFICE:
        found = [replace(unit, top=True) for unit in found if unit.id == viewer.unit_id]
    units = questions.narrowed(found, below=place.below, q=place.q)
    groups = questions.open_groups(db.session, viewer.committee_id) if place.by_group else []
    named, lost = _named(found)
    shown = named or units[(place.number - 1) * ROWS :][:ROWS]
    has = questions.beside(db.session, place.month.id, period, _source(), [unit.id for unit in shown])
    lines = [_line(Line(unit, has[unit.id], groups)) for unit in shown]
    return Sheet(place, months, found, units, groups, lines, lost)


def _place(months: list[MonthOf], period: date) -> Place:
    asked = whole(request.values.get("indicator"))
    month = next((each for each in months if each.id == asked), months[0])
    return Place(
        month=month,
        main=month.id == viewer.indicator_id,
        period=period,
        by_group=request.values.get("view") == "groups",
        below=whole(request.values.get("below")),
        q=request.values.get("q", "").strip()[:80],
        number=max(1, whole(request.values.get("page")) or 1),
    )


def _may_enter(month: MonthOf) -> bool:
    """A unit's people enter what is counted of units like theirs."""
    return _source() is Source.INSURANCE_OFFICE or month.of_agencies is (viewer.unit_kind in AGENCIES)


def _period() -> date:
    """The month asked for; else the last one whose figures are due."""
    today = clock.day(gate.now())
    asked = asked_month(request.values.get("period", "")) or month_due(today, viewer.settings.figures_due_day)
    return min(asked, month_of(today))


def _source() -> Source:
    """A unit's people report as the unit; the committee's people and the data officer enter the official figures."""
    official = viewer.roles & {Role.SECRETARY, Role.DATA_OFFICER}
    return Source.INSURANCE_OFFICE if official else Source.WARD


def _named(units: list[EntryUnit]) -> tuple[list[EntryUnit], int]:
    """The units whose cells were sent, whatever page they would stand on today; and how many others had words."""
    cells = [(match[2], text) for name, text in request.form.items() if (match := CELL.fullmatch(name))]
    sent = {int(unit_id) for unit_id, _ in cells}
    named = [unit for unit in units if unit.id in sent]
    words = {int(unit_id) for unit_id, text in cells if text.strip()}
    return named, len(words - {unit.id for unit in named})


def _line(line: Line) -> Line:
    said = {**_said(line), **_versions_read(line)}
    if request.method == "POST":
        said = {name: request.form.get(f"{name}-{line.unit.id}", "").strip()[:1000] for name in said}
    line.typed = said
    return line


def _parents(units: list[EntryUnit]) -> dict[int, str]:
    """The units that have others below them, by whose villages the page may be narrowed."""
    return {unit.parent_id: unit.parent for unit in units if unit.parent_id and unit.parent and not unit.top}


def _save(form: ReadingsForm, sheet: Sheet, at: datetime) -> Answer:
    """All lines or none: every wrong one carries its sentence."""
    place = sheet.place
    check_cut_off(place.period, form.cut_off_on.data, clock.day(at))
    if sheet.lost:
        raise RuleBroken(NOT_LISTED, count=sheet.lost)
    anew = (form.cut_off_on.data, form.basis.data or "") != sheet.stands
    lines = {line.unit.id: line for line in sheet.lines if line.says(anew=anew)}
    if not lines and not any(line.has.now for line in sheet.lines):
        raise RuleBroken(NOTHING_TYPED)
    month = Month(
        place.month.id,
        place.period,
        form.cut_off_on.data,
        _source(),
        basis=form.basis.data or "",
        reason=form.reason.data or "",
    )
    confirmed = form.numbers_confirmed.data
    try:
        figures = _figures(lines.values())
        saved = enter_figures(db.session, month, figures, by=viewer.id, at=at, numbers_confirmed=confirmed)
    except WrongFigures as refusal:
        for (unit_id, group_id), why in refusal.reasons.items():
            lines[unit_id].refuse(group_id, why)
        raise
    return Answer(url_for("readings.readings") + _next(place), _saved(place, saved, {each.unit_id for each in figures}))


def _saved(place: Place, saved: int, units: set[int]) -> str:
    if not saved:
        return _("Số liệu không thay đổi, không có gì để lưu.")
    return _(
        "Đã lưu số liệu tháng %(month)s của %(count)s đơn vị.", month=filters.month(place.period), count=len(units)
    )


def _next(place: Place) -> str:
    return place.query(number=place.number + 1) if request.form.get("then") == "next" else place.query()


def _figures(lines: Iterable[Line]) -> list[Figures]:
    """What was typed, as counts; raises WrongFigures when a cell cannot be read."""
    figures: list[Figures] = []
    unread: dict[tuple[int, int | None], RuleBroken] = {}
    for line in lines:
        try:
            figures += line.figures()
        except WrongFigures as refusal:
            unread |= refusal.reasons
    if unread:
        raise WrongFigures(unread)
    return figures


@blueprint.get("/coverage/<int:unit_id>/versions")
@allows(Action.SEE_COVERAGE)
def versions(unit_id: int) -> ResponseReturnValue:
    """What was entered for one unit and month, the newest first."""
    unit = load(Unit, unit_id, Action.SEE_COVERAGE)
    period = _period()
    months = questions.months_of(db.session, viewer.committee_id, period)
    asked = whole(request.args.get("indicator"))
    month = next((each for each in months if asked in (None, each.id)), None)
    if month is None:
        abort(404)
    rows = questions.versions(db.session, month.id, unit_id, period)
    return page("coverage/versions.html", unit=unit, period=period, month=month, rows=rows)
