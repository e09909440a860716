"""Which figures of a table are new to the committee, and how do they all come in at once?

Every line of the table is told apart: new, the same, changed, of a unit that was not found, or wrong.
"""

import enum
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.coverage import add_months
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.lists import Remark
from bhyt_tasks.domain.reading_lists import STEP, ListedReading, Progress, ReadingTable
from bhyt_tasks.domain.readings import Figures, Month, Place, Reading, enter_figures, not_replaced
from bhyt_tasks.domain.unit_additions import KnownUnit
from bhyt_tasks.domain.units import UnitKind, bare_name, kind_named
from bhyt_tasks.domain.vietnamese import clean, compact, same_name

NO_SUCH_UNIT = N_("Không có đơn vị tên này trong danh sách của Ban Chỉ đạo.")
NO_SUCH_KIND = N_("Không có đơn vị tên này; gần giống: {names}.")
SEVERAL_UNITS = N_("Có thể là: {names}. Ghi đủ tên, có loại đơn vị, hoặc mã.")
OTHER_NAME = N_("Mã {code} là của {unit}, không khớp tên trong tệp.")
UNIT_CLOSED = N_("{unit} đã ngừng hoạt động trước tháng này.")
NOT_YET = N_("{unit} chưa hoạt động trong tháng này. Xem lại ngày bắt đầu hoạt động tại trang của đơn vị.")
NO_FIGURES_OF_ITS_OWN = N_("{unit} không có số liệu của chỉ tiêu này.")
TWICE = N_("{unit} có ở cả dòng {lines}: bỏ dòng thừa.")
MATCHED_BEFORE = N_("Đã khớp bằng tay ở lần nhập trước.")

PEOPLE_CHANGED = N_("Số người {before} → {after}; dân số giữ nguyên.")
POPULATION_CHANGED = N_("Dân số {before} → {after}; số người giữ nguyên.")
POPULATION_ALONE = N_("Dân số {before} → {after}: tỷ lệ giảm dù không ai rời.")
BOTH_CHANGED = N_("Số người {before} → {after}; dân số {before_population} → {after_population}.")
GROUP_CHANGED = N_("{group}: {before} → {after}.")
GROUP_ADDED = N_("{group}: thêm {after}.")
CUT_OFF_CHANGED = N_("Số người, dân số giữ nguyên; ngày chốt {before} → {after}.")
NO_CUT_OFF_BEFORE = N_("Số người, dân số giữ nguyên; ghi thêm ngày chốt {after}.")
WORDS_CHANGED = N_("Số người, dân số giữ nguyên; ghi lại nguồn dân số hoặc ghi chú.")
POPULATION_MOVED = N_("Dân số khác tháng trước: {before} → {after}.")
RATE_FELL_ALONE = N_("Dân số khác tháng trước: {before} → {after}; tỷ lệ giảm dù không ai rời.")

NOT_READY = N_("Còn {count} dòng chưa khớp đơn vị hoặc sai. Sửa trong bảng, hoặc đánh dấu bỏ qua các dòng đó.")
NOTHING_TO_ENTER = N_("Không có dòng nào nhập được.")

# Short forms in which a name may begin, beside the words of the kinds.
_SHORT = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", ""),
        (r"p\.?\s*(?=\d)|p\.\s*", "phường "),
        (r"x\.\s*", "xã "),
        (r"tt\.?\s+|tt\.", "thị trấn "),
        (r"tdp\.?\s*", "tổ dân phố "),
    )
)
_QUY = re.compile(r"\b(qu)([yỳýỷỹỵ])\b", re.IGNORECASE)
_AS_I = str.maketrans("yỳýỷỹỵYỲÝỶỸỴ", "iìíỉĩịIÌÍỈĨỊ")


class RowStatus(enum.StrEnum):
    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    UNMATCHED = "unmatched"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """A line of the table beside what the committee has."""

    listed: ListedReading
    status: RowStatus
    unit: KnownUnit | None = None
    figures: tuple[Figures, ...] = ()
    why: tuple[Remark, ...] = ()
    by_hand: bool = False  # a person said which unit it is, now or earlier
    twin: bool = False

    @property
    def replaces(self) -> bool:
        """Does a figure of it come in the place of another?"""
        return self.status is not RowStatus.SAME and any(each.read is not None for each in self.figures)

    @property
    def ready(self) -> bool:
        return self.status not in (RowStatus.UNMATCHED, RowStatus.WRONG)


