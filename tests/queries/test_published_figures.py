"""R4: figures that offices have published go in as tasks and come out as the same table, closed to the last one."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.coverage import rate_points
from bhyt_tasks.domain.db import Instant
from bhyt_tasks.domain.history import Act, Channel, Event
from bhyt_tasks.domain.tasks import Part, Task, TaskClass, TaskState
from bhyt_tasks.queries.overdue import OverdueFilters, overdue_count
from bhyt_tasks.queries.overview import COUNTED, classes_by_unit, total
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import PAGE, WorkFilters, worklist
from bhyt_tasks.web.filters import rate
from tests.cast import HELD_ON, ISSUED_AT, TODAY
from tests.queries.conftest import Crowd

Viewers = Callable[[str], ViewerRow]
DUE = TODAY - timedelta(days=3)
AHEAD = TODAY + timedelta(days=30)
ACCEPTED, NEW = TaskState.ACCEPTED, TaskState.NEW


def load(crowd: Crowd, count: int, state: TaskState, due_on: date | None, stopped_on: date | None = None) -> None:
    """So many tasks, each with the event that made it what it is; the database writes them, being quicker at it."""
    numbers = sa.select(sa.literal(crowd.made).label("number")).cte("numbers", recursive=True)
    following = numbers.c.number + 1
    numbers = numbers.union_all(sa.select(following).where(following < crowd.made + count))
    crowd.made += count
    dates = {"due_on": due_on, "original_due_on": due_on, "stopped_on": stopped_on}
    both: dict[str, Any] = {"committee_id": crowd.user.committee_id, "unit_id": crowd.user.unit_id}
    both |= {"state": state.value, **{name: sa.literal(day, sa.Date) for name, day in dates.items()}}
    task = {
        "period": sa.literal("p") + sa.cast(numbers.c.number, sa.String),
        "directive_id": crowd.directive_id,
        "part": Part.LEAD.value,
        "act_by": sa.literal(due_on or AHEAD, sa.Date),
        "assigned_on": sa.literal(HELD_ON, sa.Date),
        "measure": "",
        "version": 1,
    }
    _insert(crowd.session, Task, both | task, sa.select(), numbers)
    event = {
        "task_id": Task.id,
        "what": (Act.ACCEPTED if state is ACCEPTED else Act.ISSUED).value,
        "by_id": crowd.user.id,
        "at": sa.literal(ISSUED_AT, Instant),
        "on": sa.literal(TODAY, sa.Date),
        "channel": Channel.SYSTEM.value,
        "illustrative": sa.false(),
        **dict.fromkeys(("told_by", "note", "obstacle", "measure"), ""),
    }
    untold = sa.select().where(Task.directive_id == crowd.directive_id, Event.id.is_(None))
    _insert(crowd.session, Event, both | event, untold, sa.outerjoin(Task, Event, Event.task_id == Task.id))


def _insert(session: Session, model: type[Any], values: dict[str, Any], which: sa.Select[Any], source: Any) -> None:
    columns = [sa.literal(value) if isinstance(value, str | int) else value for value in values.values()]
    session.execute(sa.insert(model).from_select(list(values), which.add_columns(*columns).select_from(source)))


def listed(session: Session, viewer: ViewerRow, kind: TaskClass, today: date) -> int:
    """How many rows the list of a line has, page by page."""
    return sum(_pages(session, viewer, kind, today))


def _pages(session: Session, viewer: ViewerRow, kind: TaskClass, today: date) -> Iterator[int]:
    after = ""
    while True:
        page = worklist(session, viewer, today, WorkFilters(state="all", kind=kind, after=after))
        yield len(page.rows)
        if not page.next_key:
            return
        after = page.next_key


@pytest.mark.long
def test_R4_the_four_lines_of_21914_tasks_close(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    load(crowd, 14_068, ACCEPTED, DUE, stopped_on=DUE)
    load(crowd, 1_983, ACCEPTED, DUE, stopped_on=DUE + timedelta(days=1))
    load(crowd, 5_640, NEW, TODAY)
    load(crowd, 223, NEW, TODAY - timedelta(days=1))
    outsider = viewer("outsider")
    (unit,) = classes_by_unit(session, outsider, TODAY)
    lines = {
        TaskClass.DONE_ON_TIME: 14_068,
        TaskClass.DONE_LATE: 1_983,
        TaskClass.OPEN_IN_TIME: 5_640,
        TaskClass.OPEN_LATE: 223,
    }
    assert (unit.classes, unit.total) == (lines, 21_914)
    assert overdue_count(session, outsider, TODAY, OverdueFilters()).tasks == 223
    assert listed(session, outsider, TaskClass.OPEN_LATE, TODAY) == 223
    (unit,) = classes_by_unit(session, outsider, TODAY + timedelta(days=1))  # what nobody has done is late by then
    assert unit.classes == Counter(
        {TaskClass.DONE_ON_TIME: 14_068, TaskClass.DONE_LATE: 1_983, TaskClass.OPEN_LATE: 5_863}
    )


@pytest.fixture
def binh_dinh(crowd: Crowd) -> Crowd:
    """30/5/2022: 756 tasks with a deadline and 631 without; 508 of those without are done, and count as on time."""
    load(crowd, 506, ACCEPTED, DUE, stopped_on=DUE)
    load(crowd, 508, ACCEPTED, None, stopped_on=TODAY)
    load(crowd, 146, ACCEPTED, DUE, stopped_on=TODAY)
    load(crowd, 88, NEW, TODAY)
    load(crowd, 123, NEW, None)
    load(crowd, 9, NEW, TODAY - timedelta(days=30))
    load(crowd, 7, NEW, TODAY - timedelta(days=31))
    return crowd


def test_R4_the_1387_tasks_of_binh_dinh_close_and_each_number_opens_its_list(
    session: Session, binh_dinh: Crowd, viewer: Viewers
) -> None:
    outsider = viewer("outsider")
    (unit,) = classes_by_unit(session, outsider, TODAY)
    lines = {
        TaskClass.DONE_ON_TIME: 1_014,
        TaskClass.DONE_LATE: 146,
        TaskClass.OPEN_IN_TIME: 88,
        TaskClass.OPEN_NO_DEADLINE: 123,
        TaskClass.OPEN_LATE: 16,
    }
    assert (unit.classes, unit.total, set(lines)) == (lines, 1_387, set(COUNTED))
    assert total([unit]).total() == 1_387
    assert {kind: listed(session, outsider, kind, TODAY) for kind in lines} == lines
    dated = sa.select(Task.due_on.is_not(None), sa.func.count()).where(Task.committee_id == binh_dinh.user.committee_id)
    counted = {bool(row[0]): row[1] for row in session.execute(dated.group_by(Task.due_on.is_not(None)))}
    assert counted == {True: 756, False: 631}
    late = worklist(session, outsider, TODAY, WorkFilters(state="all", kind=TaskClass.OPEN_LATE))
    assert sum(row.late_by(TODAY) > 30 for row in late.rows) == 7 < PAGE


def test_R4_its_percentages_are_cut_and_stand_with_what_they_are_of(
    session: Session, binh_dinh: Crowd, viewer: Viewers
) -> None:
    """The source prints 87,4 % and 12,6 %; nothing here is rounded up, so the second is 12,5 % of the same 1.160."""
    (unit,) = classes_by_unit(session, viewer("outsider"), TODAY)
    on_time, late = unit.classes[TaskClass.DONE_ON_TIME], unit.classes[TaskClass.DONE_LATE]
    done = on_time + late
    assert (on_time, late, done) == (1_014, 146, 1_160)
    assert [rate(rate_points(part, done)) for part in (on_time, late)] == ["87,4%", "12,5%"]
