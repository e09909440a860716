"""A month's figures from a sheet or a file: look at every line first, then take all in at once."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import date, datetime
from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from bhyt_tasks.documents import sheets
from bhyt_tasks.documents.reading_sheets import sheet_text, template_text, template_workbook
from bhyt_tasks.documents.workbooks import read_sheet
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.coverage import month_due, month_of
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.reading_columns import Meaning
from bhyt_tasks.domain.reading_imports import Entered, Row, RowStatus, enter_rows, key_of
from bhyt_tasks.domain.reading_lists import long_cells, rows_of
from bhyt_tasks.domain.readings import check_cut_off
from bhyt_tasks.domain.sheet_layouts import remember_layout
from bhyt_tasks.domain.vietnamese import clean, fold_signs
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.reading_import import Ground, Look, Said, ground, look, open_indicators, units_to_report
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm, DayField, TypedField, at_most, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.progress import telling, told
from bhyt_tasks.web.writing import SENT, Answer, perform, repeated

blueprint = Blueprint("reading_import", __name__)

LONGEST_TEXT = 1_500_000  # characters
SHOWN = 500  # lines of each kind on the page
BOTH_GIVEN = N_("Đã dán bảng số liệu và chọn cả tệp. Chỉ dùng một trong hai.")
NOTHING_GIVEN = N_("Dán bảng số liệu hoặc chọn tệp.")
TABLE_TOO_BIG = N_("Bảng lớn quá: chỉ giữ các cột cần nhập rồi lưu lại, hoặc chia thành nhiều tệp.")
SEEN_OTHERWISE = N_("Bảng hoặc dữ liệu đã thay đổi từ lần xem trước. Xem lại bên dưới rồi xác nhận.")
NO_CUT_OFF = N_("Ghi ngày chốt số liệu.")
NO_INDICATOR = N_("Ban Chỉ đạo chưa có chỉ tiêu nào để nhập số liệu.")
BAD_MONTH = N_("Không đọc được tháng “{text}”. Ghi tháng/năm, ví dụ 11/2019.")
MONTH_AHEAD = N_("Tháng {month} chưa đến.")


class MonthField(TypedField):
    """A month typed as "11/2019"; the value is its first day."""

    def read(self, text: str) -> date:
        match = re.fullmatch(r"(?:thang )?(\d{1,2}) ?[/.-] ?(\d{4})", fold_signs(text))
        try:
            return date(int(match[2]), int(match[1]), 1) if match else date.fromisoformat(f"{text.strip()}-01")
        except ValueError:
            raise RuleBroken(BAD_MONTH, text=text.strip()) from None

    def show(self, value: date) -> str:
        return filters.month(value)


class ImportForm(ActForm):
    indicator_id = SelectField(_l("Chỉ tiêu"), coerce=int, validate_choice=False, default=0)
    text = TextAreaField(_l("Bảng số liệu"), [at_most(LONGEST_TEXT)])
    file = FileField(_l("Tệp bảng tính"))
    sheet = StringField(_l("Trang tính"), [at_most(100)])
    period = MonthField(_l("Tháng"))
    cut_off_on = DayField(_l("Số liệu chốt đến ngày"))
    basis = StringField(_l("Dân số: nguồn, thời điểm"), [at_most(200)])
    reason = TextAreaField(_l("Lý do điều chỉnh số liệu đã nhập"), [at_most(1000)])
    skip = BooleanField()
    seen = HiddenField()
    headings = HiddenField()  # of the table that columns and units were chosen for
    from_file = HiddenField()
    sheet_read = HiddenField()
    sheets_left = HiddenField()

    @property
    def picked(self) -> bool:
        """A file comes with the form: it is read anew, and looked at before anything is saved."""
        return bool(self.file.data and self.file.data.filename)

    def rows(self) -> list[list[str]]:
        """The cells of the text, or of the file, which then stands in the text. Raises RuleBroken."""
        if self.picked and (self.text.data or "").strip() and not (self.seen.data or self.from_file.data):
            raise RuleBroken(BOTH_GIVEN, field="file")
        if self.picked:
            sheet = read_sheet(self.file.data.read(), clean(self.sheet.data or "") or None)
            text = sheet_text(sheet)
            # Before it stands on the page: a list of people is not given back (R15).
            refuse_personal_numbers(long_cells(rows_of(text)), confirmed=self.numbers_confirmed.data)
            self._put(self.text, text)
            self.from_file.data = "y"
            self.sheet_read.data = sheet.name
            self.sheets_left.data = ", ".join(name for name in sheet.names if name != sheet.name)
        elif not (self.text.data or "").strip():
            raise RuleBroken(NOTHING_GIVEN, field="text")
        if len(self.text.data) > LONGEST_TEXT:
            raise RuleBroken(TABLE_TOO_BIG, field="file")
        rows = rows_of(self.text.data)
        refuse_personal_numbers(long_cells(rows), confirmed=self.numbers_confirmed.data)
        return rows

    def _put(self, field: StringField, text: str) -> None:
        field.data, field.raw_data = text, [text]

    def said(self) -> Said:
        """What the person says beside the table; a month, a day or a population's source that was left empty at first
        is taken from the table."""
        first = not self.seen.data or self.picked
        return Said(
            self.period.data,
            self.cut_off_on.data,
            None if first and not self.basis.data else self.basis.data or "",
            self.reason.data or "",
            None if first else _numbered("column-"),
            {} if first else _named("unit-"),
            self.headings.data or "",
        )

    def offer(self, seen: Look) -> None:
        """Put what was read of the table where the person can change it."""
        for field, value in ((self.period, seen.month.period), (self.cut_off_on, seen.month.cut_off_on)):
            if field.data is None and not field.errors:
                field.data, field.raw_data = value, None
        self._put(self.basis, seen.month.basis)
        self.headings.data = seen.read.fingerprint
        self.seen.data = _print_of(seen)


def _named(prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text[:200] for name, text in request.form.items() if name.startswith(prefix)}


def _numbered(prefix: str) -> dict[int, str]:
    numbers = ((whole(name), text) for name, text in _named(prefix).items())
    return {number: text for number, text in numbers if number is not None}


@blueprint.route("/coverage/import", methods=["GET", "POST"])
@allows(Action.IMPORT_READINGS)
def bring_in() -> ResponseReturnValue:
    form = ImportForm()
    chosen = _ground(form)
    if request.method == "GET":
        return _empty(form)
    if chosen is None or not form.validate():
        form.refuse(RuleBroken(NO_INDICATOR)) if chosen is None else None
        return _empty(form, 422)
    with telling(form.once.data, viewer.id) as progress:
        confirmed = "confirm" in request.form and not form.picked
        earlier = repeated(form) if confirmed else None
        if earlier is not None:
            return earlier.response()
        try:
            seen = _look(form, chosen, progress)
        except RuleBroken as refusal:
            form.refuse(refusal)
            return _empty(form, 422)
        return _confirm(form, chosen, seen) if confirmed else _preview(form, chosen, seen)


def _ground(form: ImportForm) -> Ground | None:
    """The indicator that is meant, at first coverage, with all that its tables are read by."""
    known = open_indicators(db.session, viewer.committee_id)
    form.indicator_id.choices = [SelectChoice(str(one.id), one.name) for one in known]
    asked = [one for one in known if one.id == form.indicator_id.data]
    meant = (asked or known or [None])[0]
    if meant is None:
        return None
    form.indicator_id.data = meant.id
    return ground(db.session, viewer.committee_id, meant)


def _due_month() -> date:
    """The last month whose figures are due."""
    return month_due(clock.day(gate.now()), viewer.settings.figures_due_day)


def _look(form: ImportForm, chosen: Ground, progress: Callable[[int, int], None]) -> Look:
    seen = look(db.session, chosen, form.rows(), form.said(), _due_month, progress)
    progress(1, 1)
    return seen


def _empty(form: ImportForm, status: int = 200) -> ResponseReturnValue:
    return page("coverage/import.html", status, form=form, seen=None)


def _preview(form: ImportForm, chosen: Ground, seen: Look, status: int = 200) -> ResponseReturnValue:
    form.offer(seen)
    flash(form.once.data, SENT)  # the text has arrived: the page need not keep a draft of it
    rows = seen.comparison.rows
    problems = _leaf("problems", [row for row in rows if not row.ready], form)
    good = _leaf("ready", sorted((row for row in rows if row.ready), key=lambda row: not row.why), form)
    asked = _asked([*problems.rows, *good.rows], seen)
    typed = _named("unit-")
    said_now = seen.forgotten | seen.units.keys() | seen.unknown.keys()
    return page(
        "coverage/import.html",
        status,
        form=form,
        seen=seen,
        problems=problems,
        good=good,
        asked=asked,
        shown=SHOWN,
        counts={status: seen.comparison.counts[status] for status in RowStatus},
        meanings=_meanings(chosen),
        groups={group.id: group.short_name for group in chosen.groups},
        key_of=key_of,
        typed={key: typed[key] for key in said_now},
        carried=[key for key in typed if key in said_now.difference(asked.values())],
        corrected=any(row.replaces for row in rows),
    )


class Leaf(NamedTuple):
    """Some of the lines, from a place on; ``whole`` are all there are."""

    name: str
    rows: list[Row]
    start: int
    whole: int


def _leaf(name: str, rows: list[Row], form: ImportForm) -> Leaf:
    """Those that a button asks for; else the ones that were shown before."""
    wanted = whole(request.form.get(f"from-{name}") or request.form.get(f"shown-{name}")) or 0
    last = max(0, len(rows) - 1) // SHOWN * SHOWN
    start = 0 if form.picked else min(wanted // SHOWN * SHOWN, last)
    return Leaf(name, rows[start : start + SHOWN], start, len(rows))


def _asked(rows: list[Row], seen: Look) -> dict[int, str]:
    """The keys of those lines, by number, whose unit a person may say; lines of one key are asked once."""
    keys: dict[str, int] = {}
    for row in rows:
        key = key_of(row.listed)
        if row.status is RowStatus.UNMATCHED or row.by_hand or row.twin or key in seen.unknown:
            keys.setdefault(key, row.listed.line)
    return {line: key for key, line in keys.items()}


def _meanings(chosen: Ground) -> list[tuple[str, str]]:
    """What a column may be said to hold."""
    plain = [(str(meaning), filters.label(meaning)) for meaning in Meaning if meaning is not Meaning.GROUP]
    return plain + [(f"{Meaning.GROUP}-{group.id}", group.short_name) for group in chosen.groups]


def _print_of(seen: Look) -> str:
    """What the preview showed, in short: what is confirmed is what was seen."""
    said = [
        (row.listed.line, row.status.value, row.unit.id if row.unit else 0, *map(astuple, row.figures))
        for row in seen.comparison.rows
    ]
    month = (seen.month.indicator_id, seen.month.period, seen.month.source)
    return hashlib.sha256(repr((month, said)).encode()).hexdigest()


def _confirm(form: ImportForm, chosen: Ground, seen: Look) -> ResponseReturnValue:
    try:
        if _print_of(seen) != form.seen.data:
            raise Conflict(SEEN_OTHERWISE)
        answer = perform(form, lambda at: _enter(form, chosen, seen, at))
    except Conflict as refusal:
        form.refuse(refusal)
        return _preview(form, chosen, seen, 409)
    return answer if answer is not None else _preview(form, chosen, seen, 422)


def _enter(form: ImportForm, chosen: Ground, seen: Look, at: datetime) -> Answer:
    month = seen.month
    if form.cut_off_on.data is None or month.cut_off_on is None:
        raise RuleBroken(NO_CUT_OFF, field="cut_off_on")
    if month.period > month_of(clock.day(at)):
        raise RuleBroken(MONTH_AHEAD, field="period", month=month.period)
    check_cut_off(month.period, month.cut_off_on, clock.day(at))
    entered = enter_rows(
        db.session,
        seen.comparison,
        month,
        skip=form.skip.data,
        by=viewer.id,
        at=at,
        numbers_confirmed=form.numbers_confirmed.data,
    )
    remember_layout(
        db.session,
        committee_id=viewer.committee_id,
        indicator_id=chosen.indicator.id,
        headings=seen.read.fingerprint,
        columns=seen.corrected_columns,
        units=seen.units,
        forgotten=seen.forgotten,
        by=viewer.id,
        at=at,
    )
    main = form.indicator_id.choices[0].value == str(chosen.indicator.id)  # addresses do not name it
    grid = url_for("readings.readings", period=f"{month.period:%Y-%m}", indicator=None if main else chosen.indicator.id)
    return Answer(grid, _told(entered, month.period))


def _told(entered: Entered, period: date) -> str:
    if not entered.new + entered.changed:
        return _("Không có gì mới: số liệu trong bảng đã có.")
    words = [
        _("Đã nhập số liệu tháng %(month)s.", month=filters.month(period)),
        _("%(count)s đơn vị có số liệu mới.", count=filters.number(entered.new)) if entered.new else "",
        _("%(count)s đơn vị thay đổi.", count=filters.number(entered.changed)) if entered.changed else "",
        _("%(count)s đơn vị không đổi.", count=filters.number(entered.same)) if entered.same else "",
        _("Bỏ qua %(count)s dòng.", count=entered.skipped) if entered.skipped else "",
    ]
    return " ".join(filter(None, words))


@blueprint.get("/coverage/import/progress")
@allows(Action.IMPORT_READINGS)
def progress() -> ResponseReturnValue:
    """How far the table that is being sent has been read, for htmx to ask again and again."""
    key = request.args.get("once", "")
    return page("coverage/_progress.html", once=key if key.isalnum() else "", far=told(key, viewer.id))


@blueprint.get("/coverage/import/template.<kind>")
@allows(Action.IMPORT_READINGS)
def template(kind: str) -> ResponseReturnValue:
    """An empty table with the committee's units, codes and groups."""
    chosen = _ground(ImportForm(formdata=request.args))
    if kind not in ("xlsx", "csv") or chosen is None:
        abort(404)
    units = units_to_report(db.session, chosen, clock.day(gate.now()))
    labels = [
        *(_("STT"), _("Mã"), _("Đơn vị"), _("Dân số"), _("Số người tham gia")),
        *(group.short_name for group in chosen.groups),
        _("Ghi chú"),
    ]
    if kind == "csv":
        return _file(template_text(labels, units), "text/csv", kind)
    notes = [_("Ghi số nguyên. Chỉ ghi số lượng, không ghi danh sách người dân.")]
    return _file(template_workbook(chosen.indicator.name, notes, labels, units), sheets.TYPE, kind)


def _file(body: bytes, mimetype: str, kind: str) -> Response:
    return Response(
        body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="mau-so-lieu-thang.{kind}"'}
    )
