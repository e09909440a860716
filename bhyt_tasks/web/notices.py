"""What was I told? Deadlines that come or passed, and what the committee did to the tasks of my unit."""

from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from bhyt_tasks.domain import notices as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import notices as questions
from bhyt_tasks.web import menu
from bhyt_tasks.web.forms import ActForm, whole
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("notices", __name__)


class SeenForm(ActForm):
    """Up to which notice and which event the page had told."""

    notice_id = HiddenField()
    event_id = HiddenField()


@blueprint.get("/notices")
@allows(Action.USE_ACCOUNT)
def notices() -> ResponseReturnValue:
    return _page(SeenForm(formdata=None))


def _page(form: SeenForm, status: int = 200) -> ResponseReturnValue:
    warned, told = questions.notices_of(db.session, viewer), questions.told(db.session, viewer)
    rows = sorted([*warned, *told], key=lambda row: row.at, reverse=True)[: questions.SHOWN]
    form.notice_id.data, form.event_id.data = questions.newest(db.session, viewer)
    return page("notices/notices.html", status, form=form, rows=rows, unread=menu.counts().unread)


@blueprint.post("/notices/seen")
@allows(Action.USE_ACCOUNT)
def seen() -> ResponseReturnValue:
    form = SeenForm()

    def act(at: datetime) -> Answer:
        newest = {"notice_id": whole(form.notice_id.data) or 0, "event_id": whole(form.event_id.data) or 0}
        rules.mark_seen(db.session, viewer.id, **newest, at=at)
        return Answer(url_for(".notices"), _("Đã đánh dấu đã xem."))

    answer = perform(form, act) if form.validate() else None
    return answer if answer is not None else _page(form, 422)
