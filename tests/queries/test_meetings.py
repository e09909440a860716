"""The list of meetings, their directives, and what giving out will do."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.meetings import DeadlineKind, DirectiveFacts, DirectiveUnit, Meeting, MeetingKind, Stage
from bhyt_tasks.domain.meetings import add_directive as add
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.tasks import Part, TaskState
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.meetings import (
    MEETINGS_PAGE,
    DirectiveUnitRow,
    Earlier,
    MeetingRow,
    MessageTask,
    Preview,
    attending,
    directives,
    issued_meetings,
    meetings,
    message_tasks,
    preview,
)
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import HELD_ON, TODAY, Cast, task
from tests.queries.conftest import Crowd, asking
from tests.queries.test_worklist import accept, submit

Viewers = Callable[[str], ViewerRow]


def finish(session: Session, cast: Cast, name: str) -> None:
    submit(session, cast, name)
    accept(session, cast, name)


def test_meetings_come_newest_first_with_how_far_they_are(session: Session, cast: Cast, viewer: Viewers) -> None:
    finish(session, cast, "a1")
    b1 = task(session, cast, "b1")
    b1.state, b1.stopped_on = TaskState.WITHDRAWN, TODAY
    session.flush()
    assert meetings(session, viewer("secretary")) == [
        MeetingRow(
            cast.draft,
            MeetingKind.CONFERENCE,
            date(2019, 12, 2),
            "Hội nghị dự thảo",
            "Phó Chủ tịch",
            "",
            Stage.DRAFT,
            directives=1,
            tasks=0,
            accepted=0,
        ),
        MeetingRow(
            cast.meeting,
            MeetingKind.WORKING_SESSION,
            HELD_ON,
            "Buổi làm việc thử",
            "Phó Chủ tịch",
            "",
            Stage.ISSUED,
            directives=3,
            tasks=4,
            accepted=1,
        ),
    ]


def many(session: Session, crowd: Crowd, count: int) -> list[int]:
    """``count`` meetings of the outsider's committee, several on one day, with the crowd's own before them."""
    rows = [
        {
            "committee_id": crowd.user.committee_id,
            "kind": MeetingKind.CONFERENCE,
            "held_on": HELD_ON + timedelta(days=1 + number // 3),
            "title": f"Hội nghị {number}",
            "chair_position": "Chủ tịch",
            "stage": Stage.ISSUED,
            "recorded_by": crowd.user.id,
        }
        for number in range(count)
    ]
    made = session.scalars(sa.insert(Meeting).returning(Meeting.id, sort_by_parameter_order=True), rows)
    return [crowd.meeting_id, *made]


def test_pages_hold_every_meeting_exactly_once(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    made = many(session, crowd, 2 * MEETINGS_PAGE + 4)
    outsider, seen, before = viewer("outsider"), [], None
    for size in (MEETINGS_PAGE + 1, MEETINGS_PAGE + 1, 5):
        rows = meetings(session, outsider, before)
        assert len(rows) == size
        seen += [row.id for row in rows[:MEETINGS_PAGE]]
        before = seen[-1]
    assert seen == made[::-1]
    assert meetings(session, outsider, made[0]) == []


def test_nobody_sees_the_meetings_of_the_other_committee(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers
) -> None:
    crowd.add(2)
    outsider, secretary = viewer("outsider"), viewer("secretary")
    assert [(row.id, row.directives, row.tasks) for row in meetings(session, outsider)] == [(crowd.meeting_id, 1, 2)]
    assert [row.id for row in meetings(session, secretary)] == [cast.draft, cast.meeting]
    assert issued_meetings(session, outsider) == [Earlier(crowd.meeting_id, "Hội nghị B", HELD_ON)]
    assert issued_meetings(session, secretary) == [Earlier(cast.meeting, "Buổi làm việc thử", HELD_ON)]


def test_an_inspection_follows_one_of_the_latest_issued_meetings(
    session: Session, crowd: Crowd, viewer: Viewers
) -> None:
    made = many(session, crowd, 40)
    session.get_one(Meeting, made[-1]).stage = Stage.AWAITING_SIGNATURE
    session.flush()
    earlier = issued_meetings(session, viewer("outsider"))
    assert len(earlier) == 30
    assert [row.held_on for row in earlier] == sorted((row.held_on for row in earlier), reverse=True)
    assert {row.id for row in earlier} <= set(made[:-1])


def test_directives_come_in_order_with_how_far_their_units_are(session: Session, cast: Cast) -> None:
    finish(session, cast, "a1")
    b1 = task(session, cast, "b1")
    b1.state, b1.stopped_on = TaskState.WITHDRAWN, TODAY
    session.flush()
    first, second, third = directives(session, cast.meeting)
    ward_a, ward_b, agency = (cast.units[key] for key in ("ward_a", "ward_b", "agency"))
    assert first.units == (
        DirectiveUnitRow(ward_a, "xã Thạch Trung", UnitKind.COMMUNE, Part.LEAD, 1, 1),
        DirectiveUnitRow(ward_b, "phường Đại Nài", UnitKind.WARD, Part.LEAD, 0, 0),
        DirectiveUnitRow(agency, "Phòng LĐ-TB&XH", UnitKind.AGENCY, Part.COORDINATING, 1, 0),
    )
    assert (first.lead, first.coordinating) == (first.units[:2], first.units[2:])
    assert (first.text, first.number, first.due_on, first.quote_start, first.quote_end) == (
        "Phân tích nguyên nhân tỷ lệ thấp",
        "mục 1",
        date(2019, 11, 20),
        3,
        24,
    )
    assert (second.target_points, second.target_comparator) == (9300, Comparator.AT_LEAST)
    assert (third.deadline_kind, third.every, third.due_day, third.due_month_offset) == (
        DeadlineKind.RECURRING,
        Every.MONTHLY,
        5,
        1,
    )
    assert [(row.position, row.tasks, row.accepted, row.undated) for row in (first, second, third)] == [
        (1, 1, 1, False),
        (2, 2, 0, False),
        (3, 1, 0, False),
    ]


def test_a_preview_says_what_giving_out_will_make(session: Session, cast: Cast) -> None:
    draft = session.get_one(Meeting, cast.draft)
    add(session, draft, DirectiveFacts(text="Chung", general=True))
    add(session, draft, DirectiveFacts(text="Chung có đơn vị", general=True, lead=(cast.units["ward_b"],)))
    lead, helping = (cast.units["ward_a"], cast.units["agency"]), (cast.units["external"],)
    add(session, draft, DirectiveFacts(text="Có hạn", lead=lead, coordinating=helping, due_on=TODAY))
    session.flush()
    rows = directives(session, cast.draft)
    assert [(row.text, row.undated) for row in rows] == [
        ("Việc chưa giao", True),
        ("Chung", False),
        ("Chung có đơn vị", False),
        ("Có hạn", False),
    ]
    assert preview(rows) == Preview(tasks=4, leading=3, units=3, undated=1, general=2)
    assert (preview([]), directives(session, 10**6)) == (Preview(0, 0, 0, 0, 0), [])


def test_who_attended_comes_in_the_order_it_was_written(session: Session, cast: Cast) -> None:
    assert [unit.name for unit in attending(session, cast.meeting)] == ["xã Thạch Trung"]
    assert attending(session, cast.draft) == ()


def test_the_message_lists_what_each_unit_was_given(session: Session, cast: Cast) -> None:
    b2 = task(session, cast, "b2")
    b2.state, b2.stopped_on = TaskState.WITHDRAWN, TODAY
    session.flush()
    rows = message_tasks(session, cast.meeting)
    assert [row.task_id for row in rows] == [cast.tasks[name] for name in ("b1", "agency1", "agency3", "a1", "a2")]
    assert rows[2] == MessageTask(
        task_id=cast.tasks["agency3"],
        unit_id=cast.units["agency"],
        unit_name="Phòng LĐ-TB&XH",
        part=Part.LEAD,
        text="Báo cáo hằng tháng",
        number="mục 3",
        due_on=date(2019, 11, 5),
        period="2019-10",
    )
    assert message_tasks(session, cast.draft) == []


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_a_list_of_meetings_is_one_statement_and_a_meeting_is_two(
    session: Session, crowd: Crowd, viewer: Viewers, count: int
) -> None:
    many(session, crowd, count - 1) if count > 1 else None
    for _ in range(min(count, 30) - 1):
        crowd.add_directive("Thêm")
    session.add(
        DirectiveUnit(directive_id=crowd.directive_id, unit_id=crowd.user.unit_id or 0, part=Part.LEAD, position=0)
    )
    session.flush()
    crowd.add(count)
    outsider = viewer("outsider")
    with asking(session) as statements:
        assert len(meetings(session, outsider)) == min(count, MEETINGS_PAGE + 1)
    assert len(statements) == 1
    with asking(session) as statements:
        rows = directives(session, crowd.meeting_id)
        assert (len(rows), sum(row.tasks for row in rows)) == (min(count, 30), count)
    assert len(statements) == 2
    with asking(session) as statements:
        assert len(message_tasks(session, crowd.meeting_id)) == count
        attending(session, crowd.meeting_id)
        issued_meetings(session, outsider)
    assert len(statements) == 3
