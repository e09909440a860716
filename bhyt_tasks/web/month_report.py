"""The printed report of a month, and closing and reopening it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.coverage import month_of
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.period_locks import lock_month, reopen_month
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import entry
from bhyt_tasks.queries.entry import MonthOf
from bhyt_tasks.queries.month_report import MonthReport, ReportRow, month_report
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.closing import FiguresMissing, LockForm, ReopenForm, Reported, asked_month, reported
from bhyt_tasks.web.downloads import origin, workbook
from bhyt_tasks.web.forms import ActForm, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("month_report", __name__)


@blueprint.get("/coverage/months/<key>")
@allows(Action.COMPARE_COVERAGE)
def report(key: str) -> ResponseReturnValue:
    month, period = _asked(key)
    return _page(month, period)


@blueprint.get("/coverage/months/<key>.xlsx")
@allows(Action.COMPARE_COVERAGE)
def sheet(key: str) -> ResponseReturnValue:
    """The same table as the page."""
    month, period = _asked(key)
    table = _report(month, period)
    title = _("%(name)s tháng %(month)s", name=month.name, month=filters.month(period))
    body = write_table(title, _columns(month, table), [*_lines(table), _total(table)], notes=_notes(month, table))
    return workbook(body, f"bao-phu-{period:%Y-%m}")


@blueprint.post("/coverage/months/<key>/lock")
@allows(Action.LOCK_MONTH)
def lock(key: str) -> ResponseReturnValue:
    """Close the month; one that lacks figures of some units after a tick."""
    month, period = _asked(key)
    form = LockForm()

    def act(indicator: Indicator, at: datetime) -> Answer:
        missing = _reported(month, period).missing
        if missing and not form.missing_confirmed.data:
            raise FiguresMissing(count=len(missing), month=period)
        lock_month(db.session, indicator, period, by=viewer.id, at=at)
        return _answer(month, period, _("Đã chốt số liệu tháng %(month)s.", month=filters.month(period)))

    return _change(form, month, period, act)


@blueprint.post("/coverage/months/<key>/reopen")
@allows(Action.LOCK_MONTH)
def reopen(key: str) -> ResponseReturnValue:
    month, period = _asked(key)
    form = ReopenForm()

    def act(indicator: Indicator, at: datetime) -> Answer:
        reopen_month(db.session, indicator, period, reason=form.reason.data, by=viewer.id, at=at)
        return _answer(month, period, _("Đã mở lại số liệu tháng %(month)s.", month=filters.month(period)))

    return _change(form, month, period, act)


def _change(
    form: ActForm, month: MonthOf, period: date, act: Callable[[Indicator, datetime], Answer]
) -> ResponseReturnValue:
    def on_indicator(at: datetime) -> Answer:
        return act(db.session.get_one(Indicator, month.id), at)

    answer = perform(form, on_indicator) if form.validate() else None
    return answer if answer is not None else _page(month, period, 422, form)


def _answer(month: MonthOf, period: date, words: str) -> Answer:
    asked = {"period": f"{period:%Y-%m}", "indicator": month.id}
    return Answer(url_for("readings.readings", **asked), words)


def _asked(key: str) -> tuple[MonthOf, date]:
    """The month of the address and the indicator that is meant; 404 for a month that has not come."""
    period = asked_month(key)
    if period is None or period > month_of(clock.day(gate.now())):
        abort(404)
    months = entry.months_of(db.session, viewer.committee_id, period)
    asked = whole(request.args.get("indicator"))
    month = next((each for each in months if asked in (None, each.id)), None)
    return (month, period) if month else abort(404)


def _reported(month: MonthOf, period: date) -> Reported:
    return reported(entry.entry_units(db.session, viewer, month.id, period, of_agencies=month.of_agencies))


def _report(month: MonthOf, period: date) -> MonthReport:
    """A closed month as it was when it was closed: its report stays the same for ever (R10)."""
    closed_on = clock.day(month.locked_at) if month.locked_at else None
    until = month.locked_at + datetime.resolution if month.locked_at else None
    with as_of(db.session, closed_on, until):
        return month_report(db.session, viewer, month, period)


def _page(month: MonthOf, period: date, status: int = 200, form: ActForm | None = None) -> ResponseReturnValue:
    may_close = gate.can(Action.LOCK_MONTH)
    return page(
        "coverage/month_report.html",
        status,
        month=month,
        period=period,
        report=_report(month, period),
        form=form,
        reported=_reported(month, period) if may_close and not month.locked_at else None,
        lock_form=form if isinstance(form, LockForm) else LockForm(formdata=None),
        reopen_form=form if isinstance(form, ReopenForm) else ReopenForm(formdata=None),
    )


def _columns(month: MonthOf, table: MonthReport) -> list[Column]:
    words = [
        (_("STT"), 6),
        (_("Đơn vị"), 28),
        (month.denominator_words, 12),
        (month.numerator_words, 12),
        *((group.short_name, 12) for group in table.groups),
        (_("Tỷ lệ"), 10),
        (_("Chỉ tiêu"), 16),
        (_("Còn phải vận động"), 12),
        (_("Tăng, giảm so với tháng trước"), 14),
        (_("Nguồn, ghi chú"), 40),
    ]
    return [Column(text, width) for text, width in words]


def _lines(table: MonthReport) -> list[tuple[Any, ...]]:
    return [_cells(number, row, table) for number, row in enumerate(table.rows, 1)]


def _cells(number: int, row: ReportRow, table: MonthReport) -> tuple[Any, ...]:
    figure, goal = row.figure, row.unit.goal
    return (
        number,
        filters.cap(row.unit.name),
        figure.denominator if figure else None,
        figure.numerator if figure else None,
        *(row.groups.get(group.id) for group in table.groups),
        filters.rate(figure.points) if figure else _("Chưa có số liệu"),
        filters.target(goal.points, goal.comparator) if goal else "",
        row.still,
        row.change,
        source_words(row),
    )


def source_words(row: ReportRow) -> str:
    """Whose figure it is, and what was noted with it."""
    figure = row.figure
    return ". ".join(filter(None, (filters.label(figure.source), figure.note))) if figure else ""


def _total(table: MonthReport) -> tuple[Any, ...]:
    return (
        None,
        _("Cộng (%(with)s/%(all)s đơn vị có số liệu)", **{"with": len(table.counted), "all": len(table.rows)}),
        table.people,
        table.insured,
        *(table.of_group(group.id)[0] for group in table.groups),
        filters.rate(table.points),
        filters.target(table.goal.points, table.goal.comparator) if table.goal else "",
        table.still,
        table.change,
        "",
    )


def _notes(month: MonthOf, table: MonthReport) -> list[str]:
    notes = [origin()]
    if table.cut_offs:
        days = " – ".join(filters.day(day) for day in dict.fromkeys((table.cut_offs[0], table.cut_offs[-1])))
        notes.append(_("Số liệu chốt đến %(day)s", day=days))
    if table.bases:
        notes.append(f"{month.denominator_words}: {'; '.join(table.bases)}")
    if month.locked_at:
        notes.append(_("Đã chốt lúc %(time)s", time=filters.clock_words(month.locked_at)))
    return notes
