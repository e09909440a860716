"""Which units the tile map may have, and where they stand."""

import pytest
from sqlalchemy.orm import Session

from bhyt_tasks.domain.tiles import Place
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.queries.tiles import Tile, tiles
from tests.cast import TODAY, Cast


def test_areas_right_below_the_committees_with_their_places(session: Session, cast: Cast) -> None:
    ward = session.get_one(Unit, cast.units["ward_a"])
    ward.map_row, ward.map_column = 3, 2
    session.flush()
    found = tiles(session, cast.committee, TODAY)
    assert [(tile.unit_id, tile.place) for tile in found] == [
        (cast.units["ward_b"], None),
        (cast.units["ward_a"], Place(3, 2)),
    ]


@pytest.mark.parametrize(("row", "column"), [(None, None), (1, None), (None, 1)])
def test_half_a_place_is_none(row: int | None, column: int | None) -> None:
    assert Tile(1, "", row, column).place is None
