"""Which units does a collective phrase stand for, and who changed that?"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember, add_group
from bhyt_tasks.domain.vietnamese import clean, compact

LONGEST_NAME = 200

NO_NAME = N_("Ghi tên nhóm, ví dụ: các xã, phường.")
TOO_LONG = N_("Dài quá {most} ký tự. Rút gọn lại.")
NAME_TAKEN = N_("Đã có nhóm “{group}”.")
NO_UNITS = N_("Ghi các đơn vị của nhóm.")
NOT_OURS = N_("Có đơn vị không thuộc Ban Chỉ đạo này.")


def enter_group(
    session: Session, committee_id: int, name: str, unit_ids: tuple[int, ...], *, by: int | None, at: datetime
) -> UnitGroup:
    name = _checked(session, committee_id, name, None)
    units = _units(session, committee_id, unit_ids)
    group = add_group(session, committee_id=committee_id, name=name, units=units)
    details = {"name": [None, name], "units": [None, [unit.name for unit in units]]}
    _record(session, group, ChangeKind.CREATED, details, by=by, at=at)
    return group


def revise_group(
    session: Session, group: UnitGroup, name: str, unit_ids: tuple[int, ...], *, by: int | None, at: datetime
) -> bool:
    """Change the name or the members; closed units, which nobody can type, stay. False: nothing is different."""
    name = _checked(session, group.committee_id, name, group)
    units = _units(session, group.committee_id, unit_ids)
    members = _members(session, group)
    units += [unit for unit in members if _closed(unit, clock.day(at)) and unit not in units]
    before = {"name": group.name, "units": [unit.name for unit in members]}
    after = {"name": name, "units": [unit.name for unit in units]}
    details = differences(before, after)
    if not details:
        return False
    group.name = name
    _set_members(session, group, units)
    group.version += 1
    _record(session, group, ChangeKind.REVISED, details, by=by, at=at)
    return True


def remove_group(session: Session, group: UnitGroup, *, by: int | None, at: datetime) -> None:
    """Forget the phrase; the units and their tasks stay."""
    details = {"name": [group.name, None], "units": [[unit.name for unit in _members(session, group)], None]}
    _record(session, group, ChangeKind.DESTROYED, details, by=by, at=at)
    session.execute(sa.delete(UnitGroupMember).where(UnitGroupMember.group_id == group.id))
    session.delete(group)


def group_named(session: Session, committee_id: int, name: str) -> UnitGroup | None:
    groups = session.scalars(sa.select(UnitGroup).where(UnitGroup.committee_id == committee_id))
    return next((group for group in groups if compact(group.name) == compact(name)), None)


def put_in_group(
    session: Session, committee_id: int, name: str, unit_ids: tuple[int, ...], *, by: int | None, at: datetime
) -> bool:
    """Make the group of these units, or add them to it; False when they are all in it."""
    group = group_named(session, committee_id, name)
    if group is None:
        enter_group(session, committee_id, name, unit_ids, by=by, at=at)
        return True
    members = tuple(unit.id for unit in _members(session, group))
    return revise_group(session, group, group.name, tuple(dict.fromkeys(members + unit_ids)), by=by, at=at)


def _checked(session: Session, committee_id: int, name: str, group: UnitGroup | None) -> str:
    name = clean(name)
    if not compact(name):
        raise RuleBroken(NO_NAME, field="name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(TOO_LONG, field="name", most=LONGEST_NAME)
    other = group_named(session, committee_id, name)
    if other is not None and other is not group:
        raise RuleBroken(NAME_TAKEN, field="name", group=other.name)
    return name


def _units(session: Session, committee_id: int, unit_ids: tuple[int, ...]) -> list[Unit]:
    if not unit_ids:
        raise RuleBroken(NO_UNITS, field="units")
    known = {
        unit.id: unit
        for unit in session.scalars(sa.select(Unit).where(Unit.committee_id == committee_id, Unit.id.in_(unit_ids)))
    }
    if any(unit_id not in known for unit_id in unit_ids):
        raise RuleBroken(NOT_OURS, field="units")
    return [known[unit_id] for unit_id in unit_ids]


def _members(session: Session, group: UnitGroup) -> list[Unit]:
    members = (
        sa.select(Unit)
        .join(UnitGroupMember, UnitGroupMember.unit_id == Unit.id)
        .where(UnitGroupMember.group_id == group.id)
        .order_by(UnitGroupMember.id)
    )
    return list(session.scalars(members))


def _set_members(session: Session, group: UnitGroup, units: list[Unit]) -> None:
    session.execute(sa.delete(UnitGroupMember).where(UnitGroupMember.group_id == group.id))
    session.add_all(UnitGroupMember(group_id=group.id, unit_id=unit.id) for unit in units)


def _closed(unit: Unit, today: date) -> bool:
    return unit.active_until is not None and unit.active_until < today


def _record(
    session: Session, group: UnitGroup, what: ChangeKind, details: dict[str, Any], *, by: int | None, at: datetime
) -> None:
    record_change(
        session,
        committee_id=group.committee_id,
        subject=Subject.GROUP,
        subject_id=group.id,
        what=what,
        name=group.name,
        details=details,
        by=by,
        at=at,
    )
