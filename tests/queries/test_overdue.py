"""What is late and whose it is; what was submitted late and waits; by which index."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.queries.overdue import (
    Group,
    NextDue,
    OverdueCount,
    OverdueFilters,
    next_due,
    overdue,
    overdue_count,
    overdue_groups,
)
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import CAP, PAGE
from tests.cast import TODAY, Cast, task
from tests.queries.conftest import Crowd, asking
from tests.queries.test_worklist import accept, fill, names, submit

Viewers = Callable[[str], ViewerRow]
DUE = date(2019, 11, 20)


def asked(session: Session, cast: Cast, viewer: ViewerRow, today: date = TODAY, **filters: object) -> list[str]:
    return names(cast, overdue(session, viewer, today, OverdueFilters(**filters)).rows)


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2019, 11, 5), []),
        (date(2019, 11, 6), ["agency3"]),
        (DUE, ["agency3"]),
        (DUE + timedelta(days=1), ["agency3", "a1", "b1"]),
        (date(2019, 12, 31), ["agency3", "a1", "b1"]),
        (date(2020, 1, 1), ["agency3", "a1", "b1", "a2", "b2"]),
    ],
)
def test_R1_the_day_after_the_due_day_is_late(
    session: Session, cast: Cast, viewer: Viewers, today: date, late: list[str]
) -> None:
    secretary = viewer("secretary")
    assert asked(session, cast, secretary, today) == late
    oldest = date(2019, 11, 5) if late else None
    units = len({task(session, cast, name).unit_id for name in late})
    assert overdue_count(session, secretary, today, OverdueFilters()) == OverdueCount(len(late), units, oldest)
    assert OverdueFilters(group="unit", after="x").is_everything_open
    assert not OverdueFilters(q="thach").is_everything_open


def test_the_page_and_the_task_itself_agree_on_what_is_late(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(9, due=lambda number: TODAY + timedelta(days=number - 4))
    crowd.add(3, due_on=None)
    crowd.add(3, part=Part.COORDINATING, due_on=None)
    crowd.add(3, state=TaskState.ACCEPTED)
    crowd.add(3, state=TaskState.SUSPENDED)
    running = sa.select(Task).where(
        Task.committee_id == crowd.user.committee_id, Task.stopped_on.is_(None), Task.part == Part.LEAD
    )
    rows = overdue(session, viewer("outsider"), TODAY, OverdueFilters()).rows
    assert [row.id for row in rows] == [
        row.id for row in session.scalars(running.order_by(Task.id)) if row.overdue(TODAY)
    ]
    assert [row.late_by(TODAY) for row in rows] == [4, 3, 2, 1]


def test_R2_a_late_submission_waits_in_a_tab_of_its_own(session: Session, cast: Cast, viewer: Viewers) -> None:
    submit(session, cast, "a1", DUE + timedelta(days=1))
    submit(session, cast, "b1", DUE)
    submit(session, cast, "a2", TODAY)
    secretary = viewer("secretary")
    assert asked(session, cast, secretary, tab="open") == ["agency3"]
    assert asked(session, cast, secretary, tab="waiting") == ["a1"]
    waiting = OverdueFilters(tab="waiting")
    assert overdue_count(session, secretary, TODAY, waiting) == OverdueCount(1, 1, DUE)
    accept(session, cast, "a1")
    assert asked(session, cast, secretary, tab="waiting") == []


@pytest.mark.parametrize(
    ("filters", "late"),
    [
        ({"q": "dai nai"}, ["b1"]),
        ({"q": "phân tích"}, ["a1", "b1"]),
        ({"q": "phan tich thach trung"}, ["a1"]),
        ({"q": " "}, ["agency3", "a1", "b1"]),
        ({"unit": "ward_b"}, ["b1"]),
        ({"directive": "agency3"}, ["agency3"]),
        ({"tab": "nonsense"}, ["agency3", "a1", "b1"]),
    ],
)
def test_filters_narrow_list_count_and_groups_alike(
    session: Session, cast: Cast, viewer: Viewers, filters: dict[str, object], late: list[str]
) -> None:
    if "unit" in filters:
        filters = {"unit": cast.units["ward_b"]}
    if "directive" in filters:
        filters = {"directive": task(session, cast, "agency3").directive_id}
    secretary = viewer("secretary")
    assert asked(session, cast, secretary, **filters) == late
    assert overdue_count(session, secretary, TODAY, OverdueFilters(**filters)).tasks == len(late)
    groups = overdue_groups(session, secretary, TODAY, OverdueFilters(group="unit", **filters))
    assert sum(group.tasks for group in groups) == len(late)


def test_groups_name_units_or_directives_the_oldest_first(session: Session, cast: Cast, viewer: Viewers) -> None:
    today, secretary = date(2020, 1, 10), viewer("secretary")
    assert overdue_groups(session, secretary, today, OverdueFilters(group="unit")) == [
        Group(cast.units["agency"], "Phòng LĐ-TB&XH", 1, date(2019, 11, 5)),
        Group(cast.units["ward_a"], "xã Thạch Trung", 2, DUE),
        Group(cast.units["ward_b"], "phường Đại Nài", 2, DUE),
    ]
    directives = [task(session, cast, name).directive_id for name in ("agency3", "a1", "a2")]
    assert overdue_groups(session, secretary, today, OverdueFilters(group="directive")) == [
        Group(directives[0], "Báo cáo hằng tháng", 1, date(2019, 11, 5)),
        Group(directives[1], "Phân tích nguyên nhân tỷ lệ thấp", 2, DUE),
        Group(directives[2], "Vận động đạt 93%", 2, date(2019, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("today", "nearest"),
    [
        (date(2019, 10, 30), NextDue(date(2019, 11, 5), 1)),
        (date(2019, 11, 6), NextDue(DUE, 2)),
        (DUE, NextDue(DUE, 2)),
        (TODAY, NextDue(date(2019, 12, 31), 2)),
        (date(2020, 1, 1), None),
    ],
)
def test_the_next_deadline_and_its_units(
    session: Session, cast: Cast, viewer: Viewers, today: date, nearest: NextDue | None
) -> None:
    assert next_due(session, viewer("secretary"), today) == nearest


def test_nobody_sees_what_is_late_elsewhere(session: Session, cast: Cast, crowd: Crowd, viewer: Viewers) -> None:
    theirs = crowd.add(3)
    crowd.add(2, state=TaskState.SUBMITTED)
    crowd.add(1, due=lambda _: TODAY + timedelta(days=1))
    secretary, outsider, head_b = viewer("secretary"), viewer("outsider"), viewer("head_b")
    assert [row.id for row in overdue(session, outsider, TODAY, OverdueFilters()).rows] == theirs[::-1]
    assert asked(session, cast, secretary) == ["agency3", "a1", "b1"]
    assert asked(session, cast, head_b) == ["b1"]
    assert asked(session, cast, secretary, tab="waiting") == []
    assert asked(session, cast, secretary, unit=crowd.user.unit_id) == []
    assert asked(session, cast, secretary, q="hộ cận nghèo") == []
    for filters in (OverdueFilters(group="unit"), OverdueFilters(group="directive")):
        assert [group.tasks for group in overdue_groups(session, outsider, TODAY, filters)] == [3]
        assert sum(group.tasks for group in overdue_groups(session, secretary, TODAY, filters)) == 3
    assert next_due(session, outsider, TODAY) == NextDue(TODAY + timedelta(days=1), 1)
    assert next_due(session, secretary, TODAY) == NextDue(date(2019, 12, 31), 2)


def test_pages_hold_every_late_task_exactly_once(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    made = crowd.add(2 * PAGE + 7)
    outsider, rows, key = viewer("outsider"), [], ""
    for size in (PAGE, PAGE, 7):
        page = overdue(session, outsider, TODAY, OverdueFilters(after=key))
        assert len(page.rows) == size
        rows += page.rows
        key = page.next_key
    assert (key, sorted(row.id for row in rows)) == ("", made)
    assert [(row.act_by, row.id) for row in rows] == sorted((row.act_by, row.id) for row in rows)


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_each_question_is_one_statement(session: Session, crowd: Crowd, viewer: Viewers, count: int) -> None:
    crowd.add(count)
    outsider, filters = viewer("outsider"), OverdueFilters(group="unit", q="ra soat")
    with asking(session) as statements:
        overdue(session, outsider, TODAY, filters)
        assert overdue_count(session, outsider, TODAY, filters).tasks == count
        assert [group.tasks for group in overdue_groups(session, outsider, TODAY, filters)] == [count]
        next_due(session, outsider, TODAY)
    assert len(statements) == 4


def test_the_count_stops_at_a_thousand(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(CAP + 5)
    counted = overdue_count(session, viewer("outsider"), TODAY, OverdueFilters())
    assert counted == OverdueCount(1000, 1, TODAY - timedelta(days=40))


def test_overdue_walks_the_running_and_waiting_indexes(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, indexes
) -> None:  # type: ignore[no-untyped-def]
    fill(crowd, cast)
    outsider, waiting = viewer("outsider"), OverdueFilters(tab="waiting")
    assert indexes(lambda: overdue(session, outsider, TODAY, OverdueFilters())) == {"ix_tasks_running"}
    assert indexes(lambda: overdue(session, outsider, TODAY, OverdueFilters(after="2019-11-20_0"))) == {
        "ix_tasks_running"
    }
    assert indexes(lambda: overdue_count(session, outsider, TODAY, OverdueFilters())) == {"ix_tasks_running"}
    groups = indexes(lambda: overdue_groups(session, outsider, TODAY, OverdueFilters(group="unit")))
    assert groups in ({"ix_tasks_running"}, {"ix_tasks_running_unit"})  # whichever end of the join is shorter
    assert indexes(lambda: overdue(session, outsider, TODAY, waiting)) == {"ix_tasks_waiting"}
