"""The trend chart: words that do not lie on each other or on the goal's line, and where the forecast ends."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhyt_tasks.domain.coverage import Comparator, add_months
from bhyt_tasks.domain.readings import Source
from bhyt_tasks.domain.units import UnitKind
from bhyt_tasks.queries.figures import Figure, Goal, Standing
from bhyt_tasks.web.trend import HEIGHT, LEFT, LETTER, WIDTH, trend

BEGIN = date(2019, 1, 1)


def standing(insured: list[int], goal: int | None = 9300, due_on: date = date(2019, 12, 31)) -> Standing:
    """Insured of 10.000 people, month by month from January 2019."""
    figures = tuple(
        Figure(add_months(BEGIN, month), None, count, 10_000, None, Source.INSURANCE_OFFICE)
        for month, count in enumerate(insured)
    )
    return Standing(1, "", UnitKind.COMMUNE, Goal(goal, Comparator.AT_LEAST, due_on) if goal else None, figures)


@pytest.mark.parametrize("insured", [[], [9000]])
def test_a_line_needs_two_months(insured: list[int]) -> None:
    assert trend(standing(insured)) is None


@pytest.mark.parametrize(
    ("insured", "goal", "ahead"),
    [
        ([9000, 9100], 9300, (date(2019, 4, 1), 9300)),  # gets there, long before the goal's month
        ([9000, 9010], 9300, None),  # too far ahead for two months
        ([8900, *range(9000, 9250, 50)], 9300, (date(2019, 8, 1), 9300)),
        ([9000] * 9 + [9010], 9300, (date(2019, 12, 1), 9016)),  # does not
        ([9250] * 6 + [9280, 9310], 9300, (date(2019, 12, 1), 9390)),  # is there already
        ([9100, 9000, 9000, 8800] + [8800] * 7, 9300, (date(2019, 12, 1), 8800)),
        ([9000, 9100], None, None),
        ([9000] * 12, 9300, None),  # the goal's month is the latest one
    ],
)
def test_the_forecast_goes_to_where_it_reaches_the_goal(
    insured: list[int], goal: int | None, ahead: tuple[date, int] | None
) -> None:
    found = trend(standing(insured, goal))
    assert found is not None
    assert (found.ahead and (found.ahead.month, found.ahead.points)) == ahead


def reach(words: object) -> tuple[float, float]:
    wide = len(words.text) * LETTER  # type: ignore[attr-defined]
    start = words.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * wide  # type: ignore[attr-defined]
    return start, start + wide


@settings(max_examples=100)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=13), st.one_of(st.none(), st.integers(1, 10_000)))
def test_words_stay_in_the_picture_and_apart(insured: list[int], goal: int | None) -> None:
    found = trend(standing(insured, goal))
    assert found is not None
    spans = sorted(reach(words) for words in found.months)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(0 <= words.y <= HEIGHT for words in (*found.months, found.latest_words))
    assert all(0 <= point.y <= HEIGHT and LEFT <= point.x <= WIDTH for point in found.line)
    if found.goal_words:
        assert 8 <= found.goal_words.y <= HEIGHT
    assert found.path.startswith("M46.0 ")
