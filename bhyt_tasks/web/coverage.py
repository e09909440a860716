"""Coverage of each unit, its months and the villages below it."""

from datetime import date

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action, allowed
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage as questions
from bhyt_tasks.queries.figures import Standing, levels_of
from bhyt_tasks.queries.overview import classes_by_unit
from bhyt_tasks.queries.successions import relatives
from bhyt_tasks.web import gate
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.portions import portion
from bhyt_tasks.web.trend import trend

blueprint = Blueprint("coverage", __name__)


@blueprint.get("/coverage")
@allows(Action.SEE_COVERAGE)
def coverage() -> ResponseReturnValue:
    if not allowed(viewer, Action.COMPARE_COVERAGE) and viewer.unit_id:
        return redirect(url_for("coverage.unit", unit_id=viewer.unit_id), 303)
    units = questions.standings(db.session, viewer, clock.day(gate.now()))
    shown = portion(questions.worst_first(units))
    levels = levels_of(unit.level for unit in shown.rows if unit.latest)
    return page("coverage/list.html", units=shown, levels=levels, area=questions.area(units))


@blueprint.get("/coverage/<int:unit_id>")
@allows(Action.SEE_COVERAGE)
def unit(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.SEE_COVERAGE)
    today = clock.day(gate.now())
    is_area = row.kind.is_area
    standing, villages = _standing(row, today) if is_area else (None, [])
    counted = [line for line in classes_by_unit(db.session, viewer, today) if line.unit_id == unit_id]
    family = standing or relatives(db.session, unit_id, today)
    return page(
        "coverage/unit.html",
        unit=row,
        standing=standing,
        villages=questions.worst_first(villages),
        of_villages=questions.area(villages),
        others=questions.other_readings(db.session, viewer.indicator_id, unit_id) if is_area else [],
        trend=trend(standing) if standing else None,
        tasks=counted[0] if counted else None,
        predecessors=family.predecessors,
        successors=family.successors,
    )


def _standing(row: Unit, today: date) -> tuple[Standing, list[Standing]]:
    """A unit with those below it; the committee's own area has a page of its own for them."""
    if row.id == viewer.area_id:
        return questions.unit_standing(db.session, today, row.id), []
    return questions.with_villages(db.session, viewer, today, row.id)
