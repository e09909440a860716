"""Targets with how their units stand: which counts, what is beyond, what confirming measures; and what was excepted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, indicators, targets, tasks
from bhyt_tasks.domain.coverage import Comparator, add_months, needed
from bhyt_tasks.domain.indicators import Indicator, IndicatorFacts
from bhyt_tasks.domain.readings import Figures, Source, enter_reading
from bhyt_tasks.domain.targets import GivenBy, TargetFacts
from bhyt_tasks.domain.tasks import Report
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries import targets as questions
from bhyt_tasks.queries.areas import area
from bhyt_tasks.queries.coverage import agency_standings, unit_standing
from bhyt_tasks.queries.exceptions import exceptions
from bhyt_tasks.queries.figures import Figure, Goal, Standing
from bhyt_tasks.queries.indicators import counts_of_agencies, participant_groups
from bhyt_tasks.queries.indicators import indicators as all_indicators
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, task, user
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
AT = clock.at(TODAY, 9)
PLAN = TargetFacts(9500, date(2019, 12, 31), "Kế hoạch 53/KH-UBND")


def give(session: Session, cast: Cast, facts: TargetFacts = PLAN, *keys: str) -> list[targets.Target]:
    units = [cast.units[key] for key in keys or ("ward_a",)]
    main = session.get_one(Indicator, cast.indicator)
    return targets.set_targets(session, main, facts, units, by=cast.users["secretary"], at=AT)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_twice_and_tells_who_set_what(session: Session, cast: Cast, viewer: Viewers, more: int) -> None:
    for number in range(more):
        give(session, cast, replace(PLAN, origin=f"Kế hoạch {number}"), "ward_a", "ward_b")
    give(session, cast)
    secretary = viewer("secretary")
    with asking(session) as asked:
        page = questions.targets(session, secretary, TODAY, cast.indicator)
    assert len(asked) == 2
    rows = page.rows
    assert (len(rows), page.next_from) == (3 + 2 * more, None)
    assert [row.unit_name for row, _ in rows][:1] == ["phường Đại Nài"]
    mine = {(row.given_by, row.points): (row, standing) for row, standing in rows if row.unit_name == "xã Thạch Trung"}
    told, standing = mine[GivenBy.DIRECTIVE, 9300]
    assert (told.number, told.meeting_title, standing.needed, standing.still) == (
        "mục 2",
        "Buổi làm việc thử",
        2022,
        530,
    )
    plan, standing = mine[GivenBy.PLAN, 9500]
    assert (plan.set_by, standing.needed, standing.still) == ("Chức vụ secretary", 2066, 574)


def test_a_units_people_see_its_own_targets_and_pages_go_on(
    session: Session, cast: Cast, viewer: Viewers, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(session, cast, PLAN, "ward_a", "ward_b")
    assert {row.unit_id for row, _ in questions.targets(session, viewer("head_a"), TODAY, cast.indicator).rows} == {
        cast.units["ward_a"]
    }
    of_b = questions.targets(session, viewer("secretary"), TODAY, cast.indicator, unit=cast.units["ward_b"])
    assert {row.unit_id for row, _ in of_b.rows} == {cast.units["ward_b"]}
    assert questions.targets(session, viewer("outsider"), TODAY, cast.indicator).rows == []
    monkeypatch.setattr(questions, "PAGE", 2)
    questions._live.cache_clear()
    page = questions.targets(session, viewer("secretary"), TODAY, cast.indicator)
    rest = questions.targets(session, viewer("secretary"), TODAY, cast.indicator, first=page.next_from or 0)
    assert (len(page.rows), page.next_from, len(rest.rows), rest.next_from) == (2, 2, 2, None)
    questions._live.cache_clear()


def test_a_plan_and_a_directive_stay_side_by_side_and_one_counts(session: Session, cast: Cast) -> None:
    (plan,) = give(session, cast, replace(PLAN, due_on=date(2019, 12, 20), points=9000))
    unit = cast.units["ward_a"]
    rows = questions.unit_targets(session, unit, cast.indicator)
    assert [(row.points, row.given_by) for row in rows] == [(9000, GivenBy.PLAN), (9300, GivenBy.DIRECTIVE)]
    counts = unit_standing(session, TODAY, unit).goal
    assert counts is not None
    assert counts.target_id == plan.id
    of_task = unit_standing(session, TODAY, unit, task(session, cast, "a2").directive_id).goal
    assert of_task is not None
    assert of_task.target_id == rows[1].id
    assert rows[1].against(None) is None
    against = rows[1].against(unit_standing(session, TODAY, unit))
    assert against is not None
    assert against.still == 530


def test_ended_targets_are_kept_with_their_reason(session: Session, cast: Cast, viewer: Viewers) -> None:
    (plan,) = give(session, cast)
    targets.end_target(session, plan, reason="Điều chỉnh", by=cast.users["secretary"], at=AT)
    for unit in (None, cast.units["ward_a"]):
        (row,) = questions.ended_targets(session, viewer("secretary"), cast.indicator, unit=unit)
        assert (row.id, row.ended_on, row.ended_reason) == (plan.id, TODAY, "Điều chỉnh")
    assert questions.ended_targets(session, viewer("secretary"), cast.indicator, unit=cast.units["ward_b"]) == []
    assert questions.target_named(session, plan.id).ended_reason == "Điều chỉnh"


def test_R7_a_task_is_measured_by_what_confirming_asks(session: Session, cast: Cast) -> None:
    asked = [cast.tasks[name] for name in ("a1", "a2", "b2", "agency1")]
    found = questions.measured(session, asked)
    assert {task_id: (row.still, row.reached) for task_id, row in found.items()} == {
        cast.tasks["a2"]: (530, False),
        cast.tasks["b2"]: (4, False),
    }
    assert questions.measured(session, []) == {}
    row = task(session, cast, "a2")
    row.unit_id = session.get_one(targets.Target, found[row.id].goal.target_id).unit_id = cast.units["area"]  # type: ignore[union-attr]
    session.flush()
    assert questions.measured(session, asked)[row.id].latest is None


def test_R7_exceptions_are_listed_with_the_figure_of_then(session: Session, cast: Cast, viewer: Viewers) -> None:
    deputy = user(session, cast, "deputy")
    assert exceptions(session, viewer("deputy")) == []
    for name, head in (("a1", "head_a"), ("a2", "head_a"), ("b2", "head_b")):
        row = task(session, cast, name)
        tasks.submit(session, row, Report(note="Xong"), by=user(session, cast, head), at=AT)
        tasks.accept(session, row, by=deputy, at=AT, exception="Dân đi làm xa")
    rows = exceptions(session, viewer("deputy"))
    assert [(row.unit_name, row.goal, row.points, row.people, row.total) for row in rows] == [
        ("phường Đại Nài", 9300, 9296, 4, 2),
        ("xã Thạch Trung", 9300, 6862, 530, 2),
    ]
    assert (rows[0].by_position, rows[0].reason, rows[0].on) == ("Chức vụ deputy", "Dân đi làm xa", TODAY)
    assert len(exceptions(session, viewer("deputy"), limit=1)) == 1
    assert exceptions(session, viewer("deputy"), first=date(2019, 12, 10)) == []
    assert [row.unit_name for row in exceptions(session, viewer("head_a"))] == ["xã Thạch Trung"]
    assert exceptions(session, viewer("outsider")) == []


def test_agencies_have_indicators_of_their_own(session: Session, cast: Cast, viewer: Viewers) -> None:
    assert counts_of_agencies(session, cast.committee) is False
    facts = IndicatorFacts("Hội viên", "Số hội viên tham gia", "Tổng số hội viên", "hội viên", of_agencies=True)
    members = indicators.enter_indicator(session, cast.committee, facts, by=cast.users["secretary"], at=AT)
    assert counts_of_agencies(session, cast.committee) is True
    assert [row.id for row in all_indicators(session, cast.committee)] == [cast.indicator, members.id]
    assert len(participant_groups(session, cast.committee)) == 5
    secretary = viewer("secretary")
    assert agency_standings(session, secretary, TODAY, members.id) == []
    targets.set_targets(session, members, PLAN, [cast.units["agency"]], by=secretary.id, at=AT)
    enter_reading(
        session,
        indicator_id=members.id,
        period=date(2019, 11, 1),
        cut_off_on=date(2019, 11, 25),
        figures=Figures(cast.units["agency"], 80, 100),
        source=Source.INSURANCE_OFFICE,
        by=secretary.id,
        at=AT,
    )
    (standing,) = agency_standings(session, secretary, TODAY, members.id)
    assert (standing.unit_id, standing.still) == (cast.units["agency"], 15)
    assert agency_standings(session, viewer("head_a"), TODAY, members.id) == []


OCTOBER = date(2019, 10, 1)


def of_counts(*counts: Any, goal: Goal | None = None, stated: int | None = None) -> Standing:
    """One unit with counts of the months up to October."""
    figures = tuple(
        Figure(add_months(OCTOBER, place - len(counts) + 1), None, *each, stated, Source.INSURANCE_OFFICE)
        for place, each in enumerate(counts)
    )
    return Standing(1, "", UnitKind.WARD, goal, figures)


GOAL = Goal(9300, Comparator.AT_LEAST, date(2019, 12, 31))


@pytest.mark.parametrize(
    ("standing", "needed_now", "beyond", "over"),
    [
        (of_counts((2000, 2174), goal=GOAL), 2022, 0, False),
        (of_counts((2023, 2174), goal=GOAL), 2022, 1, False),
        (of_counts((2175, 2174), goal=GOAL), 2022, 153, True),
        (of_counts((2174, 2174)), None, None, False),
        (of_counts((None, None), goal=GOAL, stated=10_001), None, None, True),
        (of_counts((None, None), goal=GOAL, stated=9300), None, None, False),
        (of_counts(goal=GOAL), None, None, False),
    ],
)
def test_beyond_the_target_is_not_beyond_everybody(
    standing: Standing, needed_now: int | None, beyond: int | None, over: bool
) -> None:
    assert (standing.needed, standing.beyond, standing.over) == (needed_now, beyond, over)


@settings(max_examples=60)
@given(
    units=st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1, max_size=5),
    earlier=st.integers(0, 10**9),
    points=st.integers(1, 10_000),
)
def test_R8_R9_people_are_summed_and_the_forecast_is_the_first_month_there(
    units: list[tuple[int, int]], earlier: int, points: int
) -> None:
    goal = Goal(points, Comparator.AT_LEAST, date(2019, 12, 31))
    whole = area([of_counts(each, goal=goal) for each in units]).whole
    assert whole is not None
    assert whole.latest is not None
    assert (whole.latest.numerator, whole.latest.denominator) == tuple(map(sum, zip(*units, strict=True)))
    insured, people = units[0]
    standing = of_counts((earlier, people), (insured, people), goal=goal)
    pace, still = standing.pace, standing.still
    assert pace is not None
    assert still is not None
    assert still + insured >= needed(people, points)
    assert standing.gained == (insured - earlier, 1)
    if still and pace.forecast is not None and pace.actual is not None:
        months = (pace.forecast.year - 2019) * 12 + pace.forecast.month - 10
        assert insured + months * pace.actual >= needed(people, points) > insured + (months - 1) * pace.actual
    assert (standing.beyond == 0) or still == 0
    assert of_counts().gained is None
