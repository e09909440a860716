"""What did an inspection find, at whom, and by what is it answered?"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.fetch import fetch_all


@dataclass(frozen=True)
class FindingRow:
    """``directive_position`` is None while no directive answers the finding."""

    id: int
    position: int
    text: str
    unit_id: int
    unit_name: str
    unit_kind: UnitKind
    quote_start: int | None
    quote_end: int | None
    directive_id: int | None
    directive_position: int | None
    directive_number: str | None
    directive_text: str | None
    illustrative: str

    @property
    def answer(self) -> str:
        """How the answering directive is cited: as the notice numbers it, else by its place."""
        return self.directive_number or str(self.directive_position)


def findings(session: Session, meeting_id: int) -> list[FindingRow]:
    """The findings of a meeting in order, each with its unit and the directive that answers it."""
    return fetch_all(
        session,
        FindingRow,
        sa.select(
            Finding.id,
            Finding.position,
            Finding.text,
            Unit.id,
            Unit.name,
            Unit.kind,
            Finding.quote_start,
            Finding.quote_end,
            Finding.directive_id,
            Directive.position,
            Directive.number,
            Directive.text,
            Finding.illustrative,
        )
        .join(Unit, Unit.id == Finding.unit_id)
        .outerjoin(Directive, Directive.id == Finding.directive_id)
        .where(Finding.meeting_id == meeting_id)
        .order_by(Finding.position),
    )
