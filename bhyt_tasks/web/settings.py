"""The admin's settings of the committee: its names, its letterhead, its days."""

from dataclasses import asdict, fields
from datetime import date, datetime

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import TextArea

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.committees import LONGEST, Committee, Settings, revise_committee
from bhyt_tasks.domain.working_days import parse_days, ranges
from bhyt_tasks.plugins import db
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import ActForm, CountField, TypedField, at_most, required, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import SENT, Answer, perform_on

blueprint = Blueprint("settings", __name__)


def _text(name: str, label: object, missing: object = None) -> StringField:
    return StringField(label, [*([required(missing)] if missing else []), at_most(LONGEST[name])])


def _number(label: object) -> CountField:
    return CountField(label, [required(_l("Ghi một số nguyên."))])


class DaysField(TypedField):
    """Days and ranges of days, between commas or one a line; the value is their ISO dates."""

    widget = TextArea()

    def read(self, text: str) -> tuple[str, ...]:
        return tuple(day.isoformat() for day in parse_days(text, clock.day(gate.now())))

    def show(self, value: tuple[str, ...]) -> str:
        return written_days(value)

    def add(self, days: set[date]) -> None:
        """Put days to those that were typed."""
        self.data = tuple(sorted({*(self.data or ()), *(day.isoformat() for day in days)}))
        self.raw_data = None


def written_days(days: tuple[str, ...]) -> str:
    """The days as they are typed: "01/01/2020, 23/01/2020–29/01/2020"."""
    pairs = ranges(map(date.fromisoformat, days))
    return ", ".join("–".join(filters.day(day) for day in dict.fromkeys(pair)) for pair in pairs)


def public_holidays(year: int) -> set[date]:
    """The country's days off of a year, with those given for a weekend or swapped, as far as they are known."""
    from holidays import country_holidays  # takes memory that only this needs

    return set(country_holidays("VN", years=year))


class SettingsForm(ActForm):
    name = _text("name", _l("Tên Ban Chỉ đạo"), _l("Ghi tên Ban Chỉ đạo."))
    short_name = _text("short_name", _l("Tên ngắn"), _l("Ghi tên ngắn."))
    units_below = _text("units_below", _l("Gọi chung các đơn vị cấp dưới"), _l("Ghi tên gọi chung."))
    figures_due_day = _number(_l("Ngày gửi số liệu hằng tháng"))
    figures_differ_percent = _number(_l("Báo lệch khi số của đơn vị khác số BHXH quá (%)"))
    review_after_days = _number(_l("Rà soát nội dung không có thời hạn sau (ngày)"))
    reminder_rest_days = _number(_l("Không nhắc lại trong (ngày)"))
    extensions_allowed = _number(_l("Số lần được đề nghị gia hạn"))
    extension_days_before = _number(_l("Đề nghị gia hạn trước thời hạn (ngày)"))
    holidays = DaysField(_l("Ngày nghỉ lễ"), [Optional()])
    move_to_working_day = BooleanField(_l("Thời hạn rơi vào ngày nghỉ thì giao sang ngày làm việc kế tiếp"))
    idle_hours = _number(_l("Hết phiên làm việc sau (giờ không dùng)"))
    superior = _text("superior", _l("Cơ quan chủ quản"))
    issuer = _text("issuer", _l("Cơ quan ban hành"))
    symbol = _text("symbol", _l("Ký hiệu văn bản"))
    place = _text("place", _l("Địa danh"))
    signer_lines = TextAreaField(_l("Quyền hạn, chức vụ người ký"), [at_most(LONGEST["signer_lines"])])

    def settings(self) -> Settings:
        typed = {field.name: self[field.name].data for field in fields(Settings)}
        return Settings(**{name: value for name, value in typed.items() if value is not None})


@blueprint.route("/admin/settings", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def settings() -> ResponseReturnValue:
    form, added = SettingsForm(), _added_year()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Committee, viewer.committee_id)
        stored = _stored(current)
        differ = {name: value for name, value in stored.items() if value != form[name].data} if status == 409 else {}
        shown = {"stored": differ, "years": _years(), "added": added}
        return page("settings/settings.html", status, form=form, **shown)

    def act(current: Committee, at: datetime) -> Answer:
        names = (form.name.data, form.short_name.data)
        changed = revise_committee(db.session, current, names, form.settings(), by=viewer.id, at=at)
        return Answer(url_for(".settings"), _("Đã lưu cài đặt.") if changed else _("Không có gì thay đổi."))

    if added and not form.holidays.process_errors:
        form.holidays.add(public_holidays(added))
        flash(form.once.data, SENT)  # the page has what was typed
        return show(200)
    if request.method == "POST":
        return perform_on(form, Committee, viewer.committee_id, act, show)
    current = db.session.get_one(Committee, viewer.committee_id)
    for name, value in _stored(current).items():
        form[name].data = value
    form.version.data = current.version
    return show(200)


def _years() -> tuple[int, int]:
    """The years whose public holidays are offered: this one and the next."""
    year = clock.day(gate.now()).year
    return year, year + 1


def _added_year() -> int | None:
    """The year of the button that fills in public holidays, when it was that one; nothing is saved by it."""
    year = whole(request.form.get("year"))
    return year if year in _years() else None


def _stored(committee: Committee) -> dict[str, object]:
    return {"name": committee.name, "short_name": committee.short_name, **asdict(committee.settings)}
