"""Findings of a meeting in order, with unit and answer; what a later visit has to check; what the committee knows."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import meetings
from bhyt_tasks.domain.finding_checks import FindingCheck, Outcome
from bhyt_tasks.domain.findings import Finding, FindingFacts, add_finding, findings_of
from bhyt_tasks.domain.meetings import MeetingKind
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.findings import (
    FindingFilters,
    FindingRow,
    FoundAt,
    findings,
    known_findings,
    to_check,
    units_with_findings,
)
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, add_inspection
from tests.domain.test_finding_checks import MENDED, REPEATED, give_out, inspected, say, visit
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]


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
        repeats_id=None,
        times=1,
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


# What a later visit has to check


def test_a_visit_checks_what_is_open_and_shows_what_it_said(session: Session, cast: Cast) -> None:
    inspection, finding = add_inspection(session, cast)
    other = add_finding(session, inspection, FindingFacts("Rà soát chưa đủ", cast.units["ward_b"]))
    give_out(session, cast, inspection)
    later = visit(session, cast, inspection)
    say(session, cast, later, finding, REPEATED, "Chưa họp")
    first, second = to_check(session, later.id)
    assert (first.id, first.unit_name, first.outcome, first.remark, first.directive_text) == (
        other.id,
        "phường Đại Nài",
        None,
        None,
        None,
    )
    assert (second.id, second.unit_name, second.outcome, second.remark) == (
        finding.id,
        "xã Thạch Trung",
        REPEATED,
        "Chưa họp",
    )
    assert (second.meeting_id, second.held_on, second.times, second.directive_text) == (
        inspection.id,
        inspection.held_on,
        1,
        "Có kế hoạch cụ thể",
    )
    assert to_check(session, inspection.id) == []


def test_what_is_settled_is_not_offered_to_the_next_visit(session: Session, cast: Cast) -> None:
    inspection, mended = add_inspection(session, cast)
    repeated, unchecked = (
        add_finding(session, inspection, FindingFacts(text, cast.units["ward_a"])) for text in ("hai", "ba")
    )
    give_out(session, cast, inspection)
    second = visit(session, cast, inspection)
    say(session, cast, second, mended, MENDED)
    say(session, cast, second, repeated, REPEATED)
    give_out(session, cast, second)
    (again,) = findings_of(session, second)
    third = visit(session, cast, second)
    assert [(row.id, row.times) for row in to_check(session, third.id)] == [(unchecked.id, 1), (again.id, 2)]
    assert {row.id for row in to_check(session, second.id)} == {mended.id, repeated.id, unchecked.id}


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_to_be_checked_is_one_statement(session: Session, cast: Cast, count: int) -> None:
    inspection, _ = add_inspection(session, cast)
    for number in range(count - 1):
        add_finding(session, inspection, FindingFacts(f"Tồn tại {number}", cast.units["ward_a"]))
    give_out(session, cast, inspection)
    later = visit(session, cast, inspection)
    with asking(session) as statements:
        assert len(to_check(session, later.id)) == count
    assert len(statements) == 1


# What the committee knows


def known(session: Session, viewer: ViewerRow, **filters: object) -> list[int]:
    return [row.id for row in known_findings(session, viewer, FindingFilters(**filters))]


def test_the_list_shows_the_last_finding_of_each_chain_by_what_became_of_it(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    inspection, mended = add_inspection(session, cast)
    repeated = add_finding(session, inspection, FindingFacts("hai", cast.units["ward_b"]))
    unchecked = add_finding(session, inspection, FindingFacts("ba", cast.units["ward_a"]))
    secretary = viewer("secretary")
    assert known(session, secretary) == []  # a draft says nothing yet
    give_out(session, cast, inspection)
    second = visit(session, cast, inspection)
    say(session, cast, second, mended, MENDED, "Đã phân công")
    say(session, cast, second, repeated, REPEATED)
    assert known(session, secretary) == [unchecked.id, repeated.id, mended.id]
    give_out(session, cast, second)
    (again,) = findings_of(session, second)
    assert known(session, secretary) == [again.id, unchecked.id]
    assert known(session, secretary, state="repeated") == [again.id]
    assert known(session, secretary, state="mended") == [mended.id]
    assert known(session, secretary, unit=cast.units["ward_a"]) == [unchecked.id]
    assert known(session, secretary, before=again.id) == [unchecked.id]
    assert known(session, viewer("outsider"), state="mended") == []
    (row,) = known_findings(session, secretary, FindingFilters("mended"))
    assert (row.mended_on, row.mended_at_id, row.remark, row.times) == (second.held_on, second.id, "Đã phân công", 1)
    first, last = known_findings(session, secretary, FindingFilters())
    assert [(first.total, first.repeated), (last.total, last.repeated)] == [(2, 1), (2, 1)]
    assert (first.times, first.unit_name, first.meeting_id, first.held_on) == (
        2,
        "phường Đại Nài",
        second.id,
        second.held_on,
    )
    assert len(known_findings(session, secretary, FindingFilters(), limit=1)) == 1
    assert units_with_findings(session, secretary) == [
        FoundAt(cast.units["ward_b"], "phường Đại Nài"),
        FoundAt(cast.units["ward_a"], "xã Thạch Trung"),
    ]
    assert units_with_findings(session, viewer("outsider")) == []


def test_a_finding_tells_how_far_the_task_is_that_answers_it(session: Session, cast: Cast, viewer: Viewers) -> None:
    _, finding = inspected(session, cast)
    (row,) = known_findings(session, viewer("deputy"), FindingFilters())
    assert (row.answer, row.directive_text, row.tasks, row.done) == ("mục 1", "Có kế hoạch cụ thể", 1, 0)
    task = session.scalars(sa.select(Task).where(Task.directive_id == finding.directive_id)).one()
    task.state, task.stopped_on = TaskState.ACCEPTED, TODAY
    session.flush()
    (row,) = known_findings(session, viewer("deputy"), FindingFilters())
    assert (row.tasks, row.done) == (1, 1)
    task.state = TaskState.WITHDRAWN
    session.flush()
    (row,) = known_findings(session, viewer("deputy"), FindingFilters())
    assert (row.tasks, row.done) == (0, 0)


def test_two_visits_that_both_say_mended_are_one_line(session: Session, cast: Cast, viewer: Viewers) -> None:
    inspection, finding = inspected(session, cast)
    visits = [visit(session, cast, inspection, kind=MeetingKind.INSPECTION) for _ in range(2)]
    for each in visits:
        say(session, cast, each, finding, MENDED)
    for each in visits:
        give_out(session, cast, each)
    (row,) = known_findings(session, viewer("secretary"), FindingFilters("mended"))
    last = session.scalars(sa.select(sa.func.max(FindingCheck.id)).where(FindingCheck.outcome == Outcome.MENDED)).one()
    assert row.mended_at_id == session.get_one(FindingCheck, last).meeting_id
    assert session.scalar(sa.select(sa.func.count()).select_from(Finding)) == 1
