"""What is a unit to reach, by when, who said so, and how far is it from there?"""

import enum
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.coverage import Comparator, rate_points, reached, still_to_enrol
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.readings import OFFICIAL, Reading, not_replaced
from bhyt_tasks.domain.vietnamese import clean


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
    ended_on: Mapped[date | None] = mapped_column(sa.Date)  # the task that it came with was withdrawn


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
