"""Which figure was entered for a unit and month, by whom, and what stood there before?"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.coverage import month_of
from bhyt_tasks.domain.db import Base, Instant, choice
from bhyt_tasks.domain.errors import N_, Conflict, RuleBroken
from bhyt_tasks.domain.files import refuse_personal_numbers
from bhyt_tasks.domain.period_locks import keep_alone, require_open
from bhyt_tasks.domain.vietnamese import LARGEST_COUNT, clean

NO_POPULATION = N_("Dân số phải lớn hơn 0.")
BELOW_ZERO = N_("Số người tham gia không thể nhỏ hơn 0.")
TOO_MANY = N_("Số {count} lớn quá. Kiểm tra lại.")
BOTH_COUNTS = N_("Ghi cả số người tham gia và dân số, hoặc bỏ trống cả hai.")
GROUP_COUNT = N_("Ghi số người tham gia của nhóm.")
MORE_THAN_PEOPLE = N_("Số người tham gia ({numerator}) lớn hơn dân số ({denominator}). Sửa lại hoặc ghi lý do.")
CUT_OFF_OUTSIDE = N_("Ngày chốt số liệu {cut_off_on} không thuộc tháng {month}.")
CUT_OFF_AHEAD = N_("Ngày chốt số liệu {cut_off_on} sau hôm nay {today}.")
NO_REASON = N_("Có số liệu đã nhập bị thay đổi. Ghi lý do điều chỉnh.")


class Source(enum.StrEnum):
    INSURANCE_OFFICE = "insurance_office"
    ILLUSTRATIVE = "illustrative"
    WARD = "ward"
    PRESS = "press"


OFFICIAL = (Source.INSURANCE_OFFICE, Source.ILLUSTRATIVE)


class Reading(Base):
    """A figure of one unit and month; append-only, a correction is a new version that names what it replaces and why.

    ``group_id``: of the people of one participant group; None is everybody. ``stated_points`` holds a rate for which
    the source gives no counts ("91 %"). Of a group the count of participants may be known alone.
    """

    __tablename__ = "readings"
    __table_args__ = (
        sa.Index("ix_readings_of_unit", "unit_id", "indicator_id", "group_id", "period", "id"),
        sa.Index("ix_readings_indicator_id_period", "indicator_id", "period"),
        sa.UniqueConstraint("replaces_id"),
        sa.Index(
            "uq_readings_first",
            *("indicator_id", "unit_id", "period", "source"),
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL AND group_id IS NULL"),
        ),
        sa.Index(
            "uq_readings_first_of_group",
            *("indicator_id", "unit_id", "group_id", "period", "source"),
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        ),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL) OR (group_id IS NOT NULL AND numerator IS NOT NULL)",
            name="both_counts",
        ),
        sa.CheckConstraint("numerator IS NOT NULL OR stated_points IS NOT NULL", name="some_figure"),
        sa.CheckConstraint("numerator >= 0 AND (denominator IS NULL OR denominator > 0)", name="counts"),
    )

    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicators.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant_groups.id"))
    period: Mapped[date] = mapped_column(sa.Date)
    cut_off_on: Mapped[date | None] = mapped_column(sa.Date)
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    stated_points: Mapped[int | None]
    approximate: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(sa.String(200), default="")
    source: Mapped[Source] = mapped_column(choice(Source))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("readings.id"))
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)


Place: TypeAlias = tuple[int, int | None]  # a unit, and a group of its people or everybody


@dataclass(frozen=True)
class Figures:
    """What one person enters for one unit and month, before it is checked.

    ``read`` is the id of the version that the writer saw, None when there was none (R12).
    """

    unit_id: int
    numerator: int | None
    denominator: int | None
    stated_points: int | None = None
    note: str = ""
    group_id: int | None = None
    read: int | None = None

    @property
    def place(self) -> Place:
        return self.unit_id, self.group_id


@dataclass(frozen=True)
class Month:
    """Whose figures of which month: what all that is entered at once has in common.

    ``basis`` tells the population's source and date in words; ``reason`` why earlier figures are corrected.
    """

    indicator_id: int
    period: date
    cut_off_on: date | None
    source: Source
    basis: str = ""
    reason: str = ""
    approximate: bool = False


class WrongFigures(RuleBroken):
    """Some figures were refused and nothing was saved; ``reasons`` has the rule that each broke."""

    sentence = N_("Chưa lưu: có số liệu cần sửa ở bảng dưới.")

    def __init__(self, reasons: Mapping[Place, RuleBroken]) -> None:
        super().__init__()
        self.reasons = dict(reasons)


class NewerFigures(WrongFigures, Conflict):
    """Somebody entered other figures after these were read (R12)."""

    sentence = N_("Chưa lưu: số liệu vừa được người khác nhập. Xem ở bảng dưới rồi lưu lại.")


def check_figures(figures: Figures) -> None:
    """Raises RuleBroken; more insured than people is kept when a reason is given (R8)."""
    numerator, denominator = figures.numerator, figures.denominator
    if denominator is not None and denominator <= 0:
        raise RuleBroken(NO_POPULATION, field="denominator")
    _check_sizes(figures)
    if figures.group_id is not None and numerator is None and denominator is not None:
        raise RuleBroken(GROUP_COUNT, field="numerator")
    if figures.group_id is None and (numerator is None) != (denominator is None):
        raise RuleBroken(BOTH_COUNTS, field="denominator" if denominator is None else "numerator")
    told = any(letter.isalpha() for letter in figures.note)  # a number alone is no reason
    if numerator is not None and denominator is not None and numerator > denominator and not told:
        raise RuleBroken(MORE_THAN_PEOPLE, field="note", numerator=numerator, denominator=denominator)


def _check_sizes(figures: Figures) -> None:
    for field, count in (("numerator", figures.numerator), ("denominator", figures.denominator)):
        if count is not None and count < 0:
            raise RuleBroken(BELOW_ZERO, field=field)
        if count is not None and count > LARGEST_COUNT:
            raise RuleBroken(TOO_MANY, field=field, count=count)


def check_cut_off(period: date, cut_off_on: date, today: date) -> None:
    if month_of(cut_off_on) != period:
        raise RuleBroken(CUT_OFF_OUTSIDE, field="cut_off_on", cut_off_on=cut_off_on, month=period)
    if cut_off_on > today:
        raise RuleBroken(CUT_OFF_AHEAD, field="cut_off_on", cut_off_on=cut_off_on, today=today)


def not_replaced(reading: type[Reading] = Reading) -> sa.ColumnElement[bool]:
    """The reading is the version that counts: nothing has replaced it."""
    newer = sa.orm.aliased(Reading)
    return ~sa.exists().where(newer.replaces_id == reading.id)


FEW = 500  # units whose versions are asked for by name; of more the whole month is read


def latest_versions(
    session: Session, *, indicator_id: int, period: date, source: Source, unit_ids: Iterable[int] = ()
) -> dict[Place, Reading]:
    """The versions that count, of some units or, when none is named, of all."""
    wanted = set(unit_ids)
    statement = sa.select(Reading).where(
        Reading.indicator_id == indicator_id, Reading.period == period, Reading.source == source, not_replaced()
    )
    if 0 < len(wanted) <= FEW:
        statement = statement.where(Reading.unit_id.in_(wanted))
    return {(reading.unit_id, reading.group_id): reading for reading in session.scalars(statement)}


def _says(reading: Reading) -> tuple[object, ...]:
    counts = (reading.numerator, reading.denominator, reading.stated_points)
    return (*counts, reading.note, reading.cut_off_on, reading.basis)


def _would_say(figures: Figures, month: Month) -> tuple[object, ...]:
    counts = (figures.numerator, figures.denominator, figures.stated_points)
    return (*counts, clean(figures.note), month.cut_off_on, clean(month.basis))


def enter_figures(
    session: Session,
    month: Month,
    figures: Sequence[Figures],
    *,
    by: int,
    at: datetime,
    numbers_confirmed: bool = False,
) -> int:
    """Enter the figures of a month, all or none; those that a unit has already become new versions, and the same
    ones again change nothing. How many were saved.

    Raises WrongFigures, or NewerFigures when another version was entered since (R12), with each one's reason;
    RuleBroken when counts are corrected without a reason or a note holds personal numbers; WrongState when the
    month is closed (R10).
    """
    keep_alone(session, month.indicator_id, month.period)
    require_open(session, month.indicator_id, month.period)
    refuse_personal_numbers("\n".join(each.note for each in figures), confirmed=numbers_confirmed)
    earlier = latest_versions(
        session,
        indicator_id=month.indicator_id,
        period=month.period,
        source=month.source,
        unit_ids=[each.unit_id for each in figures],
    )
    _require_right(figures, month, earlier)
    fresh = [each for each in figures if not _is_same(each, month, earlier.get(each.place))]
    corrected = [each for each in fresh if _other_counts(each, earlier.get(each.place))]
    if corrected and not clean(month.reason):
        raise RuleBroken(NO_REASON, field="reason")
    rows = [_row(each, month, earlier.get(each.place), by, at) for each in fresh]
    if rows:
        session.execute(sa.insert(Reading), rows)
    return len(rows)


def _is_same(figures: Figures, month: Month, earlier: Reading | None) -> bool:
    return earlier is not None and _says(earlier) == _would_say(figures, month)


def _other_counts(figures: Figures, earlier: Reading | None) -> bool:
    return earlier is not None and (earlier.numerator, earlier.denominator, earlier.stated_points) != (
        *(figures.numerator, figures.denominator),
        figures.stated_points,
    )


def _require_right(figures: Sequence[Figures], month: Month, earlier: Mapping[Place, Reading]) -> None:
    wrong: dict[Place, RuleBroken] = {}
    for each in figures:
        before = earlier.get(each.place)
        try:
            check_figures(each)
            if not _is_same(each, month, before) and each.read != (before.id if before else None):
                raise Conflict
        except RuleBroken as refusal:
            wrong[each.place] = refusal
    if any(isinstance(refusal, Conflict) for refusal in wrong.values()):
        raise NewerFigures(wrong)
    if wrong:
        raise WrongFigures(wrong)


def _row(figures: Figures, month: Month, earlier: Reading | None, by: int, at: datetime) -> dict[str, Any]:
    return {
        "indicator_id": month.indicator_id,
        "unit_id": figures.unit_id,
        "group_id": figures.group_id,
        "period": month.period,
        "cut_off_on": month.cut_off_on,
        "numerator": figures.numerator,
        "denominator": figures.denominator,
        "stated_points": figures.stated_points,
        "approximate": month.approximate,
        "basis": clean(month.basis),
        "source": month.source,
        "note": clean(figures.note),
        "reason": clean(month.reason) if earlier is not None else "",
        "replaces_id": earlier.id if earlier is not None else None,
        "entered_by": by,
        "entered_at": at,
    }


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
    reason: str = "",
    approximate: bool = False,
    read_version: int | None = None,
) -> Reading | None:
    """Enter one figure; None when it stood there already. Raises the rule that it broke, or Conflict."""
    month = Month(indicator_id, period, cut_off_on, source, basis, reason, approximate)
    try:
        saved = enter_figures(session, month, [replace(figures, read=read_version)], by=by, at=at)
    except WrongFigures as refusal:
        raise refusal.reasons[figures.place] from None
    versions = latest_versions(
        session, indicator_id=indicator_id, period=period, source=source, unit_ids=[figures.unit_id]
    )
    return versions[figures.place] if saved else None
