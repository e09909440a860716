"""Who was at a meeting, and the names that stand for several units."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain.meetings import Attendance
from bhyt_tasks.domain.units import Unit, UnitGroupMember, UnitKind, add_group
from bhyt_tasks.queries.notice_units import NamedUnit, notice_units
from tests.cast import Cast
from tests.queries.conftest import asking


@pytest.mark.parametrize("others", [0, 2])
def test_units_of_a_meeting_and_groups_come_in_one_statement(session: Session, cast: Cast, others: int) -> None:
    ward_a, ward_b, agency = (cast.units[key] for key in ("ward_a", "ward_b", "agency"))
    for unit_id in (agency, ward_b)[:others]:
        session.add(Attendance(meeting_id=cast.meeting, unit_id=unit_id))
        session.flush()
    members = [session.get_one(Unit, unit_id) for unit_id in (agency, ward_a)]
    add_group(session, committee_id=cast.committee, name="nhóm khác", units=members)
    members[0].active_until = date(2019, 6, 30)
    session.flush()
    with asking(session) as asked:
        found = notice_units(session, cast.committee, cast.meeting)
    assert len(asked) == 1
    assert found.attending[0] == NamedUnit(ward_a, "xã Thạch Trung", UnitKind.COMMUNE)
    assert [unit.id for unit in found.attending] == [ward_a, agency, ward_b][: others + 1]
    assert found.groups == {"các xã, phường": {ward_a, ward_b}, "nhóm khác": {agency, ward_a}}


def test_another_committee_has_its_own_groups(session: Session, cast: Cast) -> None:
    session.query(UnitGroupMember).delete()
    empty = notice_units(session, cast.committee, cast.draft)
    assert (empty.attending, empty.groups) == ((), {})
