"""Where does each unit stand against its target, and how did it get there?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain import coverage as rules
from bhyt_tasks.domain.access import Viewer, visible_units
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import OFFICIAL, Comparator, Indicator, Pace, Reading, Source, Target
from bhyt_tasks.domain.units import AREAS, Unit, UnitKind
from bhyt_tasks.queries.fetch import TODAY, Seat, Statement, fetch_all, seat, sitting

MONTHS_SHOWN = 13


@dataclass(frozen=True)
class Goal:
    """``origin`` names the plan that set it, where no directive did; it does not make two goals different."""

    points: int
    comparator: Comparator
    due_on: date
    origin: str = field(default="", compare=False)


@dataclass(frozen=True)
class Figure:
    """One reading as it counts: people and rate, with what is still to enrol against a goal."""

    period: date
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    source: Source
    note: str = ""
    basis: str = ""  # of the denominator, in words

    @property
    def points(self) -> int:
        if self.numerator is None or self.denominator is None:
            return self.stated_points or 0
        return rules.rate_points(self.numerator, self.denominator)


@dataclass(frozen=True)
class Standing:
    """A unit (or the sum of units) with its latest figure, its goal and its months."""

    unit_id: int
    name: str
    kind: UnitKind
    goal: Goal | None
    figures: tuple[Figure, ...]  # in order of months

    @property
    def latest(self) -> Figure | None:
        return self.figures[-1] if self.figures else None

    @property
    def still(self) -> int | None:
        """People still to enrol; None without counts or without a goal."""
        latest, goal = self.latest, self.goal
        if latest is None or goal is None or latest.numerator is None or latest.denominator is None:
            return None
        return rules.still_to_enrol(latest.numerator, latest.denominator, goal.points, goal.comparator)

    @property
    def reached(self) -> bool | None:
        """Against exact counts where there are any, else against the stated rate."""
        if self.latest is None or self.goal is None:
            return None
        if self.still is not None:
            return self.still == 0
        return rules.reached(self.latest.points, self.goal.points, self.goal.comparator)

    @property
    def pace(self) -> Pace | None:
        counted = [(f.period, f.numerator) for f in self.figures if f.numerator is not None]
        if self.goal is None or self.still is None or not counted:
            return None
        return rules.pace(counted, still=self.still, due_on=self.goal.due_on)

    def by(self, figure: Figure) -> "Standing":
        """As the unit would stand by one figure alone: of another source, or of an earlier month."""
        return replace(self, figures=(figure,))

    def since(self, day: date) -> int | None:
        """Change of the rate in basis points from the last figure closed by ``day`` to the latest one."""
        before = [f for f in self.figures if f.cut_off_on is not None and f.cut_off_on <= day]
        after = [f for f in self.figures if f.cut_off_on is not None and f.cut_off_on > day]
        return after[-1].points - before[-1].points if before and after else None


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


def _goal_id() -> sa.ColumnElement[int]:
    """The target that counts today: the directive's own, else the next one due, else the last one that was."""
    of_unit = sa.select(Target.id).where(Target.unit_id == Unit.id, Target.ended_on.is_(None)).correlate(Unit).limit(1)
    coming = of_unit.where(Target.due_on >= TODAY).order_by(Target.due_on, Target.points.desc())
    past = of_unit.where(Target.due_on < TODAY).order_by(Target.due_on.desc(), Target.points.desc())
    own = of_unit.where(Target.directive_id == sa.bindparam("directive_id"))
    return sa.func.coalesce(own.scalar_subquery(), coming.scalar_subquery(), past.scalar_subquery())


def _counts(reading: type[Reading]) -> sa.ColumnElement[bool]:
    """The reading is official and nothing has replaced it."""
    newer = aliased(Reading)
    return sa.and_(reading.source.in_(OFFICIAL), ~sa.exists().where(newer.replaces_id == reading.id))


def _latest_id() -> sa.ColumnElement[int]:
    inner = aliased(Reading)
    return (
        sa.select(inner.id)
        .where(inner.unit_id == Unit.id, _counts(inner))
        .order_by(inner.period.desc(), inner.id.desc())
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )


