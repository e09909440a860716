"""What is a unit to reach, by when, who said so, and how far is it from there?"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.coverage import EVERYBODY, Comparator, rate_points, reached, still_to_enrol
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.readings import OFFICIAL, Reading, not_replaced
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean, compact

NO_UNITS = N_("Ghi các đơn vị được giao chỉ tiêu.")
UNKNOWN_UNIT = N_("Có đơn vị không thuộc Ban Chỉ đạo này. Chọn lại đơn vị.")
NO_FIGURES = N_("{units} không có số liệu của “{indicator}”. Bỏ ra hoặc chọn chỉ tiêu khác.")
UNIT_CLOSED = N_("{units} không còn hoạt động vào ngày {due_on}.")
BAD_RATE = N_("Chỉ tiêu phải lớn hơn 0 và không quá 100%.")
NO_ORIGIN = N_("Ghi quyết định hoặc kế hoạch giao chỉ tiêu, ví dụ: Kế hoạch 53/KH-UBND ngày 04/8/2025.")
BY_PAPER = N_("Chỉ tiêu của chỉ đạo được giao cùng kết luận. Ở đây chỉ ghi quyết định hoặc kế hoạch.")
INDICATOR_CLOSED = N_("“{indicator}” đã đóng, không giao chỉ tiêu được.")
HAS_IT = N_("{units} đã có chỉ tiêu đến ngày {due_on} theo {origin}. Sửa chỉ tiêu đó, không giao thêm.")
OF_DIRECTIVE = N_("Chỉ tiêu này do chỉ đạo giao. Đính chính hoặc thu hồi nhiệm vụ thì chỉ tiêu đổi theo.")
ALREADY_ENDED = N_("Chỉ tiêu này đã kết thúc từ trước.")
NO_REASON = N_("Ghi lý do thay đổi hoặc kết thúc chỉ tiêu.")


class GivenBy(enum.StrEnum):
    """What set a target; two of them may differ, and both stay in sight."""

    DIRECTIVE = "directive"
    DECISION = "decision"
    PLAN = "plan"


class Target(Base):
    """What a unit is to reach by a day; written when a directive is issued, and everything reads only this.

    ``origin`` names the decision or plan that set a target which no directive gave: "kế hoạch năm 2018".
    """

    __tablename__ = "targets"
    __table_args__ = (
        sa.Index("ix_targets_unit_id_due_on", "unit_id", "due_on"),
        sa.CheckConstraint("points > 0 AND points <= 10000", name="points"),
    )

    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicators.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    due_on: Mapped[date] = mapped_column(sa.Date)
    comparator: Mapped[Comparator] = mapped_column(choice(Comparator))
    points: Mapped[int]
    directive_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directives.id"))
    given_by: Mapped[GivenBy] = mapped_column(
        choice(GivenBy, closed=False), default=GivenBy.DIRECTIVE, server_default=GivenBy.DIRECTIVE.value
    )
    origin: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    illustrative: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    set_at: Mapped[datetime | None] = mapped_column(Instant)
    # Its task was withdrawn, or somebody ended it and said why.
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    ended_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")


def plan_target(
    session: Session,
    *,
    indicator_id: int,
    unit_id: int,
    due_on: date,
    points: int,
    origin: str,
    comparator: Comparator = Comparator.AT_LEAST,
    given_by: GivenBy = GivenBy.PLAN,
    by: int | None = None,
    at: datetime | None = None,
) -> Target:
    """A target that a plan or a decision set, and no directive."""
    target = Target(
        indicator_id=indicator_id,
        unit_id=unit_id,
        due_on=due_on,
        points=points,
        comparator=comparator,
        given_by=given_by,
        origin=clean(origin),
        set_by=by,
        set_at=at,
    )
    session.add(target)
    session.flush()
    return target


@dataclass(frozen=True)
class Shortfall:
    """The latest rate in basis points and the people still to enrol; None where the source gives no counts."""

    points: int
    still: int | None


def shortfall(session: Session, *, directive_id: int, unit_id: int) -> Shortfall | None:
    """How far a unit is below the target that a directive gave it (R7); None without a target or a figure, or when
    it is reached."""
    targets = targets_of(session, directive_id=directive_id, unit_id=unit_id)
    if not targets:
        return None
    target = targets[0]
    reading = latest_reading(session, indicator_id=target.indicator_id, unit_id=unit_id)
    if reading is None:
        return None
    if reading.numerator is None or reading.denominator is None:
        points = reading.stated_points or 0
        return None if reached(points, target.points, target.comparator) else Shortfall(points, None)
    still = still_to_enrol(reading.numerator, reading.denominator, target.points, target.comparator)
    return Shortfall(rate_points(reading.numerator, reading.denominator), still) if still else None


def latest_reading(session: Session, *, indicator_id: int, unit_id: int) -> Reading | None:
    """The official figure of everybody in the latest month that has one."""
    return session.scalars(
        sa.select(Reading)
        .where(
            Reading.indicator_id == indicator_id,
            Reading.unit_id == unit_id,
            Reading.group_id.is_(None),
            Reading.source.in_(OFFICIAL),
            not_replaced(),
        )
        .order_by(Reading.period.desc(), Reading.id.desc())
    ).first()


def targets_of(session: Session, *, directive_id: int, unit_id: int) -> list[Target]:
    """What a directive told a unit to reach, and still does."""
    return list(
        session.scalars(
            sa.select(Target).where(
                Target.directive_id == directive_id, Target.unit_id == unit_id, Target.ended_on.is_(None)
            )
        )
    )


def end_targets(session: Session, *, directive_id: int, unit_id: int, on: date) -> None:
    """From this day on nothing is measured against what the directive told the unit to reach."""
    for target in targets_of(session, directive_id=directive_id, unit_id=unit_id):
        target.ended_on = on


@dataclass(frozen=True)
class TargetFacts:
    """``origin`` is the decision or plan in words: "Kế hoạch 53/KH-UBND ngày 04/8/2025"."""

    points: int
    due_on: date
    origin: str
    given_by: GivenBy = GivenBy.PLAN
    comparator: Comparator = Comparator.AT_LEAST


def set_targets(
    session: Session, indicator: Indicator, facts: TargetFacts, unit_ids: Sequence[int], *, by: int, at: datetime
) -> list[Target]:
    """What a decision or a plan tells units to reach, for all of them or none. Raises RuleBroken when a unit has
    that very target from there already, or no figures of the indicator."""
    if not unit_ids:
        raise RuleBroken(NO_UNITS, field="units")
    if indicator.closed_on is not None:
        raise RuleBroken(INDICATOR_CLOSED, field="indicator_id", indicator=indicator.name)
    _check_facts(facts)
    units = _measured(session, indicator, facts, dict.fromkeys(unit_ids))
    _require_none_such(session, indicator, facts, units)
    targets = [_target(indicator.id, facts, unit.id, by, at) for unit in units]
    session.add_all(targets)
    session.flush()
    for unit, target in zip(units, targets, strict=True):
        details = differences({}, _said(target))
        _record(session, indicator, unit, target, ChangeKind.CREATED, by=by, at=at, details=details)
    return targets


def end_target(session: Session, target: Target, *, reason: str, by: int, at: datetime) -> None:
    """From this day on nothing is measured against it; it stays in sight with the reason."""
    if not clean(reason):
        raise RuleBroken(NO_REASON, field="reason")
    if target.directive_id is not None:
        raise WrongState(OF_DIRECTIVE)
    if target.ended_on is not None:
        raise WrongState(ALREADY_ENDED)
    target.ended_on, target.ended_reason = clock.day(at), clean(reason)
    indicator, unit = session.get_one(Indicator, target.indicator_id), session.get_one(Unit, target.unit_id)
    session.flush()
    _record(session, indicator, unit, target, ChangeKind.CLOSED, by=by, at=at, note=target.ended_reason)


def replace_target(
    session: Session, target: Target, facts: TargetFacts, *, reason: str, by: int, at: datetime
) -> Target | None:
    """End a target with a reason and set another one for the same unit; None when the other says the same."""
    if target.ended_on is None and _said(target) == _said(_target(target.indicator_id, facts, target.unit_id, by, at)):
        return None
    end_target(session, target, reason=reason, by=by, at=at)
    indicator = session.get_one(Indicator, target.indicator_id)
    return set_targets(session, indicator, facts, [target.unit_id], by=by, at=at)[0]


def _check_facts(facts: TargetFacts) -> None:
    if facts.given_by is GivenBy.DIRECTIVE:
        raise RuleBroken(BY_PAPER, field="given_by")
    if not 0 < facts.points <= EVERYBODY:
        raise RuleBroken(BAD_RATE, field="points")
    if not compact(facts.origin):
        raise RuleBroken(NO_ORIGIN, field="origin")


def _measured(session: Session, indicator: Indicator, facts: TargetFacts, unit_ids: dict[int, None]) -> list[Unit]:
    """The units, if the indicator counts what they have and they are still there on the day."""
    known = sa.select(Unit).where(Unit.committee_id == indicator.committee_id, Unit.id.in_(unit_ids))
    units = {unit.id: unit for unit in session.scalars(known)}
    if unit_ids.keys() - units.keys():
        raise RuleBroken(UNKNOWN_UNIT, field="units")
    chosen = [units[unit_id] for unit_id in unit_ids]
    others = [unit.name for unit in chosen if not indicator.counts(unit.kind)]
    if others:
        raise RuleBroken(NO_FIGURES, field="units", units=", ".join(others), indicator=indicator.name)
    gone = [unit.name for unit in chosen if unit.active_until is not None and unit.active_until < facts.due_on]
    if gone:
        raise RuleBroken(UNIT_CLOSED, field="units", units=", ".join(gone), due_on=facts.due_on)
    return chosen


def _require_none_such(session: Session, indicator: Indicator, facts: TargetFacts, units: Sequence[Unit]) -> None:
    live = sa.select(Target.unit_id, Target.origin).where(
        Target.indicator_id == indicator.id, Target.due_on == facts.due_on, Target.ended_on.is_(None)
    )
    have = {unit_id for unit_id, origin in session.execute(live) if compact(origin) == compact(facts.origin)}
    names = [unit.name for unit in units if unit.id in have]
    if names:
        raise RuleBroken(HAS_IT, field="units", units=", ".join(names), due_on=facts.due_on, origin=clean(facts.origin))


def _target(indicator_id: int, facts: TargetFacts, unit_id: int, by: int, at: datetime) -> Target:
    """Nothing lies above everybody: "above 100 %" is 100 %."""
    return Target(
        indicator_id=indicator_id,
        unit_id=unit_id,
        due_on=facts.due_on,
        points=facts.points,
        comparator=Comparator.AT_LEAST if facts.points == EVERYBODY else facts.comparator,
        given_by=facts.given_by,
        origin=clean(facts.origin),
        set_by=by,
        set_at=at,
    )


def _said(target: Target) -> dict[str, Any]:
    return {
        "points": target.points,
        "comparator": target.comparator.value,
        "due_on": target.due_on.isoformat(),
        "given_by": target.given_by.value,
        "origin": target.origin,
    }


def _record(
    session: Session,
    indicator: Indicator,
    unit: Unit,
    target: Target,
    what: ChangeKind,
    *,
    by: int,
    at: datetime,
    details: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    record_change(
        session,
        committee_id=indicator.committee_id,
        subject=Subject.TARGET,
        subject_id=target.id,
        what=what,
        name=f"{unit.name}, {indicator.name}",
        details=details,
        note=note,
        by=by,
        at=at,
    )
