"""Units pass into others: every task is counted once, in one line; figures add up where everybody has them (R4, R8)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.readings import Figures, Source, enter_reading
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.unit_changes import close_unit
from bhyt_tasks.domain.unit_successions import succeed
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.queries.coverage import latest_standings, standings, unit_standing, with_villages
from bhyt_tasks.queries.figures import Standing
from bhyt_tasks.queries.overdue import OverdueFilters, in_line, overdue, overdue_count, overdue_groups
from bhyt_tasks.queries.overview import UnitTasks, classes_by_unit, total
from bhyt_tasks.queries.successions import line_of, relatives, unit_named
from bhyt_tasks.queries.viewer import ViewerRow
from bhyt_tasks.queries.worklist import WorkFilters, badges, worklist
from tests.cast import TODAY, Cast, task, user
from tests.domain.test_unit_successions import DECISION, new_ward, pass_on, unit_of
from tests.queries.conftest import Crowd, asking

Viewers = Callable[[str], ViewerRow]
YESTERDAY = TODAY - timedelta(days=1)
AT = clock.at(TODAY, 9)


def lines_of(session: Session, viewer: ViewerRow, today: date = TODAY) -> dict[str, UnitTasks]:
    return {unit.name: unit for unit in classes_by_unit(session, viewer, today)}


def test_R4_the_successor_counts_what_its_predecessors_had(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary = viewer("secretary")
    before = total(classes_by_unit(session, secretary, TODAY))
    pass_on(session, cast, unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b"), last_day=YESTERDAY)
    after = lines_of(session, secretary)
    assert list(after) == ["thành phố A", "Bưu điện A", "phường Đại Nài", "Phòng LĐ-TB&XH"]
    assert (after["phường Đại Nài"].total, after["phường Đại Nài"].predecessors) == (4, 1)
    assert total(list(after.values())) == before
    earlier = lines_of(session, secretary, YESTERDAY)
    assert (earlier["xã Thạch Trung"].total, earlier["phường Đại Nài"].total) == (2, 2)
    assert earlier["phường Đại Nài"].predecessors == 0
    (listed,) = ({row.id for row in worklist(session, secretary, TODAY, WorkFilters(unit=cast.units["ward_b"])).rows},)
    assert listed == {cast.tasks[name] for name in ("a1", "a2", "b1", "b2")}
    assert len(worklist(session, secretary, YESTERDAY, WorkFilters(unit=cast.units["ward_b"])).rows) == 2
    assert len(worklist(session, secretary, TODAY, WorkFilters(unit=cast.units["ward_a"])).rows) == 2


def test_late_tasks_are_grouped_in_the_line_too(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary, ward_b = viewer("secretary"), cast.units["ward_b"]
    pass_on(session, cast, unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b"), last_day=YESTERDAY)
    groups = overdue_groups(session, secretary, TODAY, OverdueFilters(group="unit"))
    assert [(group.name, group.tasks) for group in groups] == [("Phòng LĐ-TB&XH", 1), ("phường Đại Nài", 2)]
    asked = in_line(session, TODAY, OverdueFilters(unit=ward_b))
    assert overdue_count(session, secretary, TODAY, asked).tasks == 2
    assert len(overdue(session, secretary, TODAY, asked).rows) == 2
    assert in_line(session, TODAY, OverdueFilters()) == OverdueFilters()


def test_who_is_of_a_closed_unit_still_has_a_line(session: Session, cast: Cast, viewer: Viewers) -> None:
    pass_on(session, cast, unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b"), last_day=YESTERDAY)
    assert {name: unit.total for name, unit in lines_of(session, viewer("head_a")).items()} == {"xã Thạch Trung": 2}
    assert {name: unit.total for name, unit in lines_of(session, viewer("head_b")).items()} == {"phường Đại Nài": 2}


def test_tasks_of_closed_units_are_counted_for_the_committee(session: Session, cast: Cast, viewer: Viewers) -> None:
    ward = unit_of(session, cast, "ward_a")
    close_unit(session, ward, last_day=YESTERDAY, decision="x", by=None, at=AT)
    task(session, cast, "a1").state = TaskState.SUSPENDED
    task(session, cast, "a1").stopped_on = TODAY
    session.flush()
    counted = badges(session, viewer("secretary"), TODAY)
    assert (counted.ownerless, counted.decisions) == (2, 2)
    assert badges(session, viewer("secretary"), YESTERDAY).ownerless == 0
    assert badges(session, viewer("outsider"), TODAY).ownerless == 0
    assert badges(session, viewer("head_b"), TODAY).ownerless == 0
    task(session, cast, "a1").state = TaskState.WITHDRAWN
    session.flush()
    assert badges(session, viewer("deputy"), TODAY).ownerless == 1


Steps = list[tuple[int, list[int], int]]
STEPS = st.lists(
    st.tuples(st.integers(0, 6), st.lists(st.integers(0, 9), min_size=1, max_size=3), st.integers(0, 40)), max_size=8
)


@pytest.mark.long
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, tasks=st.lists(st.integers(0, 4), min_size=7, max_size=7))
def test_R4_the_sum_over_units_is_the_total_after_any_mergers_splits_and_chains(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, steps: Steps, tasks: list[int]
) -> None:
    outsider = viewer("outsider")
    with session.begin_nested() as example:
        units = [_ward(session, crowd, number) for number in range(7)]
        for unit, count in zip(units, tasks, strict=True):
            if count:
                crowd.add(count, unit_id=unit.id)
            crowd.add(1, unit_id=unit.id, state=TaskState.ACCEPTED)
            crowd.add(1, unit_id=unit.id, state=TaskState.WITHDRAWN)
            crowd.add(1, unit_id=unit.id, part=Part.COORDINATING)
        before = total(classes_by_unit(session, outsider, TODAY))
        assert before.total() == sum(tasks) + len(units)
        days = _pass_around(session, crowd, units, steps)
        for today in sorted({TODAY, *days}):
            _require_whole(session, outsider, today, before.total())
        example.rollback()


def _ward(session: Session, crowd: Crowd, number: int) -> Unit:
    made = add_unit(
        session,
        committee_id=crowd.user.committee_id,
        kind=UnitKind.WARD,
        names=UnitNames(f"phường {number}"),
        active_from=date(2019, 1, 1),
    )
    session.flush()
    return made


def _pass_around(session: Session, crowd: Crowd, units: list[Unit], steps: Steps) -> list[date]:
    """Each step passes one working unit into others, which may be entered anew; the days on which they begin."""
    day, days = TODAY - timedelta(days=200), []
    for old_number, new_numbers, later in steps:
        day += timedelta(days=later + 1)
        working = [unit for unit in units if unit.active_until is None]
        old = working[old_number % len(working)]
        others = [unit for unit in working if unit is not old]
        fresh = _ward(session, crowd, len(units))
        units.append(fresh)
        chosen = [[*others, fresh][number % (len(others) + 1)] for number in new_numbers]
        given = {"last_day": day, "decision": DECISION, "by": None, "at": AT}
        succeed(session, old, successors=chosen, main=chosen[-1], **given)
        days.append(day + timedelta(days=1))
    return days


def _require_whole(session: Session, viewer: ViewerRow, today: date, tasks: int) -> None:
    """Every task stands in exactly one line, and every line leads to a list that is as long as it says."""
    counted = classes_by_unit(session, viewer, today)
    assert total(counted).total() == tasks
    seen: Counter[int] = Counter()
    for unit in counted:
        rows = worklist(session, viewer, today, WorkFilters(unit=unit.unit_id, state="all")).rows
        assert len(rows) == unit.total
        assert unit.predecessors == len(line_of(session, unit.unit_id, today)) - 1
        seen.update(row.id for row in rows)
    assert (len(seen), set(seen.values())) == (tasks, {1} if tasks else set())


def read(
    session: Session, cast: Cast, unit: Unit, month: int, insured: int | None, people: int = 1000, **more: Any
) -> None:
    stated = 9100 if insured is None else None
    period = date(2019, month, 1)
    enter_reading(
        session,
        indicator_id=cast.indicator,
        period=period,
        cut_off_on=date(2019, month, 25),
        figures=Figures(unit.id, insured, None if insured is None else people, stated),
        source=more.get("source", Source.INSURANCE_OFFICE),
        by=cast.users["data_officer"],
        at=clock.at(date(2019, month, 28)),
    )


def told(standing: Standing) -> list[tuple[int, int | None, int | None, int]]:
    return [(f.period.month, f.numerator, f.denominator, f.summed_from) for f in standing.figures]


def test_R8_months_before_a_merger_are_the_sum_of_people(session: Session, cast: Cast, viewer: Viewers) -> None:
    """Wards A and B have months 7 to 10; both go into a new ward on 01/11, which reads its first month itself."""
    sen = new_ward(session, cast, "phường Thành Sen", date(2019, 11, 1))
    for key in ("ward_a", "ward_b"):
        pass_on(session, cast, unit_of(session, cast, key), sen, last_day=date(2019, 10, 31))
    read(session, cast, sen, 11, 11_000, 12_200)
    expected = [
        (7, 1432 + 9236, 12_174, 2),
        (8, 1452 + 9256, 12_174, 2),
        (9, 1472 + 9276, 12_174, 2),
        (10, 1492 + 9296, 12_174, 2),
        (11, 11_000, 12_200, 0),
    ]
    (listed,) = standings(session, viewer("secretary"), TODAY)
    alone = unit_standing(session, TODAY, sen.id)
    with_all, villages = with_villages(session, viewer("secretary"), TODAY, sen.id)
    assert (told(listed), told(alone), told(with_all), villages) == (expected, expected, expected, [])
    assert listed.figures[0].cut_off_on == date(2019, 7, 25)
    assert [(row.name, row.into, row.on, row.last_day) for row in alone.predecessors] == [
        ("phường Đại Nài", "phường Thành Sen", date(2019, 11, 1), date(2019, 10, 31)),
        ("xã Thạch Trung", "phường Thành Sen", date(2019, 11, 1), date(2019, 10, 31)),
    ]
    closed = unit_standing(session, TODAY, cast.units["ward_a"])
    assert (told(closed)[-1], [row.into for row in closed.successors]) == ((10, 1492, 2174, 0), ["phường Thành Sen"])
    as_of_october = {row.name: len(row.figures) for row in standings(session, viewer("secretary"), date(2019, 10, 31))}
    assert as_of_october == {"xã Thạch Trung": 4, "phường Đại Nài": 4, "phường Thành Sen": 1}


def test_R8_a_list_shows_the_sum_until_the_successor_has_a_figure(session: Session, cast: Cast) -> None:
    sen = new_ward(session, cast, "phường Thành Sen", date(2019, 11, 1))
    for key in ("ward_a", "ward_b"):
        pass_on(session, cast, unit_of(session, cast, key), sen, last_day=date(2019, 10, 31))
    found = latest_standings(session, TODAY, [sen.id, cast.units["ward_a"]])
    assert told(found[sen.id]) == [(10, 1492 + 9296, 12_174, 2)]
    assert told(found[cast.units["ward_a"]]) == [(10, 1492, 2174, 0)]
    assert set(found) == {sen.id, cast.units["ward_a"]}
    read(session, cast, sen, 11, 11_000, 12_200)
    assert told(latest_standings(session, TODAY, [sen.id])[sen.id])[-1] == (11, 11_000, 12_200, 0)


def test_R8_a_ward_that_took_another_in_has_its_own_earlier_months_added(session: Session, cast: Cast) -> None:
    ward_a, ward_b = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    read(session, cast, ward_b, 11, 10_900, 12_200)
    pass_on(session, cast, ward_a, ward_b, last_day=date(2019, 10, 31))
    assert told(unit_standing(session, TODAY, ward_b.id))[-2:] == [
        (10, 1492 + 9296, 12_174, 2),
        (11, 10_900, 12_200, 0),
    ]


def test_R8_chains_add_up_step_by_step(session: Session, cast: Cast) -> None:
    """A into B on 01/09, B into a new ward on 01/11."""
    ward_a, ward_b = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    sen = new_ward(session, cast, "phường Thành Sen", date(2019, 11, 1))
    pass_on(session, cast, ward_a, ward_b, last_day=date(2019, 8, 31))
    pass_on(session, cast, ward_b, sen, last_day=date(2019, 10, 31))
    standing = unit_standing(session, TODAY, sen.id)
    assert [row[1:] for row in told(standing)] == [
        (1432 + 9236, 12_174, 2),
        (1452 + 9256, 12_174, 2),
        (9276, 10_000, 1),
        (9296, 10_000, 1),
    ]
    assert [(row.name, row.into) for row in standing.predecessors] == [
        ("phường Đại Nài", "phường Thành Sen"),
        ("xã Thạch Trung", "phường Đại Nài"),
    ]


def test_R8_a_month_that_one_has_no_counts_for_is_not_summed(session: Session, cast: Cast) -> None:
    ward_a, ward_b = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    third, sen = new_ward(session, cast, "phường Nam Hà"), new_ward(session, cast, "phường Sen", date(2019, 11, 1))
    read(session, cast, third, 8, 700)
    read(session, cast, third, 9, None)
    read(session, cast, third, 10, 800, source=Source.ILLUSTRATIVE)
    for ward in (ward_a, ward_b, third):
        pass_on(session, cast, ward, sen, last_day=date(2019, 10, 31))
    standing = unit_standing(session, TODAY, sen.id)
    assert [row[0] for row in told(standing)] == [8, 10]
    assert told(standing)[-1] == (10, 1492 + 9296 + 800, 13_174, 3)
    assert [figure.source for figure in standing.figures] == [Source.INSURANCE_OFFICE, Source.ILLUSTRATIVE]


def test_R8_nothing_is_summed_from_parts_that_nobody_counted(session: Session, cast: Cast, viewer: Viewers) -> None:
    ward_a, ward_b = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    sen = new_ward(session, cast, "phường Sen", date(2019, 11, 1))
    pass_on(session, cast, ward_a, sen, last_day=date(2019, 10, 31))
    part = new_ward(session, cast, "phường Hà Huy Tập", date(2019, 11, 1))
    pass_on(session, cast, ward_b, sen, part, main=sen, last_day=date(2019, 10, 31))
    read(session, cast, sen, 10, 5000, 6000)  # the insurance office counted the new ward's own people back
    standing = unit_standing(session, TODAY, sen.id)
    assert told(standing) == [(10, 5000, 6000, 0)]
    assert {(row.name, row.split, row.main) for row in standing.predecessors} == {
        ("xã Thạch Trung", False, True),
        ("phường Đại Nài", True, True),
    }
    half = unit_standing(session, TODAY, part.id)
    assert (told(half), [(row.name, row.main) for row in half.predecessors]) == ([], [("phường Đại Nài", False)])
    parts = unit_standing(session, TODAY, ward_b.id).successors
    assert [(row.into, row.main, row.split) for row in parts] == [
        ("phường Sen", True, True),
        ("phường Hà Huy Tập", False, True),
    ]
    assert [row.name for row in standings(session, viewer("secretary"), TODAY)] == ["phường Hà Huy Tập", "phường Sen"]


def test_the_family_of_a_unit(session: Session, cast: Cast) -> None:
    ward_a, ward_b = unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b")
    sen, part = new_ward(session, cast, "phường Sen"), new_ward(session, cast, "phường Hà Huy Tập")
    pass_on(session, cast, ward_a, ward_b, last_day=date(2019, 8, 31))
    pass_on(session, cast, ward_b, sen, part, main=sen)
    family = relatives(session, sen.id)
    assert [(row.name, row.into, row.split) for row in family.predecessors] == [
        ("phường Đại Nài", "phường Sen", True),
        ("xã Thạch Trung", "phường Đại Nài", False),
    ]
    middle = relatives(session, ward_b.id)
    assert [row.name for row in middle.predecessors] == ["xã Thạch Trung"]
    assert [(row.into, row.main) for row in middle.successors] == [("phường Sen", True), ("phường Hà Huy Tập", False)]
    assert relatives(session, ward_b.id, TODAY).successors == []  # it is decided, and still to come
    assert unit_named(session, sen.id) == "phường Sen"


@pytest.mark.parametrize("count", [1, 3, 9])
def test_successions_cost_no_statement_more(
    session: Session, cast: Cast, crowd: Crowd, viewer: Viewers, count: int
) -> None:
    last = unit_of(session, cast, "ward_b")
    for number in range(count):
        old = new_ward(session, cast, f"phường Cũ {number}")
        read(session, cast, old, 10, 500)
        pass_on(session, cast, old, last, last_day=YESTERDAY)
    secretary = viewer("secretary")
    with asking(session) as asked:
        classes_by_unit(session, secretary, TODAY)
        standings(session, secretary, TODAY)
        latest_standings(session, TODAY, [last.id])
        with_villages(session, secretary, TODAY, last.id)
        badges(session, secretary, TODAY)
        overdue_groups(session, secretary, TODAY, OverdueFilters(group="unit"))
    assert len(asked) == 6
    with asking(session) as asked:
        worklist(session, secretary, TODAY, WorkFilters(unit=last.id))
    assert len(asked) == 2


def test_nobody_sees_the_other_committees_line(session: Session, cast: Cast, viewer: Viewers) -> None:
    pass_on(session, cast, unit_of(session, cast, "ward_a"), unit_of(session, cast, "ward_b"), last_day=YESTERDAY)
    assert lines_of(session, viewer("outsider")).keys() == {"xã Thạch Trung"}
    assert worklist(session, viewer("outsider"), TODAY, WorkFilters(unit=cast.units["ward_b"], state="all")).rows == []
    assert user(session, cast, "outsider").unit_id not in line_of(session, cast.units["ward_b"], TODAY)
    assert session.scalar(sa.select(sa.func.count()).select_from(Task)) == len(cast.tasks)
