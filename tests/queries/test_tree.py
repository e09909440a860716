"""District → commune → village: everybody is counted once, and villages stand under their commune (R8)."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import access, clock
from bhyt_tasks.domain.readings import Figures, Source, enter_reading
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.queries.areas import area
from bhyt_tasks.queries.coverage import (
    Figure,
    Standing,
    latest_standings,
    standings,
    unit_standing,
    with_villages,
    worst_first,
)
from bhyt_tasks.queries.viewer import ViewerRow
from tests.cast import TODAY, Cast
from tests.queries.conftest import asking

Viewers = Callable[[str], ViewerRow]
OCTOBER = date(2019, 10, 1)


def add_villages(session: Session, cast: Cast, *villages: tuple[str, int, int]) -> list[int]:
    """Villages of ward A with people insured of all; no figure where nobody lives."""
    made = []
    for name, insured, people in villages:
        village = add_unit(
            session,
            committee_id=cast.committee,
            kind=UnitKind.VILLAGE,
            names=UnitNames(name),
            active_from=date(2019, 1, 1),
            parent_id=cast.units["ward_a"],
        )
        made.append(village.id)
        if people:
            enter_reading(
                session,
                indicator_id=cast.indicator,
                period=OCTOBER,
                cut_off_on=date(2019, 10, 25),
                figures=Figures(village.id, insured, people),
                source=Source.INSURANCE_OFFICE,
                by=cast.users["data_officer"],
                at=clock.at(TODAY),
            )
    return made


def test_R8_an_area_counts_each_person_once_when_communes_have_villages(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    secretary = viewer("secretary")
    before = area(standings(session, secretary, TODAY))
    add_villages(session, cast, ("thôn Sàng Bến", 600, 1000), ("thôn Sàng Nội", 500, 1000), ("thôn Ba", 0, 0))
    after = area(standings(session, secretary, TODAY))
    assert after == before
    assert after.whole and after.whole.latest and after.whole.latest.numerator == 1492 + 9296


def test_R8_villages_stand_under_their_commune_with_their_own_sum(
    session: Session, cast: Cast, viewer: Viewers
) -> None:
    add_villages(session, cast, ("thôn Sàng Bến", 600, 1000), ("thôn Sàng Nội", 500, 1000), ("thôn Ba", 0, 0))
    villages = standings(session, viewer("secretary"), TODAY, below=cast.units["ward_a"])
    assert [(unit.name, unit.latest and unit.latest.numerator) for unit in villages] == [
        ("thôn Ba", None),
        ("thôn Sàng Bến", 600),
        ("thôn Sàng Nội", 500),
    ]
    whole = area(villages)
    assert (whole.with_figures, whole.units) == (2, 3)
    assert (
        whole.whole
        and whole.whole.latest
        and (whole.whole.latest.numerator, whole.whole.latest.denominator)
        == (
            1100,
            2000,
        )
    )
    assert standings(session, viewer("secretary"), TODAY, below=cast.units["ward_b"]) == []


def test_R8_a_commune_and_its_villages_are_asked_for_together(session: Session, cast: Cast, viewer: Viewers) -> None:
    add_villages(session, cast, ("thôn Sàng Bến", 600, 1000), ("thôn Ba", 0, 0))
    with asking(session) as statements:
        commune, villages = with_villages(session, viewer("secretary"), TODAY, cast.units["ward_a"])
    assert len([statement for statement, _ in statements if "targets" in statement]) == 1
    assert commune == unit_standing(session, TODAY, cast.units["ward_a"])
    assert villages == standings(session, viewer("secretary"), TODAY, below=cast.units["ward_a"])
    assert with_villages(session, viewer("secretary"), TODAY, cast.units["ward_b"])[1] == []
    assert [unit.name for unit in worst_first([*reversed(villages), commune])] == [
        *("thôn Ba", "thôn Sàng Bến", "xã Thạch Trung"),
    ]


def test_a_standing_by_an_earlier_figure(session: Session, cast: Cast) -> None:
    commune = unit_standing(session, TODAY, cast.units["ward_a"])
    assert commune.by(commune.figures[0]).latest == commune.figures[0]


counts = st.tuples(st.integers(0, 5000), st.integers(1, 5000))
MONTHS = st.sampled_from([date(2019, month, 1) for month in (8, 9, 10)])


@given(st.lists(st.dictionaries(MONTHS, counts, max_size=3), max_size=6))
def test_R8_the_sum_is_of_people_of_one_month_over_children_only(units: list[dict[date, tuple[int, int]]]) -> None:
    children = [
        Standing(
            number,
            "",
            UnitKind.COMMUNE,
            None,
            tuple(Figure(month, None, *of, None, Source.WARD) for month, of in sorted(figures.items())),
        )
        for number, figures in enumerate(units)
    ]
    whole = area(children)
    if whole.whole is None:
        assert not any(units)
        return
    latest = whole.whole.latest
    assert latest is not None
    of_month = [figures[latest.period] for figures in units if latest.period in figures]
    assert (latest.numerator, latest.denominator) == tuple(map(sum, zip(*of_month, strict=True)))
    assert whole.with_figures == len(of_month)


@pytest.mark.parametrize(("name", "seen"), [("secretary", 2), ("head_a", 2), ("head_b", 0), ("admin", 0)])
def test_a_commune_sees_its_own_villages_and_no_other(
    session: Session, cast: Cast, viewer: Viewers, name: str, seen: int
) -> None:
    made = add_villages(session, cast, ("thôn Sàng Bến", 6, 10), ("thôn Sàng Nội", 5, 10))
    looking = viewer(name)
    assert len(standings(session, looking, TODAY, below=cast.units["ward_a"])) == seen
    found = session.scalars(sa.select(Unit.id).where(access.visible_units(looking), Unit.id.in_(made)))
    assert len(list(found)) == seen


def test_the_outsider_sees_no_village_of_the_other_committee(session: Session, cast: Cast, viewer: Viewers) -> None:
    add_villages(session, cast, ("thôn Sàng Bến", 6, 10))
    assert standings(session, viewer("outsider"), TODAY, below=cast.units["ward_a"]) == []


def test_a_list_shows_a_villages_own_figure(session: Session, cast: Cast) -> None:
    (village,) = add_villages(session, cast, ("thôn Sàng Bến", 6, 10))
    latest = latest_standings(session, TODAY, [village])[village].latest
    assert latest and (latest.numerator, latest.denominator) == (6, 10)


def test_villages_are_one_statement(session: Session, cast: Cast, viewer: Viewers) -> None:
    secretary = viewer("secretary")
    for count in (1, 3):
        add_villages(session, cast, *((f"thôn {count}{number}", 1, 2) for number in range(count)))
        with asking(session) as statements:
            standings(session, secretary, TODAY, below=cast.units["ward_a"])
        assert len(statements) == 1