@dataclass(frozen=True)
class Comparison:
    """The lines in their order; ``missing`` are units beside those of the table that it does not have."""

    rows: tuple[Row, ...]
    missing: tuple[KnownUnit, ...]

    @property
    def counts(self) -> Counter[RowStatus]:
        return Counter(row.status for row in self.rows)

    @property
    def not_ready(self) -> int:
        return sum(not row.ready for row in self.rows)


class Version(NamedTuple):
    """What counts now of a unit's month; thousands of them, so no more than is compared."""

    id: int
    numerator: int | None
    denominator: int | None
    note: str
    cut_off_on: date | None
    basis: str


@dataclass(frozen=True)
class Before:
    """What is known already: versions of this month and of the month before, by unit and group; what groups are
    called; the units that persons matched by hand, by ``key_of`` the line; and which of them are from earlier."""

    versions: Mapping[Place, Version]
    month_before: Mapping[Place, Version]
    groups: Mapping[int, str]
    by_hand: Mapping[str, int] = field(default_factory=dict)
    remembered: Collection[str] = frozenset()


def versions_before(session: Session, month: Month) -> tuple[dict[Place, Version], dict[Place, Version]]:
    """The versions that count of the month and of the one before it, from the same source."""
    periods = (month.period, add_months(month.period, -1))
    now, before = (_versions(session, month, period) for period in periods)
    return now, before


def _versions(session: Session, month: Month, period: date) -> dict[Place, Version]:
    said = (Reading.numerator, Reading.denominator, Reading.note, Reading.cut_off_on, Reading.basis)
    statement = sa.select(Reading.unit_id, Reading.group_id, Reading.id, *said).where(
        Reading.indicator_id == month.indicator_id,
        Reading.period == period,
        Reading.source == month.source,
        not_replaced(),
    )
    return {(row[0], row[1]): Version(*row[2:]) for row in session.execute(statement)}


def key_of(listed: ListedReading) -> str:
    """By what a line is known again next month: its code, or its name and what it is of."""
    return f"#{listed.code}" if listed.code else f"{compact(listed.name)}/{compact(listed.parent)}"


class Register:
    """The units by all that they are and were called."""

    def __init__(self, units: Iterable[KnownUnit], *, of_agencies: bool = False, villages: bool = False) -> None:
        self.units = {unit.id: unit for unit in units}
        self.of_agencies, self.villages = of_agencies, villages
        self.by_code = {_digits(unit.code): unit for unit in self.units.values() if unit.code}
        self.by_name: dict[str, list[tuple[str, KnownUnit]]] = {}
        for unit in self.units.values():
            for bare in dict.fromkeys(bare_name(_spelt_out(name)) for name in unit.names):
                self.by_name.setdefault(compact(bare), []).append((bare, unit))

    def find(self, name: str, code: str = "", parent: str = "") -> KnownUnit | Remark:
        """The unit that is meant, or why it cannot be told."""
        by_code = self.by_code.get(_digits(code)) if code else None
        if by_code is not None:
            if name and by_code not in self._called(name):
                return Remark(OTHER_NAME, {"code": code, "unit": by_code.name})
            if by_code.working or not name:
                return _at_work(by_code)
        named = self._called(name)
        meant = self._nearest([unit for unit in named if self._is_kind(unit, name)], parent)
        working = [unit for unit in meant if unit.working]
        working = [unit for unit in working if unit.begun] or working
        if len(working or meant) == 1:
            return _at_work((working or meant)[0])
        if meant:
            return Remark(SEVERAL_UNITS, {"names": _listed(working or meant)})
        return Remark(NO_SUCH_KIND, {"names": _listed(named)}) if named else Remark(NO_SUCH_UNIT)

    def _called(self, name: str) -> list[KnownUnit]:
        bare = bare_name(_spelt_out(name))
        alike = self.by_name.get(compact(bare), [])
        found = {unit.id: unit for name, unit in alike if name == bare or same_name(bare, name)}
        return list(found.values())

    def _is_kind(self, unit: KnownUnit, typed: str) -> bool:
        """A type word that was typed must be the unit's, today or under an earlier name."""
        typed = _spelt_out(typed)
        kind = kind_named(typed)
        return kind is None or kind is unit.kind or bare_name(typed) == typed or self._was_called(unit, typed)

    def _was_called(self, unit: KnownUnit, typed: str) -> bool:
        return any(same_name(typed, _spelt_out(name)) for name in unit.names)

    def _nearest(self, meant: list[KnownUnit], parent: str) -> list[KnownUnit]:
        """Those of the parent that is said; else those of the level that the table speaks of."""
        if parent:
            above = {unit.id for unit in self._called(parent)}
            meant = [unit for unit in meant if unit.parent_id in above] or meant
        level = [unit for unit in meant if (unit.kind is UnitKind.VILLAGE) == self.villages]
        return level or meant

    def missing(self, found: Iterable[KnownUnit]) -> list[KnownUnit]:
        """Working units beside the found ones (of the same unit above) that were not found."""
        found = list(found)
        have, above = {unit.id for unit in found}, {unit.parent_id for unit in found}
        return [
            unit
            for unit in self.units.values()
            if unit.working and unit.parent_id in above and unit.id not in have and self.reports(unit)
        ]

    def reports(self, unit: KnownUnit) -> bool:
        """Has the unit figures of this indicator: areas, or agencies and associations?"""
        return not unit.kind.is_area if self.of_agencies else unit.kind.is_area


