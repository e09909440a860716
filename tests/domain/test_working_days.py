"""Days off: weekends and what the committee lists; the next day that is worked on; days as they are typed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhyt_tasks.domain import working_days
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.working_days import is_working_day, next_working_day, parse_days, ranges, why_not_working

TODAY = date(2019, 12, 9)
TET = tuple(date(2020, 1, day) for day in range(23, 30))  # Thursday to Wednesday
SIXTEEN_MONTHS = ", ".join(f"01/{month}/{year}–28/{month}/{year}" for year in (2020, 2021) for month in range(1, 9))
days = st.dates(date(1990, 1, 1), date(2199, 1, 1))
listed = st.frozensets(days, max_size=40)


@pytest.mark.parametrize(
    ("day", "why", "next_one"),
    [
        (date(2019, 11, 29), "", date(2019, 11, 29)),
        (date(2019, 11, 30), working_days.WEEKEND, date(2019, 12, 2)),
        (date(2019, 12, 1), working_days.WEEKEND, date(2019, 12, 2)),
        (date(2020, 1, 22), "", date(2020, 1, 22)),
        (date(2020, 1, 23), working_days.HOLIDAY, date(2020, 1, 30)),
        (date(2020, 1, 25), working_days.HOLIDAY, date(2020, 1, 30)),
        (date(2020, 1, 29), working_days.HOLIDAY, date(2020, 1, 30)),
    ],
)
def test_a_day_off_is_a_weekend_or_listed(day: date, why: str, next_one: date) -> None:
    assert (why_not_working(day, TET), next_working_day(day, TET)) == (why, next_one)


@given(days, listed)
def test_the_next_working_day_is_the_first_from_that_day_on(day: date, days_off: frozenset[date]) -> None:
    found = next_working_day(day, days_off)
    assert is_working_day(found, days_off)
    assert next_working_day(found, days_off) == found
    between = [day + timedelta(days=number) for number in range((found - day).days)]
    assert found >= day and not any(is_working_day(each, days_off) for each in between)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("1/1/2020", (date(2020, 1, 1),)),
        ("2/9/2020; 01/01/2020\n1.1.2020", (date(2020, 1, 1), date(2020, 9, 2))),
        ("23/01/2020–29/01/2020", TET),
        ("23/01/2020 - 29/01/2020", TET),
        ("23-01-2020 đến 29-01-2020", TET),
        ("2020-01-23 — 2020-01-29", TET),
        ("2/9", (date(2019, 9, 2),)),
    ],
)
def test_days_off_are_typed_by_day_or_range(typed: str, meant: tuple[date, ...]) -> None:
    assert parse_days(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("29/01/2020–23/01/2020", working_days.BACKWARDS),
        ("01/01/2020–01/02/2020", working_days.TOO_LONG_A_REST),
        (SIXTEEN_MONTHS, working_days.TOO_MANY_DAYS),
    ],
)
def test_what_cannot_be_meant_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        parse_days(typed, TODAY)
    assert refusal.value.sentence == sentence


@given(listed)
def test_ranges_hold_every_day_once(days_off: frozenset[date]) -> None:
    found = ranges(days_off)
    assert [first + timedelta(days=more) for first, last in found for more in range((last - first).days + 1)] == sorted(
        days_off
    )
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(found))


@given(st.sets(days, max_size=30))
def test_what_is_written_is_read_again(days_off: set[date]) -> None:
    typed = ", ".join(f"{first:%d/%m/%Y}–{last:%d/%m/%Y}" for first, last in ranges(days_off))
    assert parse_days(typed, TODAY) == tuple(sorted(days_off))


def test_days_that_follow_each_other_are_one_range() -> None:
    first, second, apart = date(2020, 1, 23), date(2020, 1, 24), date(2020, 4, 30)
    assert ranges([apart, second, first]) == [(first, second), (apart, apart)]
