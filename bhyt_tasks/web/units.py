"""The admin's register of units: find one, add one, correct, rename, close and open it again."""

from datetime import date, datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import unit_changes as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.accounts import appoint_head
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.unit_changes import LONGEST_DECISION, LONGEST_NAME, UnitFacts
from bhyt_tasks.domain.units import Unit, UnitKind, kind_named
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import unit_register as questions
from bhyt_tasks.queries.successions import relatives
from bhyt_tasks.queries.unit_register import Asked
from bhyt_tasks.queries.units import Choices, choices
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.forms import NOT_IN_LIST, ActForm, DayField, UnitsField, at_most, enum_field, required, whole
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform, perform_on

blueprint = Blueprint("units", __name__)

NO_KIND = N_("Tên không cho biết loại đơn vị. Chọn loại.")
STATES = {"open": _l("Đang hoạt động"), "closed": _l("Đã ngừng"), "all": _l("Tất cả")}


class ParentField(UnitsField):
    """One unit, which may have been closed since: an old district keeps its communes."""

    def among(self, text: str = "") -> Choices:
        return choices(db.session, viewer.committee_id, date.min, text)

    def pre_validate(self, form: ActForm) -> None:
        if self.data is not None and len(self.data) != 1:
            raise ValidationError(_("Ghi một đơn vị cấp trên."))


class UnitForm(ActForm):
    name = StringField(_l("Tên đơn vị"), [required(_l("Ghi tên đơn vị.")), at_most(LONGEST_NAME)])
    kind = enum_field(_l("Loại"), UnitKind)
    code = StringField(_l("Mã đơn vị hành chính"), [at_most(20)])
    parent = ParentField(_l("Thuộc"), [Optional()])
    aliases = TextAreaField(_l("Tên gọi khác, tên viết tắt"), [at_most(5_000)])
    oversees = BooleanField(_l("Được giao đôn đốc, kiểm tra đơn vị khác"))
    active_from = DayField(_l("Hoạt động từ ngày"), [Optional()])

    def facts(self) -> UnitFacts:
        kind = self.kind.data or kind_named(self.name.data)
        if kind is None:
            raise RuleBroken(NO_KIND, field="kind")
        return UnitFacts(
            name=self.name.data,
            kind=kind,
            code=self.code.data or "",
            parent_id=self.parent.ids()[0] if self.parent.data else None,
            oversees=self.oversees.data,
            aliases=tuple((self.aliases.data or "").splitlines()),
            active_from=self.active_from.data,
        )


class NewUnitForm(UnitForm):
    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = [SelectChoice("", _("theo tên đơn vị")), *self.kind.choices]


class EditUnitForm(UnitForm):
    head = SelectField(_l("Người đứng đầu"), coerce=int, default=0, invalid_choice_message=NOT_IN_LIST)

    def offer_people(self, unit_id: int) -> None:
        people = questions.people_of(db.session, unit_id)
        self.head.choices = [SelectChoice("0", _("chưa cử")), *(SelectChoice(str(row), words) for row, words in people)]

    def show(self, unit: Unit, aliases: list[str]) -> None:
        for name in ("name", "kind", "code", "oversees", "active_from", "version"):
            self[name].data = getattr(unit, name)
        self.head.data = unit.head_id or 0
        self.aliases.data = "\n".join(aliases)
        if unit.parent_id:
            known = {choice.id: choice for choice in self.parent.among().units}
            self.parent.data = (known[unit.parent_id],)


class NameForm(ActForm):
    name = StringField(_l("Tên mới"), [required(_l("Ghi tên mới.")), at_most(LONGEST_NAME)])
    valid_from = DayField(_l("Dùng từ ngày"), [required(_l("Ghi ngày bắt đầu dùng tên mới."))])
    decision = StringField(
        _l("Số quyết định, nghị quyết"), [required(_l("Ghi số quyết định, nghị quyết.")), at_most(LONGEST_DECISION)]
    )


class ClosureForm(ActForm):
    last_day = DayField(_l("Ngày cuối cùng hoạt động"), [required(_l("Ghi ngày cuối cùng hoạt động."))])
    decision = StringField(
        _l("Số quyết định, nghị quyết"), [required(_l("Ghi số quyết định, nghị quyết.")), at_most(LONGEST_DECISION)]
    )


class ReopeningForm(ActForm):
    reason = StringField(
        _l("Lý do hoặc số quyết định"), [required(_l("Ghi lý do hoặc số quyết định.")), at_most(LONGEST_DECISION)]
    )


@blueprint.get("/admin/units")
@allows(Action.ADMINISTER)
def units() -> ResponseReturnValue:
    today, asked = clock.day(gate.now()), _asked()
    rows = questions.units(db.session, viewer.committee_id, asked, today)
    more, rows = rows[questions.PAGE :], rows[: questions.PAGE]
    next_query = filters.query({**_query(asked), "after": rows[-1].id}) if more else ""
    return page(
        "units/list.html",
        rows=rows,
        names=questions.other_names(db.session, [row.id for row in rows]),
        count=questions.count_units(db.session, viewer.committee_id, asked, today),
        asked=asked,
        states=STATES,
        next_url=f"{request.path}{next_query}" if more else "",
    )


def _asked() -> Asked:
    state = request.args.get("state", "open")
    return Asked(
        q=request.args.get("q", "").strip()[: questions.LONGEST_SEARCH],
        state=state if state in STATES else "open",
        parent=whole(request.args.get("parent")),
        after=whole(request.args.get("after")),
    )


