"""Coverage of each unit, its months and the villages below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.access import Action, allowed, sees_everything
from bhyt_tasks.domain.coverage import differs, figures_due_on, month_due
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.units import AGENCIES, Unit
from bhyt_tasks.plugins import db
from bhyt_tasks.queries import coverage as questions
from bhyt_tasks.queries.areas import area
from bhyt_tasks.queries.beside import BesideReadings, beside_readings, differences
from bhyt_tasks.queries.figures import Figure, Standing, levels_of
from bhyt_tasks.queries.indicators import counts_of_agencies
from bhyt_tasks.queries.overview import classes_by_unit
from bhyt_tasks.queries.since import MeasuredDirective, measured_directives
from bhyt_tasks.queries.successions import relatives
from bhyt_tasks.queries.targets import unit_targets
from bhyt_tasks.web import gate
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.measures import measure
from bhyt_tasks.web.portions import portion
from bhyt_tasks.web.trend import trend

blueprint = Blueprint("coverage", __name__)

NOTHING = BesideReadings([], [])


@dataclass(frozen=True)
class Missing:
    """The month that is due, the day it was due, and the units that lack it."""

    period: date
    due_on: date
    units: list[Standing]

    @classmethod
    def of(cls, units: Sequence[Standing], today: date) -> "Missing":
        due_day = viewer.settings.figures_due_day
        period = month_due(today, due_day)
        return cls(period, figures_due_on(period, due_day), questions.without_figures(units, period))


@dataclass(frozen=True)
class Compared:
    """The official figure of a month and the unit's own; ``flagged`` when they are further apart than is allowed."""

    official: Figure
    own: Figure
    flagged: bool

    @property
    def gap(self) -> int:
        """People more by the unit's own count."""
        return (self.own.numerator or 0) - (self.official.numerator or 0)


@blueprint.get("/coverage")
@allows(Action.SEE_COVERAGE)
def coverage() -> ResponseReturnValue:
    if not allowed(viewer, Action.COMPARE_COVERAGE) and viewer.unit_id:
        return redirect(url_for("coverage.unit", unit_id=viewer.unit_id), 303)
    asked, today = measure(), clock.day(gate.now())
    read = questions.agency_standings if asked.now.of_agencies else questions.standings
    units = read(db.session, viewer, today, indicator_id=asked.now.id)
    shown = portion(questions.worst_first(units))
    percent = viewer.settings.figures_differ_percent
    return page(
        "coverage/list.html",
        measure=asked,
        units=shown,
        levels=levels_of(unit.level for unit in shown.rows if unit.latest),
        area=area(units),
        missing=Missing.of(units, today),
        differing=differences(db.session, viewer, today, asked.now.id, percent),
        percent=percent,
        directives=_measured(asked.now.id),
    )


def _measured(indicator_id: int) -> list[MeasuredDirective]:
    """The directives that were to move the number, for who sees all of their tasks."""
    return measured_directives(db.session, viewer.committee_id, indicator_id) if sees_everything(viewer) else []


@blueprint.get("/coverage/<int:unit_id>")
@allows(Action.SEE_COVERAGE)
def unit(unit_id: int) -> ResponseReturnValue:
    row = load(Unit, unit_id, Action.SEE_COVERAGE)
    today = clock.day(gate.now())
    asked = measure(of_agencies=not row.kind.is_area) if _is_measured(row) else None
    standing, villages = _standing(row, today, asked.now.id) if asked else (None, [])
    counted = [line for line in classes_by_unit(db.session, viewer, today) if line.unit_id == unit_id]
    family = standing or relatives(db.session, unit_id, today)
    beside = beside_readings(db.session, asked.now.id, unit_id) if asked else NOTHING
    compared, others = _compared(standing, beside.others)
    return page(
        "coverage/unit.html",
        unit=row,
        measure=asked,
        standing=standing,
        targets=unit_targets(db.session, unit_id, asked.now.id) if asked else [],
        villages=questions.worst_first(villages),
        of_villages=area(villages),
        compared=compared,
        others=others,
        groups=beside.groups,
        percent=viewer.settings.figures_differ_percent,
        missing=Missing.of([standing], today) if standing and row.id != viewer.area_id else None,
        trend=trend(standing) if standing else None,
        tasks=counted[0] if counted else None,
        predecessors=family.predecessors,
        successors=family.successors,
    )


def _compared(standing: Standing | None, others: Sequence[Figure]) -> tuple[list[Compared], list[Figure]]:
    """The months that have both counts, newest first; and the figures of other sources that are left."""
    official = {figure.period: figure for figure in standing.figures} if standing else {}
    percent, compared, left = viewer.settings.figures_differ_percent, [], []
    for own in others:
        figure = official.get(own.period)
        if own.source is not Source.WARD or figure is None or figure.numerator is None or own.numerator is None:
            left.append(own)
        else:
            compared.append(Compared(figure, own, differs(figure.numerator, own.numerator, percent)))
    return compared, left


def _is_measured(row: Unit) -> bool:
    """Areas have a coverage; agencies and associations when the committee counts something of theirs."""
    if row.kind.is_area:
        return True
    return row.kind in AGENCIES and viewer.indicators > 1 and counts_of_agencies(db.session, viewer.committee_id)


def _standing(row: Unit, today: date, indicator_id: int) -> tuple[Standing, list[Standing]]:
    """A unit with those below it; the committee's own area has a page of its own for them."""
    if row.id == viewer.area_id or not row.kind.is_area:
        return questions.unit_standing(db.session, today, row.id, indicator_id=indicator_id), []
    return questions.with_villages(db.session, viewer, today, row.id, indicator_id)
