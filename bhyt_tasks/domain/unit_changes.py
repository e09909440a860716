"""What may be changed about a unit, and what is kept of how it was? Names have days and a decision (R16)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.units import (
    Unit,
    UnitKind,
    UnitName,
    UnitNames,
    UnitSuccession,
    add_unit,
    bare_name,
    kind_named,
    searchable,
)
from bhyt_tasks.domain.vietnamese import clean, compact, same_name, sort_key

LONGEST_NAME = 200
LONGEST_DECISION = 100

NO_NAME = N_("Ghi tên đơn vị, có cả loại: xã Thạch Trung, Phòng Y tế.")
TOO_LONG = N_("Dài quá {most} ký tự. Rút gọn lại.")
SAME_NAME = N_("Đã có {unit}. Tìm trong danh sách đơn vị, hoặc ghi tên khác.")
BAD_CODE = N_("Mã “{code}” không dùng được. Mã có tối đa 10 chữ số hoặc chữ cái không dấu, ví dụ 07210.")
CODE_TAKEN = N_("Mã {code} đã là mã của {unit}.")
NO_SUCH_PARENT = N_("Không có đơn vị cấp trên này.")
OWN_PARENT = N_("{unit} không thể thuộc chính mình hoặc đơn vị cấp dưới của mình.")
EXTERNAL_OVERSEES = N_("Đơn vị ngoài Ban Chỉ đạo chỉ phối hợp, không được giao đôn đốc, kiểm tra.")
NO_DECISION = N_("Ghi số quyết định, nghị quyết.")
SAME_AS_NOW = N_("Tên mới trùng với tên hiện nay.")
NOT_YET = N_("Ngày {day} chưa đến. Ghi tên mới vào ngày đó; trước đó có thể ghi thành tên gọi khác để tìm.")
NOT_AFTER = N_("Tên hiện nay dùng từ {day}. Ngày bắt đầu dùng tên mới phải sau ngày đó.")
ENDS_BEFORE_IT_BEGAN = N_("Đơn vị hoạt động từ {day}. Ngày cuối cùng hoạt động không thể trước ngày đó.")
FIRST_NAME_ENDED = N_("Tên đầu tiên của đơn vị dùng đến hết {day}. Ngày bắt đầu hoạt động không thể sau ngày đó.")
IS_THE_AREA = N_("{unit} là địa bàn của Ban Chỉ đạo, không ngừng hoạt động được.")
ALREADY_CLOSED = N_("Đơn vị đã ngừng hoạt động, ngày cuối cùng là {day}.")
NOT_CLOSED = N_("Đơn vị đang hoạt động.")
NO_REASON = N_("Ghi lý do hoặc số quyết định.")


@dataclass(frozen=True)
class UnitFacts:
    """What a unit is; ``aliases`` are other spellings that people type."""

    name: str
    kind: UnitKind
    code: str = ""
    parent_id: int | None = None
    oversees: bool = False
    aliases: tuple[str, ...] = ()
    active_from: date | None = None  # None: as it is stored


def enter_unit(
    session: Session, committee_id: int, facts: UnitFacts, *, active_from: date, by: int | None, at: datetime
) -> Unit:
    """Add a unit to the committee's."""
    facts = _checked(session, committee_id, facts, None)
    unit = add_unit(
        session,
        committee_id=committee_id,
        kind=facts.kind,
        names=UnitNames(facts.name, facts.aliases),
        active_from=active_from,
        code=facts.code or None,
        parent_id=facts.parent_id,
        oversees=facts.oversees,
    )
    session.flush()
    details = {name: [None, value] for name, value in _state(session, unit).items() if value}
    _record(session, unit, ChangeKind.CREATED, details, by=by, at=at)
    return unit


def revise_unit(session: Session, unit: Unit, facts: UnitFacts, *, by: int | None, at: datetime) -> bool:
    """Correct what is kept of a unit; a new name by a decision is ``rename_unit``'s. False: nothing is different."""
    facts = _checked(session, unit.committee_id, facts, unit)
    before = _state(session, unit)
    unit.kind, unit.code, unit.parent_id, unit.oversees = (
        facts.kind,
        facts.code or None,
        facts.parent_id,
        facts.oversees,
    )
    _current_name(session, unit).name = facts.name
    _begin(session, unit, facts.active_from or unit.active_from)
    session.execute(sa.delete(UnitName).where(UnitName.unit_id == unit.id, UnitName.alias))
    session.add_all(UnitName(unit_id=unit.id, name=alias, alias=True) for alias in facts.aliases)
    _call(session, unit, facts.name)
    after = _state(session, unit)
    details = differences(before, after)
    if details:
        unit.version += 1
        _record(session, unit, ChangeKind.REVISED, details, by=by, at=at)
    return bool(details)


