"""Unfinished tasks of units that are no more: the secretary hands them over, all at once or one by one."""

from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import handovers as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.handovers import FINISHED, HandedOver
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.unit_changes import LONGEST_DECISION
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import handovers as questions
from bhyt_tasks.queries.handovers import Estate
from bhyt_tasks.web import gate
from bhyt_tasks.web.forms import ActForm, IdsField, UnitsField, at_most, required
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("handovers", __name__)

NO_RECEIVER = N_("Ghi một đơn vị nhận nhiệm vụ.")


class HandoverForm(ActForm):
    """``receiver`` is one of the successors; without any ``unit`` is typed."""

    task_ids = IdsField()
    receiver = SelectField(_l("Đơn vị nhận"), coerce=int, default=0, validate_choice=False)
    unit = UnitsField(_l("Đơn vị nhận"), [Optional()])
    decision = StringField(
        _l("Theo quyết định, nghị quyết"), [required(_l("Ghi số quyết định, nghị quyết.")), at_most(LONGEST_DECISION)]
    )
    joining = BooleanField(_l("Nhiệm vụ nào đơn vị nhận đã có thì nhập vào nhiệm vụ đã có"))

    def offer(self, estate: Estate | None) -> "HandoverForm":
        self.receiver.choices = [SelectChoice(str(unit.id), unit.name) for unit in estate.receivers] if estate else []
        return self

    def chosen(self, estate: Estate | None) -> int:
        """The unit that takes over."""
        if estate and estate.receivers:
            if self.receiver.data not in [unit.id for unit in estate.receivers]:
                raise RuleBroken(NO_RECEIVER, field="receiver")
            return self.receiver.data
        if len(self.unit.ids()) != 1:
            raise RuleBroken(NO_RECEIVER, field="unit")
        return self.unit.ids()[0]


@blueprint.get("/successions")
@allows(Action.SEE_DECISIONS)
def handovers() -> ResponseReturnValue:
    return _handovers_page(_estates())


def _estates() -> list[Estate]:
    return questions.estates(db.session, viewer, clock.day(gate.now()))


def _handovers_page(
    estates: list[Estate], sent: HandoverForm | None = None, unit_id: int = 0, status: int = 200
) -> ResponseReturnValue:
    """A form for each closed unit, the one that was sent with what was typed."""
    forms = {estate.unit_id: sent if sent and estate.unit_id == unit_id else _fresh_form(estate) for estate in estates}
    count = sum(len(estate.tasks) for estate in estates)
    return page("handovers/list.html", status, estates=estates, forms=forms, sent=sent, count=count)


def _fresh_form(estate: Estate) -> HandoverForm:
    form = HandoverForm(formdata=None).offer(estate)
    form.decision.data = estate.decision
    form.task_ids.data = [row.id for row in estate.tasks]
    if estate.receivers:
        form.receiver.data = estate.receivers[0].id
    return form


@blueprint.post("/successions/<int:unit_id>")
@allows(Action.CORRECT)
def hand_over(unit_id: int) -> ResponseReturnValue:
    load(Unit, unit_id, Action.CORRECT)
    estate = next((estate for estate in _estates() if estate.unit_id == unit_id), None)
    form = HandoverForm().offer(estate)

    def act(at: datetime) -> Answer:
        to = locked(db.session, Unit, form.chosen(estate))
        ids = set(form.task_ids.data) & {row.id for row in (estate.tasks if estate else ())}
        # The order of ids keeps two writers from waiting for each other's rows.
        of = {row.directive_id for row in (estate.tasks if estate else ()) if row.id in ids}
        for directive_id in sorted(of):
            locked(db.session, Directive, directive_id)  # the daily command gives out its periods
        rows = [locked(db.session, Task, task_id) for task_id in sorted(ids)]
        done = rules.hand_over_all(
            db.session,
            [row for row in rows if row.unit_id == unit_id and row.state not in FINISHED],
            to,
            decision=form.decision.data,
            joining=form.joining.data,
            by=viewer,
            at=at,
        )
        return Answer(url_for(".handovers"), _words(done, to.name))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _handovers_page(_estates(), form, unit_id, 422)


def _words(done: HandedOver, name: str) -> str:
    words = [
        _("Đã chuyển giao %(count)s nhiệm vụ cho %(unit)s.", count=done.moved, unit=name) if done.moved else "",
        _("Đã nhập %(count)s nhiệm vụ vào nhiệm vụ đã có.", count=done.joined) if done.joined else "",
        _(
            "%(count)s nhiệm vụ %(unit)s đã có, chưa chuyển: đánh dấu nhập vào, hoặc giao đơn vị khác.",
            count=done.left,
            unit=name,
        )
        if done.left
        else "",
    ]
    return " ".join(filter(None, words))
