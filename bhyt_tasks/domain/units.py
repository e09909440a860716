"""Which units work for the committee, what are they called, and since when?"""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, choice
from bhyt_tasks.domain.errors import N_
from bhyt_tasks.domain.vietnamese import clean, compact, fold, sort_key


class UnitKind(enum.StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    WARD = "ward"
    COMMUNE = "commune"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special_zone"
    VILLAGE = "village"
    AGENCY = "agency"
    ASSOCIATION = "association"
    INSURANCE_OFFICE = "insurance_office"
    EXTERNAL = "external"

    @property
    def is_area(self) -> bool:
        """Has residents, and so a coverage of its own."""
        return self in AREAS


AREAS = frozenset(
    {
        UnitKind.PROVINCE,
        UnitKind.CITY,
        UnitKind.DISTRICT,
        UnitKind.WARD,
        UnitKind.COMMUNE,
        UnitKind.TOWNSHIP,
        UnitKind.SPECIAL_ZONE,
        UnitKind.VILLAGE,
    }
)
# Whose members or works an indicator may count; what is outside the committee only coordinates.
AGENCIES = frozenset({UnitKind.AGENCY, UnitKind.ASSOCIATION, UnitKind.INSURANCE_OFFICE})

HEAD_TITLES = {
    UnitKind.PROVINCE: N_("Chủ tịch UBND tỉnh"),
    UnitKind.CITY: N_("Chủ tịch UBND thành phố"),
    UnitKind.DISTRICT: N_("Chủ tịch UBND huyện"),
    UnitKind.WARD: N_("Chủ tịch UBND phường"),
    UnitKind.COMMUNE: N_("Chủ tịch UBND xã"),
    UnitKind.TOWNSHIP: N_("Chủ tịch UBND thị trấn"),
    UnitKind.SPECIAL_ZONE: N_("Chủ tịch UBND đặc khu"),
    UnitKind.VILLAGE: N_("Trưởng thôn"),
    UnitKind.AGENCY: N_("Trưởng phòng"),
    UnitKind.ASSOCIATION: N_("Chủ tịch Hội"),
    UnitKind.INSURANCE_OFFICE: N_("Giám đốc BHXH"),
    UnitKind.EXTERNAL: N_("Người đứng đầu"),
}

_TYPE_WORDS = (
    "thanh pho",
    "thi tran",
    "thi xa",
    "dac khu",
    "to dan pho",
    "phuong",
    "xa",
    "huyen",
    "quan",
    "tinh",
    "thon",
)


# By what word a name begins with, as written and as typed without accents; "ban" of an office is no "bản".
KIND_WORDS = {
    UnitKind.PROVINCE: ("tỉnh",),
    UnitKind.CITY: ("thành phố", "tp"),
    UnitKind.DISTRICT: ("huyện", "quận", "thị xã"),
    UnitKind.WARD: ("phường",),
    UnitKind.COMMUNE: ("xã",),
    UnitKind.TOWNSHIP: ("thị trấn",),
    UnitKind.SPECIAL_ZONE: ("đặc khu",),
    UnitKind.VILLAGE: (
        *("thôn", "tổ dân phố", "tdp", "khu phố", "khu dân cư", "ấp", "bản", "buôn", "làng", "khóm", "xóm"),
    ),
    UnitKind.AGENCY: (
        *("phòng", "sở", "ban", "văn phòng", "chi cục", "cục", "trung tâm", "công an", "thanh tra"),
        *("kho bạc", "bệnh viện", "trạm y tế", "trường"),
    ),
    UnitKind.ASSOCIATION: (
        *("hội", "đoàn", "liên đoàn", "công đoàn", "mặt trận", "ủy ban mặt trận", "ubmttq", "ub mttq"),
    ),
    UnitKind.INSURANCE_OFFICE: ("bhxh", "bảo hiểm xã hội"),
}
_SPELLINGS = [(word, kind) for kind, words in KIND_WORDS.items() for word in words] + [
    (fold(word), kind) for kind, words in KIND_WORDS.items() for word in words if fold(word) not in ("ban", word)
]
_KIND_OF = dict(sorted(_SPELLINGS, key=lambda pair: len(pair[0]), reverse=True))
_KIND_WORD = re.compile(rf"({'|'.join(map(re.escape, _KIND_OF))})(?![^\W_])")


class Unit(Base):
    """``name`` is the full name valid today, with its type: "xã Thạch Trung"; ``folded`` is what search reads."""

    __tablename__ = "units"
    __table_args__ = (
        sa.UniqueConstraint("committee_id", "code"),
        sa.Index("ix_units_committee_id_sort_key", "committee_id", "sort_key"),
        sa.Index(
            "ix_units_closed",
            *("committee_id", "active_until"),
            sqlite_where=sa.text("active_until IS NOT NULL"),
            postgresql_where=sa.text("active_until IS NOT NULL"),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind))
    code: Mapped[str | None] = mapped_column(sa.String(10))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    active_from: Mapped[date] = mapped_column(sa.Date)
    active_until: Mapped[date | None] = mapped_column(sa.Date)
    head_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", use_alter=True))
    oversees: Mapped[bool] = mapped_column(default=False)
    closing_decision: Mapped[str] = mapped_column(sa.String(100), default="")
    version: Mapped[int] = mapped_column(default=1)
    map_row: Mapped[int | None]  # its place on the tile map, see domain/tiles.py
    map_column: Mapped[int | None]
    name: Mapped[str] = mapped_column(sa.String(200))
    folded: Mapped[str] = mapped_column(sa.Text)
    # Compared code by code, whatever language the database sorts in: the key carries the Vietnamese order.
    sort_key: Mapped[str] = mapped_column(sa.Text().with_variant(sa.Text(collation="C"), "postgresql"))


class UnitName(Base):
    """A name of a unit and the days it was valid; an alias has no days. Old names are found by search."""

    __tablename__ = "unit_names"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    alias: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None] = mapped_column(sa.Date)
    valid_until: Mapped[date | None] = mapped_column(sa.Date)
    decision: Mapped[str] = mapped_column(sa.String(100), default="")


