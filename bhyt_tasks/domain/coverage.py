"""How many people are covered, how many are still to enrol, and is the pace enough?

Rates are integers in basis points (1 % = 100) and counts are people; nothing is ever rounded up to a target.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.vietnamese import clean

EVERYBODY = 10_000  # basis points

NO_POPULATION = N_("Dân số phải lớn hơn 0.")
BOTH_COUNTS = N_("Ghi cả số người tham gia và dân số, hoặc bỏ trống cả hai.")
MORE_THAN_PEOPLE = N_("Số người tham gia ({numerator}) lớn hơn dân số ({denominator}). Sửa lại hoặc ghi lý do.")
CUT_OFF_OUTSIDE = N_("Ngày chốt số liệu {cut_off_on} không thuộc tháng {month}.")
CUT_OFF_AHEAD = N_("Ngày chốt số liệu {cut_off_on} sau hôm nay {today}.")


class Comparator(enum.StrEnum):
    AT_LEAST = "at_least"
    ABOVE = "above"


class Source(enum.StrEnum):
    INSURANCE_OFFICE = "insurance_office"
    ILLUSTRATIVE = "illustrative"
    WARD = "ward"
    PRESS = "press"


OFFICIAL = (Source.INSURANCE_OFFICE, Source.ILLUSTRATIVE)


class Indicator(Base):
    """What is counted over what, as "tỷ lệ bao phủ BHYT": people insured over population."""

    __tablename__ = "indicators"
    __table_args__ = (sa.UniqueConstraint("committee_id", "name"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(sa.String(200))


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
    origin: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    illustrative: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[date | None] = mapped_column(sa.Date)  # the task that it came with was withdrawn


class Reading(Base):
    """A figure of one unit and month; append-only, a correction is a new version that names what it replaces.

    ``stated_points`` holds a rate for which the source gives no counts ("91 %").
    """

    __tablename__ = "readings"
    __table_args__ = (
        sa.Index("ix_readings_unit_id_period", "unit_id", "period", "id"),
        sa.UniqueConstraint("replaces_id"),
        sa.Index(
            "uq_readings_first",
            *("indicator_id", "unit_id", "period", "source"),
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        ),
        sa.CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="both_counts"),
        sa.CheckConstraint("numerator IS NOT NULL OR stated_points IS NOT NULL", name="some_figure"),
        sa.CheckConstraint("numerator >= 0 AND denominator > 0", name="counts"),
    )

    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicators.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    period: Mapped[date] = mapped_column(sa.Date)
    cut_off_on: Mapped[date | None] = mapped_column(sa.Date)
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    stated_points: Mapped[int | None]
    approximate: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(sa.String(200), default="")
    source: Mapped[Source] = mapped_column(choice(Source))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("readings.id"))
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)


def plan_target(
    session: Session,
    *,
    indicator_id: int,
    unit_id: int,
    due_on: date,
    points: int,
    origin: str,
    comparator: Comparator = Comparator.AT_LEAST,
) -> Target:
    """A target that a plan or a decision set, and no directive."""
    target = Target(
        indicator_id=indicator_id,
        unit_id=unit_id,
        due_on=due_on,
        points=points,
        comparator=comparator,
        origin=clean(origin),
    )
    session.add(target)
    session.flush()
    return target


@dataclass(frozen=True)
class Figures:
    """What one person enters for one unit and month, before it is checked."""

    unit_id: int
    numerator: int | None
    denominator: int | None
    stated_points: int | None = None
    note: str = ""


def needed(population: int, points: int, comparator: Comparator = Comparator.AT_LEAST) -> int:
    """People who must be covered so that the target holds: 98 % of 2174 → 2131 (R8)."""
    if comparator is Comparator.ABOVE:
        return points * population // EVERYBODY + 1
    return -(-points * population // EVERYBODY)


def still_to_enrol(insured: int, population: int, points: int, comparator: Comparator = Comparator.AT_LEAST) -> int:
    """People still to enrol; 0 when the target is reached: 1492 of 2174 at 98 % → 639 (R8)."""
    return max(0, needed(population, points, comparator) - insured)


def rate_points(insured: int, population: int) -> int:
    """The rate in basis points, cut and never rounded up: 92,96 % stays 9296 and is shown as 92,9 (R8)."""
    return insured * EVERYBODY // population


def reached(points: int, target: int, comparator: Comparator) -> bool:
    return points > target if comparator is Comparator.ABOVE else points >= target


def month_of(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    total = month.year * 12 + month.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@dataclass(frozen=True)
class Pace:
    """R9, counted from the month of the latest reading: people a month that are needed and that were gained.

    ``months_left`` ends with the target's month: January to December is 11. ``actual`` is the mean monthly
    change over the last three months of readings, None under two readings; ``forecast`` is the month in which
    the target is reached at that pace, None when it never is.
    """

    months_left: int
    needed: int | None
    actual: Fraction | None
    forecast: date | None


def pace(history: Sequence[tuple[date, int]], *, still: int, due_on: date) -> Pace:
    """``history``: (month, insured) in order of months, at least one."""
    latest, insured = history[-1]
    months_left = months_between(latest, due_on)
    window = [(month, count) for month, count in history if 0 < months_between(month, latest) <= 3]
    actual = None
    if window:
        first_month, first_count = window[0]
        actual = Fraction(insured - first_count, months_between(first_month, latest))
    forecast = latest if still == 0 else None
    if still and actual is not None and actual > 0:
        forecast = _month_ahead(latest, -(-still // actual))
    return Pace(
        months_left=months_left,
        needed=-(-still // months_left) if months_left > 0 else None,
        actual=actual,
        forecast=forecast,
    )


def _month_ahead(month: date, count: int) -> date | None:
    return add_months(month, count) if count <= 1200 else None


def check_figures(figures: Figures) -> None:
    """Raises RuleBroken; more insured than people is kept when a reason is given (R8)."""
    numerator, denominator = figures.numerator, figures.denominator
    if denominator is not None and denominator <= 0:
        raise RuleBroken(NO_POPULATION, field="denominator")
    if (numerator is None) != (denominator is None):
        raise RuleBroken(BOTH_COUNTS, field="denominator" if denominator is None else "numerator")
    if numerator is not None and denominator is not None and numerator > denominator and not figures.note.strip():
        raise RuleBroken(MORE_THAN_PEOPLE, field="note", numerator=numerator, denominator=denominator)


def check_cut_off(period: date, cut_off_on: date, today: date) -> None:
    if month_of(cut_off_on) != period:
        raise RuleBroken(CUT_OFF_OUTSIDE, field="cut_off_on", cut_off_on=cut_off_on, month=period)
    if cut_off_on > today:
        raise RuleBroken(CUT_OFF_AHEAD, field="cut_off_on", cut_off_on=cut_off_on, today=today)


@dataclass(frozen=True)
class Shortfall:
    """The latest rate in basis points and the people still to enrol; None where the source gives no counts."""

    points: int
    still: int | None


def shortfall(session: Session, *, directive_id: int, unit_id: int) -> Shortfall | None:
    """How far a unit is below the target that a directive gave it (R7); None without a target or a figure, or when
    it is reached."""
    targets = targets_of(session, directive_id=directive_id, unit_id=unit_id)
    newer = sa.orm.aliased(Reading)
    reading = session.scalars(
        sa.select(Reading)
        .where(
            Reading.unit_id == unit_id,
            Reading.source.in_(OFFICIAL),
            ~sa.exists().where(newer.replaces_id == Reading.id),
        )
        .order_by(Reading.period.desc(), Reading.id.desc())
    ).first()
    if not targets or reading is None:
        return None
    target = targets[0]
    if reading.numerator is None or reading.denominator is None:
        points = reading.stated_points or 0
        return None if reached(points, target.points, target.comparator) else Shortfall(points, None)
    still = still_to_enrol(reading.numerator, reading.denominator, target.points, target.comparator)
    return Shortfall(rate_points(reading.numerator, reading.denominator), still) if still else None


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


def latest_version(
    session: Session, *, indicator_id: int, unit_id: int, period: date, source: Source
) -> Reading | None:
    newer = sa.orm.aliased(Reading)
    return session.scalars(
        sa.select(Reading).where(
            Reading.indicator_id == indicator_id,
            Reading.unit_id == unit_id,
            Reading.period == period,
            Reading.source == source,
            ~sa.exists().where(newer.replaces_id == Reading.id),
        )
    ).one_or_none()


def _says(reading: Reading) -> tuple[object, ...]:
    counts = (reading.numerator, reading.denominator, reading.stated_points)
    return (*counts, reading.note, reading.cut_off_on, reading.basis)


def enter_reading(
    session: Session,
    *,
    indicator_id: int,
    period: date,
    cut_off_on: date | None,
    figures: Figures,
    source: Source,
    by: int,
    at: datetime,
    basis: str = "",
    approximate: bool = False,
    read_version: int | None = None,
    numbers_confirmed: bool = False,
) -> Reading | None:
    """Enter a figure, as a new version when the month has one; the same figure again changes nothing.

    ``read_version`` is the id of the version the writer saw. Raises RuleBroken; Conflict when another one
    was entered since (R12).
    """
    check_figures(figures)
    refuse_personal_numbers(figures.note, confirmed=numbers_confirmed)
    earlier = latest_version(session, indicator_id=indicator_id, unit_id=figures.unit_id, period=period, source=source)
    if earlier is not None and _says(earlier) == (
        *(figures.numerator, figures.denominator, figures.stated_points),
        *(clean(figures.note), cut_off_on, basis),
    ):
        return None
    if (earlier.id if earlier else None) != read_version:
        raise Conflict
    reading = Reading(
        indicator_id=indicator_id,
        unit_id=figures.unit_id,
        period=period,
        cut_off_on=cut_off_on,
        numerator=figures.numerator,
        denominator=figures.denominator,
        stated_points=figures.stated_points,
        approximate=approximate,
        basis=basis,
        source=source,
        note=clean(figures.note),
        replaces_id=earlier.id if earlier else None,
        entered_by=by,
        entered_at=at,
    )
    session.add(reading)
    session.flush()
    return reading