def _begin(session: Session, unit: Unit, day: date) -> None:
    """The unit works from another day than was written down; so does its first name."""
    if unit.active_until is not None and unit.active_until < day:
        raise RuleBroken(ENDS_BEFORE_IT_BEGAN, field="active_from", day=day)
    first = sa.select(UnitName).where(UnitName.unit_id == unit.id, UnitName.alias.is_(False))
    name = session.scalars(first.order_by(UnitName.valid_from, UnitName.id).limit(1)).one()
    if name.valid_until is not None and name.valid_until < day:
        raise RuleBroken(FIRST_NAME_ENDED, field="active_from", day=name.valid_until)
    unit.active_from = name.valid_from = day


def rename_unit(
    session: Session, unit: Unit, name: str, *, valid_from: date, decision: str, by: int | None, at: datetime
) -> None:
    """The unit is called otherwise from a day on, by a decision; the old name ends the day before and is still found.

    Between areas the kind follows the name: a "xã" that becomes a "phường" is one.
    """
    name, decision = clean(name), required_words(decision, NO_DECISION)
    current = _current_name(session, unit)
    if not name or name == unit.name:
        raise RuleBroken(SAME_AS_NOW if name else NO_NAME, field="name")
    _refuse_same_name(session, unit.committee_id, name, unit.parent_id, unit)
    if valid_from > clock.day(at):
        raise RuleBroken(NOT_YET, field="valid_from", day=valid_from)
    if current.valid_from is not None and valid_from <= current.valid_from:
        raise RuleBroken(NOT_AFTER, field="valid_from", day=current.valid_from)
    old, kind = unit.name, unit.kind
    current.valid_until = valid_from - timedelta(days=1)
    session.add(UnitName(unit_id=unit.id, name=name, valid_from=valid_from, decision=decision))
    named = kind_named(name)
    if named is not None and named.is_area and kind.is_area:
        unit.kind = named
    _call(session, unit, name)
    unit.version += 1
    details: dict[str, Any] = {"name": [old, name], "valid_from": [None, valid_from.isoformat()]}
    if unit.kind is not kind:
        details["kind"] = [kind.value, unit.kind.value]
    _record(session, unit, ChangeKind.RENAMED, details, note=decision, by=by, at=at)


def close_unit(
    session: Session, unit: Unit, *, last_day: date, decision: str, by: int | None, at: datetime, note: str = ""
) -> None:
    """The unit works until the end of a day and is given nothing afterwards; its tasks stay its own."""
    decision = required_words(decision, NO_DECISION)
    if unit.active_until is not None:
        raise RuleBroken(ALREADY_CLOSED, day=unit.active_until)
    if session.get_one(Committee, unit.committee_id).area_id == unit.id:
        raise RuleBroken(IS_THE_AREA, unit=unit.name)
    if last_day < unit.active_from:
        raise RuleBroken(ENDS_BEFORE_IT_BEGAN, field="last_day", day=unit.active_from)
    unit.active_until, unit.closing_decision = last_day, decision
    unit.version += 1
    details = {"active_until": [None, last_day.isoformat()]}
    _record(session, unit, ChangeKind.CLOSED, details, note="; ".join(filter(None, (decision, note))), by=by, at=at)


def reopen_unit(session: Session, unit: Unit, *, reason: str, by: int | None, at: datetime) -> None:
    """The unit works on, as if it had never been closed: nothing succeeds it. What was handed over stays there."""
    reason = required_words(reason, NO_REASON, field="reason")
    if unit.active_until is None:
        raise RuleBroken(NOT_CLOSED)
    _refuse_same_name(session, unit.committee_id, unit.name, unit.parent_id, unit)
    details: dict[str, Any] = {"active_until": [unit.active_until.isoformat(), None]}
    if successors := successor_names(session, unit):
        details["successors"] = [successors, []]
        session.execute(sa.delete(UnitSuccession).where(UnitSuccession.old_unit_id == unit.id))
    unit.active_until, unit.closing_decision = None, ""
    unit.version += 1
    _record(session, unit, ChangeKind.REOPENED, details, note=reason, by=by, at=at)


def successor_names(session: Session, unit: Unit) -> list[str]:
    """The units that succeed this one, the main one first."""
    return list(
        session.scalars(
            sa.select(Unit.name)
            .join(UnitSuccession, UnitSuccession.new_unit_id == Unit.id)
            .where(UnitSuccession.old_unit_id == unit.id)
            .order_by(UnitSuccession.main.desc(), UnitSuccession.id)
        )
    )