class UnitSuccession(Base):
    """What a unit that is no more has passed into: several rows are a split, several units into one a merger.

    ``on`` is the first day of the successor; the ``main`` one inherits finished tasks and figures.
    """

    __tablename__ = "unit_successions"
    __table_args__ = (
        sa.UniqueConstraint("old_unit_id", "new_unit_id"),
        sa.CheckConstraint("old_unit_id <> new_unit_id", name="other"),
        sa.Index("ix_unit_successions_new_unit_id", "new_unit_id"),
        sa.Index(
            "uq_unit_successions_main",
            "old_unit_id",
            unique=True,
            sqlite_where=sa.text("main"),
            postgresql_where=sa.text("main"),
        ),
    )

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"), index=True)
    old_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    new_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    on: Mapped[date] = mapped_column(sa.Date)
    decision: Mapped[str] = mapped_column(sa.String(100))
    main: Mapped[bool]


class UnitGroup(Base):
    """A collective phrase ("các xã, phường") and the units it stands for."""

    __tablename__ = "unit_groups"
    __table_args__ = (sa.UniqueConstraint("committee_id", "name"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    version: Mapped[int] = mapped_column(default=1)


class UnitGroupMember(Base):
    __tablename__ = "unit_group_members"
    __table_args__ = (sa.UniqueConstraint("group_id", "unit_id"),)

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("unit_groups.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)


@dataclass(frozen=True)
class UnitNames:
    """What a unit is called when it is made: the full name, and other spellings people type."""

    name: str
    aliases: tuple[str, ...] = ()


_fold_word = lru_cache(maxsize=4096)(fold)


def bare_name(name: str) -> str:
    """The name without its type: "xã Thạch Trung" → "Thạch Trung"; "Phường 11" and "Phòng Y tế" stay."""
    words = name.split()
    folded = [_fold_word(word) for word in words[:3]]
    for size in (3, 2, 1):
        rest = words[size:]
        if rest and " ".join(filter(None, folded[:size])) in _TYPE_WORDS and not rest[0].isdigit():
            return " ".join(rest)
    return name


def kind_named(name: str) -> UnitKind | None:
    """The kind that the first words of a name say: "xã Thạch Trung" is a commune, "Ban Dân tộc" an agency."""
    word = _KIND_WORD.match(clean(name).casefold().replace("uỷ", "ủy"))
    return _KIND_OF[word[1]] if word else None


def add_unit(
    session: Session,
    *,
    committee_id: int,
    kind: UnitKind,
    names: UnitNames,
    active_from: date,
    code: str | None = None,
    parent_id: int | None = None,
    oversees: bool = False,
) -> Unit:
    name = clean(names.name)
    unit = Unit(
        committee_id=committee_id,
        kind=kind,
        code=code,
        parent_id=parent_id,
        active_from=active_from,
        oversees=oversees,
        name=name,
        folded=searchable((name, *names.aliases)),
        sort_key=sort_key(bare_name(name)),
    )
    session.add(unit)
    session.flush()
    session.add(UnitName(unit_id=unit.id, name=name, valid_from=active_from))
    session.add_all(UnitName(unit_id=unit.id, name=clean(alias), alias=True) for alias in names.aliases)
    return unit


def searchable(names: Iterable[str]) -> str:
    """What search reads of all names a unit has and had: each folded, with spaces and without."""
    spellings = [form for name in names for form in (fold(name), compact(name))]
    return " | ".join(dict.fromkeys(spellings))


def add_group(session: Session, *, committee_id: int, name: str, units: list[Unit]) -> UnitGroup:
    group = UnitGroup(committee_id=committee_id, name=clean(name))
    session.add(group)
    session.flush()
    session.add_all(UnitGroupMember(group_id=group.id, unit_id=unit.id) for unit in units)
    return group


def not_there_yet(day: Any) -> sa.ColumnElement[bool]:
    """On that day the unit did not stand yet: it came later, out of others. Of a unit that came out of none the first
    day tells only when it was written down."""
    came = sa.exists().where(UnitSuccession.new_unit_id == Unit.id).correlate(Unit)
    return sa.and_(Unit.active_from > day, came)
