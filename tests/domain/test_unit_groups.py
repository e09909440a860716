"""Groups of units: made, changed and removed with their trace; names are one group's."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.unit_groups import enter_group, group_named, put_in_group, remove_group, revise_group
from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember
from tests.cast import TODAY, Cast, user
from tests.domain.test_unit_changes import AT, changes, last_change, refused


def members(session: Session, group: UnitGroup) -> list[int]:
    rows = sa.select(UnitGroupMember.unit_id).where(UnitGroupMember.group_id == group.id).order_by(UnitGroupMember.id)
    return list(session.scalars(rows))


def ours(session: Session, cast: Cast) -> UnitGroup:
    return session.get_one(UnitGroup, cast.group)


def test_a_group_is_made_changed_and_removed_with_its_trace(session: Session, cast: Cast) -> None:
    agency, ward = cast.units["agency"], cast.units["ward_a"]
    group = enter_group(session, cast.committee, " các  phòng ", (agency,), by=cast.users["admin"], at=AT)
    change = last_change(session)
    assert (change.subject, change.subject_id, change.what) == (Subject.GROUP, group.id, ChangeKind.CREATED)
    assert change.details == {"name": [None, "các phòng"], "units": [None, ["Phòng LĐ-TB&XH"]]}
    assert revise_group(session, group, "Các Phòng", (ward, agency), by=None, at=AT) is True
    assert (group.name, group.version, members(session, group)) == ("Các Phòng", 2, [ward, agency])
    assert last_change(session).details == {
        "name": ["các phòng", "Các Phòng"],
        "units": [["Phòng LĐ-TB&XH"], ["xã Thạch Trung", "Phòng LĐ-TB&XH"]],
    }
    before = changes(session)
    assert revise_group(session, group, "Các Phòng", (ward, agency), by=None, at=AT) is False
    assert (group.version, changes(session)) == (2, before)
    remove_group(session, group, by=None, at=AT)
    session.flush()
    change = last_change(session)
    assert (change.what, change.name) == (ChangeKind.DESTROYED, "Các Phòng")
    assert group_named(session, cast.committee, "các phòng") is None
    assert session.get(Unit, agency) is not None


@pytest.mark.parametrize(
    ("name", "keys", "field", "words"),
    [
        ("…", ["ward_a"], "name", "Ghi tên nhóm"),
        ("x" * 201, ["ward_a"], "name", "Dài quá 200 ký tự"),
        ("CÁC XÃ PHƯỜNG", ["ward_a"], "name", "Đã có nhóm “các xã, phường”."),
        ("các phòng", [], "units", "Ghi các đơn vị của nhóm."),
    ],
)
def test_a_group_that_says_nothing_new_is_refused(
    session: Session, cast: Cast, name: str, keys: list[str], field: str, words: str
) -> None:
    ids, before = tuple(cast.units[key] for key in keys), session.scalar(sa.select(sa.func.count(Change.id)))
    got, sentence = refused(lambda: enter_group(session, cast.committee, name, ids, by=None, at=AT))
    assert got == field
    assert words in sentence
    assert session.scalar(sa.select(sa.func.count(Change.id))) == before


def test_a_unit_of_the_other_committee_is_not_grouped(session: Session, cast: Cast) -> None:
    theirs = user(session, cast, "outsider").unit_id or 0
    ids = (cast.units["ward_a"], theirs)
    got, _ = refused(lambda: revise_group(session, ours(session, cast), "các xã, phường", ids, by=None, at=AT))
    assert got == "units"
    assert group_named(session, user(session, cast, "outsider").committee_id, "các xã, phường") is None


def test_a_closed_unit_stays_in_its_group_when_others_are_typed(session: Session, cast: Cast) -> None:
    ward_a, ward_b = cast.units["ward_a"], cast.units["ward_b"]
    session.get_one(Unit, ward_b).active_until = TODAY - timedelta(days=1)
    session.flush()
    group = ours(session, cast)
    assert revise_group(session, group, group.name, (ward_a,), by=None, at=AT) is False
    assert members(session, group) == [ward_a, ward_b]


def test_units_are_put_in_a_group_that_is_made_when_it_is_missing(session: Session, cast: Cast) -> None:
    agency = cast.units["agency"]
    assert put_in_group(session, cast.committee, "Các xã, phường", (agency,), by=None, at=AT) is True
    assert members(session, ours(session, cast)) == [cast.units["ward_a"], cast.units["ward_b"], agency]
    assert put_in_group(session, cast.committee, "các xã, phường", (agency,), by=None, at=AT) is False
    assert put_in_group(session, cast.committee, "các phòng", (agency,), by=None, at=AT) is True
