"""The whole at a glance: first what waits for a decision, then coverage, then the classes of tasks."""

from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.coverage import figures_due_on, month_due
from bhyt_tasks.domain.tasks import TaskClass
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage
from bhyt_tasks.queries import overview as questions
from bhyt_tasks.queries.areas import AreaStanding
from bhyt_tasks.queries.areas import area as sum_of
from bhyt_tasks.queries.decisions import waiting
from bhyt_tasks.queries.extensions import waiting_extensions
from bhyt_tasks.queries.past import as_of
from bhyt_tasks.queries.targets import measured
from bhyt_tasks.web.forms import ActForm
from bhyt_tasks.web.gate import allows, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.menu import counts
from bhyt_tasks.web.past import look
from bhyt_tasks.web.portions import portion
from bhyt_tasks.web.trend import trend

blueprint = Blueprint("overview", __name__)

WORST = 20  # units shown before the link to more
STRIP = 3  # decisions shown before the link to all of them


@blueprint.get("/overview")
@allows(Action.SEE_OVERVIEW)
def overview() -> ResponseReturnValue:
    looked, waits = look(), counts()
    today = looked.today
    with as_of(db.session, looked.past):
        units = coverage.standings(db.session, viewer, today)
        counted = questions.classes_by_unit(db.session, viewer, today)
        rows = waiting(db.session, viewer, limit=STRIP + 1)
        asking = waits.extensions or looked.past
        asked = waiting_extensions(db.session, viewer, limit=STRIP + 1) if asking else []
    area = sum_of(units)
    classes = questions.total(counted)
    tasks_of = {unit.unit_id: unit for unit in counted}
    shown = {unit.unit_id for unit in units}
    return page(
        "overview/overview.html",
        look=looked,
        today=today,
        counts=waits,
        extensions=asked[:STRIP],
        waiting=rows[:STRIP],
        more_waiting=len(rows) > STRIP or len(asked) > STRIP,
        measured={} if looked.past else measured(db.session, [row.id for row in rows[:STRIP]]),
        form=ActForm(formdata=None),
        area=area,
        missing=_missing_month(area, today),
        classes=classes,
        original=questions.original_total(counted),
        total=sum(classes[kind] for kind in questions.COUNTED),
        counted=questions.COUNTED,
        units=portion(coverage.worst_first(units), WORST),
        tasks_of=tasks_of,
        agencies=[unit for unit in counted if not unit.kind.is_area],
        elsewhere=[unit for unit in counted if unit.kind.is_area and unit.unit_id not in shown and unit.total],
        most=WORST,
        trend=trend(area.whole) if area.whole else None,
        below=sum(unit.latest is not None and unit.latest.points < 9000 for unit in units),
        open_late=TaskClass.OPEN_LATE,
    )


def _missing_month(area: AreaStanding, today: date) -> tuple[date, date, bool] | None:
    """The month whose figures should be there, the day they were due, and whether that day has passed."""
    latest = area.whole.latest.period if area.whole and area.whole.latest else None
    due_day = viewer.settings.figures_due_day
    month = month_due(today, due_day)
    if latest is None or latest >= month:
        return None
    due_on = figures_due_on(month, due_day)
    return month, due_on, today > due_on
