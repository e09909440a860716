"""What stands in the form in which a month's figures are typed, and what stands beside it to compare with?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer, visible_units
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.coverage import add_months, last_day
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.period_locks import PeriodLock
from bhyt_tasks.domain.readings import OFFICIAL, Reading, Source, not_replaced
from bhyt_tasks.domain.units import AGENCIES, AREAS, Unit, not_there_yet
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.fetch import Seat, Statement, fetch_all, seat, sitting

_PERIOD = sa.bindparam("period", type_=sa.Date)
_INDICATOR = sa.bindparam("indicator_id", type_=sa.Integer)


@dataclass(frozen=True)
class MonthOf:
    """An indicator, and who closed the month of it that is meant; nobody when it is open."""

    id: int
    name: str
    numerator_words: str
    denominator_words: str
    counted: str
    of_agencies: bool
    closed_on: date | None
    locked_at: datetime | None
    locked_by: str | None
    locked_by_position: str | None


def months_of(session: Session, committee_id: int, period: date) -> list[MonthOf]:
    """A month of each indicator of the committee, the main one first; closed ones too."""
    return fetch_all(session, MonthOf, _MONTHS_OF, committee_id=committee_id, period=period)


_MONTHS_OF = (
    sa.select(
        *(Indicator.id, Indicator.name, Indicator.numerator_words, Indicator.denominator_words),
        *(
            Indicator.counted,
            Indicator.of_agencies,
            Indicator.closed_on,
            PeriodLock.locked_at,
            User.full_name,
            User.position,
        ),
    )
    .select_from(Indicator)
    .outerjoin(
        PeriodLock,
        sa.and_(
            PeriodLock.indicator_id == Indicator.id, PeriodLock.period == _PERIOD, PeriodLock.reopened_at.is_(None)
        ),
    )
    .outerjoin(User, User.id == PeriodLock.locked_by)
    .where(Indicator.committee_id == sa.bindparam("committee_id"))
    .order_by(Indicator.id)
)


@dataclass(frozen=True)
class EntryUnit:
    """A unit that the figures of a month are of; ``reported``: it has an official one."""

    id: int
    name: str
    folded: str
    parent_id: int | None
    parent: str | None
    top: bool  # right below the committee's area, or an agency: expected every month
    reported: bool


def entry_units(
    session: Session, viewer: Viewer, indicator_id: int, period: date, *, of_agencies: bool = False
) -> list[EntryUnit]:
    """The units with figures of their own in the month that the viewer sees, each village after its commune."""
    values = {"indicator_id": indicator_id, "period": period, "last_day": last_day(period)}
    return fetch_all(session, EntryUnit, _entry_units(seat(viewer), of_agencies), **sitting(viewer), **values)


@cache
def _entry_units(viewer: Seat, of_agencies: bool) -> Statement:
    above = aliased(Unit)
    area = sa.select(Committee.area_id).where(Committee.id == viewer.committee_id).scalar_subquery()
    reported = sa.exists().where(
        Reading.unit_id == Unit.id,
        Reading.indicator_id == _INDICATOR,
        Reading.group_id.is_(None),
        Reading.period == _PERIOD,
        Reading.source.in_(OFFICIAL),
    )
    top = sa.true() if of_agencies else sa.func.coalesce(Unit.parent_id == area, sa.false())
    commune = sa.case((top, Unit.sort_key), else_=sa.func.coalesce(above.sort_key, Unit.sort_key))
    return (
        sa.select(Unit.id, Unit.name, Unit.folded, Unit.parent_id, above.name, top, reported)
        .select_from(Unit)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(
            visible_units(viewer),
            Unit.kind.in_(AGENCIES if of_agencies else AREAS),
            sa.true() if of_agencies else Unit.parent_id.is_not(None),
            ~not_there_yet(sa.bindparam("last_day", type_=sa.Date)),
            sa.or_(Unit.active_until.is_(None), Unit.active_until >= _PERIOD),
        )
        .order_by(commune, sa.case((top, 0), else_=1), Unit.sort_key, Unit.id)
    )


def narrowed(units: Iterable[EntryUnit], *, below: int | None = None, q: str = "") -> list[EntryUnit]:
    """Those right below a unit, or whose name or that of the unit above has all the words; else the top ones."""
    words = fold(q).split()
    if words:
        return [unit for unit in units if _named(unit, words)]
    return [unit for unit in units if (unit.top if below is None else unit.parent_id == below)]


def _named(unit: EntryUnit, words: Sequence[str]) -> bool:
    text = f"{unit.folded} {fold(unit.parent or '')}"
    return all(word in text for word in words)


@dataclass(frozen=True)
class Version:
    """A figure that counts: the last version of it."""

    id: int
    unit_id: int
    group_id: int | None
    period: date
    source: Source
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    basis: str
    note: str


@dataclass(frozen=True)
class Beside:
    """What a unit has: in the month by group, of other sources, and ``last``, the month before."""

    now: dict[int | None, Version] = field(default_factory=dict)
    others: list[Version] = field(default_factory=list)
    last: Version | None = None

    @property
    def other(self) -> Version | None:
        """The other side's count: the unit's own beside an official one, and the other way round."""
        return next((version for version in self.others if version.source is not Source.ILLUSTRATIVE), None)


def beside(
    session: Session, indicator_id: int, period: date, source: Source, unit_ids: Collection[int]
) -> dict[int, Beside]:
    """The figures of some units, as who enters those of a source sees them; the press stands elsewhere."""
    values = {"indicator_id": indicator_id, "period": period, "last": add_months(period, -1)}
    found = fetch_all(session, Version, _VERSIONS, **values, unit_ids=list(unit_ids))
    same = OFFICIAL if source in OFFICIAL else (source,)
    shown = {unit_id: Beside() for unit_id in unit_ids}
    for version in found:
        unit = shown[version.unit_id]
        if version.period == period and version.source is source:
            unit.now[version.group_id] = version
        elif version.period == period and version.group_id is None:
            unit.others.append(version)
        elif version.source in same and version.group_id is None:
            shown[version.unit_id] = replace(unit, last=version)
    return shown


_VERSIONS = (
    sa.select(
        *(Reading.id, Reading.unit_id, Reading.group_id, Reading.period, Reading.source, Reading.cut_off_on),
        *(Reading.numerator, Reading.denominator, Reading.stated_points, Reading.basis, Reading.note),
    )
    .where(
        Reading.indicator_id == _INDICATOR,
        Reading.unit_id.in_(sa.bindparam("unit_ids", expanding=True)),
        Reading.period.in_((_PERIOD, sa.bindparam("last", type_=sa.Date))),
        Reading.source != Source.PRESS,
        not_replaced(),
    )
    .order_by(Reading.id)
)


@dataclass(frozen=True)
class Group:
    id: int
    name: str
    short_name: str


def open_groups(session: Session, committee_id: int) -> list[Group]:
    """The participant groups by which figures are entered, in the committee's order."""
    statement = (
        sa.select(ParticipantGroup.id, ParticipantGroup.name, ParticipantGroup.short_name)
        .where(ParticipantGroup.committee_id == committee_id, ParticipantGroup.closed_on.is_(None))
        .order_by(ParticipantGroup.position, ParticipantGroup.id)
    )
    return fetch_all(session, Group, statement)


