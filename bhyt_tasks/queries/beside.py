"""Which figures stand beside the counted ones: of other sources, by participant group, and how far are they apart?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain import coverage as rules
from bhyt_tasks.domain.access import Viewer, visible_units
from bhyt_tasks.domain.indicators import ParticipantGroup
from bhyt_tasks.domain.readings import OFFICIAL, Reading, Source, not_replaced
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.coverage import active, latest_of
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting
from bhyt_tasks.queries.figures import Figure


class _Beside(NamedTuple):
    period: date
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    source: Source
    note: str
    basis: str
    group_id: int | None
    group: str | None


@dataclass(frozen=True)
class GroupFigure:
    """The people of one participant group in the latest month that has any, and how many more than the month before."""

    group_id: int
    name: str
    period: date
    cut_off_on: date | None
    people: int
    change: int | None


@dataclass(frozen=True)
class BesideReadings:
    """``others``: figures of a unit from other sources (its own, the press), newest first; they stand beside the
    counted ones and are never mixed with them. ``groups``: the official ones by group."""

    others: list[Figure]
    groups: list[GroupFigure]


MOST_BESIDE = 150  # a dozen of other sources, and a year by group


def beside_readings(session: Session, indicator_id: int, unit_id: int) -> BesideReadings:
    rows = fetch_all(session, _Beside, _BESIDE, indicator_id=indicator_id, unit_id=unit_id)
    others = [Figure(*row[:8]) for row in rows if row.group_id is None]
    return BesideReadings(others[:12], _by_group([row for row in rows if row.source in OFFICIAL]))


_BESIDE = (
    sa.select(
        Reading.period,
        Reading.cut_off_on,
        Reading.numerator,
        Reading.denominator,
        Reading.stated_points,
        Reading.source,
        Reading.note,
        Reading.basis,
        Reading.group_id,
        ParticipantGroup.name,
    )
    .outerjoin(ParticipantGroup, ParticipantGroup.id == Reading.group_id)
    .where(
        Reading.indicator_id == sa.bindparam("indicator_id"),
        Reading.unit_id == sa.bindparam("unit_id"),
        sa.or_(Reading.group_id.is_not(None), Reading.source.not_in(OFFICIAL)),
        sa.or_(Reading.group_id.is_(None), Reading.source.in_(OFFICIAL)),
        not_replaced(),
    )
    .order_by(Reading.period.desc(), ParticipantGroup.position, Reading.id.desc())
    .limit(MOST_BESIDE)
)


def _by_group(rows: Sequence[_Beside]) -> list[GroupFigure]:
    if not rows:
        return []
    latest = rows[0].period
    before = {row.group_id: row.numerator for row in rows if row.period == rules.add_months(latest, -1)}
    return [
        GroupFigure(row.group_id or 0, row.group or "", latest, row.cut_off_on, people, _more(people, before, row))
        for row in rows
        if row.period == latest and (people := row.numerator) is not None
    ]


def _more(people: int, before: Mapping[int | None, int | None], row: _Beside) -> int | None:
    earlier = before.get(row.group_id)
    return None if earlier is None else people - earlier


@dataclass(frozen=True)
class Difference:
    """A unit whose own count of people is further from the official one than the committee allows."""

    unit_id: int
    name: str
    period: date
    cut_off_on: date | None
    official: int
    own: int


def differences(
    session: Session, viewer: Viewer, today: date, indicator_id: int | None, percent: int
) -> list[Difference]:
    """Of the latest official month of each unit; the furthest first."""
    values = {"indicator_id": indicator_id, "today": today, "percent": percent}
    found = fetch_all(session, Difference, _differences(seat(viewer)), **sitting(viewer), **values)
    return sorted(found, key=lambda row: -abs(row.official - row.own))


@cache
def _differences(viewer: Seat) -> Statement:
    indicator = sa.bindparam("indicator_id", type_=sa.Integer)
    own = aliased(Reading)
    apart = sa.func.abs(sa.cast(Reading.numerator - own.numerator, sa.BigInteger)) * 100
    allowed = sa.cast(Reading.numerator, sa.BigInteger) * sa.bindparam("percent", type_=sa.Integer)
    return (
        sa.select(Unit.id, Unit.name, Reading.period, Reading.cut_off_on, Reading.numerator, own.numerator)
        .select_from(own)
        .join(Unit, Unit.id == own.unit_id)
        .join(Reading, sa.and_(latest_of(indicator), Reading.unit_id == Unit.id, Reading.period == own.period))
        .where(
            own.indicator_id == indicator,
            own.group_id.is_(None),
            own.source == Source.WARD,
            not_replaced(own),
            apart > allowed,
            visible_units(viewer),
            active(),
        )
        .order_by(Unit.sort_key, Unit.id)
    )