def required_words(text: str, sentence: str, field: str = "decision") -> str:
    """A decision or a reason as it is stored."""
    text = clean(text)
    if not text:
        raise RuleBroken(sentence, field=field)
    if len(text) > LONGEST_DECISION:
        raise RuleBroken(TOO_LONG, field=field, most=LONGEST_DECISION)
    return text


def _checked(session: Session, committee_id: int, facts: UnitFacts, unit: Unit | None) -> UnitFacts:
    """The facts as they are stored. Raises RuleBroken with the field that is wrong."""
    name, code = clean(facts.name), clean(facts.code)
    if not name:
        raise RuleBroken(NO_NAME, field="name")
    aliases = tuple(dict.fromkeys(alias for alias in map(clean, facts.aliases) if alias and alias != name))
    for field, texts in (("name", (name,)), ("aliases", aliases)):
        if any(len(text) > LONGEST_NAME for text in texts):
            raise RuleBroken(TOO_LONG, field=field, most=LONGEST_NAME)
    if facts.oversees and facts.kind is UnitKind.EXTERNAL:
        raise RuleBroken(EXTERNAL_OVERSEES, field="oversees")
    _check_code(session, committee_id, code, unit)
    _check_parent(session, committee_id, facts.parent_id, unit)
    _refuse_same_name(session, committee_id, name, facts.parent_id, unit)
    return UnitFacts(name, facts.kind, code, facts.parent_id, facts.oversees, aliases, facts.active_from)


def _check_code(session: Session, committee_id: int, code: str, unit: Unit | None) -> None:
    if code and not re.fullmatch(r"[0-9A-Za-z.-]{1,10}", code):
        raise RuleBroken(BAD_CODE, field="code", code=code)
    holder = sa.select(Unit).where(Unit.committee_id == committee_id, Unit.code == code)
    taken = session.scalars(holder).one_or_none() if code else None
    if taken is not None and taken is not unit:
        raise RuleBroken(CODE_TAKEN, field="code", code=code, unit=taken.name)


def _check_parent(session: Session, committee_id: int, parent_id: int | None, unit: Unit | None) -> None:
    above = parent_id
    while above is not None:
        parent = session.get(Unit, above)
        if parent is None or parent.committee_id != committee_id:
            raise RuleBroken(NO_SUCH_PARENT, field="parent")
        if parent is unit:
            raise RuleBroken(OWN_PARENT, field="parent", unit=unit.name)
        above = parent.parent_id


def _refuse_same_name(session: Session, committee_id: int, name: str, parent_id: int | None, unit: Unit | None) -> None:
    """Two working units of one parent do not bear one name; two villages of different communes may."""
    like = sa.select(Unit).where(
        Unit.committee_id == committee_id,
        Unit.active_until.is_(None),
        Unit.folded.contains(compact(name), autoescape=True),
    )
    for other in session.scalars(like):
        if other is not unit and other.parent_id == parent_id and same_name(name, other.name):
            raise RuleBroken(SAME_NAME, field="name", unit=other.name)


def _current_name(session: Session, unit: Unit) -> UnitName:
    names = sa.select(UnitName).where(
        UnitName.unit_id == unit.id, UnitName.alias.is_(False), UnitName.valid_until.is_(None)
    )
    return session.scalars(names).one()


def _call(session: Session, unit: Unit, name: str) -> None:
    """Give the unit its name of today; all that it ever had are found by search."""
    session.flush()
    names = session.scalars(sa.select(UnitName.name).where(UnitName.unit_id == unit.id).order_by(UnitName.id))
    unit.name, unit.folded, unit.sort_key = name, searchable((name, *names)), sort_key(bare_name(name))


def _state(session: Session, unit: Unit) -> dict[str, Any]:
    """What the history shows of a unit before and after."""
    aliases = sa.select(UnitName.name).where(UnitName.unit_id == unit.id, UnitName.alias).order_by(UnitName.id)
    parent = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return {
        "name": unit.name,
        "kind": unit.kind.value,
        "code": unit.code or "",
        "parent": parent.name if parent else "",
        "oversees": unit.oversees,
        "active_from": unit.active_from.isoformat(),
        "aliases": list(session.scalars(aliases)),
    }


def _record(
    session: Session,
    unit: Unit,
    what: ChangeKind,
    details: dict[str, Any],
    *,
    by: int | None,
    at: datetime,
    note: str = "",
) -> None:
    record_change(
        session,
        committee_id=unit.committee_id,
        subject=Subject.UNIT,
        subject_id=unit.id,
        what=what,
        name=unit.name,
        details=details,
        note=note,
        by=by,
        at=at,
    )
