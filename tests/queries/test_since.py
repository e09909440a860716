"""Has a directive moved the number? Before and after by what was closed, people summed, the lowest rate first."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.queries.figures import Figure
from bhyt_tasks.queries.since import DirectiveSince, Moved, directive_since, measured_directives
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, task
from tests.queries.conftest import asking
from tests.queries.test_coverage import enter

Viewers = Callable[[str], ViewerRow]
NOVEMBER = date(2019, 11, 1)


def since(session: Session, cast: Cast, viewer: ViewerRow, name: str = "a2") -> DirectiveSince | None:
    return directive_since(session, viewer, TODAY, task(session, cast, name).directive_id)


def test_nothing_is_said_before_a_figure_came(session: Session, cast: Cast, viewer: Viewers) -> None:
    found = since(session, cast, viewer("deputy"))
    assert found is not None
    assert (found.given_on, found.risen, found.with_news, found.total, found.still) == (
        date(2019, 10, 30),
        *(0, 0, None, 534),
    )
    assert [row.standing.name for row in found.rows] == ["xã Thạch Trung", "phường Đại Nài"]
    assert [(row.before.numerator if row.before else None, row.after) for row in found.rows] == [
        (1492, None),
        (9296, None),
    ]


def test_each_unit_before_and_now_and_the_sum_of_people(session: Session, cast: Cast, viewer: Viewers) -> None:
    enter(session, cast, "ward_a", NOVEMBER, 1600, 2200)
    enter(session, cast, "ward_b", NOVEMBER, 9300, 10_000)
    deputy, directive_id = viewer("deputy"), task(session, cast, "a2").directive_id
    with asking(session) as asked:
        found = directive_since(session, deputy, TODAY, directive_id)
    assert len(asked) == 2
    assert found is not None
    first, second = found.rows
    assert (first.points, first.people, first.population, first.risen) == (7272 - 6862, 108, 26, True)
    assert (second.points, second.people, second.population, second.risen) == (4, 4, 0, True)
    assert (found.risen, found.reached, found.still, found.with_news) == (2, 1, 446, 2)
    assert found.total is not None
    assert found.total == (1492 + 9296, 2174 + 10_000, 1600 + 9300, 2200 + 10_000)
    assert (found.total.before, found.total.after) == (8861, 8934)


def test_a_unit_with_one_figure_is_left_out_of_the_sum(session: Session, cast: Cast, viewer: Viewers) -> None:
    enter(session, cast, "ward_a", NOVEMBER, stated=7000)
    enter(session, cast, "ward_b", NOVEMBER, 9200, 10_000)
    found = since(session, cast, viewer("deputy"))
    assert found is not None
    assert (found.risen, found.reached, found.still) == (1, 0, 100)
    assert [row.people for row in found.rows] == [None, -96]
    assert [row.standing.name for row in found.compared] == ["phường Đại Nài"]


def test_who_sees_a_task_sees_its_row(session: Session, cast: Cast, viewer: Viewers) -> None:
    found = since(session, cast, viewer("head_a"))
    assert found is not None
    assert [row.standing.name for row in found.rows] == ["xã Thạch Trung"]
    for name in ("data_officer", "outsider"):
        assert since(session, cast, viewer(name)) is None
    assert since(session, cast, viewer("deputy"), "agency3") is None
    without = since(session, cast, viewer("overseer"), "a1")
    assert without is not None
    assert len(without.rows) == 2


def test_a_unit_that_got_it_later_is_compared_with_that_day(session: Session, cast: Cast, viewer: Viewers) -> None:
    enter(session, cast, "ward_a", NOVEMBER, 1600, 2174)
    session.execute(sa.update(Task).where(Task.id == cast.tasks["a2"]).values(assigned_on=date(2019, 12, 1)))
    found = since(session, cast, viewer("deputy"))
    assert found is not None
    row = next(row for row in found.rows if row.standing.name == "xã Thạch Trung")
    assert row.before is not None
    assert (row.before.numerator, row.after) == (1600, None)


def test_figures_without_anything_or_without_counts(session: Session, cast: Cast, viewer: Viewers) -> None:
    found = since(session, cast, viewer("deputy"))
    assert found is not None
    row = found.rows[0]
    stated: Any = Figure(NOVEMBER, None, None, None, 9000, "press")  # type: ignore[arg-type]
    nothing = Moved(row.task, row.standing, None, None)
    assert (nothing.points, nothing.people, nothing.risen, nothing.both) == (None, None, False, False)
    bare = Moved(row.task, row.standing, stated, stated)
    assert (bare.points, bare.people, bare.risen, bare.both) == (0, None, False, False)
    empty = DirectiveSince(TODAY, [Moved(row.task, row.standing.by(stated), stated, stated)])
    assert (empty.still, empty.total) == (None, None)


def test_directives_with_a_target_are_found(session: Session, cast: Cast) -> None:
    (row,) = measured_directives(session, cast.committee, cast.indicator)
    assert (row.id, row.number, row.meeting_title) == (
        task(session, cast, "a2").directive_id,
        *("mục 2", "Buổi làm việc thử"),
    )
    assert measured_directives(session, cast.committee + 1, cast.indicator) == []


def test_a_figure_that_is_all_there_is_sorts_first(session: Session, cast: Cast, viewer: Viewers) -> None:
    session.execute(sa.delete(Target).where(Target.unit_id == cast.units["ward_a"]))
    session.execute(sa.update(Task).where(Task.id == cast.tasks["a2"]).values(unit_id=cast.units["area"]))
    found = since(session, cast, viewer("deputy"))
    assert found is not None
    assert found.rows[0].standing.latest is None
