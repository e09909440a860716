"""R8 and R9: exact people, rates that are cut, and the pace."""

from datetime import date
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, coverage
from bhyt_tasks.domain.coverage import Comparator, Figures, Pace, Reading, Source
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.web.filters import rate
from tests.cast import TODAY, Cast

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


# Readings


@pytest.mark.parametrize(
    ("figures", "sentence", "field"),
    [
        (Figures(1, 10, 0), coverage.NO_POPULATION, "denominator"),
        (Figures(1, None, -5), coverage.NO_POPULATION, "denominator"),
        (Figures(1, 10, None), coverage.BOTH_COUNTS, "denominator"),
        (Figures(1, None, 10), coverage.BOTH_COUNTS, "numerator"),
        (Figures(1, 11, 10), coverage.MORE_THAN_PEOPLE, "note"),
        (Figures(1, 11, 10, note="  "), coverage.MORE_THAN_PEOPLE, "note"),
    ],
)
def test_R8_figures_that_cannot_be_are_refused(figures: Figures, sentence: str, field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        coverage.check_figures(figures)
    assert (caught.value.sentence, caught.value.field) == (sentence, field)


@pytest.mark.parametrize(
    "figures",
    [Figures(1, 0, 1), Figures(1, 10, 10), Figures(1, 11, 10, note="Có người tạm trú"), Figures(1, None, None, 9100)],
)
def test_R8_figures_that_can_be_are_taken(figures: Figures) -> None:
    coverage.check_figures(figures)


@pytest.mark.parametrize(
    ("cut_off_on", "sentence"),
    [
        (date(2019, 11, 30), coverage.CUT_OFF_OUTSIDE),
        (date(2020, 1, 1), coverage.CUT_OFF_OUTSIDE),
        (date(2019, 12, 10), coverage.CUT_OFF_AHEAD),
    ],
)
def test_a_month_closes_within_itself_and_not_in_the_future(cut_off_on: date, sentence: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        coverage.check_cut_off(date(2019, 12, 1), cut_off_on, TODAY)
    assert (caught.value.sentence, caught.value.field) == (sentence, "cut_off_on")


@pytest.mark.parametrize("day", [1, 9])
def test_a_month_closes_on_a_day_that_has_come(day: int) -> None:
    coverage.check_cut_off(date(2019, 12, 1), date(2019, 12, day), TODAY)


def enter(
    session: Session, cast: Cast, figures: tuple[int | None, ...], read_version: int | None = None
) -> Reading | None:
    return coverage.enter_reading(
        session,
        indicator_id=cast.indicator,
        period=date(2019, 11, 1),
        cut_off_on=date(2019, 11, 25),
        figures=Figures(cast.units["ward_a"], *figures, note=" rà  soát "),
        source=Source.WARD,
        by=cast.users["head_a"],
        at=clock.at(TODAY),
        read_version=read_version,
        basis="dân số thường trú",
        approximate=True,
    )


def readings(session: Session, cast: Cast) -> list[tuple[int | None, int | None]]:
    rows = session.scalars(sa.select(Reading).where(Reading.source == Source.WARD).order_by(Reading.id))
    return [(row.numerator, row.replaces_id) for row in rows]


def test_R10_a_correction_is_a_new_version_that_names_the_old(session: Session, cast: Cast) -> None:
    first = enter(session, cast, (1500, 2174))
    assert first is not None
    assert (first.note, first.basis, first.approximate, first.entered_by, first.entered_at) == (
        "rà soát",
        "dân số thường trú",
        True,
        cast.users["head_a"],
        clock.at(TODAY),
    )
    second = enter(session, cast, (1510, 2174), first.id)
    assert second is not None
    assert readings(session, cast) == [(1500, None), (1510, first.id)]
    key = {"indicator_id": cast.indicator, "unit_id": cast.units["ward_a"], "period": date(2019, 11, 1)}
    assert coverage.latest_version(session, source=Source.WARD, **key) is second
    assert coverage.latest_version(session, source=Source.PRESS, **key) is None


def test_R13_the_same_figure_again_changes_nothing(session: Session, cast: Cast) -> None:
    assert enter(session, cast, (1500, 2174)) is not None
    assert enter(session, cast, (1500, 2174)) is None
    assert readings(session, cast) == [(1500, None)]


def test_R12_a_figure_typed_over_an_unseen_one_is_a_conflict(session: Session, cast: Cast) -> None:
    with pytest.raises(Conflict):
        enter(session, cast, (1500, 2174), read_version=1)
    first = enter(session, cast, (1500, 2174))
    for read_version in (None, (first.id if first else 0) + 1):
        with pytest.raises(Conflict):
            enter(session, cast, (1600, 2174), read_version)
    assert readings(session, cast) == [(1500, None)]


def test_R8_a_stated_rate_is_kept_without_counts(session: Session, cast: Cast) -> None:
    stated = enter(session, cast, (None, None, 9100))
    assert stated is not None
    assert (stated.numerator, stated.denominator, stated.stated_points) == (None, None, 9100)


@pytest.mark.parametrize(
    "values",
    [
        {"numerator": 1, "denominator": None},
        {"numerator": None, "denominator": None, "stated_points": None},
        {"numerator": -1, "denominator": 10},
        {"numerator": 1, "denominator": 0},
    ],
)
def test_R8_the_database_refuses_figures_that_cannot_be(
    session: Session, cast: Cast, values: dict[str, int | None]
) -> None:
    row = {
        "indicator_id": cast.indicator,
        "unit_id": cast.units["ward_a"],
        "period": date(2019, 11, 1),
        "source": Source.WARD,
        "entered_by": cast.users["head_a"],
        "entered_at": clock.at(TODAY),
        "approximate": False,
        "basis": "",
        "note": "",
    }
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(Reading).values(**row, **values))
