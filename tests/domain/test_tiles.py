"""The tile map: places in rows and columns, one unit each, with a trace of what was moved."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject
from bhyt_tasks.domain.tiles import FARTHEST, Place, arrange, check_place, in_order, place_of, units_to_arrange
from bhyt_tasks.domain.units import Unit, UnitKind
from tests.cast import TODAY, Cast
from tests.domain.test_unit_changes import AT, changes, last_change

Arranged = Callable[[Place | None, Place | None], int]


@pytest.fixture
def arranged(session: Session, cast: Cast) -> Arranged:
    """Put ward A and ward B somewhere."""

    def put(first: Place | None, second: Place | None) -> int:
        places = {cast.units["ward_a"]: first, cast.units["ward_b"]: second}
        committee = session.get_one(Committee, cast.committee)
        return arrange(session, committee, places, by=cast.users["admin"], at=AT)

    return put


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [(None, None, None), (1, 1, Place(1, 1)), (FARTHEST, FARTHEST, Place(FARTHEST, FARTHEST))],
)
def test_a_place_is_a_row_and_a_column_or_nothing(row: int | None, column: int | None, place: Place | None) -> None:
    assert check_place(row, column) == place


@pytest.mark.parametrize(
    ("row", "column", "field"),
    [(1, None, "column"), (None, 1, "row"), (0, 1, "row"), (1, 0, "column"), (41, 1, "row"), (1, 41, "column")],
)
def test_half_a_place_and_one_outside_are_refused(row: int | None, column: int | None, field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_place(row, column)
    assert refusal.value.field == field


def test_units_are_put_moved_and_taken_off_with_one_change_each_time(
    session: Session, cast: Cast, arranged: Arranged
) -> None:
    ward = session.get_one(Unit, cast.units["ward_a"])
    assert arranged(Place(1, 2), Place(1, 1)) == 2
    change = last_change(session)
    assert (change.subject, change.subject_id, change.what) == (
        Subject.COMMITTEE,
        cast.committee,
        ChangeKind.REVISED,
    )
    assert change.details == {"tiles": [None, ["phường Đại Nài (1, 1)", "xã Thạch Trung (1, 2)"]]}
    assert arranged(Place(1, 1), Place(1, 2)) == 2  # they change places
    before = changes(session)
    assert arranged(Place(1, 1), Place(1, 2)) == 0
    assert changes(session) == before
    assert (place_of(ward), session.get_one(Committee, cast.committee).version) == (Place(1, 1), 3)
    assert arranged(None, Place(1, 2)) == 1
    assert last_change(session).details == {"tiles": [["xã Thạch Trung (1, 1)"], []]}
    assert place_of(ward) is None


def test_two_units_on_one_place_are_refused_with_both_names(arranged: Arranged) -> None:
    with pytest.raises(RuleBroken) as refusal:
        arranged(Place(2, 3), Place(2, 3))
    assert refusal.value.values == {"first": "phường Đại Nài", "second": "xã Thạch Trung", "row": 2, "column": 3}


def test_only_areas_right_below_the_committees_are_arranged(session: Session, cast: Cast) -> None:
    committee = session.get_one(Committee, cast.committee)
    assert [unit.id for unit in units_to_arrange(session, committee, TODAY)] == [
        cast.units["ward_b"],
        cast.units["ward_a"],
    ]
    assert arrange(session, committee, {cast.units["agency"]: Place(1, 1)}, by=None, at=AT) == 0


def test_more_tiles_than_a_picture_holds_are_refused(session: Session, cast: Cast) -> None:
    committee = session.get_one(Committee, cast.committee)
    session.add_all(
        Unit(
            committee_id=cast.committee,
            kind=UnitKind.COMMUNE,
            parent_id=committee.area_id,
            active_from=TODAY,
            name=f"xã {number}",
            folded="",
            sort_key=str(number),
        )
        for number in range(399)
    )
    session.flush()
    places = in_order([unit.id for unit in units_to_arrange(session, committee, TODAY)])
    with pytest.raises(RuleBroken, match="nhiều nhất"):
        arrange(session, committee, places, by=None, at=AT)


@settings(max_examples=50)
@given(st.integers(0, 400))
def test_the_first_arrangement_has_a_place_for_each_and_fits(count: int) -> None:
    places = list(in_order(range(count)).values())
    assert len(set(places)) == count
    assert places == sorted(places)
    assert all(check_place(*place) for place in places)
    assert max((place.row for place in places), default=0) <= max((place.column for place in places), default=0) + 1