def _at_work(unit: KnownUnit) -> KnownUnit | Remark:
    return unit if unit.working else Remark(UNIT_CLOSED if unit.closed else NOT_YET, {"unit": unit.name})


def _digits(code: str | None) -> str:
    return (code or "").strip().lstrip("0")


def _spelt_out(name: str) -> str:
    """ "P.Đại Nài" and "P.11" in full, Quý as Quí; the office of an area is the area."""
    text = _QUY.sub(lambda found: found[1] + found[2].translate(_AS_I), clean(name))
    for short, words in _SHORT:
        text = short.sub(words, text, count=1) if short.match(text) else text
    return text


def _listed(units: Sequence[KnownUnit]) -> str:
    return ", ".join(unit.name for unit in units[:5])


def compare(
    table: ReadingTable, register: Register, before: Before, month: Month, progress: Progress | None = None
) -> Comparison:
    """Each line of the table beside what there is, with the reasons in words."""
    rows = []
    for done, listed in enumerate(table.rows):
        row = _compared(listed, register, before, month)
        rows.append(_said_by_hand(row, before) if before.by_hand.get(key_of(listed)) else row)
        if progress and done % STEP == 0:
            progress(done, len(table.rows))
    rows = _without_twins(rows)
    found = [row.unit for row in rows if row.unit is not None]
    return Comparison(tuple(rows), tuple(register.missing(found)))


def _said_by_hand(row: Row, before: Before) -> Row:
    why = (Remark(MATCHED_BEFORE),) if key_of(row.listed) in before.remembered else ()
    return replace(row, by_hand=True, why=(*row.why, *why))


def _compared(listed: ListedReading, register: Register, before: Before, month: Month) -> Row:
    found = register.units.get(before.by_hand.get(key_of(listed), 0)) or register.find(
        listed.name, listed.code, listed.parent
    )
    unit = None if isinstance(found, Remark) else found
    if listed.wrong:
        return Row(listed, RowStatus.WRONG, unit, why=(*listed.wrong, *listed.remarks))
    if isinstance(found, Remark):
        return Row(listed, RowStatus.UNMATCHED, why=(found, *listed.remarks))
    if not register.reports(found):
        return Row(listed, RowStatus.UNMATCHED, found, why=(Remark(NO_FIGURES_OF_ITS_OWN, {"unit": found.name}),))
    return _beside(listed, found, before, month)


def _beside(listed: ListedReading, unit: KnownUnit, before: Before, month: Month) -> Row:
    figures = _figures(listed, unit, before)
    versions = [before.versions.get(each.place) for each in figures]
    everybody = versions[0]
    if everybody is None:
        groups = _of_groups([each for each in figures if each.read is not None], before)
        why = (*groups, *_since_last_month(listed, unit, before), *listed.remarks)
        return Row(listed, RowStatus.NEW, unit, figures, why)
    changes = [*_changes(listed, everybody), *_of_groups(figures, before)]
    if not changes and not all(map(_same_words, figures, versions, [month] * len(figures))):
        changes = [_other_words(everybody, month)]
    if not changes:
        return Row(listed, RowStatus.SAME, unit, figures, listed.remarks)
    return Row(listed, RowStatus.CHANGED, unit, figures, (*changes, *listed.remarks))


def _figures(listed: ListedReading, unit: KnownUnit, before: Before) -> tuple[Figures, ...]:
    """Everybody first, then the groups that the line has a count of."""

    def read(group_id: int | None) -> int | None:
        version = before.versions.get((unit.id, group_id))
        return version.id if version else None

    everybody = Figures(unit.id, listed.insured, listed.population, note=listed.note, read=read(None))
    of_groups = [Figures(unit.id, count, None, group_id=group, read=read(group)) for group, count in listed.groups]
    return (everybody, *of_groups)


