"""R4: the table of classes closes for each unit and in total, and is the same as counting by hand."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.tasks import Part, Task, TaskClass, TaskState, task_class
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.overview import UnitTasks, classes_by_unit, original_total, total
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast
from tests.queries.conftest import Crowd, asking
from tests.queries.test_worklist import accept, fill, submit

Viewers = Callable[[str], ViewerRow]


def by_name(units: list[UnitTasks]) -> dict[str, dict[TaskClass, int]]:
    return {unit.name: dict(unit.classes) for unit in units}


def test_R4_every_unit_has_its_line_in_vietnamese_order(session: Session, cast: Cast, viewer: Viewers) -> None:
    submit(session, cast, "b1", date(2019, 11, 21))
    submit(session, cast, "b2")
    for name in ("b1", "b2"):
        accept(session, cast, name)
    units = classes_by_unit(session, viewer("secretary"), TODAY)
    assert list(by_name(units).items()) == [
        ("thành phố A", {}),
        ("Bưu điện A", {}),
        ("phường Đại Nài", {TaskClass.DONE_LATE: 1, TaskClass.DONE_ON_TIME: 1}),
        ("Phòng LĐ-TB&XH", {TaskClass.OPEN_LATE: 1}),
        ("xã Thạch Trung", {TaskClass.OPEN_LATE: 1, TaskClass.OPEN_IN_TIME: 1}),
    ]
    assert [unit.total for unit in units] == [0, 0, 2, 1, 2]
    assert units[2].kind == UnitKind.WARD
    assert total(units) == Counter(
        {TaskClass.OPEN_LATE: 2, TaskClass.DONE_LATE: 1, TaskClass.DONE_ON_TIME: 1, TaskClass.OPEN_IN_TIME: 1}
    )


def test_R4_the_table_is_what_counting_by_hand_gives(session: Session, crowd: Crowd, viewer: Viewers) -> None:
    for state in TaskState:
        crowd.add(5, state=state, due=lambda number: TODAY + timedelta(days=number % 5 - 2))
        crowd.add(2, state=state, due_on=None)
        crowd.add(3, state=state, part=Part.COORDINATING, due_on=None)
    mine = sa.select(Task).where(Task.committee_id == crowd.user.committee_id, Task.part == Part.LEAD)
    by_hand = Counter(row.task_class(TODAY) for row in session.scalars(mine))
    assert by_hand.pop(None) == 7
    (unit,) = classes_by_unit(session, viewer("outsider"), TODAY)
    assert unit.classes == by_hand
    assert (unit.total, unit.classes[TaskClass.SUSPENDED]) == (4 * 7, 7)


def test_R3_the_table_is_counted_against_the_original_deadlines_too(
    session: Session, crowd: Crowd, viewer: Viewers
) -> None:
    for state in TaskState:
        crowd.add(5, state=state, due=lambda number: TODAY + timedelta(days=number % 5 - 2))
        crowd.add(
            4, state=state, due=lambda number: TODAY + timedelta(days=3), original_due_on=TODAY - timedelta(days=1)
        )
        crowd.add(
            2, state=state, due=lambda number: TODAY - timedelta(days=1), original_due_on=TODAY + timedelta(days=1)
        )
        crowd.add(2, state=state, due_on=None, original_due_on=None)
    mine = sa.select(Task).where(Task.committee_id == crowd.user.committee_id)
    by_hand = Counter(
        task_class(row.state, row.original_due_on, row.stopped_on, TODAY) for row in session.scalars(mine)
    )
    assert by_hand.pop(None) == 13
    (unit,) = units = classes_by_unit(session, viewer("outsider"), TODAY)
    assert +unit.original == by_hand == original_total(units)
    assert unit.original != unit.classes
    assert unit.original.total() == unit.classes.total()


def test_a_closed_unit_is_listed_while_it_has_tasks(session: Session, cast: Cast, viewer: Viewers) -> None:
    for key in ("ward_a", "external"):
        session.get_one(Unit, cast.units[key]).active_until = TODAY - timedelta(days=1)
    session.get_one(Unit, cast.units["ward_b"]).active_until = TODAY
    session.flush()
    listed = by_name(classes_by_unit(session, viewer("secretary"), TODAY))
    assert list(listed) == ["thành phố A", "phường Đại Nài", "Phòng LĐ-TB&XH", "xã Thạch Trung"]


def test_nobody_counts_the_other_committee(session: Session, cast: Cast, crowd: Crowd, viewer: Viewers) -> None:
    crowd.add(4)
    assert total(classes_by_unit(session, viewer("outsider"), TODAY)) == Counter({TaskClass.OPEN_LATE: 4})
    assert total(classes_by_unit(session, viewer("secretary"), TODAY)).total() == 5
    assert by_name(classes_by_unit(session, viewer("head_b"), TODAY)) == {
        "phường Đại Nài": {TaskClass.OPEN_LATE: 1, TaskClass.OPEN_IN_TIME: 1}
    }


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_table_is_one_statement(session: Session, crowd: Crowd, viewer: Viewers, count: int) -> None:
    crowd.add(count)
    outsider = viewer("outsider")
    with asking(session) as statements:
        assert total(classes_by_unit(session, outsider, TODAY)).total() == count
    assert len(statements) == 1


def test_the_table_is_counted_by_an_index_alone(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, indexes: Callable[[Callable[[], object]], set[str]]
) -> None:
    fill(crowd, cast)
    assert indexes(lambda: classes_by_unit(session, viewer("outsider"), TODAY)) == {
        "ix_tasks_classes",
        "ix_tasks_moved",
    }
