"""R8 and R10: figures that can be, entered once, corrected as versions."""

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain import readings as rules
from bhyt_tasks.domain.errors import Conflict, PersonalNumbers, RuleBroken, WrongState
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.period_locks import lock_month
from bhyt_tasks.domain.readings import (
    FEW,
    Figures,
    Month,
    NewerFigures,
    Place,
    Reading,
    Source,
    WrongFigures,
    latest_versions,
)
from bhyt_tasks.domain.units import Unit, UnitKind
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
        (Figures(1, 11, 10, note="68,6%"), rules.MORE_THAN_PEOPLE, "note"),
        (Figures(1, 11, 10, note="  ", group_id=2), rules.MORE_THAN_PEOPLE, "note"),
        (Figures(1, None, 10, group_id=2), rules.GROUP_COUNT, "numerator"),
        (Figures(1, -1, 10), rules.BELOW_ZERO, "numerator"),
        (Figures(1, 1, 2_000_000_001), rules.TOO_MANY, "denominator"),
    ],
)
def test_R8_figures_that_cannot_be_are_refused(figures: Figures, sentence: str, field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.check_figures(figures)
    assert (caught.value.sentence, caught.value.field) == (sentence, field)


@pytest.mark.parametrize(
    "figures",
    [
        Figures(1, 0, 1),
        Figures(1, 10, 10),
        Figures(1, 11, 10, note="Có người tạm trú"),
        Figures(1, None, None, 9100),
        Figures(1, 7, None, group_id=2),
    ],
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


# Many at once


NOVEMBER = date(2019, 11, 1)


def month(cast: Cast, reason: str = "") -> Month:
    return Month(cast.indicator, NOVEMBER, date(2019, 11, 25), Source.INSURANCE_OFFICE, basis="dân số", reason=reason)


def enter_all(session: Session, cast: Cast, *figures: Figures, reason: str = "", confirmed: bool = False) -> int:
    by = cast.users["data_officer"]
    return rules.enter_figures(
        session, month(cast, reason), figures, by=by, at=clock.at(TODAY), numbers_confirmed=confirmed
    )


def entered(session: Session, cast: Cast) -> dict[Place, Reading]:
    return latest_versions(session, indicator_id=cast.indicator, period=NOVEMBER, source=Source.INSURANCE_OFFICE)


def group_id(session: Session, cast: Cast) -> int:
    return session.scalars(sa.select(ParticipantGroup.id).where(ParticipantGroup.committee_id == cast.committee)).all()[
        0
    ]


def test_a_month_is_entered_whole_or_not_at_all(session: Session, cast: Cast) -> None:
    good, bad = Figures(cast.units["ward_a"], 1500, 2174), Figures(cast.units["ward_b"], 9, None)
    with pytest.raises(WrongFigures) as caught:
        enter_all(session, cast, good, bad)
    assert {place: why.sentence for place, why in caught.value.reasons.items()} == {bad.place: rules.BOTH_COUNTS}
    assert entered(session, cast) == {}
    assert enter_all(session, cast, good, Figures(cast.units["ward_b"], 9, 10)) == 2
    assert {place: row.numerator for place, row in entered(session, cast).items()} == {
        (cast.units["ward_a"], None): 1500,
        (cast.units["ward_b"], None): 9,
    }


def test_a_group_has_its_own_figure_beside_that_of_everybody(session: Session, cast: Cast) -> None:
    ward, group = cast.units["ward_a"], group_id(session, cast)
    assert enter_all(session, cast, Figures(ward, 1500, 2174), Figures(ward, 300, None, group_id=group)) == 2
    assert {place: (row.numerator, row.denominator) for place, row in entered(session, cast).items()} == {
        (ward, None): (1500, 2174),
        (ward, group): (300, None),
    }


def test_R12_one_newer_figure_holds_all_back(session: Session, cast: Cast) -> None:
    ward_a, ward_b = cast.units["ward_a"], cast.units["ward_b"]
    enter_all(session, cast, Figures(ward_a, 1500, 2174))
    with pytest.raises(NewerFigures) as caught:
        enter_all(session, cast, Figures(ward_a, 1501, 2174), Figures(ward_b, 9, 10), reason="sửa")
    assert [place for place, why in caught.value.reasons.items() if isinstance(why, Conflict)] == [(ward_a, None)]
    assert len(entered(session, cast)) == 1


def test_R10_other_counts_need_a_reason_and_another_note_none(session: Session, cast: Cast) -> None:
    ward = cast.units["ward_a"]
    enter_all(session, cast, Figures(ward, 1500, 2174))
    first = entered(session, cast)[ward, None].id
    with pytest.raises(RuleBroken) as caught:
        enter_all(session, cast, Figures(ward, 1501, 2174, read=first), reason="  ")
    assert (caught.value.sentence, caught.value.field) == (rules.NO_REASON, "reason")
    assert enter_all(session, cast, Figures(ward, 1500, 2174, note="rà soát", read=first)) == 1
    second = entered(session, cast)[ward, None]
    assert enter_all(session, cast, Figures(ward, 1501, 2174, read=second.id), reason=" đối  chiếu ") == 1
    third = entered(session, cast)[ward, None]
    assert (second.reason, third.reason, third.replaces_id) == ("", "đối chiếu", second.id)


def test_R10_a_closed_month_takes_no_figure(session: Session, cast: Cast) -> None:
    indicator = session.get_one(Indicator, cast.indicator)
    lock_month(session, indicator, NOVEMBER, by=cast.users["secretary"], at=clock.at(TODAY))
    with pytest.raises(WrongState):
        enter_all(session, cast, Figures(cast.units["ward_a"], 1500, 2174))
    assert entered(session, cast) == {}


def test_R15_personal_numbers_in_a_note_are_refused(session: Session, cast: Cast) -> None:
    figures = Figures(cast.units["ward_a"], 1500, 2174, note="042199012345")
    with pytest.raises(PersonalNumbers):
        enter_all(session, cast, figures)
    assert enter_all(session, cast, figures, confirmed=True) == 1


def test_a_whole_country_is_entered_at_once_and_again_changes_nothing(session: Session, cast: Cast) -> None:
    units = [
        {
            "committee_id": cast.committee,
            "kind": UnitKind.COMMUNE,
            "name": f"xã {n}",
            "folded": f"xa {n}",
            "sort_key": f"{n:05}",
            "active_from": date(2019, 1, 1),
        }
        for n in range(FEW + 1)
    ]
    ids = list(session.scalars(sa.insert(Unit).returning(Unit.id), units))
    figures = [Figures(unit_id, n, 1000) for n, unit_id in enumerate(ids)]
    assert enter_all(session, cast, *figures) == FEW + 1
    assert enter_all(session, cast, *figures) == 0
    assert sum(row.numerator or 0 for row in entered(session, cast).values()) == sum(range(FEW + 1))


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_R8_counts_of_any_size_are_checked_the_same_way(numerator: int, denominator: int) -> None:
    figures = Figures(1, numerator, denominator)
    if numerator > denominator:
        with pytest.raises(RuleBroken):
            rules.check_figures(figures)
    else:
        rules.check_figures(figures)
