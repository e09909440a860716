"""Findings of a meeting in order, with unit and answer, in one statement."""

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain import meetings
from bhyt_tasks.domain.findings import FindingFacts, add_finding
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.findings import FindingRow, findings
from tests.cast import Cast, add_inspection
from tests.queries.conftest import asking


def test_findings_come_with_unit_and_answer(session: Session, cast: Cast) -> None:
    inspection, finding = add_inspection(session, cast)
    (directive,) = meetings.directives_of(session, inspection)
    other = add_finding(session, inspection, FindingFacts("Phối hợp chưa đồng bộ", cast.units["ward_b"]))
    answered, open_ = findings(session, inspection.id)
    assert answered == FindingRow(
        id=finding.id,
        position=1,
        text="Ban Chỉ đạo xã chưa chủ động",
        unit_id=cast.units["ward_a"],
        unit_name="xã Thạch Trung",
        unit_kind=UnitKind.COMMUNE,
        quote_start=0,
        quote_end=16,
        directive_id=directive.id,
        directive_position=1,
        directive_number="mục 1",
        directive_text="Có kế hoạch cụ thể",
        illustrative="",
    )
    assert answered.answer == "mục 1"
    assert (open_.id, open_.unit_name, open_.directive_id, open_.directive_text) == (
        other.id,
        "phường Đại Nài",
        None,
        None,
    )
    directive.number = ""
    session.flush()
    assert findings(session, inspection.id)[0].answer == "1"
    assert findings(session, cast.meeting) == []


@pytest.mark.parametrize("count", [1, 3])
def test_findings_are_one_statement(session: Session, cast: Cast, count: int) -> None:
    inspection, _ = add_inspection(session, cast)
    for number in range(count - 1):
        add_finding(session, inspection, FindingFacts(f"Tồn tại {number}", cast.units["ward_a"]))
    with asking(session) as statements:
        assert len(findings(session, inspection.id)) == count
    assert len(statements) == 1
