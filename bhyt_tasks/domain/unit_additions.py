"""Which units of a list are new to the committee, and how do they all come in at once?"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.lists import Remark
from bhyt_tasks.domain.unit_changes import UnitFacts, enter_unit, revise_unit
from bhyt_tasks.domain.unit_lists import ListedUnit
from bhyt_tasks.domain.units import Unit, UnitKind, UnitName
from bhyt_tasks.domain.vietnamese import compact, same_name, spelling

COMMUNES = frozenset({UnitKind.WARD, UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.SPECIAL_ZONE})
# The collective phrase for the areas of a list, by their level.
GROUPS = (("các xã, phường", COMMUNES), ("các thôn, tổ dân phố", frozenset({UnitKind.VILLAGE})))

CODE_OF_ANOTHER = N_("Mã {code} đang là mã của {unit}. Nếu là đổi tên theo quyết định, mở đơn vị đó và chọn Đổi tên.")
OTHER_CODE = N_("{unit} đang có mã {code}. Sửa mã tại trang của đơn vị nếu mã mới là đúng.")
SEVERAL = N_("Có {count} đơn vị tên này. Ghi thêm cột thuộc (đơn vị cấp trên) hoặc mã.")
WAS_CLOSED = N_("{unit} đã ngừng hoạt động. Mở lại tại trang của đơn vị nếu cần.")
NO_PARENT = N_("Không có đơn vị cấp trên “{parent}”.")
TWICE = N_("Trùng với dòng {line}.")
TWICE_OTHERWISE = N_("Trùng tên hoặc mã với dòng {line} nhưng nội dung khác.")
CODE_ADDED = N_("Ghi thêm mã {code}.")
PARENT_SET = N_("Ghi đơn vị cấp trên: {parent}.")
NOT_READY = N_("Còn {count} dòng chưa rõ hoặc sai. Sửa trong danh sách, hoặc đánh dấu bỏ qua các dòng đó.")
NOTHING_LISTED = N_("Danh sách không có đơn vị nào.")


class Status(enum.StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNCLEAR = "unclear"
    WRONG = "wrong"


@dataclass(frozen=True)
class KnownUnit:
    """A unit that the committee has, open or closed."""

    id: int
    name: str
    kind: UnitKind
    code: str | None
    parent_id: int | None
    closed: bool
    names: tuple[str, ...]  # all that it has and had, and its aliases
    not_yet: bool = False  # it came later, out of others
    begun: bool = True  # by the day that it was written down with

    @property
    def working(self) -> bool:
        return not self.closed and not self.not_yet

    def called(self, typed: str) -> bool:
        return any(same_name(typed, name) for name in self.names)


@dataclass(frozen=True)
class Line:
    """A listed unit beside what the committee has."""

    unit: ListedUnit
    status: Status
    known: KnownUnit | None = None
    parent_id: int | None = None
    why: tuple[Remark, ...] = ()

    @property
    def ready(self) -> bool:
        return self.status not in (Status.UNCLEAR, Status.WRONG)


@dataclass
class _Register:
    """What is known while the lines are compared one after the other."""

    known: tuple[KnownUnit, ...]
    area_id: int | None
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_code = {unit.code: unit for unit in self.known if unit.code}
        self.by_name: dict[str, list[KnownUnit]] = {}
        for unit in self.known:
            for key in dict.fromkeys(map(compact, unit.names)):
                self.by_name.setdefault(key, []).append(unit)
        self.listed: dict[str, Line] = {}

    def called(self, typed: str) -> list[KnownUnit]:
        return [unit for unit in self.by_name.get(compact(typed), []) if unit.called(typed)]

    def add(self, line: Line) -> None:
        self.lines.append(line)
        if line.ready:
            for key in _keys(line.unit):
                self.listed.setdefault(key, line)

    def earlier(self, unit: ListedUnit) -> Line | None:
        return next((self.listed[key] for key in _keys(unit) if key in self.listed), None)


def _keys(unit: ListedUnit) -> list[str]:
    """By what two lines are the same: the code, or the name under one parent."""
    return [*([f"#{unit.code}"] if unit.code else []), f"{spelling(unit.name)}/{spelling(unit.parent)}"]


def compare(listed: Iterable[ListedUnit], known: Iterable[KnownUnit], area_id: int | None) -> list[Line]:
    """Each listed unit as new, changed, the same, unclear or wrong, with the reasons."""
    register = _Register(tuple(known), area_id)
    for unit in listed:
        register.add(_compared(unit, register))
    return register.lines


def _compared(unit: ListedUnit, register: _Register) -> Line:
    if unit.wrong or unit.unclear:
        status = Status.WRONG if unit.wrong else Status.UNCLEAR
        return Line(unit, status, why=tuple(filter(None, (unit.wrong, unit.unclear))))
    earlier = register.earlier(unit)
    if earlier is not None:
        same = (earlier.unit.name, earlier.unit.code) == (unit.name, unit.code or earlier.unit.code)
        why = Remark(TWICE if same else TWICE_OTHERWISE, {"line": earlier.unit.line})
        return Line(unit, Status.SAME if same else Status.WRONG, known=earlier.known, why=(why,))
    parent_id = _parent(unit, register)
    if unit.parent and parent_id is None and not _in_list(unit.parent, register):
        return Line(unit, Status.WRONG, why=(Remark(NO_PARENT, {"parent": unit.parent}),))
    return _beside(unit, parent_id, register)


def _parent(unit: ListedUnit, register: _Register) -> int | None:
    """The unit it is said to be of; an area of which nothing is said is of the committee's own."""
    if unit.parent:
        named = [known.id for known in register.called(unit.parent) if not known.closed]
        return named[0] if len(named) == 1 else None
    return register.area_id if unit.kind and unit.kind.is_area and unit.kind is not UnitKind.PROVINCE else None


