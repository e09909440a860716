"""Month by month, unit by unit: who moved, who stood still, and whose figure is missing."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.access import Action
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage
from bhyt_tasks.queries import months as questions
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.past import look
from bhyt_tasks.web.portions import portion

blueprint = Blueprint("months", __name__)


@blueprint.get("/coverage/months")
@allows(Action.COMPARE_COVERAGE)
def months() -> ResponseReturnValue:
    looked = look()
    with as_of(db.session, looked.past):
        units = coverage.standings(db.session, viewer, looked.today)
    grid = questions.grid(units, looked.today, viewer.settings.figures_due_day)
    return page("months/months.html", look=looked, grid=grid, lines=portion(grid.lines))
