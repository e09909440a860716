"""People pasted from a sheet, or from a file: look at every line first, then make all accounts and print the slips."""

import hashlib
import math
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, TextAreaField

from bhyt_tasks.documents.lists import LONGEST_LIST, list_text
from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.unit_additions import Status
from bhyt_tasks.domain.user_additions import Entered, UserLine, compare, enter_users
from bhyt_tasks.domain.user_lists import ListedUser, parse_users, suspect_cells
from bhyt_tasks.domain.vietnamese import clean
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.unit_register import known_units
from bhyt_tasks.queries.units import choices
from bhyt_tasks.queries.users import known_users, usernames
from bhyt_tasks.web import gate
from bhyt_tasks.web.downloads import workbook
from bhyt_tasks.web.forms import ActForm, at_most
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.passwords import hashed, one_time_password
from bhyt_tasks.web.sheet import A_SECOND, MOST_AT_ONCE, Given, only_here, reveal
from bhyt_tasks.web.writing import Answer, repeated

blueprint = Blueprint("user_import", __name__)

BOTH_GIVEN = N_("Đã dán danh sách và chọn cả tệp. Chỉ dùng một trong hai.")
NOTHING_GIVEN = N_("Dán danh sách người dùng hoặc chọn tệp.")
SEEN_OTHERWISE = N_("Danh sách hoặc dữ liệu đã thay đổi từ lần xem trước. Xem lại bên dưới rồi xác nhận.")
TOO_MANY = N_("Danh sách có {count} tài khoản mới, mỗi lần tạo nhiều nhất {most}. Chia danh sách thành nhiều lần.")


class ImportForm(ActForm):
    text = TextAreaField(_l("Danh sách người dùng"), [at_most(LONGEST_LIST)])
    file = FileField(_l("Tệp danh sách"))
    skip = BooleanField()
    seen = HiddenField()

    def read(self) -> list[ListedUser]:
        """The people of the text or of the file, which then stands in the text: nothing has to be chosen twice.

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
        refuse_personal_numbers(*suspect_cells(self.text.data), confirmed=self.numbers_confirmed.data)
        return parse_users(self.text.data)


@blueprint.route("/admin/users/import", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def bring_in() -> ResponseReturnValue:
    form = ImportForm()
    if request.method == "GET":
        return page("users/import.html", form=form, lines=None)
    if not form.validate():
        return page("users/import.html", 422, form=form, lines=None)
    if earlier := repeated(form):
        return earlier.response()
    try:
        listed = form.read()
    except RuleBroken as refusal:
        form.refuse(refusal)
        return page("users/import.html", 422, form=form, lines=None)
    if "confirm" not in request.form:
        return _preview(form, listed)
    try:
        answer = _enter(form, listed)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _preview(form, listed, 409 if isinstance(refusal, Conflict) else 422)
    return answer if answer is not None else _preview(form, listed, 422)


def _compared(listed: list[ListedUser]) -> list[UserLine]:
    units = known_units(db.session, viewer.committee_id, clock.day(gate.now()))
    return compare(listed, known_users(db.session, viewer), units, usernames(db.session))


def _preview(form: ImportForm, listed: list[ListedUser], status: int = 200) -> ResponseReturnValue:
    lines = _compared(listed)
    form.seen.data = _print_of(lines)
    counts = {member: sum(line.status is member for line in lines) for member in Status}
    return page(
        "users/import.html",
        status,
        form=form,
        lines=lines,
        counts=counts,
        bad=counts[Status.UNCLEAR] + counts[Status.WRONG],
        seconds=math.ceil(counts[Status.NEW] / A_SECOND),
        only_here=only_here(),
    )


def _print_of(lines: list[UserLine]) -> str:
    """What the preview showed, in short: what is confirmed is what was seen."""
    said = [
        (
            replace(line.user, roles=frozenset()),
            sorted(line.user.roles),
            line.status.value,
            line.unit and line.unit.id,
            line.why,
        )
        for line in lines
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _enter(form: ImportForm, listed: list[ListedUser]) -> ResponseReturnValue | None:
    """Passwords are made before the write begins: that takes long. Raises Conflict, and RuleBroken for too many."""
    new = [line.user.line for line in _compared(listed) if line.status is Status.NEW]
    if len(new) > MOST_AT_ONCE:
        raise RuleBroken(TOO_MANY, field="text", count=len(new), most=MOST_AT_ONCE)
    passwords = {line: one_time_password() for line in new}
    hashes = {line: hashed(password) for line, password in passwords.items()}

    def act(at: datetime, given: Given) -> Answer:
        lines = _compared(listed)
        if _print_of(lines) != form.seen.data:
            raise Conflict(SEEN_OTHERWISE)
        entered = enter_users(db.session, lines, hashes, skip=form.skip.data, by=viewer, at=at)
        given.update((user.id, passwords[line]) for line, user in entered.opened.items())
        to = url_for("slips.slips", user_ids=list(given)) if given else url_for("users.users")
        return Answer(to, _told(entered))

    return reveal(form, act)


def _told(entered: Entered) -> str:
    opened = len(entered.opened)
    words = [
        _("%(count)s tài khoản đã được tạo.", count=opened) if opened else "",
        _("Mật khẩu chỉ hiện một lần; cần in lại thì cấp mật khẩu mới.") if opened else "",
        _("Đã sửa thông tin của %(count)s người.", count=entered.changed) if entered.changed else "",
        _("%(count)s người đã có, không đổi.", count=entered.same) if entered.same else "",
        _("Bỏ qua %(count)s dòng.", count=entered.skipped) if entered.skipped else "",
    ]
    return " ".join(filter(None, words))


@blueprint.get("/admin/users/template.xlsx")
@allows(Action.ADMINISTER)
def template() -> Response:
    """Headings to fill in under, with a line for each unit."""
    headings = (
        *((_("Họ và tên"), 28), (_("Chức vụ"), 32), (_("Đơn vị"), 32), (_("Vai trò"), 18)),
        *((_("Điện thoại"), 16), (_("Thư điện tử"), 26), (_("Tên đăng nhập"), 18)),
    )
    notes = (
        _("Mỗi người một dòng; dòng chỉ có đơn vị thì bỏ qua. Thêm dòng khi một đơn vị có nhiều người."),
        _("Vai trò: thư ký, phó chủ tịch, đơn vị, cán bộ số liệu, quản trị; để trống là người của đơn vị."),
        _("Tên đăng nhập để trống thì được đặt theo tên đơn vị. Chỉ ghi điện thoại cơ quan, không ghi số định danh."),
    )
    units = choices(db.session, viewer.committee_id, clock.day(gate.now())).units
    rows = (("", "", unit.name) for unit in units)
    columns = [Column(words, width) for words, width in headings]
    return workbook(write_table(_("Danh sách người dùng"), columns, rows, notes=notes), "mau-nguoi-dung")
