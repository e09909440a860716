"""What does a unit that is no more pass into? One old unit at a time: a merger is several of them into one."""

from datetime import datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import Optional

from bhyt_tasks.domain import unit_successions as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.unit_changes import LONGEST_DECISION
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.successions import relatives
from bhyt_tasks.queries.unit_register import hanging
from bhyt_tasks.web import filters
from bhyt_tasks.web.forms import ActForm, DayField, UnitsField, at_most, required
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform_on

blueprint = Blueprint("successions", __name__)


class SuccessionForm(ActForm):
    successors = UnitsField(_l("Đơn vị kế thừa"), [required(_l("Ghi đơn vị kế thừa."))])
    main_unit = UnitsField(_l("Đơn vị kế thừa chính"), [Optional()])
    last_day = DayField(_l("Ngày cuối cùng hoạt động"), [required(_l("Ghi ngày cuối cùng hoạt động."))])
    decision = StringField(
        _l("Số quyết định, nghị quyết"), [required(_l("Ghi số quyết định, nghị quyết.")), at_most(LONGEST_DECISION)]
    )

    def chosen(self) -> tuple[list[Unit], Unit | None]:
        """All successors, and the main one if it is named."""
        main = self.main_unit.ids()
        if len(main) > 1:
            raise RuleBroken(rules.NO_MAIN, field="main_unit")
        rows = [db.session.get_one(Unit, unit_id) for unit_id in self.successors.ids()]
        return rows, db.session.get_one(Unit, main[0]) if main else None


@blueprint.route("/admin/units/<int:unit_id>/succession", methods=["GET", "POST"])
@allows(Action.ADMINISTER)
def succession(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.ADMINISTER)
    form = SuccessionForm()

    def show(status: int) -> ResponseReturnValue:
        current = db.session.get_one(Unit, unit_id)
        return page(
            "successions/edit.html",
            status,
            form=form,
            unit=current,
            hanging=hanging(db.session, current),
            successors=relatives(db.session, unit_id).successors,
        )

    def act(current: Unit, at: datetime) -> Answer:
        successors, main = form.chosen()
        left = hanging(db.session, current).open_tasks
        rules.succeed(
            db.session,
            current,
            successors=successors,
            main=main,
            last_day=form.last_day.data,
            decision=form.decision.data,
            by=viewer.id,
            at=at,
            note=_("còn %(count)s nhiệm vụ chưa hoàn thành", count=left) if left else "",
        )
        names = "; ".join(successor.name for successor in successors)
        day = filters.day(form.last_day.data)
        words = _(
            "Đã ghi: %(unit)s hoạt động đến hết ngày %(day)s, sau đó là %(names)s.",
            unit=current.name,
            day=day,
            names=names,
        )
        return Answer(url_for("units.unit", unit_id=unit_id), words)

    if request.method == "GET":
        form.version.data = row.version
        form.last_day.data, form.decision.data = row.active_until, row.closing_decision
        return show(200)
    return perform_on(form, Unit, unit_id, act, show)
