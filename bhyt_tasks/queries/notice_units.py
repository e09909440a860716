"""Which units were at a meeting, and which units does the committee call by one name?"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.meetings import Attendance
from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember, UnitKind


@dataclass(frozen=True)
class NamedUnit:
    id: int
    name: str
    kind: UnitKind


@dataclass(frozen=True)
class NoticeUnits:
    """``groups`` are the ids of their members by the group's name, closed units too: a paper may be of another year."""

    attending: tuple[NamedUnit, ...]
    groups: dict[str, frozenset[int]]


def notice_units(session: Session, committee_id: int, meeting_id: int) -> NoticeUnits:
    """One statement for both: units of the meeting first, in the order in which they were written."""
    present = (
        sa.select(sa.null().label("of"), Attendance.id.label("at"), Unit.id, Unit.name, Unit.kind)
        .join(Unit, Unit.id == Attendance.unit_id)
        .where(Attendance.meeting_id == meeting_id)
    )
    members = (
        sa.select(UnitGroup.name, UnitGroupMember.id, Unit.id, Unit.name, Unit.kind)
        .join(UnitGroupMember, UnitGroupMember.group_id == UnitGroup.id)
        .join(Unit, Unit.id == UnitGroupMember.unit_id)
        .where(UnitGroup.committee_id == committee_id)
    )
    attending: list[NamedUnit] = []
    groups: dict[str, list[int]] = {}
    both: sa.CompoundSelect[*tuple[Any, ...]] = sa.union_all(present, members)
    for row in session.execute(both.order_by("at")):
        unit = NamedUnit(*row[2:])
        if row[0] is None:
            attending.append(unit)
        else:
            groups.setdefault(row[0], []).append(unit.id)
    return NoticeUnits(tuple(attending), {name: frozenset(ids) for name, ids in groups.items()})
