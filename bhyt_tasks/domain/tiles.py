"""Where does each unit stand on the tile map? A sketch in rows and columns, drawn without a map server.

Places are counted from 1, rows from the north and columns from the west; a unit without a place is not on the map.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, record_change
from bhyt_tasks.domain.units import AREAS, Unit

MOST = 400  # tiles; more are no picture
FARTHEST = 40  # rows, columns

OUTSIDE = N_("Hàng và cột là số từ 1 đến {most}.")
HALF = N_("Ghi cả hàng và cột, hoặc bỏ trống cả hai.")
SAME_PLACE = N_("{first} và {second} cùng ở hàng {row}, cột {column}.")
TOO_MANY = N_("Sơ đồ có nhiều nhất {most} ô.")


class Place(NamedTuple):
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.row}, {self.column}"


def units_to_arrange(session: Session, committee: Committee, today: date) -> list[Unit]:
    """The areas right below the committee's, in Vietnamese order of names."""
    active = sa.or_(Unit.active_until.is_(None), Unit.active_until >= today)
    below = sa.and_(Unit.parent_id.is_not(None), Unit.parent_id == committee.area_id)
    return list(session.scalars(sa.select(Unit).where(below, Unit.kind.in_(AREAS), active).order_by(Unit.sort_key)))


def place_of(unit: Unit) -> Place | None:
    return None if unit.map_row is None or unit.map_column is None else Place(unit.map_row, unit.map_column)


def check_place(row: int | None, column: int | None) -> Place | None:
    """Raises RuleBroken with the field that is wrong."""
    if row is None and column is None:
        return None
    for field, value in (("row", row), ("column", column)):
        if value is None:
            raise RuleBroken(HALF, field=field)
        if not 1 <= value <= FARTHEST:
            raise RuleBroken(OUTSIDE, field=field, most=FARTHEST)
    return Place(row or 0, column or 0)


def arrange(
    session: Session, committee: Committee, places: Mapping[int, Place | None], *, by: int | None, at: datetime
) -> int:
    """Put the units at these places, the others stay where they are; the number of those that moved.

    One change is recorded for all of them. Raises RuleBroken when two units would stand on one place.
    """
    units = units_to_arrange(session, committee, clock.day(at))
    moved = [unit for unit in units if unit.id in places and places[unit.id] != place_of(unit)]
    before = [_words(unit) for unit in moved if place_of(unit)]
    for unit in moved:
        unit.map_row, unit.map_column = places[unit.id] or (None, None)
    _check(units)
    if moved:
        committee.version += 1
        record_change(
            session,
            committee_id=committee.id,
            subject=Subject.COMMITTEE,
            subject_id=committee.id,
            what=ChangeKind.REVISED,
            name=committee.name,
            details={"tiles": [before or None, [_words(unit) for unit in moved if place_of(unit)]]},
            by=by,
            at=at,
        )
    return len(moved)


def _words(unit: Unit) -> str:
    return f"{unit.name} ({place_of(unit)})"


def _check(units: Sequence[Unit]) -> None:
    taken: dict[Place, Unit] = {}
    for unit in units:
        place = place_of(unit)
        if place is None:
            continue
        other = taken.setdefault(place, unit)
        if other is not unit:
            values = {"first": other.name, "second": unit.name}
            raise RuleBroken(SAME_PLACE, field=str(unit.id), **values, row=place.row, column=place.column)
    if len(taken) > MOST:
        raise RuleBroken(TOO_MANY, most=MOST)


def in_order(unit_ids: Sequence[int]) -> dict[int, Place]:
    """A first arrangement: row by row in the order that they come in, about as many rows as columns."""
    across = max(1, math.isqrt(max(0, len(unit_ids) - 1)) + 1)
    return {unit_id: Place(number // across + 1, number % across + 1) for number, unit_id in enumerate(unit_ids)}
