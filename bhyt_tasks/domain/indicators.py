"""What is counted over what, and by which groups of people?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.db import Base
from bhyt_tasks.domain.errors import N_, RuleBroken, WrongState
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.units import AGENCIES, UnitKind
from bhyt_tasks.domain.vietnamese import clean, compact

NO_NAME = N_("Ghi tên, ví dụ: Tỷ lệ hội viên được vận động tham gia.")
NO_SHORT_NAME = N_("Ghi tên ngắn để dùng ở đầu cột.")
NO_WORDS = N_("Ghi rõ số gì trên số gì, ví dụ: số hội viên tham gia trên tổng số hội viên.")
NAME_TAKEN = N_("Đã có “{name}”.")
MAIN_STAYS = N_("Tỷ lệ bao phủ là chỉ tiêu chính của Ban Chỉ đạo, không đóng được.")
ALREADY_CLOSED = N_("“{name}” đã đóng từ trước.")
NOT_CLOSED = N_("“{name}” đang dùng, không cần mở lại.")

COVERAGE = "Tỷ lệ bao phủ BHYT"
# Law on health insurance 25/2008/QH12 as amended, Article 12: who pays. The committee may name them otherwise.
STATUTORY_GROUPS = (
    ("Người lao động và người sử dụng lao động đóng", "NLĐ và NSDLĐ đóng"),
    ("Cơ quan BHXH đóng", "BHXH đóng"),
    ("Ngân sách nhà nước đóng", "NSNN đóng"),
    ("Ngân sách nhà nước hỗ trợ đóng", "NSNN hỗ trợ"),
    ("Hộ gia đình, tự đóng", "Hộ gia đình"),
)


class Indicator(Base):
    """What is counted over what, as "tỷ lệ bao phủ BHYT": people insured over population.

    ``counted`` is what is counted, in a word ("người", "thẻ"); ``of_agencies``: agencies and associations have its
    figures, not areas ("hội viên được vận động"). The committee's first indicator is the coverage rate.
    """

    __tablename__ = "indicators"
    __table_args__ = (sa.UniqueConstraint("committee_id", "name"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    numerator_words: Mapped[str] = mapped_column(
        sa.String(120), default="Số người tham gia", server_default="Số người tham gia"
    )
    denominator_words: Mapped[str] = mapped_column(sa.String(120), default="Dân số", server_default="Dân số")
    counted: Mapped[str] = mapped_column(sa.String(30), default="người", server_default="người")
    of_agencies: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    version: Mapped[int] = mapped_column(default=0, server_default="0")

    def counts(self, kind: UnitKind) -> bool:
        """Do units of this kind have its figures?"""
        return kind in AGENCIES if self.of_agencies else kind.is_area


class ParticipantGroup(Base):
    """A group of participants, by who pays: a row, since laws change and offices split groups as they report them."""

    __tablename__ = "participant_groups"
    __table_args__ = (sa.UniqueConstraint("committee_id", "name"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int]
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    version: Mapped[int] = mapped_column(default=0, server_default="0")


def found_indicators(session: Session, committee_id: int) -> Indicator:
    """The coverage rate and the statutory groups, with which every committee begins."""
    indicator = Indicator(committee_id=committee_id, name=COVERAGE)
    groups = [
        ParticipantGroup(committee_id=committee_id, name=name, short_name=short_name, position=position)
        for position, (name, short_name) in enumerate(STATUTORY_GROUPS, start=1)
    ]
    session.add_all([indicator, *groups])
    session.flush()
    return indicator


def main_indicator(session: Session, committee_id: int) -> int | None:
    """The committee's first indicator: the coverage rate."""
    return session.scalar(
        sa.select(Indicator.id).where(Indicator.committee_id == committee_id).order_by(Indicator.id).limit(1)
    )


Registered: TypeAlias = Indicator | ParticipantGroup


@dataclass(frozen=True)
class IndicatorFacts:
    """``of_agencies`` is said once, when the indicator is added: figures and targets hang on it."""

    name: str
    numerator_words: str
    denominator_words: str
    counted: str
    of_agencies: bool = False


def enter_indicator(session: Session, committee_id: int, facts: IndicatorFacts, *, by: int, at: datetime) -> Indicator:
    indicator = Indicator(committee_id=committee_id, **_checked(session, committee_id, facts, None))
    session.add(indicator)
    session.flush()
    _record(session, indicator, ChangeKind.CREATED, differences({}, _said(indicator)), by=by, at=at)
    return indicator


def revise_indicator(session: Session, indicator: Indicator, facts: IndicatorFacts, *, by: int, at: datetime) -> bool:
    """Other words for the same figures; False when nothing is different."""
    wanted = _checked(session, indicator.committee_id, facts, indicator)
    del wanted["of_agencies"]
    return _revise(session, indicator, wanted, by=by, at=at)


