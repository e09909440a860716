"""What does the text being typed mean? Small answers while a form is filled in."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.vietnamese import parse_date
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.units import by_bound, choices, last_piece, suggest
from bhyt_tasks.web import filters, gate
from bhyt_tasks.web.gate import allows, viewer

blueprint = Blueprint("typing", __name__)


def _typed() -> str:
    return request.args.get(request.args.get("field", ""), "")[:5000]


@blueprint.get("/units")
@allows(Action.NAME_UNITS)
def units() -> ResponseReturnValue:
    """Names of units and groups that hold the piece being typed, or the units that meet its bound."""
    text = last_piece(_typed())
    among = choices(db.session, viewer.committee_id, clock.day(gate.now()), text)
    return render_template("meetings/_suggestions.html", names=suggest(text, among), bound=by_bound(text, among))


@blueprint.get("/day")
@allows(Action.USE_ACCOUNT)
def day() -> ResponseReturnValue:
    """The day that is meant, with its weekday and whether it is a day off, or why it cannot be read."""
    text = _typed()
    if not text.strip():
        return ""
    try:
        meant = parse_date(text, clock.day(gate.now()))
    except RuleBroken as refusal:
        return escape(filters.sentence(refusal))
    return filters.full_day(meant)
