"""Has a directive moved the number? Each unit before it was given, and now."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action, sees_everything
from bhyt_tasks.domain.meetings import Directive, Meeting, indicator_meant
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.since import directive_since
from bhyt_tasks.web import gate
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page

blueprint = Blueprint("since", __name__)


@blueprint.get("/coverage/directives/<int:directive_id>")
@allows(Action.SEE_COVERAGE)
def since(directive_id: int) -> ResponseReturnValue:
    directive = load(Directive, directive_id, Action.SEE_COVERAGE)
    found = directive_since(db.session, viewer, clock.day(gate.now()), directive_id)
    if found is None:
        abort(404)
    return page(
        "since/since.html",
        directive=directive,
        meeting=db.session.get_one(Meeting, directive.meeting_id),
        indicator=indicator_meant(db.session, viewer.committee_id, directive),
        found=found,
        whole=sees_everything(viewer),
    )