def close_indicator(session: Session, indicator: Indicator, *, by: int, at: datetime) -> None:
    """From this day on nothing is asked for or told to reach by it; what there is stays in sight."""
    if indicator.id == main_indicator(session, indicator.committee_id):
        raise WrongState(MAIN_STAYS)
    _close(session, indicator, by=by, at=at)


def reopen(session: Session, row: Registered, *, by: int, at: datetime) -> None:
    if row.closed_on is None:
        raise WrongState(NOT_CLOSED, name=row.name)
    row.closed_on = None
    row.version += 1
    _record(session, row, ChangeKind.REOPENED, {}, by=by, at=at)


def enter_group(
    session: Session, committee_id: int, name: str, short_name: str, *, by: int, at: datetime
) -> ParticipantGroup:
    """Behind the others."""
    group = ParticipantGroup(committee_id=committee_id, **_named(session, committee_id, name, short_name, None))
    group.position = len(groups_of(session, committee_id)) + 1
    session.add(group)
    session.flush()
    details = {"name": [None, group.name], "short_name": [None, group.short_name]}
    _record(session, group, ChangeKind.CREATED, details, by=by, at=at)
    return group


def revise_group(
    session: Session,
    group: ParticipantGroup,
    name: str,
    short_name: str,
    *,
    position: int | None = None,
    by: int,
    at: datetime,
) -> bool:
    """Other names, or another place among the groups, counted from 1; False when nothing is different."""
    wanted: dict[str, Any] = _named(session, group.committee_id, name, short_name, group)
    if position is not None:
        others = [each for each in groups_of(session, group.committee_id) if each is not group]
        place = min(max(position, 1), len(others) + 1)
        _number([*others[: place - 1], group, *others[place - 1 :]], but=group)
        wanted["position"] = place
    return _revise(session, group, wanted, by=by, at=at)


def close_group(session: Session, group: ParticipantGroup, *, by: int, at: datetime) -> None:
    """No figures are asked for it from now on."""
    _close(session, group, by=by, at=at)


def groups_of(session: Session, committee_id: int) -> list[ParticipantGroup]:
    """In their order, closed ones too."""
    groups = sa.select(ParticipantGroup).where(ParticipantGroup.committee_id == committee_id)
    return list(session.scalars(groups.order_by(ParticipantGroup.position, ParticipantGroup.id)))


def _number(groups: Sequence[ParticipantGroup], *, but: ParticipantGroup) -> None:
    for position, each in enumerate(groups, start=1):
        if each is not but:
            each.position = position


def _checked(session: Session, committee_id: int, facts: IndicatorFacts, indicator: Indicator | None) -> dict[str, Any]:
    said = {name: clean(value) if isinstance(value, str) else value for name, value in asdict(facts).items()}
    _require_own_name(session, Indicator, committee_id, said["name"], indicator)
    for name in ("numerator_words", "denominator_words", "counted"):
        if not said[name]:
            raise RuleBroken(NO_WORDS, field=name)
    return said


def _named(
    session: Session, committee_id: int, name: str, short_name: str, group: ParticipantGroup | None
) -> dict[str, Any]:
    _require_own_name(session, ParticipantGroup, committee_id, name, group)
    if not clean(short_name):
        raise RuleBroken(NO_SHORT_NAME, field="short_name")
    return {"name": clean(name), "short_name": clean(short_name)}


def _require_own_name(
    session: Session, model: type[Registered], committee_id: int, name: str, row: Registered | None
) -> None:
    if not compact(name):
        raise RuleBroken(NO_NAME, field="name")
    rows: list[Registered] = list(session.scalars(sa.select(model).where(model.committee_id == committee_id)))
    for other in rows:
        if other is not row and compact(other.name) == compact(name):
            raise RuleBroken(NAME_TAKEN, field="name", name=other.name)


def _said(indicator: Indicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in IndicatorFacts.__dataclass_fields__}


def _revise(session: Session, row: Registered, wanted: dict[str, Any], *, by: int, at: datetime) -> bool:
    details = differences({name: getattr(row, name) for name in wanted}, wanted)
    if not details:
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    what = ChangeKind.RENAMED if set(details) <= {"name", "short_name"} else ChangeKind.REVISED
    said = {"order" if name == "position" else name: values for name, values in details.items()}
    _record(session, row, what, said, by=by, at=at)
    return True


def _close(session: Session, row: Registered, *, by: int, at: datetime) -> None:
    if row.closed_on is not None:
        raise WrongState(ALREADY_CLOSED, name=row.name)
    row.closed_on = clock.day(at)
    row.version += 1
    _record(session, row, ChangeKind.CLOSED, {}, by=by, at=at)


def _record(
    session: Session, row: Registered, what: ChangeKind, details: dict[str, Any], *, by: int, at: datetime
) -> None:
    record_change(
        session,
        committee_id=row.committee_id,
        subject=Subject.INDICATOR if isinstance(row, Indicator) else Subject.PARTICIPANTS,
        subject_id=row.id,
        what=what,
        name=row.name,
        details=details,
        by=by,
        at=at,
    )
