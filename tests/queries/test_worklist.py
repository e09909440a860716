"""What there is to do: who sees what, filters, search, pages, and what it costs to ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, reminders, tasks
from bhyt_tasks.domain.history import Act, Channel, OnBehalf
from bhyt_tasks.domain.meetings import DeadlineKind, Directive, MeetingKind
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.tasks import Part, Report, Task, TaskClass, TaskState
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import CAP, PAGE, Badges, TaskRow, WorkFilters, after, badges, whole_worklist, worklist
from tests.cast import HELD_ON, TODAY, Cast, task, user
from tests.queries.conftest import Crowd, asking

Viewers = Callable[[str], ViewerRow]
AT = clock.at(TODAY)


def names(cast: Cast, rows: list[TaskRow]) -> list[str]:
    by_id = {number: name for name, number in cast.tasks.items()}
    return [by_id[row.id] for row in rows]


def asked(session: Session, cast: Cast, viewer: ViewerRow, **filters: object) -> list[str]:
    return names(cast, worklist(session, viewer, TODAY, WorkFilters(**filters)).rows)


def submit(session: Session, cast: Cast, name: str, on: date = TODAY) -> Task:
    """The head of the unit that leads the task submits it."""
    row = task(session, cast, name)
    head = session.get_one(User, session.get_one(Unit, row.unit_id).head_id)
    tasks.submit(session, row, Report(note="Xong"), by=head, at=clock.at(on))
    return row


def accept(session: Session, cast: Cast, name: str) -> None:
    deputy = user(session, cast, "deputy")
    tasks.accept(session, task(session, cast, name), by=deputy, at=AT, exception="Đã xem xét")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("secretary", ["agency3", "a1", "b1", "a2", "b2"]),
        ("deputy", ["agency3", "a1", "b1", "a2", "b2"]),
        ("overseer", ["agency3", "a1", "b1", "a2", "b2"]),
        ("head_a", ["a1", "a2"]),
        ("head_b", ["b1", "b2"]),
        ("data_officer", []),
        ("outsider", []),
    ],
)
def test_each_sees_their_open_tasks_most_urgent_first(
    session: Session, cast: Cast, viewer: Viewers, name: str, seen: list[str]
) -> None:
    assert asked(session, cast, viewer(name)) == seen


def test_a_units_people_see_what_they_help_with_too(session: Session, cast: Cast, viewer: Viewers) -> None:
    session.get_one(Unit, cast.units["agency"]).oversees = False
    assert asked(session, cast, viewer("overseer")) == ["agency3", "agency1"]


def test_who_sees_more_may_ask_for_their_own(session: Session, cast: Cast, viewer: Viewers) -> None:
    assert asked(session, cast, viewer("overseer"), own=True) == ["agency3", "agency1"]
    assert asked(session, cast, viewer("head_a"), own=True) == ["a1", "a2"]
    assert asked(session, cast, viewer("secretary"), own=True) == []


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        ({}, ["agency3", "b1", "a2"]),
        ({"state": "submitted"}, ["a1"]),
        ({"state": "accepted"}, ["b2"]),
        ({"state": "all"}, ["agency3", "a1", "b1", "a2", "b2"]),
        ({"state": "nonsense"}, ["agency3", "a1", "b1", "a2", "b2"]),
        ({"due": "overdue"}, ["agency3", "b1"]),
        ({"due": "overdue", "state": "all"}, ["agency3", "a1", "b1"]),
        ({"due": "soon"}, []),
        ({"due": "none"}, []),
        ({"due": "review"}, []),
        ({"due": "nonsense"}, ["agency3", "b1", "a2"]),
        ({"unit": "ward_a"}, ["a2"]),
        ({"unit": "ward_a", "state": "all"}, ["a1", "a2"]),
        ({"kind": TaskClass.OPEN_LATE, "state": "all"}, ["agency3", "a1", "b1"]),
        ({"kind": TaskClass.DONE_ON_TIME, "state": "all"}, ["b2"]),
        ({"q": "hằng tháng"}, ["agency3"]),
    ],
)
def test_filters_narrow_the_list(
    session: Session, cast: Cast, viewer: Viewers, filters: dict[str, object], seen: list[str]
) -> None:
    submit(session, cast, "a1")
    submit(session, cast, "b2")
    accept(session, cast, "b2")
    if "unit" in filters:
        filters = {**filters, "unit": cast.units["ward_a"]}
    assert asked(session, cast, viewer("secretary"), **filters) == seen


def test_R5_what_has_no_deadline_comes_back_on_its_review_date(session: Session, cast: Cast, viewer: Viewers) -> None:
    helping, overseer = task(session, cast, "agency1"), viewer("overseer")
    assert asked(session, cast, overseer, own=True, due="review") == ["agency1"]
    helping.act_by = TODAY + timedelta(days=1)
    session.flush()
    assert asked(session, cast, overseer, own=True, due="review") == []


def test_withdrawn_tasks_are_on_no_list(session: Session, cast: Cast, viewer: Viewers) -> None:
    a1 = task(session, cast, "a1")
    a1.state, a1.stopped_on = TaskState.WITHDRAWN, TODAY
    session.flush()
    assert asked(session, cast, viewer("head_a"), state="all") == ["a2"]


def test_a_directive_and_a_meeting_show_their_leading_tasks(session: Session, cast: Cast, viewer: Viewers) -> None:
    directive = task(session, cast, "a1").directive_id
    assert asked(session, cast, viewer("secretary"), directive=directive) == ["a1", "b1"]
    assert asked(session, cast, viewer("head_a"), directive=directive) == ["a1"]
    assert asked(session, cast, viewer("secretary"), meeting=cast.meeting) == ["agency3", "a1", "b1", "a2", "b2"]
    assert asked(session, cast, viewer("secretary"), meeting=cast.draft) == []


@pytest.mark.parametrize(
    ("due", "days"),
    [("overdue", [-2, -1]), ("soon", [0, 1, 2, 3]), ("week", [0, 1, 2, 3, 4, 5, 6]), ("", list(range(-2, 9)))],
)
def test_R1_due_filters_meet_at_the_due_day(
    session: Session, crowd: Crowd, viewer: Viewers, due: str, days: list[int]
) -> None:
    crowd.add(11, due=lambda number: TODAY + timedelta(days=number - 2))  # TODAY is a Monday
    rows = worklist(session, viewer("outsider"), TODAY, WorkFilters(due=due)).rows
    assert [(row.due_on - TODAY).days for row in rows if row.due_on] == days
    assert [row.soon(TODAY) for row in rows] == [0 <= day <= 3 for day in days]
    assert [row.late_by(TODAY) for row in rows] == [-day for day in days]


def test_the_week_ends_on_sunday(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(11, due=lambda number: TODAY + timedelta(days=number - 2))
    saturday = TODAY + timedelta(days=5)
    rows = worklist(session, viewer("outsider"), saturday, WorkFilters(due="week")).rows
    assert [row.due_on for row in rows] == [saturday, saturday + timedelta(days=1)]


def test_tasks_without_a_deadline_have_a_filter_of_their_own(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(2)
    (undated,) = crowd.add(1, due_on=None, original_due_on=None)
    (row,) = worklist(session, viewer("outsider"), TODAY, WorkFilters(due="none")).rows
    assert (row.id, row.due_on, row.late_by(TODAY), row.original_late_by(TODAY), row.soon(TODAY)) == (
        undated,
        None,
        0,
        0,
        False,
    )


def test_a_row_holds_everything_that_is_shown(session: Session, cast: Cast, viewer: Viewers) -> None:
    a1, secretary = task(session, cast, "a1"), user(session, cast, "secretary")
    told = OnBehalf("Chủ tịch", Channel.PHONE, TODAY)
    report = Report(note="Đã họp", obstacle="Thiếu người", done=6, total=12, measure="thôn", told=told)
    tasks.report_progress(session, a1, report, by=secretary, at=AT)
    reminders.remind(session, [a1], rest_days=2, by=secretary, at=AT)
    reminders.remind(session, [a1], rest_days=2, by=secretary, at=AT + timedelta(days=2))
    session.flush()
    (row,) = worklist(session, viewer("head_a"), TODAY, WorkFilters(q="phan tich")).rows
    assert row == TaskRow(
        id=a1.id,
        version=4,
        unit_id=cast.units["ward_a"],
        part=Part.LEAD,
        period="",
        due_on=date(2019, 11, 20),
        original_due_on=date(2019, 11, 20),
        act_by=date(2019, 11, 20),
        state=TaskState.IN_PROGRESS,
        done=6,
        total=12,
        measure="thôn",
        stopped_on=None,
        assigned_on=date(2019, 10, 30),
        directive_id=a1.directive_id,
        text="Phân tích nguyên nhân tỷ lệ thấp",
        number="mục 1",
        every=None,
        deadline_kind=DeadlineKind.FIXED,
        priority=False,
        meeting_id=cast.meeting,
        meeting_kind=MeetingKind.WORKING_SESSION,
        held_on=HELD_ON,
        notice_number="",
        unit_name="xã Thạch Trung",
        unit_kind=UnitKind.COMMUNE,
        head_position="Chức vụ head_a",
        head_phone="0239.000.0001",
        word_note="Đã họp",
        word_obstacle="Thiếu người",
        word_on=TODAY,
        word_what=Act.PROGRESS,
        word_by_id=secretary.id,
        reminders=2,
        reminded_on=TODAY + timedelta(days=2),
        disclaimed_on=None,
        wanted_on=None,
        extended=0,
    )
    assert (row.late_by(TODAY), row.original_late_by(TODAY), row.waited(TODAY), row.key) == (
        19,
        19,
        0,
        f"2019-11-20_{a1.id}",
    )


def test_R3_a_row_is_late_against_both_clocks(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(1, original_due_on=TODAY - timedelta(days=9))
    (row,) = worklist(session, viewer("outsider"), TODAY, WorkFilters()).rows
    assert (row.late_by(TODAY), row.original_late_by(TODAY)) == (1, 9)


def test_a_submission_counts_the_days_it_waits(session: Session, cast: Cast, viewer: Viewers) -> None:
    submit(session, cast, "a1", TODAY - timedelta(days=4))
    (row,) = worklist(session, viewer("head_a"), TODAY, WorkFilters(state="submitted")).rows
    assert (row.waited(TODAY), row.late_by(TODAY), row.late_by(TODAY + timedelta(days=9))) == (4, 15, 15)


def test_a_recurring_task_says_how_often_and_for_which_period(session: Session, cast: Cast, viewer: Viewers) -> None:
    (row,) = worklist(session, viewer("secretary"), TODAY, WorkFilters(q="bao cao")).rows
    assert (row.every, row.period, row.due_on) == (Every.MONTHLY, "2019-10", date(2019, 11, 5))


# Search


@pytest.mark.parametrize(
    ("q", "seen"),
    [
        ("phan tich", ["a1", "b1"]),
        ("PHÂN TÍCH", ["a1", "b1"]),
        ("tỉ lệ", ["a1", "b1"]),
        ("thach trung", ["a1", "a2"]),
        ("Đại Nài", ["b1", "b2"]),
        ("phân tích đại nài", ["b1"]),
        ("LĐ – TB & XH", ["agency3"]),
        ("ldtbxh", ["agency3"]),
        ("mục 2", ["a2", "b2"]),
        ("93", ["a2", "b2"]),
        ("  ", ["agency3", "a1", "b1", "a2", "b2"]),
        ("%", ["agency3", "a1", "b1", "a2", "b2"]),
        ("ra soat", []),
        ("ho can ngheo", []),
    ],
)
def test_R16_search_reads_contents_and_names_without_accents(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, q: str, seen: list[str]
) -> None:
    crowd.add(1)
    assert asked(session, cast, viewer("secretary"), q=q) == seen


def test_R16_a_search_finds_the_notice_number(session: Session, cast: Cast, viewer: Viewers) -> None:
    directive = session.get_one(Directive, task(session, cast, "a1").directive_id)
    directive.folded += " | 123 tb ubnd"
    session.flush()
    assert asked(session, cast, viewer("head_a"), q="123/TB-UBND") == ["a1"]


def test_the_other_committee_is_on_no_list(session: Session, cast: Cast, crowd: Crowd, viewer: Viewers) -> None:
    theirs = crowd.add(3)
    outsider, secretary = viewer("outsider"), viewer("secretary")
    for filters, ours in (
        ({}, ["agency3", "a1", "b1", "a2", "b2"]),
        ({"state": "all"}, ["agency3", "a1", "b1", "a2", "b2"]),
        ({"q": "thach trung"}, ["a1", "a2"]),
        ({"q": "rà soát hộ"}, []),
    ):
        rows = worklist(session, outsider, TODAY, WorkFilters(**filters)).rows
        assert sorted(row.id for row in rows) == theirs
        assert asked(session, cast, secretary, **filters) == ours
    for filters in ({"unit": crowd.user.unit_id}, {"directive": crowd.directive_id}, {"meeting": crowd.meeting_id}):
        assert asked(session, cast, secretary, **filters) == []
        assert len(worklist(session, outsider, TODAY, WorkFilters(**filters)).rows) == 3


# Pages


def walk(session: Session, viewer: ViewerRow, **filters: object) -> list[list[TaskRow]]:
    pages, key = [], ""
    while not pages or key:
        page = worklist(session, viewer, TODAY, WorkFilters(after=key, **filters))
        pages.append(page.rows)
        key = page.next_key
    return pages


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, [0]), (1, [1]), (PAGE, [PAGE]), (PAGE + 1, [PAGE, 1]), (3 * PAGE - 1, [PAGE, PAGE, PAGE - 1])],
)
def test_pages_hold_every_task_exactly_once(
    session: Session, crowd: Crowd, viewer: Viewers, count: int, sizes: list[int]
) -> None:
    made = crowd.add(count, due=lambda number: TODAY - timedelta(days=number % 3)) if count else []
    pages = walk(session, viewer("outsider"), state="all")
    assert [len(page) for page in pages] == sizes
    rows = [row for page in pages for row in page]
    assert sorted(row.id for row in rows) == made
    assert [(row.act_by, row.id) for row in rows] == sorted((row.act_by, row.id) for row in rows)


def test_a_page_goes_on_where_the_last_one_ended_when_rows_leave(
    session: Session, crowd: Crowd, viewer: Viewers
) -> None:
    crowd.add(2 * PAGE)
    outsider = viewer("outsider")
    first = worklist(session, outsider, TODAY, WorkFilters())
    gone = [row.id for row in first.rows[-20:]]
    session.execute(sa.update(Task).where(Task.id.in_(gone)).values(state=TaskState.ACCEPTED, stopped_on=TODAY))
    second = worklist(session, outsider, TODAY, WorkFilters(after=first.next_key))
    assert (len(second.rows), second.next_key) == (PAGE, "")
    assert {row.id for row in first.rows} & {row.id for row in second.rows} == set()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "2019-11-20",
        "2019-11-20_",
        "2019-02-31_1",
        "2019-11-20_-1",
        "2019-11-20_1 OR 1",
        "²019-11-20_1",
        "0000-01-01_1",
        "2019-11-20_1234567890123456789",
        "2019-11-20_١",
    ],
)
def test_a_key_that_is_none_begins_at_the_beginning(session: Session, cast: Cast, viewer: Viewers, key: str) -> None:
    assert after(key) is None
    assert asked(session, cast, viewer("head_a"), after=key) == ["a1", "a2"]


def test_a_key_begins_after_its_row(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary = viewer("secretary")
    assert asked(session, cast, secretary, after=f"2019-11-20_{cast.tasks['a1']}") == ["b1", "a2", "b2"]
    assert asked(session, cast, secretary, after="2019-11-20_0") == ["a1", "b1", "a2", "b2"]
    assert asked(session, cast, secretary, after="9999-12-31_1") == []


# Badges


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("secretary", Badges(2, 2, 0, 0, 0, 0)),
        ("overseer", Badges(2, 2, 0, 0, 0, 0)),
        ("head_a", Badges(0, 0, 0, 0, 0, 0)),
        ("head_b", Badges(1, 0, 0, 0, 0, 0)),
        ("data_officer", Badges(0, 0, 0, 0, 0, 0)),
        ("outsider", Badges(7, 3, 0, 0, 0, 0, 1)),
    ],
)
def test_the_menu_counts_what_the_viewer_sees(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, name: str, counts: Badges
) -> None:
    submit(session, cast, "a1")
    submit(session, cast, "a2")
    crowd.add(7)
    crowd.add(3, state=TaskState.SUBMITTED)
    crowd.add(2, state=TaskState.ACCEPTED)
    crowd.add(2, part=Part.COORDINATING, due_on=None)
    crowd.add(2, due_on=None)
    crowd.add(2, due_on=None, act_by=TODAY + timedelta(days=1), directive_id=crowd.add_directive("Rà soát sau"))
    crowd.add(1, due=lambda _: TODAY)
    assert badges(session, viewer(name), TODAY) == counts
    assert badges(session, viewer(name), TODAY, late=7) == replace(counts, overdue=7)


def test_the_menu_stops_counting_at_a_thousand(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(CAP + 5)
    crowd.add(CAP + 5, state=TaskState.SUBMITTED)
    assert badges(session, viewer("outsider"), TODAY) == Badges(1000, 1000, 0, 0, 0, 0)


# What it costs


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_a_list_and_the_menu_are_one_statement_each(
    session: Session, crowd: Crowd, viewer: Viewers, count: int
) -> None:
    crowd.add(count)
    outsider = viewer("outsider")
    with asking(session) as statements:
        page = worklist(session, outsider, TODAY, WorkFilters(q="ho can ngheo", due="overdue"))
    assert (len(statements), len(page.rows)) == (1, min(count, PAGE))
    with asking(session) as statements:
        badges(session, outsider, TODAY)
    assert len(statements) == 1


def fill(crowd: Crowd, cast: Cast) -> None:
    """Finished tasks, a few that run or wait, and much that runs in the other committee."""
    for unit_id in (crowd.user.unit_id, cast.units["external"]):
        crowd.add(700, state=TaskState.ACCEPTED, unit_id=unit_id)
        crowd.add(30, unit_id=unit_id)
        crowd.add(20, state=TaskState.SUBMITTED, unit_id=unit_id)
    crowd.add(2000, committee_id=cast.committee, unit_id=cast.units["ward_b"])
    crowd.add(300, committee_id=cast.committee, unit_id=cast.units["ward_b"], state=TaskState.SUBMITTED)


def test_the_list_of_a_unit_walks_its_running_index(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, indexes
) -> None:  # type: ignore[no-untyped-def]
    fill(crowd, cast)
    session.execute(sa.update(Unit).where(Unit.id == crowd.user.unit_id).values(oversees=False))
    crowd.user.roles = frozenset({"unit"})
    person = viewer("outsider")
    assert len(worklist(session, person, TODAY, WorkFilters()).rows) == 30
    assert indexes(lambda: worklist(session, person, TODAY, WorkFilters())) == {"ix_tasks_running_unit"}
    assert indexes(lambda: worklist(session, person, TODAY, WorkFilters(after="2019-11-20_0"))) == {
        "ix_tasks_running_unit"
    }


def test_the_list_of_the_committee_walks_its_running_index(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, indexes
) -> None:  # type: ignore[no-untyped-def]
    fill(crowd, cast)
    outsider = viewer("outsider")
    assert indexes(lambda: worklist(session, outsider, TODAY, WorkFilters())) == {"ix_tasks_running"}
    counted = indexes(lambda: badges(session, outsider, TODAY))
    of_closed_units = {"ix_tasks_unit_id_act_by"}
    waiting = {"ix_tasks_waiting", "ix_tasks_waiting_since"}
    assert counted - waiting - of_closed_units == {*("ix_tasks_running", "ix_tasks_disclaimed", "ix_tasks_review")}


def test_the_whole_list_is_its_pages_together(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(2 * PAGE + 3)
    outsider = viewer("outsider")
    pages = [row for page in walk(session, outsider, state="all") for row in page]
    key = WorkFilters(state="all", after=pages[4].key)
    with asking(session) as statements:
        assert whole_worklist(session, outsider, TODAY, key, most=1000) == pages
    assert len(statements) == 1
    assert whole_worklist(session, outsider, TODAY, key, most=7) == pages[:7]


def test_a_row_is_of_the_class_of_its_task(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    for state in TaskState:
        crowd.add(5, state=state, due=lambda number: TODAY + timedelta(days=number % 5 - 2))
        crowd.add(1, state=state, due_on=None)
    helping = crowd.add(1, part=Part.COORDINATING)
    session.execute(sa.update(Unit).where(Unit.id == crowd.user.unit_id).values(oversees=False))
    crowd.user.roles = frozenset({"unit"})
    rows = whole_worklist(session, viewer("outsider"), TODAY, WorkFilters(state="all"), most=1000)
    assert len(rows) == 31
    for row in rows:
        told = None if row.id in helping else session.get_one(Task, row.id).task_class(TODAY)
        assert row.task_class(TODAY) == told