def _in_list(parent: str, register: _Register) -> bool:
    return f"{spelling(parent)}/" in register.listed


def _beside(unit: ListedUnit, parent_id: int | None, register: _Register) -> Line:
    by_code = register.by_code.get(unit.code) if unit.code else None
    if by_code is not None and not by_code.called(unit.name):
        return _refused(unit, by_code, Remark(CODE_OF_ANOTHER, {"code": unit.code, "unit": by_code.name}))
    named = [by_code] if by_code else register.called(unit.name)
    if unit.parent:
        named = [known for known in named if known.parent_id == parent_id] or (named if len(named) == 1 else [])
    working = [known for known in named if not known.closed]
    if not working:
        if named and not _another(unit, named):
            return _refused(unit, named[0], Remark(WAS_CLOSED, {"unit": named[0].name}))
        return Line(unit, Status.NEW, parent_id=parent_id, why=unit.remarks)
    if len(working) > 1:
        return _refused(unit, None, Remark(SEVERAL, {"count": len(working)}))
    return _beside_one(unit, working[0], parent_id)


def _another(unit: ListedUnit, closed: Iterable[KnownUnit]) -> bool:
    """A name that comes back for a unit with another code."""
    return bool(unit.code) and all(known.code and known.code != unit.code for known in closed)


def _beside_one(unit: ListedUnit, known: KnownUnit, parent_id: int | None) -> Line:
    if unit.code and known.code and unit.code != known.code:
        return _refused(unit, known, Remark(OTHER_CODE, {"unit": known.name, "code": known.code}))
    added = []
    if unit.code and not known.code:
        added.append(Remark(CODE_ADDED, {"code": unit.code}))
    if unit.parent and parent_id is not None and parent_id != known.parent_id:
        added.append(Remark(PARENT_SET, {"parent": unit.parent}))
    kept = parent_id if unit.parent and parent_id is not None else known.parent_id
    status = Status.CHANGED if added else Status.SAME
    return Line(unit, status, known=known, parent_id=kept, why=(*added, *(unit.remarks if added else ())))


def _refused(unit: ListedUnit, known: KnownUnit | None, why: Remark) -> Line:
    return Line(unit, Status.UNCLEAR, known=known, why=(why,))


@dataclass(frozen=True)
class Added:
    """What an import did."""

    new: int
    changed: int
    same: int
    skipped: int
    grouped: tuple[int, ...]  # the units that the group of the list stands for, in its order


def group_of(lines: Iterable[Line]) -> tuple[str, frozenset[UnitKind]] | None:
    """The phrase for the list's areas and their kinds; None when it lists none."""
    kinds = {line.unit.kind for line in lines if line.ready}
    return next((group for group in GROUPS if group[1] & kinds), None)


def enter_lines(
    session: Session, committee: Committee, lines: list[Line], *, skip: bool, by: int | None, at: datetime
) -> Added:
    """Take in the new units and what is changed, all or nothing; lines that are not ready only when they are skipped.

    Raises RuleBroken when some are not, or when there is nothing.
    """
    ready = [line for line in lines if line.ready]
    if not lines:
        raise RuleBroken(NOTHING_LISTED, field="text")
    if len(ready) < len(lines) and not skip:
        raise RuleBroken(NOT_READY, field="text", count=len(lines) - len(ready))
    made: dict[str, int] = {}
    group = group_of(ready)
    grouped: dict[int, None] = {}
    for line in ready:
        unit_id = _enter(session, committee.id, line, made, by, at)
        if unit_id is not None and group and line.unit.kind in group[1]:
            grouped[unit_id] = None
    count = {status: sum(line.status is status for line in lines) for status in Status}
    return Added(count[Status.NEW], count[Status.CHANGED], count[Status.SAME], len(lines) - len(ready), tuple(grouped))


def _enter(
    session: Session, committee_id: int, line: Line, made: dict[str, int], by: int | None, at: datetime
) -> int | None:
    unit = line.unit
    if line.status is Status.NEW and unit.kind is not None:
        parent_id = line.parent_id or made.get(spelling(unit.parent))
        facts = UnitFacts(unit.name, unit.kind, unit.code, parent_id)
        entered = enter_unit(session, committee_id, facts, active_from=clock.day(at), by=by, at=at)
        made[spelling(unit.name)] = entered.id
        return entered.id
    if line.status is Status.CHANGED and line.known is not None:
        stored = session.get_one(Unit, line.known.id)
        aliases = tuple(session.scalars(sa.select(UnitName.name).where(UnitName.unit_id == stored.id, UnitName.alias)))
        code = stored.code or unit.code
        facts = UnitFacts(stored.name, stored.kind, code, line.parent_id, stored.oversees, aliases)
        revise_unit(session, stored, facts, by=by, at=at)
    return line.known.id if line.known else None
