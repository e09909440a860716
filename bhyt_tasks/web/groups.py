"""The admin's groups: the collective phrases that stand for several units."""

from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import unit_groups as rules
from bhyt_tasks.domain.access import Action, find
from bhyt_tasks.domain.errors import Conflict
from bhyt_tasks.domain.units import UnitGroup
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import unit_register as questions
from bhyt_tasks.web import gate
from bhyt_tasks.web.forms import ActForm, UnitsField, at_most, required
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform, perform_on

blueprint = Blueprint("groups", __name__)


class GroupForm(ActForm):
    name = StringField(_l("Tên nhóm"), [required(_l("Ghi tên nhóm.")), at_most(rules.LONGEST_NAME)])
    units = UnitsField(_l("Các đơn vị"), [required(_l("Ghi các đơn vị của nhóm."))])


@blueprint.get("/admin/groups")
@allows(Action.ADMINISTER)
def groups() -> ResponseReturnValue:
    return page("units/groups.html", rows=questions.groups(db.session, viewer.committee_id))


@blueprint.route("/admin/groups/new", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def new() -> ResponseReturnValue:
    form = GroupForm()

    def act(at: datetime) -> Answer:
        rules.enter_group(db.session, viewer.committee_id, form.name.data, form.units.ids(), by=viewer.id, at=at)
        return Answer(url_for(".groups"), _("Đã thêm nhóm “%(group)s”.", group=form.name.data))

    answer = perform(form, act) if request.method == "POST" and form.validate() else None
    return answer or page("units/group.html", 422 if request.method == "POST" else 200, form=form, group=None)


@blueprint.route("/admin/groups/<int:group_id>", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def group(group_id: int) -> ResponseReturnValue:
    row = load(UnitGroup, group_id, Action.ADMINISTER)
    form = GroupForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(UnitGroup, group_id)
        members = questions.members_of(db.session, group_id, clock.day(gate.now()))
        return page("units/group.html", status, form=form, group=current, members=members, conflict=status == 409)

    def act(current: UnitGroup, at: datetime) -> Answer:
        changed = rules.revise_group(db.session, current, form.name.data, form.units.ids(), by=viewer.id, at=at)
        return Answer(url_for(".groups"), _("Đã lưu nhóm.") if changed else _("Không có gì thay đổi."))

    if request.method == "GET":
        form.name.data, form.version.data = row.name, row.version
        form.units.data = questions.members_of(db.session, group_id, clock.day(gate.now()))
        return show(200)
    return perform_on(form, UnitGroup, group_id, act, show)


@blueprint.post("/admin/groups/<int:group_id>/removal")
@allows(Action.ADMINISTER)
def remove(group_id: int) -> ResponseReturnValue:
    """The group is looked up inside the write, so that a second tap gets the first one's answer."""
    form = ActForm()

    def act(at: datetime) -> Answer:
        row = find(db.session, UnitGroup, group_id, viewer, Action.ADMINISTER)
        if row is None:
            abort(404)
        if row.version != form.read_version():
            raise Conflict
        name = row.name
        rules.remove_group(db.session, row, by=viewer.id, at=at)
        return Answer(url_for(".groups"), _("Đã xóa nhóm “%(group)s”. Các đơn vị vẫn giữ nguyên.", group=name))

    try:
        answer = perform(form, act) if form.validate() else None
    except Conflict as refusal:
        form.refuse(refusal)
        answer = None
    status = 409 if form.errors and "once" not in form.errors else 422
    return answer or page(
        "units/groups.html", status, rows=questions.groups(db.session, viewer.committee_id), form=form
    )
