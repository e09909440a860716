"""R8 and R9: exact people, rates that are cut, and the pace."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhyt_tasks.domain import coverage
from bhyt_tasks.domain.coverage import Comparator, Pace
from bhyt_tasks.web.filters import rate

people = st.integers(min_value=1, max_value=10**9)


@pytest.mark.parametrize(
    ("points", "needed", "still"), [(9800, 2131, 639), (10000, 2174, 682), (9500, 2066, 574), (9300, 2022, 530)]
)
def test_R8_vectors_of_hong_giang(points: int, needed: int, still: int) -> None:
    assert coverage.needed(2174, points) == needed
    assert coverage.still_to_enrol(1492, 2174, points) == still


def test_R8_9296_is_not_reached_and_not_shown_as_93() -> None:
    assert coverage.rate_points(9296, 10_000) == 9296
    assert rate(9296) == "92,9%"
    assert coverage.still_to_enrol(9296, 10_000, 9300) == 4


@given(population=people, insured=people, points=st.integers(min_value=1, max_value=10_000))
def test_R8_the_needed_number_is_the_least_that_reaches(population: int, insured: int, points: int) -> None:
    needed = coverage.needed(population, points)
    assert needed * 10_000 >= points * population
    assert (needed - 1) * 10_000 < points * population
    assert (coverage.still_to_enrol(insured, population, points) == 0) == (insured * 10_000 >= points * population)


@given(population=people, points=st.integers(min_value=1, max_value=10_000))
def test_R8_above_needs_one_more_than_the_floor(population: int, points: int) -> None:
    needed = coverage.needed(population, points, Comparator.ABOVE)
    assert needed * 10_000 > points * population
    assert (needed - 1) * 10_000 <= points * population


@given(population=people, insured=people)
def test_R8_a_rate_is_never_shown_higher_than_it_is(population: int, insured: int) -> None:
    assert coverage.rate_points(insured, population) * population <= insured * 10_000


def test_R9_vector_of_hong_giang() -> None:
    pace = coverage.pace([(date(2018, 1, 1), 1492)], still=639, due_on=date(2018, 12, 31))
    assert (pace.months_left, pace.needed, pace.actual, pace.forecast) == (11, 59, None, None)


def test_R9_actual_pace_is_the_mean_of_three_months() -> None:
    history = [(date(2019, month, 1), 1000 + 10 * month) for month in range(1, 11)]
    pace = coverage.pace(history, still=25, due_on=date(2019, 12, 31))
    assert pace.actual == Fraction(10)
    assert pace.forecast == date(2020, 1, 1)


def test_R9_no_forecast_when_the_number_does_not_grow() -> None:
    history = [(date(2019, 9, 1), 1000), (date(2019, 10, 1), 1000)]
    assert coverage.pace(history, still=25, due_on=date(2019, 12, 31)).forecast is None


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-1000, 1000))
def test_R9_months_are_added_and_counted_the_same_way(day: date, count: int) -> None:
    month = coverage.month_of(day)
    assert coverage.months_between(month, coverage.add_months(month, count)) == count
    assert coverage.add_months(coverage.add_months(month, count), -count) == month


@pytest.mark.parametrize(
    ("insured", "still", "due_on", "pace"),
    [
        ([1000, 1010], 0, date(2019, 12, 31), Pace(2, 0, Fraction(10), date(2019, 10, 1))),
        ([1000, 1010], 20, date(2019, 10, 31), Pace(0, None, Fraction(10), date(2019, 12, 1))),
        ([1000, 1010], 20, date(2019, 6, 30), Pace(-4, None, Fraction(10), date(2019, 12, 1))),
        ([1010, 1000], 20, date(2019, 12, 31), Pace(2, 10, Fraction(-10), None)),
        ([1000, 1001], 5000, date(2019, 12, 31), Pace(2, 2500, Fraction(1), None)),
        ([1000, 1001], 1200, date(2019, 12, 31), Pace(2, 600, Fraction(1), date(2119, 10, 1))),
        ([900, 1000, 1001, 1005], 7, date(2019, 12, 31), Pace(2, 4, Fraction(35), date(2019, 11, 1))),
        ([0, 0, 1000, 1001, 1003, 1005], 7, date(2019, 12, 31), Pace(2, 4, Fraction(5, 3), date(2020, 3, 1))),
    ],
)
def test_R9_pace_and_forecast_at_the_edges(insured: list[int], still: int, due_on: date, pace: Pace) -> None:
    october = date(2019, 10, 1)
    history = [(coverage.add_months(october, number - len(insured) + 1), each) for number, each in enumerate(insured)]
    assert coverage.pace(history, still=still, due_on=due_on) == pace


def test_R9_readings_older_than_three_months_make_no_pace() -> None:
    history = [(date(2019, 6, 1), 1000), (date(2019, 10, 1), 1100)]
    assert coverage.pace(history, still=25, due_on=date(2019, 12, 31)) == Pace(2, 13, None, None)


@pytest.mark.parametrize(
    ("comparator", "reached"), [(Comparator.AT_LEAST, [False, True, True]), (Comparator.ABOVE, [False, False, True])]
)
def test_R8_a_stated_rate_is_reached_in_basis_points(comparator: Comparator, reached: list[bool]) -> None:
    assert [coverage.reached(points, 9300, comparator) for points in (9299, 9300, 9301)] == reached


@pytest.mark.parametrize(
    ("today", "due_day", "month", "due_on"),
    [
        (date(2019, 12, 9), 28, date(2019, 11, 1), date(2019, 11, 28)),
        (date(2019, 12, 27), 28, date(2019, 11, 1), date(2019, 11, 28)),
        (date(2019, 12, 28), 28, date(2019, 12, 1), date(2019, 12, 28)),
        (date(2019, 11, 29), 31, date(2019, 10, 1), date(2019, 10, 31)),
        (date(2019, 11, 30), 31, date(2019, 11, 1), date(2019, 11, 30)),  # a month without such a day
        (date(2020, 2, 29), 31, date(2020, 2, 1), date(2020, 2, 29)),
        (date(2020, 1, 1), 1, date(2020, 1, 1), date(2020, 1, 1)),
    ],
)
def test_a_months_figures_are_due_on_a_day_of_it(today: date, due_day: int, month: date, due_on: date) -> None:
    assert coverage.month_due(today, due_day) == month
    assert coverage.figures_due_on(month, due_day) == due_on


@pytest.mark.parametrize(
    ("official", "own", "percent", "flagged"),
    [(100, 101, 1, False), (100, 102, 1, True), (100, 98, 1, True), (100, 100, 0, False), (0, 1, 100, True)],
)
def test_two_counts_differ_beyond_a_part_of_the_official_one(
    official: int, own: int, percent: int, flagged: bool
) -> None:
    assert coverage.differs(official, own, percent) is flagged


@pytest.mark.parametrize(("points", "words"), [(9300, "93%"), (9350, "93,5%"), (9305, "93,05%"), (10_000, "100%")])
def test_a_target_is_written_as_it_was_typed(points: int, words: str) -> None:
    assert coverage.plain_rate(points) == words
