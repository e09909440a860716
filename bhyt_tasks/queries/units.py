"""Which units does this text mean? Names, aliases, codes and groups, typed with or without accents."""

import re
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember, UnitKind, bare_name
from bhyt_tasks.domain.vietnamese import compact, fold, same_name
from bhyt_tasks.queries.fetch import fetch_all


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


@dataclass(frozen=True)
class Unclear:
    """A piece of text that names no unit or several, and the names that may be meant."""

    text: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Resolved:
    units: tuple[UnitChoice, ...] = ()
    unclear: tuple[Unclear, ...] = field(default=())


def choices(session: Session, committee_id: int, on: date) -> Choices:
    units = fetch_all(
        session,
        UnitChoice,
        sa.select(Unit.id, Unit.name, Unit.kind, Unit.code, Unit.folded)
        .where(Unit.committee_id == committee_id, sa.or_(Unit.active_until.is_(None), Unit.active_until >= on))
        .order_by(Unit.sort_key),
    )
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
    return Choices(tuple(units), tuple(GroupChoice(name, tuple(ids)) for name, ids in groups.items()))


def resolve(text: str, among: Choices) -> Resolved:
    """The units a text names, in its order, each once; pieces stand on lines of their own or between ; and ,."""
    found: dict[int, UnitChoice] = {}
    unclear: list[Unclear] = []
    by_id = {unit.id: unit for unit in among.units}
    for piece in _pieces(text, among):
        ids = _named(piece, among)
        if len(ids) == 1 or (len(ids) > 1 and _is_group(piece, among)):
            found.update((unit_id, by_id[unit_id]) for unit_id in ids)
        else:
            near = [by_id[unit_id].name for unit_id in ids] or _near(piece, among)
            unclear.append(Unclear(piece, tuple(near)))
    return Resolved(tuple(found.values()), tuple(unclear))


def suggest(text: str, among: Choices) -> list[str]:
    """Names of groups and units that hold what is being typed, at most five, groups first."""
    piece = re.split(r"[;\n]", text)[-1].strip()
    if len(fold(piece)) < 2:
        return []
    return [name for name in _near(piece, among) if compact(name) != compact(piece)]


def _pieces(text: str, among: Choices) -> list[str]:
    pieces = []
    for segment in (part.strip(" .") for part in re.split(r"[;\n]", text)):
        parts = [part.strip() for part in segment.split(",")]
        if _named(segment, among) or len(parts) == 1:
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
