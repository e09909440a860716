"""R8 and R10: figures that can be, entered once, corrected as versions."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import readings as rules
from bhyt_tasks.domain.errors import Conflict, RuleBroken
from bhyt_tasks.domain.readings import Figures, Reading, Source, latest_versions
from tests.cast import TODAY, Cast


@pytest.mark.parametrize(
    ("figures", "sentence", "field"),
    [
        (Figures(1, 10, 0), rules.NO_POPULATION, "denominator"),
        (Figures(1, None, -5), rules.NO_POPULATION, "denominator"),
        (Figures(1, 10, None), rules.BOTH_COUNTS, "denominator"),
        (Figures(1, None, 10), rules.BOTH_COUNTS, "numerator"),
        (Figures(1, 11, 10), rules.MORE_THAN_PEOPLE, "note"),
        (Figures(1, 11, 10, note="  "), rules.MORE_THAN_PEOPLE, "note"),
    ],
)
def test_R8_figures_that_cannot_be_are_refused(figures: Figures, sentence: str, field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.check_figures(figures)
    assert (caught.value.sentence, caught.value.field) == (sentence, field)


@pytest.mark.parametrize(
    "figures",
    [Figures(1, 0, 1), Figures(1, 10, 10), Figures(1, 11, 10, note="Có người tạm trú"), Figures(1, None, None, 9100)],
)
def test_R8_figures_that_can_be_are_taken(figures: Figures) -> None:
    rules.check_figures(figures)


@pytest.mark.parametrize(
    ("cut_off_on", "sentence"),
    [
        (date(2019, 11, 30), rules.CUT_OFF_OUTSIDE),
        (date(2020, 1, 1), rules.CUT_OFF_OUTSIDE),
        (date(2019, 12, 10), rules.CUT_OFF_AHEAD),
    ],
)
def test_a_month_closes_within_itself_and_not_in_the_future(cut_off_on: date, sentence: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.check_cut_off(date(2019, 12, 1), cut_off_on, TODAY)
    assert (caught.value.sentence, caught.value.field) == (sentence, "cut_off_on")


@pytest.mark.parametrize("day", [1, 9])
def test_a_month_closes_on_a_day_that_has_come(day: int) -> None:
    rules.check_cut_off(date(2019, 12, 1), date(2019, 12, day), TODAY)


def enter(
    session: Session, cast: Cast, figures: tuple[int | None, ...], read_version: int | None = None
) -> Reading | None:
    return rules.enter_reading(
        session,
        indicator_id=cast.indicator,
        period=date(2019, 11, 1),
        cut_off_on=date(2019, 11, 25),
        figures=Figures(cast.units["ward_a"], *figures, note=" rà  soát "),
        source=Source.WARD,
        by=cast.users["head_a"],
        at=clock.at(TODAY),
        read_version=read_version,
        reason="nhập nhầm",
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
    key = {"indicator_id": cast.indicator, "period": date(2019, 11, 1)}
    assert latest_versions(session, source=Source.WARD, **key)[(cast.units["ward_a"], None)] is second
    assert latest_versions(session, source=Source.PRESS, **key) == {}


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
