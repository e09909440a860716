"""Which units passed into which, whose line counts their tasks, and what do their figures add up to?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.coverage import month_of
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.units import Unit, UnitSuccession
from bhyt_tasks.queries.fetch import TODAY, fetch_all
from bhyt_tasks.queries.figures import Figure, Standing, Succession

Passed = UnitSuccession


def line_of(session: Session, unit_id: int, today: date) -> list[int]:
    """The unit and all that stand in its line: those whose main successor it is, in however many steps.

    Asked on its own: inside a list it would hide from the database that the list is of one unit.
    """
    return list(session.scalars(_LINE, {"unit_id": unit_id, "today": today}))


def unit_named(session: Session, unit_id: int) -> str:
    return session.scalars(sa.select(Unit.name).where(Unit.id == unit_id)).one()


def _line() -> sa.Select[tuple[int]]:
    unit_id = sa.cast(sa.bindparam("unit_id"), sa.Integer)
    line = sa.select(unit_id.label("id")).cte("line", recursive=True)
    before = sa.select(Passed.old_unit_id).join(line, line.c.id == Passed.new_unit_id)
    line = line.union(before.where(Passed.main, Passed.on <= TODAY))
    return sa.select(line.c.id)


_LINE = _line()


def predecessors_of(units: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """All units that passed into some, wholly or in part, in however many steps by TODAY; ``units`` says into which,
    by ``UnitSuccession.new_unit_id``."""
    past = sa.select(Passed.old_unit_id.label("id")).where(units, Passed.on <= TODAY).cte("past", recursive=True)
    before = sa.select(Passed.old_unit_id).join(past, past.c.id == Passed.new_unit_id).where(Passed.on <= TODAY)
    past = past.union(before)
    return sa.select(past.c.id)


@dataclass(frozen=True)
class Lines:
    """Columns that say in whose line a unit of a committee stands by TODAY."""

    steps: sa.CTE  # (old_id, new_id), every step of every chain

    @property
    def ends(self) -> sa.Subquery:
        """(old_id, new_id): the unit at the end of the chain."""
        further = sa.exists().where(Passed.old_unit_id == self.steps.c.new_id, Passed.main, Passed.on <= TODAY)
        return sa.select(self.steps.c.old_id, self.steps.c.new_id).where(~further).subquery()

    def count(self, unit: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
        """How many units stand in the line of one."""
        counted = sa.select(sa.func.count()).select_from(self.steps).where(self.steps.c.new_id == unit)
        return counted.scalar_subquery()


def lines(committee_id: Any) -> Lines:
    main = sa.and_(Passed.main, Passed.on <= TODAY)
    steps = (
        sa.select(Passed.old_unit_id.label("old_id"), Passed.new_unit_id.label("new_id"))
        .where(main, Passed.committee_id == committee_id)
        .cte("steps", recursive=True)
    )
    further = sa.select(steps.c.old_id, Passed.new_unit_id).join(steps, steps.c.new_id == Passed.old_unit_id)
    return Lines(steps.union(further.where(main)))


class Passing(NamedTuple):
    """One succession of a unit."""

    into_id: int
    into: str
    on: date
    decision: str
    main: bool


@dataclass(frozen=True)
class Member:
    """A unit as its own readings show it, with what it passed into."""

    standing: Standing
    active_from: date
    passed: tuple[Passing, ...] = ()


def composed(members: Iterable[Member], asked: Collection[int] = ()) -> list[Standing]:
    """Each unit that is still there, or that is ``asked`` for, with what it came from and what it passed into, and
    with the figures that are comparable with its own of today.

    Before a merger a month is the sum of people of the units that became one (R8), when all of them have a figure
    with counts; a unit that came from a part of another has no figure before, since nobody counted the part.
    """
    by_id = {member.standing.unit_id: member for member in members}
    family = _Family(by_id)
    shown = (member for unit_id, member in by_id.items() if not member.passed or unit_id in asked)
    return [family.whole(member.standing) for member in shown]


class _Family:
    def __init__(self, members: Mapping[int, Member]) -> None:
        self.members = members
        self.figures = {
            unit_id: {figure.period: figure for figure in member.standing.figures}
            for unit_id, member in members.items()
        }
        self.came_from: dict[int, list[tuple[Member, Passing]]] = {}
        for member in members.values():
            for passing in member.passed:
                self.came_from.setdefault(passing.into_id, []).append((member, passing))

    def whole(self, standing: Standing) -> Standing:
        passed = self.members[standing.unit_id].passed
        past = self.past(standing)
        if not past and not passed:
            return standing
        line = (standing.unit_id, *(row.unit_id for row in past))
        months = {month for unit_id in line for month in self.figures[unit_id]}
        found = (self.figure(standing.unit_id, month) for month in sorted(months))
        return replace(
            standing,
            figures=tuple(figure for figure in found if figure),
            predecessors=past,
            successors=tuple(self.succession(standing, passing) for passing in passed),
        )

    def past(self, standing: Standing) -> tuple[Succession, ...]:
        """The latest first, each followed by what it had come from itself."""
        found: list[Succession] = []
        pairs = self.came_from.get(standing.unit_id, [])
        for member, passing in sorted(pairs, key=lambda pair: pair[1].on, reverse=True):
            found += [self.succession(member.standing, passing), *self.past(member.standing)]
        return tuple(found)

    def succession(self, old: Standing, passing: Passing) -> Succession:
        split = len(self.members[old.unit_id].passed) > 1
        return Succession(old.unit_id, old.name, *passing, split=split)

    def figure(self, unit_id: int, month: date) -> Figure | None:
        """The figure of a month for the territory that the unit had at the end of its own succession."""
        own = self.figures[unit_id].get(month)
        later = [pair for pair in self.came_from.get(unit_id, []) if month < month_of(pair[1].on)]
        existed = self.members[unit_id].active_from <= month  # for all of the month
        if not later or (own is not None and not existed):
            return own
        if any(len(member.passed) > 1 for member, _ in later):
            return None
        parts = [self.figure(member.standing.unit_id, month) for member, _ in later]
        return _sum(month, [*parts, own] if existed else parts)


def _sum(month: date, parts: Sequence[Figure | None]) -> Figure | None:
    figures = [part for part in parts if part is not None and part.numerator is not None]
    if len(figures) < len(parts):
        return None
    sources = {figure.source for figure in figures}
    cut_offs = [figure.cut_off_on for figure in figures if figure.cut_off_on is not None]
    return Figure(
        period=month,
        cut_off_on=max(cut_offs, default=None),
        numerator=sum(figure.numerator or 0 for figure in figures),
        denominator=sum(figure.denominator or 0 for figure in figures),
        stated_points=None,
        source=Source.ILLUSTRATIVE if Source.ILLUSTRATIVE in sources else figures[0].source,
        summed_from=sum(figure.summed_from or 1 for figure in figures),
    )


@dataclass(frozen=True)
class Relatives:
    """What a unit came from, the latest first, and what it passed into, the main one first."""

    predecessors: list[Succession]
    successors: list[Succession]


def relatives(session: Session, unit_id: int, on: date = date.max) -> Relatives:
    """By a day; without one also those that are decided and still to come."""
    old, new, other = aliased(Unit), aliased(Unit), aliased(UnitSuccession)
    split = sa.exists().where(other.old_unit_id == Passed.old_unit_id, other.id != Passed.id)
    line = predecessors_of(Passed.new_unit_id == unit_id)
    ours = sa.or_(Passed.old_unit_id == unit_id, Passed.new_unit_id == unit_id, Passed.new_unit_id.in_(line))
    statement = (
        sa.select(old.id, old.name, new.id, new.name, Passed.on, Passed.decision, Passed.main, split)
        .select_from(Passed)
        .join(old, old.id == Passed.old_unit_id)
        .join(new, new.id == Passed.new_unit_id)
        .where(ours, Passed.on <= TODAY)
        .order_by(Passed.on.desc(), Passed.main.desc(), old.sort_key, Passed.id)
    )
    rows = fetch_all(session, Succession, statement, today=on)
    return Relatives([row for row in rows if row.unit_id != unit_id], [row for row in rows if row.unit_id == unit_id])
