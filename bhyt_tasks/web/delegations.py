"""The deputy chairman lets a secretary decide extensions for some days, and calls it back."""

from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from bhyt_tasks.domain import delegations as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.delegations import LONGEST_DOCUMENT, Delegation
from bhyt_tasks.domain.people import User
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import delegations as questions
from bhyt_tasks.web.forms import NOT_IN_LIST, ActForm, DayField, at_most
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("delegations", __name__)


class DelegationForm(ActForm):
    user_id = SelectField(
        _l("Thư ký được ủy quyền"), coerce=int, invalid_choice_message=NOT_IN_LIST, invalid_value_message=NOT_IN_LIST
    )
    from_on = DayField(_l("Từ ngày"), [Optional()])
    until_on = DayField(_l("Đến hết ngày"), [Optional()])
    document = StringField(_l("Văn bản ủy quyền"), [at_most(LONGEST_DOCUMENT)])

    def offer(self) -> None:
        """The secretaries of the committee."""
        known = questions.secretaries(db.session, viewer)
        self.user_id.choices = [SelectChoice(each.id, f"{each.full_name} ({each.position})") for each in known]


@blueprint.get("/delegations")
@allows(Action.DELEGATE)
def delegations() -> ResponseReturnValue:
    form = DelegationForm(formdata=None)
    form.offer()
    return _page(form)


def _page(form: DelegationForm, status: int = 200) -> ResponseReturnValue:
    known = questions.delegations(db.session, viewer)
    return page("delegations/list.html", status, form=form, known=known)


@blueprint.post("/delegations")
@allows(Action.DELEGATE)
def delegate() -> ResponseReturnValue:
    form = DelegationForm()
    form.offer()

    def act(at: datetime) -> Answer:
        secretary = locked(db.session, User, form.user_id.data)
        rules.delegate(
            db.session,
            secretary,
            from_on=form.from_on.data,
            until_on=form.until_on.data,
            document=form.document.data or "",
            by=viewer,
            at=at,
        )
        return Answer(url_for("delegations.delegations"), _("Đã ủy quyền. Quyết định gia hạn sẽ ghi rõ theo ủy quyền."))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _page(form, 422)


@blueprint.post("/delegations/<int:delegation_id>/end")
@allows(Action.DELEGATE)
def end(delegation_id: int) -> ResponseReturnValue:
    load(Delegation, delegation_id, Action.DELEGATE)
    form = ActForm()

    def act(at: datetime) -> Answer:
        rules.end_delegation(db.session, locked(db.session, Delegation, delegation_id), by=viewer, at=at)
        return Answer(url_for("delegations.delegations"), _("Đã kết thúc ủy quyền."))

    answer = perform(form, act) if form.validate() else None
    if answer is not None:
        return answer
    shown = DelegationForm(formdata=None)
    shown.offer()
    shown.form_errors = form.form_errors
    return _page(shown, 422)
