"""The secretary's registers of what is counted, and of the groups of participants."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField

from bhyt_tasks.domain import indicators as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.indicators import Indicator, IndicatorFacts, ParticipantGroup
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import indicators as questions
from bhyt_tasks.web.forms import ActForm, CountField, at_most, required
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform, perform_on

blueprint = Blueprint("indicators", __name__)


class IndicatorForm(ActForm):
    name = StringField(_l("Tên chỉ tiêu"), [required(_l("Ghi tên chỉ tiêu.")), at_most(200)])
    numerator_words = StringField(_l("Số được đếm (tử số)"), [required(_l("Ghi số được đếm.")), at_most(120)])
    denominator_words = StringField(_l("Trên tổng số (mẫu số)"), [required(_l("Ghi tổng số.")), at_most(120)])
    counted = StringField(_l("Đơn vị tính"), [required(_l("Ghi đơn vị tính.")), at_most(30)])
    of_agencies = BooleanField(_l("Của cơ quan, hội, đoàn thể (không phải của xã, phường)"))

    def facts(self) -> IndicatorFacts:
        said = (self.name.data, self.numerator_words.data, self.denominator_words.data, self.counted.data)
        return IndicatorFacts(*said, of_agencies=self.of_agencies.data)


class GroupForm(ActForm):
    name = StringField(_l("Tên nhóm đối tượng"), [required(_l("Ghi tên nhóm đối tượng.")), at_most(200)])
    short_name = StringField(_l("Tên ngắn, dùng ở đầu cột"), [required(_l("Ghi tên ngắn.")), at_most(60)])


class PlacedGroupForm(GroupForm):
    position = CountField(_l("Thứ tự"), [required(_l("Ghi thứ tự của nhóm."))])


@blueprint.get("/coverage/indicators")
@allows(Action.SET_TARGETS)
def indicators() -> ResponseReturnValue:
    return _list()


def _list(status: int = 200, form: ActForm | None = None) -> ResponseReturnValue:
    return page(
        "indicators/list.html",
        status,
        indicators=questions.indicators(db.session, viewer.committee_id),
        groups=questions.participant_groups(db.session, viewer.committee_id),
        form=form,
    )


def _back() -> str:
    return url_for("indicators.indicators")


@blueprint.route("/coverage/indicators/new", methods=["GET", "POST"])
@allows(Action.SET_TARGETS)
def new() -> ResponseReturnValue:
    form = IndicatorForm()

    def act(at: datetime) -> Answer:
        rules.enter_indicator(db.session, viewer.committee_id, form.facts(), by=viewer.id, at=at)
        return Answer(_back(), _("Đã thêm chỉ tiêu “%(name)s”.", name=form.name.data))

    return _added(form, act, "indicators/indicator.html")


@blueprint.route("/coverage/groups/new", methods=["GET", "POST"])
@allows(Action.SET_TARGETS)
def new_group() -> ResponseReturnValue:
    form = GroupForm()

    def act(at: datetime) -> Answer:
        names = (form.name.data, form.short_name.data)
        rules.enter_group(db.session, viewer.committee_id, *names, by=viewer.id, at=at)
        return Answer(_back(), _("Đã thêm nhóm “%(name)s”.", name=form.name.data))

    return _added(form, act, "indicators/group.html")


def _added(form: ActForm, act: Callable[[datetime], Answer], template: str) -> ResponseReturnValue:
    answer = perform(form, act) if request.method == "POST" and form.validate() else None
    return answer or page(template, 422 if request.method == "POST" else 200, form=form, row=None)


@blueprint.route("/coverage/indicators/<int:indicator_id>", methods=["GET", "POST"])
@allows(Action.SET_TARGETS)
def indicator(indicator_id: int) -> ResponseReturnValue:
    load(Indicator, indicator_id, Action.SET_TARGETS)
    form = IndicatorForm()

    def act(row: Indicator, at: datetime) -> Answer:
        changed = rules.revise_indicator(db.session, row, form.facts(), by=viewer.id, at=at)
        return Answer(_back(), _("Đã lưu.") if changed else _("Không có gì thay đổi."))

    return _revised(form, Indicator, indicator_id, act, "indicators/indicator.html")


@blueprint.route("/coverage/groups/<int:group_id>", methods=["GET", "POST"])
@allows(Action.SET_TARGETS)
def group(group_id: int) -> ResponseReturnValue:
    load(ParticipantGroup, group_id, Action.SET_TARGETS)
    form = PlacedGroupForm()

    def act(row: ParticipantGroup, at: datetime) -> Answer:
        said = (form.name.data, form.short_name.data)
        changed = rules.revise_group(db.session, row, *said, position=form.position.data, by=viewer.id, at=at)
        return Answer(_back(), _("Đã lưu.") if changed else _("Không có gì thay đổi."))

    return _revised(form, ParticipantGroup, group_id, act, "indicators/group.html")


def _revised(
    form: ActForm, model: type[Any], row_id: int, act: Callable[[Any, datetime], Answer], template: str
) -> ResponseReturnValue:
    def show(status: int) -> ResponseReturnValue:
        row = db.session.get_one(model, row_id)
        main = viewer.indicator_id == row_id and model is Indicator
        return page(template, status, form=form, row=row, conflict=status == 409, main=main)

    if request.method == "GET":
        row = db.session.get_one(model, row_id)
        for field in form:
            if hasattr(row, field.name):
                field.data = getattr(row, field.name)
        return show(200)
    return perform_on(form, model, row_id, act, show)


@blueprint.post("/coverage/indicators/<int:indicator_id>/closing")
@allows(Action.SET_TARGETS)
def close(indicator_id: int) -> ResponseReturnValue:
    load(Indicator, indicator_id, Action.SET_TARGETS)

    def act(row: Indicator, at: datetime) -> Answer:
        rules.close_indicator(db.session, row, by=viewer.id, at=at)
        return Answer(_back(), _("Đã đóng “%(name)s”. Số liệu cũ vẫn xem được.", name=row.name))

    return _at_once(Indicator, indicator_id, act)


@blueprint.post("/coverage/indicators/<int:indicator_id>/reopening")
@allows(Action.SET_TARGETS)
def reopen(indicator_id: int) -> ResponseReturnValue:
    load(Indicator, indicator_id, Action.SET_TARGETS)
    return _at_once(Indicator, indicator_id, _reopened)


@blueprint.post("/coverage/groups/<int:group_id>/closing")
@allows(Action.SET_TARGETS)
def close_group(group_id: int) -> ResponseReturnValue:
    load(ParticipantGroup, group_id, Action.SET_TARGETS)

    def act(row: ParticipantGroup, at: datetime) -> Answer:
        rules.close_group(db.session, row, by=viewer.id, at=at)
        return Answer(_back(), _("Đã đóng “%(name)s”. Số liệu cũ vẫn xem được.", name=row.name))

    return _at_once(ParticipantGroup, group_id, act)


@blueprint.post("/coverage/groups/<int:group_id>/reopening")
@allows(Action.SET_TARGETS)
def reopen_group(group_id: int) -> ResponseReturnValue:
    load(ParticipantGroup, group_id, Action.SET_TARGETS)
    return _at_once(ParticipantGroup, group_id, _reopened)


def _reopened(row: Indicator | ParticipantGroup, at: datetime) -> Answer:
    rules.reopen(db.session, row, by=viewer.id, at=at)
    return Answer(_back(), _("Đã mở lại “%(name)s”.", name=row.name))


def _at_once(model: type[Any], row_id: int, act: Callable[[Any, datetime], Answer]) -> ResponseReturnValue:
    """A button with nothing to fill in; refused, the registers again with the sentence."""
    form = ActForm()
    return perform_on(form, model, row_id, act, lambda status: _list(status, form))
