"""Findings of an inspection: on its draft only, at a unit of the committee, answered by one of its directives."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, issuing, meetings
from bhyt_tasks.domain.access import find
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken, WrongState
from bhyt_tasks.domain.findings import (
    Finding,
    FindingFacts,
    add_finding,
    findings_of,
    remove_finding,
    revise_finding,
    revise_inspection,
)
from bhyt_tasks.domain.meetings import Meeting, MeetingFacts, MeetingKind
from bhyt_tasks.domain.targets import Target, plan_target
from bhyt_tasks.domain.units import Unit
from tests.cast import INSPECTED, TODAY, Cast, add_inspection, user
from tests.domain.test_access import looking

FACTS = MeetingFacts(MeetingKind.INSPECTION, TODAY, "Kiểm tra", "Phó Chủ tịch", minutes=INSPECTED)


def quote(meeting: Meeting, finding: Finding) -> str:
    return meeting.minutes[finding.quote_start or 0 : finding.quote_end or 0]


def test_a_finding_names_its_unit_its_words_and_what_answers_it(session: Session, cast: Cast) -> None:
    inspection, finding = add_inspection(session, cast)
    (directive,) = meetings.directives_of(session, inspection)
    assert (finding.committee_id, finding.meeting_id, finding.unit_id, finding.position) == (
        cast.committee,
        inspection.id,
        cast.units["ward_a"],
        1,
    )
    assert (finding.text, finding.directive_id, finding.illustrative) == (
        "Ban Chỉ đạo xã chưa chủ động",
        directive.id,
        "",
    )
    assert quote(inspection, finding) == "Xã chưa chủ động"
    assert inspection.version == 2


def test_findings_keep_their_order_and_close_the_gap(session: Session, cast: Cast) -> None:
    inspection, first = add_inspection(session, cast)
    for text in ("hai", "ba"):
        add_finding(session, inspection, FindingFacts(text, cast.units["ward_b"]))
    remove_finding(session, inspection, findings_of(session, inspection)[1])
    assert [(row.text, row.position) for row in findings_of(session, inspection)] == [(first.text, 1), ("ba", 2)]
    assert inspection.version == 5


def test_a_finding_is_revised_whole(session: Session, cast: Cast) -> None:
    inspection, finding = add_inspection(session, cast)
    other = FindingFacts(" Phối hợp  chưa đồng bộ ", cast.units["ward_b"], "phối hợp tuyên truyền", illustrative="a")
    revise_finding(session, inspection, finding, other)
    assert (finding.text, finding.unit_id, finding.directive_id, finding.illustrative, finding.position) == (
        "Phối hợp chưa đồng bộ",
        cast.units["ward_b"],
        None,
        "a",
        1,
    )
    assert quote(inspection, finding) == "phối hợp tuyên truyền"
    revise_finding(session, inspection, finding, FindingFacts("Không trích", cast.units["ward_b"]))
    assert (finding.quote_start, finding.quote_end) == (None, None)


def foreign_unit(session: Session, cast: Cast) -> int:
    return session.scalars(sa.select(Unit.id).where(Unit.committee_id != cast.committee)).one()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (lambda session, cast: {"text": "  "}, "text", "Ghi tồn tại, hạn chế."),
        (
            lambda session, cast: {"unit_id": foreign_unit(session, cast)},
            "unit_id",
            "Có đơn vị không thuộc Ban Chỉ đạo này.",
        ),
        (lambda session, cast: {"unit_id": 10**6}, "unit_id", "Có đơn vị không thuộc Ban Chỉ đạo này."),
        (
            lambda session, cast: {"directive_id": cast.draft_directive},
            "directive_id",
            "không thuộc cuộc kiểm tra này",
        ),
        (lambda session, cast: {"directive_id": 10**6}, "directive_id", "không thuộc cuộc kiểm tra này"),
        (lambda session, cast: {"quote": "không có"}, "quote", "Đoạn trích không có trong nội dung kết luận."),
    ],
)
def test_a_bad_finding_is_refused_and_changes_nothing(session: Session, cast: Cast, change, field, words) -> None:  # type: ignore[no-untyped-def]
    inspection, finding = add_inspection(session, cast)
    facts = replace(FindingFacts("Đúng", cast.units["ward_a"]), **change(session, cast))
    for act in (
        lambda: add_finding(session, inspection, facts),
        lambda: revise_finding(session, inspection, finding, facts),
    ):
        with pytest.raises(RuleBroken, match=words) as refused:
            act()
        assert refused.value.field == field
    assert [row.text for row in findings_of(session, inspection)] == ["Ban Chỉ đạo xã chưa chủ động"]
    assert inspection.version == 2


def test_R15_a_finding_is_no_place_for_people(session: Session, cast: Cast) -> None:
    inspection, _ = add_inspection(session, cast)
    facts = FindingFacts("Hộ ông A 038099001234 chưa có thẻ", cast.units["ward_a"])
    with pytest.raises(PersonalNumbers):
        add_finding(session, inspection, facts)
    assert add_finding(session, inspection, replace(facts, numbers_confirmed=True)).position == 2


def test_only_an_inspection_finds(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    with pytest.raises(RuleBroken, match="chỉ ghi cho cuộc kiểm tra"):
        add_finding(session, draft, FindingFacts("Chưa chủ động", cast.units["ward_a"]))
    inspection, _ = add_inspection(session, cast)
    with pytest.raises(RuleBroken, match="trước khi đổi loại") as refused:
        revise_inspection(session, inspection, replace(FACTS, kind=MeetingKind.CONFERENCE), at=clock.at(TODAY))
    assert refused.value.field == "kind"


@pytest.mark.parametrize("issued", [False, True])
def test_findings_change_on_a_draft_only(session: Session, cast: Cast, issued: bool) -> None:
    inspection, finding = add_inspection(session, cast)
    issuing.send_for_signature(session, inspection)
    if issued:
        committee = session.get_one(Committee, cast.committee)
        issuing.issue(session, committee, inspection, by=user(session, cast, "secretary"), at=clock.at(TODAY))
    facts = FindingFacts("Khác", cast.units["ward_a"])
    for act in (
        lambda: add_finding(session, inspection, facts),
        lambda: revise_finding(session, inspection, finding, facts),
        lambda: remove_finding(session, inspection, finding),
    ):
        with pytest.raises(WrongState):
            act()
    assert [row.text for row in findings_of(session, inspection)] == ["Ban Chỉ đạo xã chưa chủ động"]


def test_a_directive_that_is_dropped_leaves_its_finding_unanswered(session: Session, cast: Cast) -> None:
    inspection, finding = add_inspection(session, cast)
    meetings.remove_directive(session, inspection, meetings.directives_of(session, inspection)[0])
    session.refresh(finding)
    assert finding.directive_id is None


def test_quotes_of_findings_are_looked_up_again_in_new_minutes(session: Session, cast: Cast) -> None:
    inspection, finding = add_inspection(session, cast)
    add_finding(session, inspection, FindingFacts("Không trích", cast.units["ward_b"]))
    revise_inspection(session, inspection, replace(FACTS, minutes=f"Mở đầu. {INSPECTED}"), at=clock.at(TODAY))
    assert (finding.quote_start, quote(inspection, finding)) == (8, "Xã chưa chủ động")
    with pytest.raises(RuleBroken, match="không còn trong kết luận") as refused:
        revise_inspection(session, inspection, replace(FACTS, minutes="Viết lại.", title="Khác"), at=clock.at(TODAY))
    assert (refused.value.field, refused.value.values) == ("minutes", {"number": 1})
    assert (inspection.title, quote(inspection, finding)) == ("Kiểm tra", "Xã chưa chủ động")


def test_nobody_sees_a_finding_of_the_other_committee(session: Session, cast: Cast) -> None:
    _, finding = add_inspection(session, cast)
    assert find(session, Finding, finding.id, looking(session, cast, "secretary")) is finding
    assert find(session, Finding, finding.id, looking(session, cast, "outsider")) is None


def test_a_plan_sets_a_target_that_no_directive_gave(session: Session, cast: Cast) -> None:
    target = plan_target(
        session,
        indicator_id=cast.indicator,
        unit_id=cast.units["ward_a"],
        due_on=TODAY,
        points=9800,
        origin=" kế hoạch năm 2018 ",
    )
    assert session.get_one(Target, target.id) is target
    assert (target.points, target.comparator, target.directive_id, target.origin) == (
        9800,
        Comparator.AT_LEAST,
        None,
        "kế hoạch năm 2018",
    )