def _rows(which: sa.ColumnElement[bool], reading: sa.ColumnElement[bool]) -> Statement:
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
        )
        .select_from(Unit)
        .outerjoin(Reading, reading)
        .outerjoin(Target, Target.id == _goal_id())
        .where(which)
        .order_by(Unit.sort_key, Unit.id, Reading.period, Reading.id)
    )


def _fetch(
    session: Session, today: date, statement: Statement, directive_id: int | None = None, **values: Any
) -> list[Standing]:
    since = rules.add_months(rules.month_of(today), -MONTHS_SHOWN)
    return _standings(
        fetch_all(session, _Row, statement, today=today, since=since, directive_id=directive_id, **values)
    )


def _standings(rows: Iterable[_Row]) -> list[Standing]:
    grouped: dict[int, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(row.unit_id, []).append(row)
    return [_standing(group) for group in grouped.values()]


def _standing(rows: Sequence[_Row]) -> Standing:
    first = rows[0]
    goal = None
    if first.target_points is not None and first.comparator is not None and first.target_due_on is not None:
        goal = Goal(first.target_points, first.comparator, first.target_due_on, first.target_origin or "")
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


def _active() -> sa.ColumnElement[bool]:
    return sa.or_(Unit.active_until.is_(None), Unit.active_until >= TODAY)


def _months() -> sa.ColumnElement[bool]:
    return sa.and_(Reading.unit_id == Unit.id, Reading.period >= sa.bindparam("since"), _counts(Reading))


_LATEST = _rows(Unit.id.in_(sa.bindparam("unit_ids", expanding=True)), Reading.id == _latest_id())
_OF_UNIT = _rows(Unit.id == sa.bindparam("unit_id"), _months())


def latest_standings(session: Session, today: date, unit_ids: Sequence[int]) -> dict[int, Standing]:
    """The latest figure and the goal of some units, for a page of a list."""
    return {standing.unit_id: standing for standing in _fetch(session, today, _LATEST, unit_ids=unit_ids)}


def unit_standing(session: Session, today: date, unit_id: int, directive_id: int | None = None) -> Standing:
    """One unit with its last thirteen months, against the target of a directive when it gave one."""
    return _fetch(session, today, _OF_UNIT, directive_id, unit_id=unit_id)[0]


def standings(session: Session, viewer: Viewer, today: date, below: int | None = None) -> list[Standing]:
    """The areas right below one, at first the committee's, that the viewer sees, in Vietnamese order of names.

    Never those further down: the people of a village are among those of its commune already (R8).
    """
    return _fetch(session, today, _below(seat(viewer), below is None), **sitting(viewer), unit_id=below)


@cache
def _below(viewer: Seat, whole: bool) -> Statement:
    area = sa.select(Committee.area_id).where(Committee.id == viewer.committee_id).scalar_subquery()
    parent = Unit.parent_id == (area if whole else sa.bindparam("unit_id"))
    return _rows(sa.and_(visible_units(viewer), Unit.kind.in_(AREAS), parent, _active()), _months())


def with_villages(session: Session, viewer: Viewer, today: date, unit_id: int) -> tuple[Standing, list[Standing]]:
    """One unit, and the areas right below it that the viewer sees; in one statement."""
    found = _fetch(session, today, _with_villages(seat(viewer)), **sitting(viewer), unit_id=unit_id)
    (unit,) = (each for each in found if each.unit_id == unit_id)
    return unit, [each for each in found if each is not unit]


@cache
def _with_villages(viewer: Seat) -> Statement:
    asked: sa.BindParameter[int] = sa.bindparam("unit_id")
    below = sa.and_(visible_units(viewer), Unit.kind.in_(AREAS), Unit.parent_id == asked, _active())
    return _rows(sa.or_(Unit.id == asked, below), _months())


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
    return fetch_all(
        session,
        LatestRate,
        sa.select(Unit.id, Reading.period, Reading.numerator, Reading.denominator, Reading.stated_points)
        .select_from(Unit)
        .outerjoin(Reading, Reading.id == _latest_id())
        .where(Unit.committee_id == committee_id, Unit.kind.in_(AREAS), Unit.parent_id.is_not(None))
        .order_by(Unit.sort_key),
    )


@dataclass(frozen=True)
class AreaStanding:
    """The sum of the units below: of one same month, with how many of them have a figure (R8)."""

    whole: Standing | None
    with_figures: int
    units: int
    still_of_units: int  # people still to enrol in the units that have not reached their own goal


def area(units: Sequence[Standing]) -> AreaStanding:
    """Sums of people, never means of rates, over the months in which the most units have a figure; the goal only
    when all units with a goal share it."""
    goals = {unit.goal for unit in units if unit.goal is not None}
    months: dict[date, list[Figure]] = {}
    for unit in units:
        for figure in unit.figures:
            if figure.numerator is not None:
                months.setdefault(figure.period, []).append(figure)
    if not months:
        return AreaStanding(whole=None, with_figures=0, units=len(units), still_of_units=0)
    most = max(len(group) for group in months.values())
    figures = tuple(_sum(month, group) for month, group in sorted(months.items()) if len(group) == most)
    goal = goals.pop() if len(goals) == 1 else None
    month = figures[-1].period
    return AreaStanding(
        whole=Standing(0, "", UnitKind.PROVINCE, goal, figures),
        with_figures=most,
        units=len(units),
        still_of_units=sum(replace(unit, figures=_until(unit, month)).still or 0 for unit in units),
    )


def _until(unit: Standing, month: date) -> tuple[Figure, ...]:
    return tuple(figure for figure in unit.figures if figure.period <= month)


def _sum(month: date, figures: Sequence[Figure]) -> Figure:
    cut_offs = [f.cut_off_on for f in figures if f.cut_off_on is not None]
    return Figure(
        period=month,
        cut_off_on=max(cut_offs, default=None),
        numerator=sum(f.numerator or 0 for f in figures),
        denominator=sum(f.denominator or 0 for f in figures),
        stated_points=None,
        source=figures[0].source,
    )


def other_readings(session: Session, unit_id: int) -> list[Figure]:
    """Figures of a unit from other sources (its own, the press), newest first; they stand beside the counted ones and
    are never mixed with them."""
    newer = aliased(Reading)
    return fetch_all(
        session,
        Figure,
        sa.select(
            Reading.period,
            Reading.cut_off_on,
            Reading.numerator,
            Reading.denominator,
            Reading.stated_points,
            Reading.source,
            Reading.note,
            Reading.basis,
        )
        .where(
            Reading.unit_id == unit_id,
            Reading.source.not_in(OFFICIAL),
            ~sa.exists().where(newer.replaces_id == Reading.id),
        )
        .order_by(Reading.period.desc(), Reading.id.desc())
        .limit(12),
    )


@dataclass(frozen=True)
class EntryRow:
    """A line of the form in which a month's figures are typed: what stands there now, and its version."""

    unit_id: int
    name: str
    reading_id: int | None
    numerator: int | None
    denominator: int | None
    note: str | None


def entry_rows(session: Session, viewer: Viewer, period: date, source: Source, unit_id: int | None) -> list[EntryRow]:
    """The units a viewer may enter figures for, each village after its commune; ``unit_id`` limits them to one."""
    newer, commune = aliased(Reading), aliased(Unit)
    village = Unit.kind == UnitKind.VILLAGE
    current = sa.and_(
        Reading.unit_id == Unit.id,
        Reading.period == period,
        Reading.source == source,
        ~sa.exists().where(newer.replaces_id == Reading.id),
    )
    statement = (
        sa.select(Unit.id, Unit.name, Reading.id, Reading.numerator, Reading.denominator, Reading.note)
        .select_from(Unit)
        .outerjoin(Reading, current)
        .join(commune, commune.id == Unit.parent_id)
        .where(
            visible_units(viewer),
            Unit.kind.in_(AREAS),
            sa.or_(Unit.active_until.is_(None), Unit.active_until >= period),
        )
        .order_by(sa.case((village, commune.sort_key), else_=Unit.sort_key), village, Unit.sort_key, Unit.id)
    )
    return fetch_all(session, EntryRow, statement if unit_id is None else statement.where(Unit.id == unit_id))


def main_indicator(session: Session, committee_id: int) -> int | None:
    """The committee's first indicator: the coverage rate."""
    return session.scalar(
        sa.select(Indicator.id).where(Indicator.committee_id == committee_id).order_by(Indicator.id).limit(1)
    )