def _query(asked: Asked) -> dict[str, object]:
    return {"q": asked.q, "state": "" if asked.state == "open" else asked.state, "parent": asked.parent}


@blueprint.route("/admin/units/new", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def new() -> ResponseReturnValue:
    form = NewUnitForm()

    def act(at: datetime) -> Answer:
        active_from = form.active_from.data or clock.day(at)
        facts = form.facts()
        unit = rules.enter_unit(db.session, viewer.committee_id, facts, active_from=active_from, by=viewer.id, at=at)
        if "more" in request.form:
            return Answer(url_for(".new"), _("Đã thêm %(unit)s. Ghi đơn vị tiếp theo.", unit=unit.name))
        return Answer(_here(unit.id), _("Đã thêm %(unit)s.", unit=unit.name))

    if request.method == "GET":
        if viewer.area_id:
            known = {choice.id: choice for choice in form.parent.among().units}
            form.parent.data = (known[viewer.area_id],)
        return page("units/edit.html", form=form, unit=None)
    answer = perform(form, act) if form.validate() else None
    return answer or page("units/edit.html", 422, form=form, unit=None)


def _here(unit_id: int) -> str:
    return url_for("units.unit", unit_id=unit_id)


@blueprint.get("/admin/units/<int:unit_id>")
@allows(Action.ADMINISTER)
def unit(unit_id: int) -> ResponseReturnValue:
    return _unit_page(load(Unit, unit_id, Action.ADMINISTER), ReopeningForm())


def _unit_page(row: Unit, form: ReopeningForm, status: int = 200) -> ResponseReturnValue:
    if form.version.data is None:
        form.version.data = row.version
    return page(
        "units/unit.html",
        status,
        unit=row,
        names=questions.names_of(db.session, row.id),
        hanging=questions.hanging(db.session, row),
        heads=questions.heads(db.session, row),
        relatives=relatives(db.session, row.id),
        form=form,
    )


@blueprint.route("/admin/units/<int:unit_id>/edit", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def edit(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.ADMINISTER)
    form = EditUnitForm()
    form.offer_people(unit_id)

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Unit, unit_id)
        names = questions.names_of(db.session, unit_id)
        return page("units/edit.html", status, form=form, unit=current, names=names, conflict=status == 409)

    def act(current: Unit, at: datetime) -> Answer:
        changed = rules.revise_unit(db.session, current, form.facts(), by=viewer.id, at=at)
        changed = appoint_head(db.session, current, form.head.data or None, by=viewer, at=at) or changed
        return Answer(_here(unit_id), _("Đã lưu.") if changed else _("Không có gì thay đổi."))

    if request.method == "GET":
        form.show(row, [name.name for name in questions.names_of(db.session, unit_id) if name.alias])
        return show(200)
    return perform_on(form, Unit, unit_id, act, show)


@blueprint.route("/admin/units/<int:unit_id>/name", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def rename(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.ADMINISTER)
    form = NameForm()

    def show(status: int) -> ResponseReturnValue:
        return page("units/rename.html", status, form=form, unit=db.session.get_one(Unit, unit_id))

    def act(current: Unit, at: datetime) -> Answer:
        rules.rename_unit(
            db.session,
            current,
            form.name.data,
            valid_from=form.valid_from.data,
            decision=form.decision.data,
            by=viewer.id,
            at=at,
        )
        words = _("Đã đổi tên thành %(unit)s. Tên cũ vẫn tìm được.", unit=current.name)
        return Answer(_here(unit_id), words)

    if request.method == "GET":
        form.version.data = row.version
        return show(200)
    return perform_on(form, Unit, unit_id, act, show)


@blueprint.route("/admin/units/<int:unit_id>/closure", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def close(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.ADMINISTER)
    form = ClosureForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Unit, unit_id)
        left = questions.hanging(db.session, current)
        return page("units/close.html", status, form=form, unit=current, hanging=left)

    def act(current: Unit, at: datetime) -> Answer:
        left = questions.hanging(db.session, current).open_tasks
        rules.close_unit(
            db.session,
            current,
            last_day=form.last_day.data,
            decision=form.decision.data,
            by=viewer.id,
            at=at,
            note=_("còn %(count)s nhiệm vụ chưa hoàn thành", count=left) if left else "",
        )
        day = filters.day(form.last_day.data)
        return Answer(_here(unit_id), _("Đã ghi: hoạt động đến hết ngày %(day)s.", day=day))

    if request.method == "GET":
        form.version.data = row.version
        return show(200)
    return perform_on(form, Unit, unit_id, act, show)


@blueprint.post("/admin/units/<int:unit_id>/reopening")
@allows(Action.ADMINISTER)
def reopen(unit_id: int) -> ResponseReturnValue:
    load(Unit, unit_id, Action.ADMINISTER)
    form = ReopeningForm()

    def act(current: Unit, at: datetime) -> Answer:
        rules.reopen_unit(db.session, current, reason=form.reason.data, by=viewer.id, at=at)
        return Answer(_here(unit_id), _("Đã mở lại %(unit)s.", unit=current.name))

    def show(status: int) -> ResponseReturnValue:
        return _unit_page(db.session.get_one(Unit, unit_id), form, status)

    return perform_on(form, Unit, unit_id, act, show)
