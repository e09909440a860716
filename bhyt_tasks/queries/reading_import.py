"""What is a table of coverage compared with: which units, groups and indicators, and what was said of such a sheet?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.reading_columns import GroupWords, Headings, find_headings
from bhyt_tasks.domain.reading_imports import Before, Comparison, Register, compare, versions_before
from bhyt_tasks.domain.reading_lists import Progress, ReadingTable, read_readings
from bhyt_tasks.domain.readings import Month, Source
from bhyt_tasks.domain.sheet_layouts import layout_of
from bhyt_tasks.domain.unit_additions import KnownUnit
from bhyt_tasks.domain.units import Unit, bare_name
from bhyt_tasks.domain.vietnamese import clean, month_end, sort_key
from bhyt_tasks.queries.indicators import GroupRow, IndicatorRow, indicators, participant_groups
from bhyt_tasks.queries.unit_register import known_units


@dataclass(frozen=True)
class Ground:
    """What does not depend on the month: an indicator, the groups, and the names of the committee's own area."""

    committee_id: int
    indicator: IndicatorRow
    groups: tuple[GroupRow, ...]
    area_names: tuple[str, ...]

    @property
    def group_words(self) -> tuple[GroupWords, ...]:
        return tuple(GroupWords(group.id, (group.name, group.short_name)) for group in self.groups)


@dataclass(frozen=True)
class Said:
    """What a person says that the table does not: what columns hold, by number; which unit a line is, by ``key_of``;
    and the month, unless the table may say it."""

    period: date | None = None
    cut_off_on: date | None = None
    basis: str | None = None
    reason: str = ""
    columns: Mapping[int, str] | None = None
    units: Mapping[str, str] | None = None
    headings: str = ""  # the fingerprint of those that columns and units were chosen for


@dataclass(frozen=True)
class Look:
    """A table beside what the committee has; ``unknown`` are units that were typed and are none;
    ``forgotten``: lines whose match from earlier is taken back."""

    table: ReadingTable
    read: Headings  # as the words alone say, without what persons chose
    month: Month
    comparison: Comparison
    units: dict[str, int]  # matched by hand now
    unknown: dict[str, str]
    forgotten: frozenset[str] = frozenset()
    kept_columns: frozenset[int] = frozenset()

    @property
    def corrected_columns(self) -> dict[int, str]:
        """What columns hold where a person knew better, now or before."""
        as_read = {column.at: column.key for column in self.read.columns}
        return {
            column.at: column.key
            for column in self.table.headings.columns
            if column.key != as_read[column.at] or column.at in self.kept_columns
        }


def open_indicators(session: Session, committee_id: int) -> list[IndicatorRow]:
    """Those that figures can be entered for; the first one is coverage."""
    return [one for one in indicators(session, committee_id) if one.closed_on is None]


def ground(session: Session, committee_id: int, indicator: IndicatorRow) -> Ground:
    groups = [group for group in participant_groups(session, committee_id) if group.closed_on is None]
    area = sa.select(Unit.name).join(Committee, Committee.area_id == Unit.id).where(Committee.id == committee_id)
    return Ground(committee_id, indicator, tuple(groups), tuple(session.scalars(area)))


def look(
    session: Session,
    ground: Ground,
    rows: Sequence[Sequence[str]],
    said: Said,
    default_period: Callable[[], date],
    progress: Progress | None = None,
) -> Look:
    """Read the rows and compare them. Raises RuleBroken when they are no table."""
    read = find_headings(rows, ground.group_words)
    kept = layout_of(
        session, committee_id=ground.committee_id, indicator_id=ground.indicator.id, headings=read.fingerprint
    )
    kept_columns = {int(at): key for at, key in kept.columns_json.items()} if kept is not None else {}
    same_sheet = said.headings == read.fingerprint
    columns = said.columns if said.columns is not None and same_sheet else kept_columns
    table = read_readings(
        rows, ground.group_words, area_names=ground.area_names, chosen=columns, progress=_half(progress, 0)
    )
    month = Month(
        ground.indicator.id,
        said.period or table.month or default_period(),
        said.cut_off_on or (table.cut_off_on if said.period in (None, table.month) else None),
        Source.INSURANCE_OFFICE,
        table.basis if said.basis is None else said.basis,
        said.reason,
    )
    last_day = month_end(month.period.year, month.period.month)
    register = Register(
        known_units(session, ground.committee_id, last_day),
        of_agencies=ground.indicator.of_agencies,
        villages=read.of_villages,
    )
    typed = said.units if said.units and same_sheet else {}
    matched = kept.units_json if kept is not None else {}
    remembered = {key: at for key, at in matched.items() if at in register.units and register.units[at].working}
    units, unknown = _by_hand(typed, remembered, register)
    by_hand = remembered | dict.fromkeys(typed, 0) | units
    again = {key for key, unit_id in remembered.items() if by_hand[key] == unit_id}
    now, earlier = versions_before(session, month)
    before = Before(now, earlier, {group.id: group.short_name for group in ground.groups}, by_hand, again)
    comparison = compare(table, register, before, month, _half(progress, 1))
    forgotten = frozenset(key for key, name in typed.items() if key in remembered and not name.strip())
    return Look(table, read, month, comparison, units, unknown, forgotten, frozenset(kept_columns))


def units_to_report(session: Session, ground: Ground, today: date) -> list[KnownUnit]:
    """The working units right below the committee's area that have figures of the indicator, in Vietnamese order."""
    area_id = session.scalar(sa.select(Committee.area_id).where(Committee.id == ground.committee_id))
    register = Register(known_units(session, ground.committee_id, today), of_agencies=ground.indicator.of_agencies)
    below = [unit for unit in register.units.values() if unit.working and register.reports(unit)]
    right_below = [unit for unit in below if unit.parent_id == area_id or ground.indicator.of_agencies]
    return sorted(right_below, key=lambda unit: sort_key(bare_name(unit.name)))


def _half(progress: Progress | None, halves_done: int) -> Progress | None:
    """Reading and comparing are each half of the way."""
    if progress is None:
        return None
    return lambda done, whole: progress(halves_done * whole + done, 2 * whole)


def _by_hand(
    typed: Mapping[str, str], remembered: Mapping[str, int], register: Register
) -> tuple[dict[str, int], dict[str, str]]:
    """The units that were typed for lines, and what names none; a remembered unit is known by its name alone."""
    units: dict[str, int] = {}
    unknown: dict[str, str] = {}
    for key, name in typed.items():
        earlier = register.units.get(remembered.get(key, 0))
        if earlier is not None and clean(name) == earlier.name:
            units[key] = earlier.id
            continue
        found = register.find(name) if name.strip() else None
        if isinstance(found, KnownUnit):
            units[key] = found.id
        elif name.strip():
            unknown[key] = name
    return units, unknown
