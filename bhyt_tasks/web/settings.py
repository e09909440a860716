"""The admin's settings of the committee: its names, its letterhead, its days."""

from dataclasses import asdict, fields
from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.committees import LONGEST, Committee, Settings, revise_committee
from bhyt_tasks.plugins import db
from bhyt_tasks.web.forms import ActForm, CountField, at_most, required
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform_on

blueprint = Blueprint("settings", __name__)


def _text(name: str, label: object, missing: object = None) -> StringField:
    return StringField(label, [*([required(missing)] if missing else []), at_most(LONGEST[name])])


def _number(label: object) -> CountField:
    return CountField(label, [required(_l("Ghi một số nguyên."))])


class SettingsForm(ActForm):
    name = _text("name", _l("Tên Ban Chỉ đạo"), _l("Ghi tên Ban Chỉ đạo."))
    short_name = _text("short_name", _l("Tên ngắn"), _l("Ghi tên ngắn."))
    units_below = _text("units_below", _l("Gọi chung các đơn vị cấp dưới"), _l("Ghi tên gọi chung."))
    figures_due_day = _number(_l("Ngày gửi số liệu hằng tháng"))
    review_after_days = _number(_l("Rà soát nội dung không có thời hạn sau (ngày)"))
    reminder_rest_days = _number(_l("Không nhắc lại trong (ngày)"))
    extensions_allowed = _number(_l("Số lần được đề nghị gia hạn"))
    extension_days_before = _number(_l("Đề nghị gia hạn trước thời hạn (ngày)"))
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
    form = SettingsForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Committee, viewer.committee_id)
        stored = _stored(current)
        differ = {name: value for name, value in stored.items() if value != form[name].data} if status == 409 else {}
        return page("settings/settings.html", status, form=form, stored=differ)

    def act(current: Committee, at: datetime) -> Answer:
        names = (form.name.data, form.short_name.data)
        changed = revise_committee(db.session, current, names, form.settings(), by=viewer.id, at=at)
        return Answer(url_for(".settings"), _("Đã lưu cài đặt.") if changed else _("Không có gì thay đổi."))

    if request.method == "POST":
        return perform_on(form, Committee, viewer.committee_id, act, show)
    current = db.session.get_one(Committee, viewer.committee_id)
    for name, value in _stored(current).items():
        form[name].data = value
    form.version.data = current.version
    return show(200)


def _stored(committee: Committee) -> dict[str, object]:
    return {"name": committee.name, "short_name": committee.short_name, **asdict(committee.settings)}
