"""What does the committee count, and by which groups of people?"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.queries.fetch import fetch_all


@dataclass(frozen=True)
class IndicatorRow:
    id: int
    name: str
    numerator_words: str
    denominator_words: str
    counted: str
    of_agencies: bool
    closed_on: date | None


_INDICATORS = (
    sa.select(
        Indicator.id,
        Indicator.name,
        Indicator.numerator_words,
        Indicator.denominator_words,
        Indicator.counted,
        Indicator.of_agencies,
        Indicator.closed_on,
    )
    .where(Indicator.committee_id == sa.bindparam("committee_id", type_=sa.Integer))
    .order_by(Indicator.id)
)


def indicators(session: Session, committee_id: int) -> list[IndicatorRow]:
    """The main one first, closed ones too."""
    return fetch_all(session, IndicatorRow, _INDICATORS, committee_id=committee_id)


def counts_of_agencies(session: Session, committee_id: int) -> bool:
    """Does the committee count anything of agencies and associations?"""
    of_agencies = sa.select(Indicator.id).where(Indicator.committee_id == committee_id, Indicator.of_agencies)
    return session.scalar(of_agencies.limit(1)) is not None


@dataclass(frozen=True)
class GroupRow:
    id: int
    name: str
    short_name: str
    position: int
    closed_on: date | None


def participant_groups(session: Session, committee_id: int) -> list[GroupRow]:
    """In their order, closed ones too."""
    statement = (
        sa.select(
            ParticipantGroup.id,
            ParticipantGroup.name,
            ParticipantGroup.short_name,
            ParticipantGroup.position,
            ParticipantGroup.closed_on,
        )
        .where(ParticipantGroup.committee_id == committee_id)
        .order_by(ParticipantGroup.position, ParticipantGroup.id)
    )
    return fetch_all(session, GroupRow, statement)
