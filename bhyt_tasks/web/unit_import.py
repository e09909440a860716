"""Units pasted from a sheet or a message, or from a file: look at every line first, then take all in at once."""

import hashlib
from datetime import datetime

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from bhyt_tasks.documents.lists import LONGEST_LIST, list_text
from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.unit_additions import Added, Line, Status, compare, enter_lines, group_of
from bhyt_tasks.domain.unit_groups import group_named, put_in_group
from bhyt_tasks.domain.unit_lists import ListedUnit, areas_of, parse_units
from bhyt_tasks.domain.units import Unit, bare_name
from bhyt_tasks.domain.vietnamese import clean, compact
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.unit_register import known_units
from bhyt_tasks.web import gate
from bhyt_tasks.web.downloads import workbook
from bhyt_tasks.web.forms import ActForm, at_most
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("unit_import", __name__)

BOTH_GIVEN = N_("Đã dán danh sách và chọn cả tệp. Chỉ dùng một trong hai.")
NOTHING_GIVEN = N_("Dán danh sách đơn vị hoặc chọn tệp.")
SEEN_OTHERWISE = N_("Danh sách hoặc dữ liệu đã thay đổi từ lần xem trước. Xem lại bên dưới rồi xác nhận.")


class ImportForm(ActForm):
    text = TextAreaField(_l("Danh sách đơn vị"), [at_most(LONGEST_LIST)])
    file = FileField(_l("Tệp danh sách"))
    areas = SelectMultipleField(_l("Lấy các đơn vị của"), validate_choice=False)
    make_group = BooleanField()
    skip = BooleanField()
    seen = HiddenField()

    def read(self) -> list[ListedUnit]:
        """The units of the text or of the file, which then stands in the text: nothing has to be chosen twice.

        Raises RuleBroken.
        """
        file = self.file.data if self.file.data and self.file.data.filename else None
        typed = clean(self.text.data or "")
        if file and typed:
            raise RuleBroken(BOTH_GIVEN, field="file")
        if file:
            self.text.data = list_text(file.read())
            self.text.raw_data = [self.text.data]
        elif not typed:
            raise RuleBroken(NOTHING_GIVEN, field="text")
        refuse_personal_numbers(self.text.data, confirmed=self.numbers_confirmed.data)
        return self._of_areas(parse_units(self.text.data))

    def _of_areas(self, listed: list[ListedUnit]) -> list[ListedUnit]:
        """Only the units of the provinces that are ticked; at first those of the committee's own, when it is listed."""
        counted = areas_of(listed)
        self.areas.choices = [SelectChoice(area, f"{area} ({count})") for area, count in counted.items()]
        ticked = [area for area in self.areas.data or () if area in counted]
        if not ticked:
            area = db.session.get(Unit, viewer.area_id) if viewer.area_id else None
            own = [name for name in counted if area and compact(bare_name(name)) == compact(bare_name(area.name))]
            ticked = own or list(counted)
        self.areas.data = ticked
        return [unit for unit in listed if not unit.area or unit.area in ticked]


@blueprint.route("/admin/units/import", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def bring_in() -> ResponseReturnValue:
    form = ImportForm()
    if request.method == "GET":
        return page("units/import.html", form=form, lines=None)
    if not form.validate():
        return page("units/import.html", 422, form=form, lines=None)
    try:
        listed = form.read()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return page("units/import.html", 422, form=form, lines=None)
    if "confirm" not in request.form:
        return _preview(form, listed)
    try:
        answer = perform(form, lambda at: _enter(form, listed, at))
    except Conflict as refusal:
        form.refuse(refusal)
        return _preview(form, listed, 409)
    return answer if answer is not None else _preview(form, listed, 422)


def _compared(listed: list[ListedUnit]) -> list[Line]:
    known = known_units(db.session, viewer.committee_id, clock.day(gate.now()))
    return compare(listed, known, viewer.area_id)


def _preview(form: ImportForm, listed: list[ListedUnit], status: int = 200) -> ResponseReturnValue:
    lines = _compared(listed)
    group = group_of(lines)
    has_group = bool(group) and group_named(db.session, viewer.committee_id, group[0]) is not None
    if not form.seen.data:
        form.make_group.data = not has_group
    form.seen.data = _print_of(lines)
    counts = {member: sum(line.status is member for line in lines) for member in Status}
    return page(
        "units/import.html",
        status,
        form=form,
        lines=lines,
        counts=counts,
        bad=counts[Status.UNCLEAR] + counts[Status.WRONG],
        group=_(group[0]) if group else "",
        has_group=has_group,
    )


def _print_of(lines: list[Line]) -> str:
    """What the preview showed, in short: what is confirmed is what was seen."""
    said = [(line.unit.line, line.unit.name, line.unit.code, line.status.value, line.parent_id) for line in lines]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _enter(form: ImportForm, listed: list[ListedUnit], at: datetime) -> Answer:
    lines = _compared(listed)
    if _print_of(lines) != form.seen.data:
        raise Conflict(SEEN_OTHERWISE)
    committee = db.session.get_one(Committee, viewer.committee_id)
    added = enter_lines(db.session, committee, lines, skip=form.skip.data, by=viewer.id, at=at)
    group, grouped = group_of(lines), False
    if form.make_group.data and group and added.grouped:
        grouped = put_in_group(db.session, committee.id, group[0], added.grouped, by=viewer.id, at=at)
    return Answer(url_for("units.units"), _told(added, _(group[0]) if group and grouped else ""))


def _told(added: Added, group: str) -> str:
    words = [
        _("Đã thêm %(count)s đơn vị.", count=added.new) if added.new else "",
        _("Ghi thêm thông tin cho %(count)s đơn vị.", count=added.changed) if added.changed else "",
        _("%(count)s đơn vị đã có, không đổi.", count=added.same) if added.same else "",
        _("Bỏ qua %(count)s dòng.", count=added.skipped) if added.skipped else "",
        _("Nhóm “%(group)s” đã có các đơn vị này.", group=group) if group else "",
    ]
    return " ".join(filter(None, words))


@blueprint.get("/admin/units/template.xlsx")
@allows(Action.ADMINISTER)
def template() -> Response:
    """Headings to fill in under."""
    columns = [Column(_("Mã"), 10), Column(_("Tên đơn vị"), 32), Column(_("Loại"), 18), Column(_("Thuộc"), 28)]
    notes = (
        _("Mỗi đơn vị một dòng. Ghi đủ tên (xã Thạch Trung, phường Đại Nài, Phòng Y tế) thì để trống cột loại."),
        _("Mã là mã đơn vị hành chính, không có thì để trống. Thuộc là đơn vị cấp trên, ví dụ xã của một thôn."),
    )
    return workbook(write_table(_("Danh sách đơn vị"), columns, (), notes=notes), "mau-don-vi")
