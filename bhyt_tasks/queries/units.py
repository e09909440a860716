"""Which units does this text mean? Names, aliases, codes, groups and bounds ("dưới 90%"), with or without accents."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember, UnitKind, bare_name
from bhyt_tasks.domain.vietnamese import compact, fold, fold_signs, parse_rate, same_name
from bhyt_tasks.queries.coverage import LatestRate, latest_rates


@dataclass(frozen=True)
class UnitChoice:
    id: int
    name: str
    kind: UnitKind
    code: str | None
    folded: str

    def spellings(self) -> set[str]:
        keys = {compact(spelling) for spelling in self.folded.split(" | ")} | {compact(bare_name(self.name))}
        return keys | ({compact(self.code)} if self.code else set())


@dataclass(frozen=True)
class GroupChoice:
    name: str
    unit_ids: tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """The units and groups that can be chosen on a day."""

    units: tuple[UnitChoice, ...]
    groups: tuple[GroupChoice, ...]
    rates: tuple[LatestRate, ...] = ()  # only when the text picks by a bound


@dataclass(frozen=True)
class Unclear:
    """A piece of text that names no unit or several, and the names that may be meant."""

    text: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Resolved:
    units: tuple[UnitChoice, ...] = ()
    unclear: tuple[Unclear, ...] = field(default=())


MOST_NEAR = 10  # pieces for which names that may be meant are looked up

_BOUND = re.compile(
    r"(?:(?:tat ca )?(?:cac|nhung) )?(?:(?:don vi|xa|phuong|thi tran|thon)(?:, ?(?:xa|phuong|thi tran))* )?"
    r"(?:co (?:ty le )?(?:bao phu )?)?(duoi|tren|tu)(?: muc)? ?(\d{1,3}(?:[.,]\d{1,2})?) ?%(?: (tro len|tro xuong))?"
)
_MEETS: dict[tuple[str, str], Callable[[Fraction, int], bool]] = {
    ("duoi", ""): operator.lt,
    ("tren", ""): operator.gt,
    ("tu", "tro len"): operator.ge,
    ("tu", "tro xuong"): operator.le,
}


@dataclass(frozen=True)
class ByBound:
    """The units whose latest official figure meets a bound, and how many have none."""

    text: str
    units: tuple[UnitChoice, ...]
    latest: date | None
    without: int


def by_bound(text: str, among: Choices) -> ByBound | None:
    """What "dưới 90%", "trên 95%", "từ 93% trở lên" pick today; None when the text is no bound.

    The people of a village are among those of its commune: villages are picked only where the text names them.
    """
    match = _BOUND.fullmatch(re.sub(r"\s+", " ", fold_signs(text)))
    meets = match and _MEETS.get((match[1], match[3] or ""))
    if not match or not meets:
        return None
    bound = parse_rate(match[2])
    known = {unit.id: unit for unit in among.units}
    villages = "thon" in match[0].split()
    counted = [
        rate
        for rate in among.rates
        if rate.unit_id in known and (known[rate.unit_id].kind is UnitKind.VILLAGE) is villages
    ]
    rated = [rate for rate in counted if rate.period is not None]
    return ByBound(
        text=text,
        units=tuple(known[rate.unit_id] for rate in rated if meets(rate.rate, bound)),
        latest=max((rate.period for rate in counted if rate.period), default=None),
        without=len(counted) - len(rated),
    )


def picks_by_bound(text: str) -> bool:
    """Whether the latest figures are needed to say which units a text means."""
    return any(by_bound(piece.strip(" ."), Choices((), ())) for piece in re.split(r"[;\n]", text))


def choices(session: Session, committee_id: int, on: date, text: str = "") -> Choices:
    """What can be chosen on a day; the latest figures are read only for a ``text`` that picks by them."""
    rows = session.execute(
        sa.select(Unit.id, Unit.name, Unit.kind, Unit.code, Unit.folded, Unit.active_until)
        .where(Unit.committee_id == committee_id, sa.or_(Unit.active_until.is_(None), Unit.active_until >= on))
        .order_by(Unit.sort_key, Unit.id)
    )
    units = [UnitChoice(row[0], _told_apart(row.name, row.active_until), *row[2:5]) for row in rows]
    members = session.execute(
        sa.select(UnitGroup.name, UnitGroupMember.unit_id)
        .join(UnitGroupMember, UnitGroupMember.group_id == UnitGroup.id)
        .where(UnitGroup.committee_id == committee_id)
        .order_by(UnitGroup.id, UnitGroupMember.id)
    ).all()
    known = {unit.id for unit in units}
    groups: dict[str, list[int]] = {}
    for name, unit_id in members:
        if unit_id in known:
            groups.setdefault(name, []).append(unit_id)
    rates = latest_rates(session, committee_id) if picks_by_bound(text) else []
    return Choices(tuple(units), tuple(GroupChoice(name, tuple(ids)) for name, ids in groups.items()), tuple(rates))


def _told_apart(name: str, last_day: date | None) -> str:
    """A unit that was closed is typed with its last day, since another may bear its name today."""
    return name if last_day is None else f"{name} (đến {last_day:%d/%m/%Y})"


def resolve(text: str, among: Choices) -> Resolved:
    """The units a text names, in its order, each once; pieces stand on lines of their own or between ; and ,."""
    found: dict[int, UnitChoice] = {}
    unclear: list[Unclear] = []
    by_id = {unit.id: unit for unit in among.units}
    for piece in dict.fromkeys(_pieces(text, among)):
        ids = _named(piece, among)
        picked = by_bound(piece, among) if not ids else None
        if len(ids) == 1 or (len(ids) > 1 and _is_group(piece, among)):
            found.update((unit_id, by_id[unit_id]) for unit_id in ids)
        elif picked and picked.units:
            found.update((unit.id, unit) for unit in picked.units)
        else:
            near = [by_id[unit_id].name for unit_id in ids] or (_near(piece, among) if len(unclear) < MOST_NEAR else [])
            unclear.append(Unclear(piece, tuple(near)))
    return Resolved(tuple(found.values()), tuple(unclear))


def suggest(text: str, among: Choices) -> list[str]:
    """Names of groups and units that hold what is being typed, at most five, groups first."""
    piece = last_piece(text)
    if len(fold(piece)) < 2:
        return []
    return [name for name in _near(piece, among) if compact(name) != compact(piece)]


def last_piece(text: str) -> str:
    """What is being typed."""
    return re.split(r"[;\n]", text)[-1].strip()


def _pieces(text: str, among: Choices) -> list[str]:
    pieces = []
    for segment in (part.strip(" .") for part in re.split(r"[;\n]", text)):
        parts = [part.strip() for part in segment.split(",")]
        if _named(segment, among) or by_bound(segment, among) or len(parts) == 1:
            pieces.append(segment)
        else:
            pieces.extend(parts)
    return [piece for piece in pieces if piece]


def _named(piece: str, among: Choices) -> tuple[int, ...]:
    key = compact(piece)
    for group in among.groups:
        if compact(group.name) == key:
            return group.unit_ids
    exact = tuple(unit.id for unit in among.units if compact(unit.name) == key)
    if len(exact) > 1:  # xã Thạch Hà and xã Thạch Hạ: who types the tones means one of them
        exact = tuple(unit.id for unit in among.units if same_name(piece, unit.name)) or exact
    return exact or tuple(unit.id for unit in among.units if key in unit.spellings())


def _is_group(piece: str, among: Choices) -> bool:
    return any(compact(group.name) == compact(piece) for group in among.groups)


def _near(piece: str, among: Choices) -> list[str]:
    words = fold(piece).split()
    groups = [group.name for group in among.groups if words and all(word in fold(group.name) for word in words)]
    return (groups + [unit.name for unit in _containing(piece, among)])[:5]


def _containing(piece: str, among: Choices) -> list[UnitChoice]:
    words = fold(piece).split()
    return [unit for unit in among.units if words and all(word in unit.folded for word in words)]
