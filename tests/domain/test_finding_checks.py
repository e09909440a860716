"""Findings that are checked at a later visit: mended, or found again and counted along the chain."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, issuing, meetings
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken, WrongState
from bhyt_tasks.domain.finding_checks import (
    FindingCheck,
    Outcome,
    check,
    earlier_meetings,
    require_unsettled,
    revise_visit,
)
from bhyt_tasks.domain.findings import Finding, FindingFacts, add_finding, findings_of, remove_finding, revise_finding
from bhyt_tasks.domain.meetings import DirectiveFacts, Meeting, MeetingFacts, MeetingKind
from tests.cast import TODAY, Cast, add_inspection, user

AT = clock.at(TODAY)
MENDED, REPEATED = Outcome.MENDED, Outcome.REPEATED
VISIT = MeetingFacts(MeetingKind.WORKING_SESSION, date(2019, 12, 8), "Kiểm tra lại", "Phó Chủ tịch", minutes="Đã xem.")


def give_out(session: Session, cast: Cast, meeting: Meeting) -> None:
    committee = session.get_one(Committee, cast.committee)
    issuing.send_for_signature(session, meeting)
    issuing.issue(session, committee, meeting, by=user(session, cast, "secretary"), at=AT)


def inspected(session: Session, cast: Cast) -> tuple[Meeting, Finding]:
    """An inspection that was issued, with one finding."""
    inspection, finding = add_inspection(session, cast)
    give_out(session, cast, inspection)
    return inspection, finding


def visit(session: Session, cast: Cast, follows: Meeting | None, **more: object) -> Meeting:
    facts = replace(VISIT, follows_id=follows and follows.id, **more)
    committee = session.get_one(Committee, cast.committee)
    made = meetings.record_meeting(session, committee, facts, by=user(session, cast, "secretary"), at=AT)
    meetings.add_directive(session, made, DirectiveFacts(text="Khắc phục ngay", lead=(cast.units["ward_a"],)))
    return made


def say(
    session: Session, cast: Cast, meeting: Meeting, finding: Finding, outcome: Outcome | None, remark: str = ""
) -> bool:
    secretary = user(session, cast, "secretary")
    return check(session, meeting, finding, outcome=outcome, remark=remark, by=secretary, at=AT)


def checks(session: Session, meeting: Meeting) -> list[tuple[int, Outcome, str, int]]:
    rows = session.scalars(sa.select(FindingCheck).where(FindingCheck.meeting_id == meeting.id))
    return [(row.finding_id, row.outcome, row.remark, row.by_id) for row in rows]


def test_a_mended_finding_is_remembered_with_who_says_so(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    assert say(session, cast, later, finding, MENDED, " Đã  phân công ")
    assert checks(session, later) == [(finding.id, MENDED, "Đã phân công", cast.users["secretary"])]
    assert findings_of(session, later) == []
    assert later.version == 2


def test_saying_the_same_again_changes_nothing(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    assert say(session, cast, later, finding, None) is False
    say(session, cast, later, finding, REPEATED, "Chưa họp")
    assert say(session, cast, later, finding, REPEATED, "Chưa họp ") is False
    assert (later.version, len(findings_of(session, later))) == (2, 1)


def test_what_is_found_again_is_a_finding_of_the_visit_and_counts_on(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    second = visit(session, cast, inspection)
    say(session, cast, second, finding, REPEATED)
    (again,) = findings_of(session, second)
    assert (again.text, again.unit_id, again.repeats_id, again.times, again.directive_id, again.position) == (
        finding.text,
        finding.unit_id,
        finding.id,
        2,
        None,
        1,
    )
    give_out(session, cast, second)
    third = visit(session, cast, second)
    say(session, cast, third, again, REPEATED)
    assert [(row.repeats_id, row.times) for row in findings_of(session, third)] == [(again.id, 3)]
    assert finding.times == 1


def test_until_the_visit_is_issued_the_outcome_may_change(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection, kind=MeetingKind.INSPECTION)
    say(session, cast, later, finding, REPEATED)
    own = add_finding(session, later, FindingFacts("Mới thấy", cast.units["ward_b"]))
    assert (own.position, own.times, own.repeats_id) == (2, 1, None)
    say(session, cast, later, finding, MENDED)
    assert [(row.text, row.position) for row in findings_of(session, later)] == [("Mới thấy", 1)]
    assert [outcome for _, outcome, _, _ in checks(session, later)] == [MENDED]
    assert say(session, cast, later, finding, None)
    assert checks(session, later) == []


@pytest.mark.parametrize("issued", [False, True])
def test_a_visit_that_is_signed_or_issued_keeps_its_checks(session: Session, cast: Cast, issued: bool) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    say(session, cast, later, finding, MENDED)
    if issued:
        give_out(session, cast, later)
    else:
        issuing.send_for_signature(session, later)
    for outcome in (REPEATED, None):
        with pytest.raises(WrongState):
            say(session, cast, later, finding, outcome)
    assert [outcome for _, outcome, _, _ in checks(session, later)] == [MENDED]


@pytest.mark.parametrize("outcome", Outcome)
def test_what_an_issued_visit_has_settled_is_not_offered_again(session: Session, cast: Cast, outcome: Outcome) -> None:
    inspection, finding = inspected(session, cast)
    second, beside = visit(session, cast, inspection), visit(session, cast, inspection)
    say(session, cast, second, finding, outcome)
    say(session, cast, beside, finding, MENDED)
    give_out(session, cast, second)
    for later in (visit(session, cast, second), beside):
        with pytest.raises(RuleBroken, match="đã được kết luận"):
            say(session, cast, later, finding, REPEATED)
    assert say(session, cast, beside, finding, None)
    assert checks(session, beside) == []


def test_two_visits_do_not_settle_one_finding(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    first, beside = visit(session, cast, inspection), visit(session, cast, inspection)
    for each in (first, beside):
        say(session, cast, each, finding, REPEATED)
        require_unsettled(session, each)
    give_out(session, cast, first)
    with pytest.raises(RuleBroken, match="vừa giao") as refusal:
        require_unsettled(session, beside)
    assert refusal.value.values == {"text": finding.text}


def test_findings_left_unchecked_stay_open_along_the_chain(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    second = visit(session, cast, inspection)
    give_out(session, cast, second)
    third = visit(session, cast, second)
    assert set(session.scalars(earlier_meetings(third.id))) == {second.id, inspection.id}
    assert say(session, cast, third, finding, MENDED)


def test_only_what_is_followed_is_checked(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    alone, later = visit(session, cast, None), visit(session, cast, inspection, kind=MeetingKind.INSPECTION)
    own = add_finding(session, later, FindingFacts("Của chính cuộc này", cast.units["ward_a"]))
    foreign = Meeting(
        committee_id=user(session, cast, "outsider").committee_id,
        kind=MeetingKind.INSPECTION,
        held_on=TODAY,
        title="B",
        chair_position="B",
        recorded_by=cast.users["outsider"],
        version=0,
    )
    session.add(foreign)
    session.flush()
    for meeting, row in ((alone, finding), (later, own), (foreign, finding)):
        with pytest.raises(RuleBroken, match="không thuộc các cuộc"):
            say(session, cast, meeting, row, MENDED)
    with pytest.raises(WrongState):  # nor by the meeting that found it
        say(session, cast, inspection, finding, MENDED)


def test_a_remark_needs_an_outcome_and_no_people(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    with pytest.raises(RuleBroken, match="trước khi ghi nhận xét"):
        say(session, cast, later, finding, None, "đã xem")
    people = {"outcome": MENDED, "remark": "Bà B 042099001234", "by": user(session, cast, "secretary"), "at": AT}
    with pytest.raises(PersonalNumbers):
        check(session, later, finding, **people)
    assert check(session, later, finding, **people, numbers_confirmed=True)


def test_a_repeated_finding_is_answered_and_stays_with_its_check(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    say(session, cast, later, finding, REPEATED)
    (again,), (answer,) = findings_of(session, later), meetings.directives_of(session, later)
    facts = FindingFacts("Vẫn chưa chủ động", cast.units["ward_a"], directive_id=answer.id)
    revise_finding(session, later, again, facts)
    assert (again.text, again.directive_id, again.times) == ("Vẫn chưa chủ động", answer.id, 2)
    with pytest.raises(RuleBroken, match="chính đơn vị") as refused:
        revise_finding(session, later, again, replace(facts, unit_id=cast.units["ward_b"]))
    assert refused.value.field == "unit_id"
    with pytest.raises(RuleBroken, match="trang kiểm tra lại"):
        remove_finding(session, later, again)


def test_a_visit_with_checks_follows_no_other_meeting(session: Session, cast: Cast) -> None:
    inspection, finding = inspected(session, cast)
    later = visit(session, cast, inspection)
    revise_visit(session, later, replace(VISIT, follows_id=cast.meeting), at=AT)
    revise_visit(session, later, replace(VISIT, follows_id=inspection.id), at=AT)
    say(session, cast, later, finding, REPEATED)
    revise_visit(session, later, replace(VISIT, follows_id=inspection.id, title="Tên khác"), at=AT)
    assert later.title == "Tên khác"  # a working session too may have what was found again
    for follows in (None, cast.meeting):
        with pytest.raises(RuleBroken, match="trước khi chọn cuộc khác") as refused:
            revise_visit(session, later, replace(VISIT, follows_id=follows), at=AT)
        assert refused.value.field == "follows_id"


# What a meeting may follow, and what one still to come may say


def test_a_meeting_follows_an_issued_one_of_its_committee_that_is_not_later(session: Session, cast: Cast) -> None:
    inspection, _ = inspected(session, cast)
    draft = session.get_one(Meeting, cast.draft)
    assert visit(session, cast, inspection, held_on=inspection.held_on).follows_id == inspection.id
    foreign = session.get_one(Meeting, cast.meeting)
    for wrong, held_on in ((draft, VISIT.held_on), (inspection, inspection.held_on - timedelta(days=1))):
        with pytest.raises(RuleBroken, match="Cuộc họp trước") as refused:
            visit(session, cast, wrong, held_on=held_on)
        assert refused.value.field == "follows_id"
    foreign.committee_id = user(session, cast, "outsider").committee_id
    session.flush()
    with pytest.raises(RuleBroken, match="Cuộc họp trước"):
        visit(session, cast, foreign)
    with pytest.raises(RuleBroken, match="Cuộc họp trước"):
        revise_visit(session, draft, replace(VISIT, follows_id=10**6), at=AT)


def test_an_agenda_is_written_before_the_meeting_and_the_conclusion_after_it(session: Session, cast: Cast) -> None:
    tomorrow = TODAY + timedelta(days=1)
    planned = visit(session, cast, None, held_on=tomorrow, agenda=" 1. Việc quá  hạn ", minutes="")
    assert planned.agenda == "1. Việc quá hạn"
    for facts in ({"minutes": "Đã họp"}, {"agenda": " "}):
        with pytest.raises(RuleBroken, match="sau hôm nay") as refused:
            visit(session, cast, None, **{"held_on": tomorrow, "agenda": "a", "minutes": "", **facts})
        assert refused.value.field == "held_on"
    with pytest.raises(PersonalNumbers):
        visit(session, cast, None, agenda="Bà B 042099001234")
    issuing.send_for_signature(session, planned)
    with pytest.raises(RuleBroken, match="sau hôm nay"):
        give_out(session, cast, planned)
