"""Where does each unit stand against its target, and how did it get there?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain import coverage as rules
from bhyt_tasks.domain.access import Viewer, visible_units
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.readings import OFFICIAL, Reading, Source, not_replaced
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.units import AGENCIES, AREAS, Unit, UnitKind, UnitSuccession
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.figures import Figure, Goal, Standing
from bhyt_tasks.queries.successions import Member, Passing, composed, predecessors_of

MONTHS_SHOWN = 13


class _Row(NamedTuple):
    unit_id: int
    name: str
    kind: UnitKind
    period: date | None
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    source: Source | None
    note: str | None
    basis: str | None
    target_points: int | None
    comparator: Comparator | None
    target_due_on: date | None
    target_origin: str | None
    active_from: date
    into_id: int | None
    into: str | None
    into_on: date | None
    into_by: str | None
    into_main: bool | None
    target_id: int | None


_into = aliased(Unit)
_DIRECTIVE: sa.BindParameter[int] = sa.bindparam("directive_id", type_=sa.Integer)


def _indicator(committees: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """The indicator that is meant: of the directive's target, else the one asked for, else coverage."""
    target = aliased(Target)
    directives = sa.select(sa.func.max(target.indicator_id)).where(target.directive_id == _DIRECTIVE)
    main = sa.select(sa.func.min(Indicator.id)).where(committees)
    asked = sa.bindparam("indicator_id", type_=sa.Integer)
    return sa.func.coalesce(directives.scalar_subquery(), asked, main.scalar_subquery())


