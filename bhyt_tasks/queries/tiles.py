"""Which units stand where on the tile map?"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.tiles import Place
from bhyt_tasks.domain.units import AREAS, Unit
from bhyt_tasks.queries.fetch import TODAY, fetch_all


@dataclass(frozen=True)
class Tile:
    unit_id: int
    name: str
    row: int | None
    column: int | None

    @property
    def place(self) -> Place | None:
        return None if self.row is None or self.column is None else Place(self.row, self.column)


def tiles(session: Session, committee_id: int, today: date) -> list[Tile]:
    """The areas right below the committee's with their places, in Vietnamese order of names."""
    return fetch_all(session, Tile, _TILES, committee_id=committee_id, today=today)


_AREA = sa.select(Committee.area_id).where(Committee.id == sa.bindparam("committee_id", type_=sa.Integer))
_TILES = (
    sa.select(Unit.id, Unit.name, Unit.map_row, Unit.map_column)
    .where(
        Unit.committee_id == sa.bindparam("committee_id", type_=sa.Integer),
        Unit.parent_id == _AREA.scalar_subquery(),
        Unit.kind.in_(AREAS),
        sa.or_(Unit.active_until.is_(None), Unit.active_until >= TODAY),
    )
    .order_by(Unit.sort_key, Unit.id)
)