def _changes(listed: ListedReading, earlier: Version) -> Iterable[Remark]:
    people, population = (earlier.numerator, listed.insured), (earlier.denominator, listed.population)
    values = {"before": people[0], "after": people[1]}
    if people[0] != people[1] and population[0] != population[1]:
        yield Remark(BOTH_CHANGED, values | {"before_population": population[0], "after_population": population[1]})
    elif people[0] != people[1]:
        yield Remark(PEOPLE_CHANGED, values)
    elif population[0] != population[1]:
        grew = (population[1] or 0) > (population[0] or 0)
        values = {"before": population[0], "after": population[1]}
        yield Remark(POPULATION_ALONE if grew else POPULATION_CHANGED, values)


def _of_groups(figures: Iterable[Figures], before: Before) -> Iterable[Remark]:
    for each in figures:
        if each.group_id is None:
            continue
        earlier, group = before.versions.get(each.place), before.groups.get(each.group_id, "")
        if earlier is None:
            yield Remark(GROUP_ADDED, {"group": group, "after": each.numerator})
        elif earlier.numerator != each.numerator:
            yield Remark(GROUP_CHANGED, {"group": group, "before": earlier.numerator, "after": each.numerator})


def _same_words(figures: Figures, earlier: Version | None, month: Month) -> bool:
    said = (clean(figures.note), month.cut_off_on, clean(month.basis))
    return earlier is not None and (earlier.note, earlier.cut_off_on, earlier.basis) == said


def _other_words(earlier: Version, month: Month) -> Remark:
    if month.cut_off_on is None or earlier.cut_off_on == month.cut_off_on:
        return Remark(WORDS_CHANGED)
    if earlier.cut_off_on is None:
        return Remark(NO_CUT_OFF_BEFORE, {"after": month.cut_off_on})
    return Remark(CUT_OFF_CHANGED, {"before": earlier.cut_off_on, "after": month.cut_off_on})


def _since_last_month(listed: ListedReading, unit: KnownUnit, before: Before) -> Iterable[Remark]:
    """A population that moved between two months is said, so that nobody takes it for people who left."""
    earlier = before.month_before.get((unit.id, None))
    if earlier is None or earlier.denominator is None or listed.population in (None, earlier.denominator):
        return
    insured, population = listed.insured or 0, listed.population or 0
    alone = (
        insured >= (earlier.numerator or 0) and population * (earlier.numerator or 0) > insured * earlier.denominator
    )
    yield Remark(
        RATE_FELL_ALONE if alone else POPULATION_MOVED, {"before": earlier.denominator, "after": listed.population}
    )


def _without_twins(rows: Sequence[Row]) -> list[Row]:
    """A unit that stands on several lines is right on none."""
    lines: dict[int, list[Row]] = {}
    for row in rows:
        if row.unit is not None:
            lines.setdefault(row.unit.id, []).append(row)
    return [_twin(row, lines[row.unit.id]) if row.unit and len(lines[row.unit.id]) > 1 else row for row in rows]


def _twin(row: Row, alike: Sequence[Row]) -> Row:
    numbers = ", ".join(str(each.listed.line) for each in alike)
    why = Remark(TWICE, {"unit": row.unit.name if row.unit else "", "lines": numbers})
    return replace(row, status=RowStatus.WRONG, figures=(), why=(why, *row.why), twin=True)


@dataclass(frozen=True)
class Entered:
    """What an import did, in units."""

    new: int
    changed: int
    same: int
    skipped: int


def enter_rows(
    session: Session,
    comparison: Comparison,
    month: Month,
    *,
    skip: bool,
    by: int,
    at: datetime,
    numbers_confirmed: bool = False,
) -> Entered:
    """Take in what is new and what is changed, all or nothing; lines that are not ready only when they are skipped.

    Raises RuleBroken when some are not, when there is nothing, or what ``enter_figures`` refuses.
    """
    ready = [row for row in comparison.rows if row.ready]
    if comparison.not_ready and not skip:
        raise RuleBroken(NOT_READY, field="text", count=comparison.not_ready)
    if not ready:
        raise RuleBroken(NOTHING_TO_ENTER, field="text")
    figures = [each for row in ready if row.status is not RowStatus.SAME for each in row.figures]
    if figures:
        enter_figures(session, month, figures, by=by, at=at, numbers_confirmed=numbers_confirmed)
    counts = comparison.counts
    return Entered(
        counts[RowStatus.NEW], counts[RowStatus.CHANGED], counts[RowStatus.SAME], len(comparison.rows) - len(ready)
    )