def _of_units(which: Callable[[type[Unit]], sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    """The indicators of the committee that has the units."""
    unit = aliased(Unit)
    return Indicator.committee_id.in_(sa.select(unit.committee_id).where(which(unit)))


def _goal_id(indicator: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """The target that counts today: the directive's own, else the next one due, else the last one that was."""
    meant = (Target.unit_id == Unit.id, Target.indicator_id == indicator, Target.ended_on.is_(None))
    of_unit = sa.select(Target.id).where(*meant).correlate(Unit).limit(1)
    coming = of_unit.where(Target.due_on >= TODAY).order_by(Target.due_on, Target.points.desc())
    past = of_unit.where(Target.due_on < TODAY).order_by(Target.due_on.desc(), Target.points.desc())
    own = of_unit.where(Target.directive_id == _DIRECTIVE)
    return sa.func.coalesce(own.scalar_subquery(), coming.scalar_subquery(), past.scalar_subquery())


def _counts(reading: type[Reading], indicator: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """The reading is of everybody, official, and nothing has replaced it."""
    meant = (reading.indicator_id == indicator, reading.group_id.is_(None))
    return sa.and_(*meant, reading.source.in_(OFFICIAL), not_replaced(reading))


def latest_of(indicator: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    inner = aliased(Reading)
    latest_id = (
        sa.select(inner.id)
        .where(inner.unit_id == Unit.id, _counts(inner, indicator))
        .order_by(inner.period.desc(), inner.id.desc())
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )
    return Reading.id == latest_id


def _rows(
    which: sa.ColumnElement[bool], reading: sa.ColumnElement[bool], indicator: sa.ColumnElement[int]
) -> Statement:
    return (
        sa.select(
            Unit.id,
            Unit.name,
            Unit.kind,
            Reading.period,
            Reading.cut_off_on,
            Reading.numerator,
            Reading.denominator,
            Reading.stated_points,
            Reading.source,
            Reading.note,
            Reading.basis,
            Target.points,
            Target.comparator,
            Target.due_on,
            Target.origin,
            Unit.active_from,
            UnitSuccession.new_unit_id,
            _into.name,
            UnitSuccession.on,
            UnitSuccession.decision,
            UnitSuccession.main,
            Target.id,
        )
        .select_from(Unit)
        .outerjoin(Target, Target.id == _goal_id(indicator))
        .outerjoin(UnitSuccession, sa.and_(UnitSuccession.old_unit_id == Unit.id, UnitSuccession.on <= TODAY))
        .outerjoin(_into, _into.id == UnitSuccession.new_unit_id)
        .outerjoin(Reading, reading)  # last: a unit has one goal, and many months
        .where(which)
        .order_by(Unit.sort_key, Unit.id, Reading.period, Reading.id, UnitSuccession.main.desc(), UnitSuccession.id)
    )


def _fetch(
    session: Session,
    today: date,
    statement: Statement,
    *,
    directive_id: int | None = None,
    indicator_id: int | None = None,
    asked: Sequence[int] = (),
    back_to: date | None = None,
    **values: Any,
) -> list[Standing]:
    """The units of the statement; those that passed into others only when they are asked for themselves.

    Their months are the last thirteen, or thirteen before ``back_to`` and all since.
    """
    since = rules.add_months(rules.month_of(back_to or today), -MONTHS_SHOWN)
    meant = {"directive_id": directive_id, "indicator_id": indicator_id}
    rows = fetch_all(session, _Row, statement, today=today, since=since, **meant, **values)
    return composed(_members(rows), asked)


def _members(rows: Iterable[_Row]) -> list[Member]:
    grouped: dict[int, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(row.unit_id, []).append(row)
    return [_member(group) for group in grouped.values()]


def _member(rows: Sequence[_Row]) -> Member:
    passed = dict.fromkeys(
        Passing(row.into_id, row.into or "", row.into_on, row.into_by or "", bool(row.into_main))
        for row in rows
        if row.into_id is not None and row.into_on is not None
    )
    return Member(_standing(rows), rows[0].active_from, tuple(passed))


def _standing(rows: Sequence[_Row]) -> Standing:
    first = rows[0]
    goal = None
    if first.target_points is not None and first.comparator is not None and first.target_due_on is not None:
        goal = Goal(
            first.target_points, first.comparator, first.target_due_on, first.target_origin or "", first.target_id
        )
    by_month = {}
    for row in rows:
        if row.period is not None and row.source is not None:
            figure = Figure(
                row.period,
                row.cut_off_on,
                row.numerator,
                row.denominator,
                row.stated_points,
                row.source,
                row.note or "",
                row.basis or "",
            )
            by_month[row.period] = figure
    return Standing(first.unit_id, first.name, first.kind, goal, tuple(by_month.values()))


def active() -> sa.ColumnElement[bool]:
    return sa.or_(Unit.active_until.is_(None), Unit.active_until >= TODAY)


def _months(indicator: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.and_(Reading.unit_id == Unit.id, Reading.period >= sa.bindparam("since"), _counts(Reading, indicator))


def _with_past(
    units: sa.ColumnElement[bool],
    into: sa.ColumnElement[bool],
    reading: Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]],
    indicator: sa.ColumnElement[int],
) -> Statement:
    """Some units, and all that passed ``into`` them, with their readings of the indicator."""
    return _rows(sa.or_(units, Unit.id.in_(predecessors_of(into))), reading(indicator), indicator)


_SOME: sa.BindParameter[Any] = sa.bindparam("unit_ids", expanding=True)
_LATEST = _with_past(
    Unit.id.in_(_SOME),
    UnitSuccession.new_unit_id.in_(_SOME),
    latest_of,
    _indicator(_of_units(lambda unit: unit.id.in_(_SOME))),
)
_MONTHS_OF_SOME = _with_past(
    Unit.id.in_(_SOME),
    UnitSuccession.new_unit_id.in_(_SOME),
    _months,
    _indicator(_of_units(lambda unit: unit.id.in_(_SOME))),
)
_ASKED: sa.BindParameter[int] = sa.bindparam("unit_id", type_=sa.Integer)
_OF_UNIT = _with_past(
    Unit.id == _ASKED,
    UnitSuccession.new_unit_id == _ASKED,
    _months,
    _indicator(_of_units(lambda unit: unit.id == _ASKED)),
)


def latest_standings(
    session: Session, today: date, unit_ids: Sequence[int], indicator_id: int | None = None
) -> dict[int, Standing]:
    """The latest figure and the goal of some units, for a page of a list."""
    found = _fetch(session, today, _LATEST, indicator_id=indicator_id, asked=unit_ids, unit_ids=unit_ids)
    return {standing.unit_id: standing for standing in found}


def unit_standing(
    session: Session, today: date, unit_id: int, directive_id: int | None = None, indicator_id: int | None = None
) -> Standing:
    """One unit with its last thirteen months, against the target of a directive when it gave one."""
    found = _fetch(
        session,
        today,
        _OF_UNIT,
        directive_id=directive_id,
        indicator_id=indicator_id,
        asked=(unit_id,),
        unit_id=unit_id,
    )
    return next(each for each in found if each.unit_id == unit_id)


def standings(
    session: Session, viewer: Viewer, today: date, below: int | None = None, indicator_id: int | None = None
) -> list[Standing]:
    """The areas right below one, at first the committee's, that the viewer sees, in Vietnamese order of names.

    Never those further down: the people of a village are among those of its commune already (R8).
    """
    statement = _below(seat(viewer), below is None)
    return _fetch(session, today, statement, indicator_id=indicator_id, **sitting(viewer), unit_id=below)


@cache
def _below(viewer: Seat, whole: bool) -> Statement:
    area = sa.select(Committee.area_id).where(Committee.id == viewer.committee_id).scalar_subquery()
    parent = Unit.parent_id == (area if whole else sa.bindparam("unit_id"))
    units = sa.and_(visible_units(viewer), Unit.kind.in_(AREAS), parent, active())
    into = UnitSuccession.committee_id == viewer.committee_id
    return _with_past(units, into, _months, _indicator(Indicator.committee_id == viewer.committee_id))


def month_standings(
    session: Session, viewer: Viewer, period: date, indicator_id: int, *, of_agencies: bool = False
) -> list[Standing]:
    """The units that a report of a month is of, as they were at its end, with those that had a figure of it all the
    same; later months are among their figures."""
    statement = _in_month(seat(viewer), of_agencies)
    on = rules.last_day(period)
    return _fetch(session, on, statement, indicator_id=indicator_id, **sitting(viewer), period=period)


@cache
def _in_month(viewer: Seat, of_agencies: bool) -> Statement:
    area = sa.select(Committee.area_id).where(Committee.id == viewer.committee_id).scalar_subquery()
    inner = aliased(Reading)
    counted = sa.exists().where(inner.unit_id == Unit.id, inner.period == sa.bindparam("period", type_=sa.Date))
    units = sa.and_(
        visible_units(viewer),
        Unit.kind.in_(AGENCIES if of_agencies else AREAS),
        sa.true() if of_agencies else Unit.parent_id == area,
        sa.or_(sa.and_(Unit.active_from <= TODAY, active()), counted),
    )
    into = UnitSuccession.committee_id == viewer.committee_id
    return _with_past(units, into, _months, _indicator(Indicator.committee_id == viewer.committee_id))


def agency_standings(session: Session, viewer: Viewer, today: date, indicator_id: int) -> list[Standing]:
    """The agencies and associations that have a target or a figure of an indicator, in Vietnamese order of names."""
    return _fetch(session, today, _agencies(seat(viewer)), indicator_id=indicator_id, **sitting(viewer))


@cache
def _agencies(viewer: Seat) -> Statement:
    indicator = sa.bindparam("indicator_id", type_=sa.Integer)
    target, reading = aliased(Target), aliased(Reading)
    told = sa.exists().where(target.unit_id == Unit.id, target.indicator_id == indicator, target.ended_on.is_(None))
    figured = sa.exists().where(reading.unit_id == Unit.id, reading.indicator_id == indicator)
    units = sa.and_(
        visible_units(viewer), Unit.kind.in_(AGENCIES), active(), sa.or_(told.correlate(Unit), figured.correlate(Unit))
    )
    into = UnitSuccession.committee_id == viewer.committee_id
    return _with_past(units, into, _months, indicator)


def directive_standings(
    session: Session, today: date, directive_id: int, unit_ids: Sequence[int], back_to: date
) -> dict[int, Standing]:
    """Some units against what a directive told them to reach, with their months since before it was given."""
    found = _fetch(
        session,
        today,
        _MONTHS_OF_SOME,
        directive_id=directive_id,
        asked=unit_ids,
        back_to=back_to,
        unit_ids=unit_ids,
    )
    return {standing.unit_id: standing for standing in found}


def with_villages(
    session: Session, viewer: Viewer, today: date, unit_id: int, indicator_id: int | None = None
) -> tuple[Standing, list[Standing]]:
    """One unit, and the areas right below it that the viewer sees; in one statement."""
    statement = _with_villages(seat(viewer))
    found = _fetch(
        session,
        today,
        statement,
        indicator_id=indicator_id,
        asked=(unit_id,),
        **sitting(viewer),
        unit_id=unit_id,
    )
    (unit,) = (each for each in found if each.unit_id == unit_id)
    return unit, [each for each in found if each is not unit]


@cache
def _with_villages(viewer: Seat) -> Statement:
    below = sa.and_(visible_units(viewer), Unit.kind.in_(AREAS), Unit.parent_id == _ASKED, active())
    indicator = _indicator(Indicator.committee_id == viewer.committee_id)
    return _with_past(sa.or_(Unit.id == _ASKED, below), UnitSuccession.new_unit_id == _ASKED, _months, indicator)


def worst_first(units: Iterable[Standing]) -> list[Standing]:
    """Without figures first, then the lowest rate."""
    return sorted(units, key=lambda unit: (unit.latest is not None, unit.latest.points if unit.latest else 0))


@dataclass(frozen=True)
class LatestRate:
    """The latest official figure of a unit, as people or as the stated rate; without a period it has none yet."""

    unit_id: int
    period: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None

    @property
    def rate(self) -> Fraction:
        """The exact rate in basis points."""
        if self.numerator is None or self.denominator is None:
            return Fraction(self.stated_points or 0)
        return Fraction(self.numerator * rules.EVERYBODY, self.denominator)


def latest_rates(session: Session, committee_id: int) -> list[LatestRate]:
    main = sa.select(sa.func.min(Indicator.id)).where(Indicator.committee_id == committee_id).scalar_subquery()
    return fetch_all(
        session,
        LatestRate,
        sa.select(Unit.id, Reading.period, Reading.numerator, Reading.denominator, Reading.stated_points)
        .select_from(Unit)
        .outerjoin(Reading, latest_of(main))
        .where(Unit.committee_id == committee_id, Unit.kind.in_(AREAS), Unit.parent_id.is_not(None))
        .order_by(Unit.sort_key),
    )


def without_figures(units: Iterable[Standing], month: date) -> list[Standing]:
    """The units that have no figure of the month."""
    return [unit for unit in units if all(figure.period != month for figure in unit.figures)]