@dataclass(frozen=True)
class Entered:
    """One version of a unit's month: what was entered, by whom, when and why, and what it replaced."""

    id: int
    group: str | None
    source: Source
    cut_off_on: date | None
    numerator: int | None
    denominator: int | None
    stated_points: int | None
    note: str
    reason: str
    at: datetime
    by: str
    by_position: str
    replaces_id: int | None
    old_numerator: int | None
    old_denominator: int | None
    old_stated_points: int | None


def versions(session: Session, indicator_id: int, unit_id: int, period: date) -> list[Entered]:
    """All versions of a unit's month, the newest first."""
    old = aliased(Reading)
    statement = (
        sa.select(
            *(Reading.id, ParticipantGroup.name, Reading.source, Reading.cut_off_on, Reading.numerator),
            *(Reading.denominator, Reading.stated_points, Reading.note, Reading.reason, Reading.entered_at),
            *(User.full_name, User.position, Reading.replaces_id),
            *(old.numerator, old.denominator, old.stated_points),
        )
        .select_from(Reading)
        .join(User, User.id == Reading.entered_by)
        .outerjoin(ParticipantGroup, ParticipantGroup.id == Reading.group_id)
        .outerjoin(old, old.id == Reading.replaces_id)
        .where(Reading.indicator_id == indicator_id, Reading.unit_id == unit_id, Reading.period == period)
        .order_by(Reading.id.desc())
    )
    return fetch_all(session, Entered, statement)
