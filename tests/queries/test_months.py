"""Month by month: the columns, what was what in each, what is missing, and sums of people (R8)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.figures import Figure, Goal, Level, Standing, levels_of
from bhyt_tasks.queries.months import Grid, grid

TODAY = date(2019, 12, 9)
GOAL = Goal(9300, Comparator.AT_LEAST, date(2019, 12, 31))
Counts = tuple[int | None, int | None]


def unit(unit_id: int, months: dict[int, Counts], goal: Goal | None = GOAL, stated: int | None = None) -> Standing:
    """A unit with figures of months of 2019, closed on the 25th."""
    figures = tuple(
        Figure(date(2019, month, 1), date(2019, month, 25), *counts, stated, Source.INSURANCE_OFFICE)
        for month, counts in months.items()
    )
    return Standing(unit_id, f"xã {unit_id}", UnitKind.COMMUNE, goal, figures)


def shown(found: Grid) -> list[list[str]]:
    return [[month.level.value if month else "" for month in line.months] for line in found.lines]


def test_the_worst_is_on_top_and_a_missing_month_is_said() -> None:
    good, poor = unit(1, {9: (93, 100), 10: (95, 100)}), unit(2, {10: (80, 100)})
    found = grid([good, poor], TODAY, 28)
    assert [(month.period.month, month.due) for month in found.months] == [(9, True), (10, True), (11, True)]
    assert [line.unit for line in found.lines] == [poor, good]
    assert shown(found) == [["", "below", ""], ["reached", "reached", ""]]
    assert found.levels == [Level.REACHED, Level.BELOW, Level.MISSING]


def test_a_month_before_its_day_is_not_missed_yet() -> None:
    assert grid([unit(1, {12: (1, 2)})], TODAY, 28).months[-1].due is False


def test_no_more_than_twelve_months_are_shown() -> None:
    found = grid([unit(1, dict.fromkeys(range(1, 13), (1, 2)))], date(2020, 2, 28), 28)
    assert [month.period for month in found.months][::11] == [date(2019, 3, 1), date(2020, 2, 1)]


def test_without_any_figure_the_last_year_is_empty() -> None:
    found = grid([unit(1, {})], TODAY, 28)
    assert len(found.months) == 12
    assert shown(found) == [[""] * 12]
    assert {each.standing for each in found.sums} == {None}


def test_the_cut_off_days_of_a_month_are_the_first_and_the_last() -> None:
    early, late = unit(1, {10: (1, 2)}), unit(2, {10: (1, 2)})
    odd = Figure(date(2019, 10, 1), date(2019, 10, 31), 1, 2, None, Source.INSURANCE_OFFICE)
    nameless = Figure(date(2019, 10, 1), None, 1, 2, None, Source.INSURANCE_OFFICE)
    month = grid([early, late.by(odd), early.by(nameless)], TODAY, 28).months[0]
    assert (month.cut_off_from, month.cut_off_until) == (date(2019, 10, 25), date(2019, 10, 31))


def test_the_whole_is_the_sum_of_people_of_those_with_counts() -> None:
    units = [unit(1, {10: (1492, 2174)}), unit(2, {10: (9296, 10_000)}), unit(3, {10: (None, None)}, stated=9900)]
    (whole, _) = grid(units, TODAY, 28).sums
    assert whole.standing is not None
    assert whole.standing.latest is not None
    assert (whole.standing.latest.numerator, whole.standing.latest.denominator, whole.units) == (10_788, 12_174, 2)
    assert whole.standing.goal == GOAL


@pytest.mark.parametrize(
    ("counts", "goal", "level"),
    [
        ((9300, 10_000), GOAL, Level.REACHED),
        ((9299, 10_000), GOAL, Level.NEAR),
        ((9100, 10_000), GOAL, Level.NEAR),
        ((9099, 10_000), GOAL, Level.BELOW),
        ((9099, 10_000), None, Level.NO_GOAL),
    ],
)
def test_a_level_says_how_far_the_goal_is(counts: Counts, goal: Goal | None, level: Level) -> None:
    assert unit(1, {10: counts}, goal).level is level
    assert unit(1, {}, goal).level is Level.MISSING


def test_a_legend_explains_what_is_there() -> None:
    assert levels_of([Level.MISSING, Level.REACHED, Level.MISSING]) == [Level.REACHED, Level.MISSING]


@settings(max_examples=50)
@given(
    st.lists(st.dictionaries(st.integers(1, 12), st.tuples(st.integers(0, 10**9), st.integers(1, 10**9))), max_size=5)
)
def test_every_cell_stands_under_its_month_and_sums_add_up(values: list[dict[int, tuple[int, int]]]) -> None:
    units = [unit(number, dict(sorted(months.items()))) for number, months in enumerate(values)]  # type: ignore[arg-type]
    found = grid(units, date(2019, 12, 31), 28)
    for line in found.lines:
        for column, cell in zip(found.months, line.months, strict=True):
            own = [figure for figure in line.unit.figures if figure.period == column.period]
            assert ([cell.latest] if cell else []) == own
    for column, each in zip(found.months, found.sums, strict=True):
        people = [months[column.period.month][0] for months in values if column.period.month in months]
        total = each.standing.latest.numerator if each.standing and each.standing.latest else 0
        assert (sum(people), len(people)) == (total if column.period.year == 2019 else 0, each.units)
