"""What did a person say about a sheet, so that it need not be said again next month?"""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Instant, alone


class SheetLayout(Base):
    """Columns and units that were set by hand for a sheet with these headings.

    ``columns_json``: what a column holds, by its number from 0; ``units_json``: ids of units, by how a line names them.
    """

    __tablename__ = "sheet_layouts"
    __table_args__ = (sa.UniqueConstraint("committee_id", "indicator_id", "headings"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicators.id"))
    headings: Mapped[str] = mapped_column(sa.String(64))  # the fingerprint of the folded headings
    columns_json: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    units_json: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)


def layout_of(session: Session, *, committee_id: int, indicator_id: int, headings: str) -> SheetLayout | None:
    return session.scalars(
        sa.select(SheetLayout).where(
            SheetLayout.committee_id == committee_id,
            SheetLayout.indicator_id == indicator_id,
            SheetLayout.headings == headings,
        )
    ).one_or_none()


def remember_layout(
    session: Session,
    *,
    committee_id: int,
    indicator_id: int,
    headings: str,
    columns: dict[int, str],
    units: dict[str, int],
    by: int,
    at: datetime,
    forgotten: Collection[str] = (),
) -> None:
    """Keep what was set by hand, on top of what was kept before but for the units taken back; nothing new changes
    nothing."""
    alone(session, sha256(f"layout {committee_id} {headings}".encode()).hexdigest())
    kept = layout_of(session, committee_id=committee_id, indicator_id=indicator_id, headings=headings)
    before = (kept.columns_json, kept.units_json) if kept else ({}, {})
    still = {key: unit_id for key, unit_id in before[1].items() if key not in forgotten}
    after = (before[0] | {str(at): key for at, key in columns.items()}, still | units)
    if after == before:
        return
    if kept is None:
        kept = SheetLayout(committee_id=committee_id, indicator_id=indicator_id, headings=headings)
        session.add(kept)
    kept.columns_json, kept.units_json = after
    kept.saved_by, kept.saved_at = by, at
    session.flush()
