"""What do units that are no more pass into ("sáp nhập", "chia tách"), and who stands for them today?

A merger is several old units with one successor each; a split is one old unit with several, one of them the main
one. Chains are followed: what passed into a unit passes on with it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.db import locked
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, record_change
from bhyt_tasks.domain.unit_changes import (
    ALREADY_CLOSED,
    NO_DECISION,
    close_unit,
    required_words,
    successor_names,
)
from bhyt_tasks.domain.units import Unit, UnitKind, UnitSuccession

NO_SUCCESSOR = N_("Ghi ít nhất một đơn vị kế thừa; nếu không có, dùng Ngừng hoạt động.")
NO_MAIN = N_("Có nhiều đơn vị kế thừa. Ghi một đơn vị kế thừa chính trong số đó.")
HAS_SUCCESSORS = N_("{unit} đã có đơn vị kế thừa. Mở lại đơn vị nếu ghi nhầm.")
ITSELF = N_("{unit} không thể kế thừa chính mình.")
NOT_OURS = N_("Có đơn vị không thuộc Ban Chỉ đạo này. Chọn lại đơn vị.")
OUTSIDE = N_("{unit} không thuộc Ban Chỉ đạo, chỉ phối hợp, không kế thừa nhiệm vụ được.")
NOT_YET_ACTIVE = N_("{unit} hoạt động từ {day}, sau ngày kế thừa {on}. Sửa ngày bắt đầu của đơn vị đó nếu ghi nhầm.")
NO_LONGER_ACTIVE = N_("{unit} chỉ hoạt động đến hết {day}, không kế thừa được từ {on}.")
CIRCLE = N_("{unit} lại có đơn vị kế thừa cuối cùng là {old}: hai đơn vị không thể kế thừa lẫn nhau.")


def succeed(
    session: Session,
    unit: Unit,
    *,
    successors: Sequence[Unit],
    main: Unit | None = None,
    last_day: date,
    decision: str,
    by: int | None,
    at: datetime,
    note: str = "",
) -> list[UnitSuccession]:
    """The unit works until the end of a day and passes into its successors, who take over the day after.

    A unit that was closed before keeps its last day. ``main`` may be left out when there is one successor.
    Raises RuleBroken.
    """
    successors = list(dict.fromkeys(successors))
    locked(session, Committee, unit.committee_id)  # two at once could each close the other's chain into a circle
    if names := successor_names(session, unit):
        raise RuleBroken(HAS_SUCCESSORS, unit=unit.name, successors=names)
    if not successors:
        raise RuleBroken(NO_SUCCESSOR, field="successors")
    main = main or (successors[0] if len(successors) == 1 else None)
    if main not in successors:
        raise RuleBroken(NO_MAIN, field="main_unit")
    on, decision = last_day + timedelta(days=1), required_words(decision, NO_DECISION)
    for successor in successors:
        _check(session, unit, successor, on)
    if unit.active_until is None:
        close_unit(session, unit, last_day=last_day, decision=decision, by=by, at=at, note=note)
    elif unit.active_until != last_day:
        raise RuleBroken(ALREADY_CLOSED, field="last_day", day=unit.active_until)
    return _write(session, unit, successors, main, on, decision, by=by, at=at)


def _check(session: Session, unit: Unit, successor: Unit, on: date) -> None:
    def refuse(sentence: str, **values: object) -> RuleBroken:
        return RuleBroken(sentence, field="successors", unit=successor.name, **values)

    if successor is unit:
        raise refuse(ITSELF)
    if successor.committee_id != unit.committee_id:
        raise RuleBroken(NOT_OURS, field="successors")
    if successor.kind is UnitKind.EXTERNAL:
        raise refuse(OUTSIDE)
    if successor.active_from > on:
        raise refuse(NOT_YET_ACTIVE, day=successor.active_from, on=on)
    if successor.active_until is not None and successor.active_until < on:
        raise refuse(NO_LONGER_ACTIVE, day=successor.active_until, on=on)
    if unit.id in _passed_into(session, successor):
        raise refuse(CIRCLE, old=unit.name)


def _passed_into(session: Session, unit: Unit) -> set[int]:
    """Every unit that this one passes into, in however many steps."""
    rows = session.execute(
        sa.select(UnitSuccession.old_unit_id, UnitSuccession.new_unit_id).where(
            UnitSuccession.committee_id == unit.committee_id
        )
    ).all()
    found: set[int] = set()
    ahead = {unit.id}
    while ahead:
        ahead = {new for old, new in rows if old in ahead} - found
        found |= ahead
    return found


def _write(
    session: Session,
    unit: Unit,
    successors: Sequence[Unit],
    main: Unit,
    on: date,
    decision: str,
    *,
    by: int | None,
    at: datetime,
) -> list[UnitSuccession]:
    rows = [
        UnitSuccession(
            committee_id=unit.committee_id,
            old_unit_id=unit.id,
            new_unit_id=successor.id,
            on=on,
            decision=decision,
            main=successor is main,
        )
        for successor in successors
    ]
    session.add_all(rows)
    session.flush()
    record_change(
        session,
        committee_id=unit.committee_id,
        subject=Subject.UNIT,
        subject_id=unit.id,
        what=ChangeKind.SUCCEEDED,
        name=unit.name,
        details={"successors": [[], successor_names(session, unit)], "valid_from": [None, on.isoformat()]},
        note=decision,
        by=by,
        at=at,
    )
    return rows


def heirs(session: Session, committee_id: int, on: date) -> Mapping[int, int]:
    """Who stands on a day for each unit that is no more: the main successor at the end of its chain."""
    rows = session.execute(
        sa.select(UnitSuccession.old_unit_id, UnitSuccession.new_unit_id).where(
            UnitSuccession.committee_id == committee_id, UnitSuccession.main, UnitSuccession.on <= on
        )
    )
    step = {row.old_unit_id: row.new_unit_id for row in rows}
    return {old: _end(new, step) for old, new in step.items()}


def _end(unit_id: int, step: Mapping[int, int]) -> int:
    while unit_id in step:
        unit_id = step[unit_id]
    return unit_id
