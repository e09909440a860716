"""Where units stand: figures that count, goals, sums of units, and what is still to enrol (R8, R9, R10)."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import Comparator, Pace
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.readings import Figures, Month, Reading, Source, enter_figures, enter_reading
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.queries.areas import AreaStanding, area
from bhyt_tasks.queries.beside import Difference, GroupFigure, beside_readings, differences
from bhyt_tasks.queries.coverage import (
    Figure,
    Goal,
    Standing,
    latest_standings,
    standings,
    unit_standing,
    without_figures,
)
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast, user
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
OCTOBER = date(2019, 10, 1)
GOAL = Goal(9300, Comparator.AT_LEAST, date(2019, 12, 31))


def enter(session: Session, cast: Cast, key: str, month: date, *counts: int | None, **more: Any) -> Reading | None:
    numerator, denominator = counts or (None, None)
    return enter_reading(
        session,
        indicator_id=cast.indicator,
        period=month,
        cut_off_on=month.replace(day=25),
        figures=Figures(cast.units[key], numerator, denominator, more.pop("stated", None), more.pop("note", "")),
        source=more.pop("source", Source.INSURANCE_OFFICE),
        by=cast.users["data_officer"],
        at=clock.at(TODAY),
        reason="rà soát",
        **more,
    )


def add_target(session: Session, cast: Cast, key: str, due_on: date, points: int) -> None:
    session.add(
        Target(
            directive_id=cast.draft_directive,
            indicator_id=cast.indicator,
            unit_id=cast.units[key],
            due_on=due_on,
            comparator=Comparator.AT_LEAST,
            points=points,
        )
    )
    session.flush()


def current(session: Session, cast: Cast, key: str, month: date) -> int:
    statement = sa.select(sa.func.max(Reading.id)).where(Reading.unit_id == cast.units[key], Reading.period == month)
    return session.scalar(statement) or 0


# One unit


def test_R8_a_unit_stands_with_its_months_and_goal(session: Session, cast: Cast) -> None:
    unit = unit_standing(session, TODAY, cast.units["ward_a"])
    assert (unit.unit_id, unit.name, unit.kind, unit.goal) == (
        cast.units["ward_a"],
        "xã Thạch Trung",
        UnitKind.COMMUNE,
        GOAL,
    )
    assert [(figure.period, figure.numerator, figure.denominator) for figure in unit.figures] == [
        (date(2019, 7, 1), 1432, 2174),
        (date(2019, 8, 1), 1452, 2174),
        (date(2019, 9, 1), 1472, 2174),
        (OCTOBER, 1492, 2174),
    ]
    assert unit.latest == Figure(OCTOBER, date(2019, 10, 25), 1492, 2174, None, Source.INSURANCE_OFFICE)
    assert (unit.latest.points, unit.still, unit.reached) == (6862, 530, False)
    assert unit.pace == Pace(2, 265, Fraction(20), date(2022, 1, 1))
    assert (unit.since(date(2019, 7, 25)), unit.since(date(2019, 9, 30)), unit.since(TODAY)) == (
        6862 - 6586,
        6862 - 6770,
        None,
    )


@pytest.mark.parametrize(
    ("counts", "stated", "points", "still", "reached"),
    [
        ((9300, 10_000), None, 9300, 0, True),
        ((9299, 10_000), None, 9299, 1, False),
        ((92_999, 100_000), None, 9299, 1, False),
        ((None, None), 9300, 9300, None, True),
        ((None, None), 9299, 9299, None, False),
    ],
)
def test_R8_a_goal_is_reached_exactly_or_not_at_all(
    session: Session, cast: Cast, counts: tuple[int, int], stated: int | None, points: int, still: int, reached: bool
) -> None:
    enter(session, cast, "ward_a", date(2019, 11, 1), *counts, stated=stated)
    unit = unit_standing(session, TODAY, cast.units["ward_a"])
    assert unit.latest and unit.latest.points == points
    assert (unit.still, unit.reached, unit.pace is None) == (still, reached, stated is not None)


def test_a_unit_without_figures_or_goal_stands_without_them(session: Session, cast: Cast) -> None:
    unit = unit_standing(session, TODAY, cast.units["external"])
    assert (unit.goal, unit.figures, unit.latest, unit.still, unit.reached, unit.pace, unit.since(TODAY)) == (
        None,
        (),
        None,
        None,
        None,
        None,
        None,
    )


def test_figures_without_a_goal_have_nothing_to_reach(session: Session, cast: Cast) -> None:
    enter(session, cast, "area", OCTOBER, 50, 100)
    unit = unit_standing(session, TODAY, cast.units["area"])
    assert (unit.latest and unit.latest.points, unit.still, unit.reached, unit.pace) == (5000, None, None, None)


def test_a_goal_without_counts_is_no_pace() -> None:
    stated = Figure(OCTOBER, None, None, None, 9100, Source.PRESS)
    unit = Standing(1, "xã A", UnitKind.COMMUNE, GOAL, (stated,))
    assert (unit.still, unit.pace, unit.reached, unit.since(TODAY)) == (None, None, False, None)
    assert Figure(OCTOBER, None, None, None, None, Source.PRESS).points == 0


def test_R10_a_corrected_figure_counts_once_and_the_last_version_wins(session: Session, cast: Cast) -> None:
    first = current(session, cast, "ward_a", OCTOBER)
    second = enter(session, cast, "ward_a", OCTOBER, 1500, 2174, read_version=first)
    enter(session, cast, "ward_a", OCTOBER, 1510, 2180, read_version=second.id if second else None, note="  rà soát ")
    unit = unit_standing(session, TODAY, cast.units["ward_a"])
    assert [figure.numerator for figure in unit.figures] == [1432, 1452, 1472, 1510]
    assert unit.latest and (unit.latest.denominator, unit.latest.note) == (2180, "rà soát")
    assert latest_standings(session, TODAY, [cast.units["ward_a"]])[cast.units["ward_a"]].figures == unit.figures[-1:]


def test_R8_other_sources_stand_beside_and_are_never_mixed(session: Session, cast: Cast) -> None:
    first = enter(session, cast, "ward_a", OCTOBER, 1600, 2174, source=Source.WARD)
    enter(session, cast, "ward_a", OCTOBER, 1601, 2174, source=Source.WARD, read_version=first.id if first else None)
    enter(session, cast, "ward_a", date(2019, 11, 1), stated=9100, source=Source.PRESS, note="Báo A")
    unit = unit_standing(session, TODAY, cast.units["ward_a"])
    assert unit.latest and (unit.latest.period, unit.latest.numerator) == (OCTOBER, 1492)
    assert beside_readings(session, cast.indicator, cast.units["ward_a"]).others == [
        Figure(date(2019, 11, 1), date(2019, 11, 25), None, None, 9100, Source.PRESS, "Báo A"),
        Figure(OCTOBER, date(2019, 10, 25), 1601, 2174, None, Source.WARD, ""),
    ]
    assert beside_readings(session, cast.indicator, cast.units["ward_b"]).others == []


def test_an_illustrative_figure_counts_and_says_so(session: Session, cast: Cast) -> None:
    enter(session, cast, "ward_a", date(2019, 11, 1), 1500, 2174, source=Source.ILLUSTRATIVE)
    latest = unit_standing(session, TODAY, cast.units["ward_a"]).latest
    assert latest and (latest.numerator, latest.source) == (1500, Source.ILLUSTRATIVE)


def test_only_the_last_thirteen_months_are_shown(session: Session, cast: Cast) -> None:
    enter(session, cast, "area", date(2018, 10, 1), 1, 100)
    enter(session, cast, "area", date(2018, 11, 1), 2, 100)
    figures = unit_standing(session, TODAY, cast.units["area"]).figures
    assert [figure.period for figure in figures] == [date(2018, 11, 1)]
    latest = latest_standings(session, date(2021, 1, 1), [cast.units["area"]])[cast.units["area"]]
    assert [figure.period for figure in latest.figures] == [date(2018, 11, 1)]


@pytest.mark.parametrize(
    ("today", "points"),
    [
        (date(2019, 12, 31), 9300),
        (date(2020, 1, 1), 9500),
        (date(2020, 6, 30), 9500),
        (date(2020, 7, 1), 9500),
    ],
)
def test_the_goal_is_the_next_one_due_or_else_the_last(session: Session, cast: Cast, today: date, points: int) -> None:
    add_target(session, cast, "ward_a", date(2019, 6, 30), 9000)
    add_target(session, cast, "ward_a", date(2019, 12, 31), 9100)
    add_target(session, cast, "ward_a", date(2020, 6, 30), 9500)
    goal = unit_standing(session, today, cast.units["ward_a"]).goal
    assert goal and goal.points == points


def test_a_task_is_measured_against_the_target_of_its_own_directive(session: Session, cast: Cast) -> None:
    add_target(session, cast, "ward_a", date(2021, 12, 31), 9900)
    ward_a = cast.units["ward_a"]
    goals = [unit_standing(session, TODAY, ward_a, each).goal for each in (cast.draft_directive, 10**6, None)]
    assert [goal and goal.points for goal in goals] == [9900, 9300, 9300]


def test_latest_standings_are_of_the_units_asked_for(session: Session, cast: Cast) -> None:
    ids = [cast.units[key] for key in ("ward_a", "ward_b", "external")]
    found = latest_standings(session, TODAY, ids)
    assert {unit_id: (unit.goal, len(unit.figures)) for unit_id, unit in found.items()} == {
        ids[0]: (GOAL, 1),
        ids[1]: (GOAL, 1),
        ids[2]: (None, 0),
    }
    assert latest_standings(session, TODAY, []) == {}


# Many units


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("secretary", ["phường Đại Nài", "xã Thạch Trung"]),
        ("overseer", ["phường Đại Nài", "xã Thạch Trung"]),
        ("data_officer", ["phường Đại Nài", "xã Thạch Trung"]),
        ("head_a", ["xã Thạch Trung"]),
        ("admin", []),
        ("outsider", []),
    ],
)
def test_standings_are_of_the_areas_below_that_the_viewer_sees(
    session: Session, viewer: Viewers, name: str, listed: list[str]
) -> None:
    found = standings(session, viewer(name), TODAY)
    assert [unit.name for unit in found] == listed
    assert [len(unit.figures) for unit in found] == [4] * len(listed)


def test_a_closed_area_is_not_listed_after_its_last_day(session: Session, cast: Cast, viewer: Viewers) -> None:
    session.get_one(Unit, cast.units["ward_a"]).active_until = TODAY
    session.flush()
    secretary = viewer("secretary")
    assert [len(standings(session, secretary, TODAY + timedelta(days=days))) for days in (0, 1)] == [2, 1]


def test_the_other_committee_stands_apart(session: Session, cast: Cast, viewer: Viewers) -> None:
    outsider = user(session, cast, "outsider")
    indicator = Indicator(committee_id=outsider.committee_id, name="Tỷ lệ bao phủ BHYT")
    session.add(indicator)
    top = add_unit(
        session,
        committee_id=outsider.committee_id,
        kind=UnitKind.CITY,
        names=UnitNames("thành phố B"),
        active_from=date(2019, 1, 1),
    )
    session.get_one(Unit, outsider.unit_id).parent_id = top.id
    session.get_one(Committee, outsider.committee_id).area_id = top.id
    session.flush()
    theirs = {**cast.units, "theirs": outsider.unit_id}
    enter(session, Cast(indicator=indicator.id, units=theirs, users=cast.users), "theirs", OCTOBER, 77, 100)
    assert [unit.latest and unit.latest.points for unit in standings(session, viewer("outsider"), TODAY)] == [7700]
    assert [unit.unit_id for unit in standings(session, viewer("secretary"), TODAY)] == [
        cast.units["ward_b"],
        cast.units["ward_a"],
    ]


def test_R8_an_area_is_the_sum_of_people_and_never_a_mean_of_rates(session: Session, viewer: Viewers) -> None:
    whole = area(standings(session, viewer("secretary"), TODAY))
    assert (whole.with_figures, whole.units, whole.still_of_units) == (2, 2, 530 + 4)
    assert whole.whole and whole.whole.latest == Figure(
        OCTOBER, date(2019, 10, 25), 1492 + 9296, 2174 + 10_000, None, Source.INSURANCE_OFFICE
    )
    assert (whole.whole.goal, whole.whole.still, whole.whole.reached) == (GOAL, 534, False)
    assert len(whole.whole.figures) == 4


def standing(goal: Goal | None, *months: tuple[int, int | None]) -> Standing:
    figures = tuple(
        Figure(date(2019, month, 1), None, count, None if count is None else 100, 5000, Source.INSURANCE_OFFICE)
        for month, count in months
    )
    return Standing(1, "", UnitKind.WARD, goal, figures)


def test_R8_an_area_is_of_the_month_in_which_most_units_have_a_figure() -> None:
    units = [
        standing(GOAL, (9, 80), (10, 81)),
        standing(GOAL, (9, 70), (10, None)),
        standing(None),
        standing(GOAL, (8, 1)),
    ]
    whole = area(units)
    assert (whole.with_figures, whole.units, whole.still_of_units) == (2, 4, 13 + 23)
    assert whole.whole and [(each.period.month, each.numerator) for each in whole.whole.figures] == [(9, 150)]
    assert whole.whole.goal == GOAL


def test_R8_one_missing_figure_does_not_hold_the_area_back() -> None:
    units = [
        standing(GOAL, (9, 80), (10, 81), (11, 90)),
        standing(GOAL, (8, 60), (9, 70), (10, 71)),
        standing(GOAL, (9, 50), (10, 55)),
    ]
    whole = area(units)
    assert (whole.with_figures, whole.still_of_units) == (3, 12 + 22 + 38)  # November has one of three
    assert whole.whole and [(each.period.month, each.numerator) for each in whole.whole.figures] == [
        (9, 200),
        (10, 207),
    ]
    late = area([*units[:2], standing(GOAL, (8, 49), (9, 50))])
    assert (late.with_figures, late.still_of_units) == (2, 12 + 22)
    assert late.whole and [each.numerator for each in late.whole.figures] == [150, 152]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1, max_size=8))
def test_R8_the_sum_of_units_is_the_sum_of_their_people(counts: list[tuple[int, int]]) -> None:
    figures = [Figure(OCTOBER, None, insured, people, None, Source.INSURANCE_OFFICE) for insured, people in counts]
    whole = area([Standing(1, "", UnitKind.WARD, GOAL, (figure,)) for figure in figures]).whole
    assert whole and whole.latest
    assert (whole.latest.numerator, whole.latest.denominator) == tuple(map(sum, zip(*counts, strict=True)))


def test_an_area_has_a_goal_only_when_its_units_share_one() -> None:
    other = Goal(9500, Comparator.AT_LEAST, date(2019, 12, 31))
    whole = area([standing(GOAL, (10, 95)), standing(other, (10, 94))])
    assert whole.whole and (whole.whole.goal, whole.whole.reached, whole.still_of_units) == (None, None, 1)


def test_an_area_without_any_figure_has_no_sum() -> None:
    assert area([standing(GOAL), standing(None)]) == AreaStanding(whole=None, with_figures=0, units=2, still_of_units=0)
    assert area([]) == AreaStanding(whole=None, with_figures=0, units=0, still_of_units=0)


# The form


def enter_group(session: Session, cast: Cast, group_id: int, month: date, people: int, **more: Any) -> None:
    figures = Figures(cast.units["ward_a"], people, None, group_id=group_id)
    source = more.pop("source", Source.INSURANCE_OFFICE)
    of_month = Month(cast.indicator, month, month.replace(day=25), source)
    enter_figures(session, of_month, [figures], by=cast.users["data_officer"], at=clock.at(TODAY))


def test_groups_stand_with_their_latest_month_and_what_changed(session: Session, cast: Cast) -> None:
    groups = list(session.scalars(sa.select(ParticipantGroup).where(ParticipantGroup.committee_id == cast.committee)))
    first, second = groups[0], groups[1]
    assert beside_readings(session, cast.indicator, cast.units["ward_a"]).groups == []
    enter_group(session, cast, first.id, date(2019, 9, 1), 290)
    enter_group(session, cast, first.id, OCTOBER, 300)
    enter_group(session, cast, second.id, OCTOBER, 180)
    enter_group(session, cast, second.id, OCTOBER, 200, source=Source.WARD)
    assert beside_readings(session, cast.indicator, cast.units["ward_a"]).groups == [
        GroupFigure(first.id, first.name, OCTOBER, date(2019, 10, 25), 300, 10),
        GroupFigure(second.id, second.name, OCTOBER, date(2019, 10, 25), 180, None),
    ]


@pytest.mark.parametrize(("own", "percent", "flagged"), [(1492, 0, 0), (1493, 0, 1), (1506, 1, 0), (1507, 1, 1)])
def test_a_units_own_count_is_flagged_beyond_a_part_of_the_official_one(
    session: Session, cast: Cast, viewer: Viewers, own: int, percent: int, flagged: int
) -> None:
    enter(session, cast, "ward_a", date(2019, 9, 1), 1, 2174, source=Source.WARD)  # an earlier month counts no more
    enter(session, cast, "ward_a", OCTOBER, own, 2174, source=Source.WARD)
    differing = Difference(cast.units["ward_a"], "xã Thạch Trung", OCTOBER, date(2019, 10, 25), 1492, own)
    found = [differences(session, viewer(name), TODAY, cast.indicator, percent) for name in ("secretary", "head_b")]
    assert found == [[differing] * flagged, []]


def test_the_largest_counts_are_compared(session: Session, cast: Cast, viewer: Viewers) -> None:
    for source, people in ((Source.INSURANCE_OFFICE, 10**9), (Source.WARD, 2 * 10**9)):
        enter(session, cast, "ward_a", date(2019, 11, 1), people, 2 * 10**9, source=source)
    assert len(differences(session, viewer("secretary"), TODAY, cast.indicator, 50)) == 1


def test_who_lacks_a_month_is_named(session: Session, viewer: Viewers) -> None:
    units = standings(session, viewer("secretary"), TODAY)
    assert (without_figures(units, OCTOBER), without_figures(units, date(2019, 11, 1))) == ([], units)


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_each_question_is_one_statement(session: Session, cast: Cast, viewer: Viewers, count: int) -> None:
    parent, made = cast.units["area"], []
    for number in range(min(count, 100) - 1):
        names = UnitNames(f"thôn {number}")
        kind = UnitKind.VILLAGE
        made.append(
            add_unit(
                session,
                committee_id=cast.committee,
                kind=kind,
                names=names,
                active_from=date(2019, 1, 1),
                parent_id=parent,
            ).id
        )
    session.flush()
    secretary = viewer("secretary")
    with asking(session) as statements:
        assert len(standings(session, secretary, TODAY)) == 2 + len(made)
        assert len(latest_standings(session, TODAY, made)) == len(made)
        assert len(differences(session, secretary, TODAY, cast.indicator, 1)) == 0
    assert len(statements) == 3
