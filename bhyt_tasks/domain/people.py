"""Who uses the system, for which unit and in which roles?"""

import enum
from datetime import date, datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Words
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, record_change
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.domain.vietnamese import clean

NOT_OF_THE_UNIT = N_("Chọn người đứng đầu trong các tài khoản đang mở của đơn vị.")


class Role(enum.StrEnum):
    """Roles add up; a person's rights are the union of them."""

    DEPUTY_CHAIRMAN = "deputy_chairman"
    SECRETARY = "secretary"
    UNIT = "unit"
    DATA_OFFICER = "data_officer"
    ADMIN = "admin"


class Actor(Protocol):
    """Who acts: a stored user, or the frozen viewer of a request."""

    @property
    def id(self) -> int: ...
    @property
    def committee_id(self) -> int: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def roles(self) -> frozenset[Role]: ...


class User(Base):
    __tablename__ = "users"
    __table_args__ = (sa.UniqueConstraint("username"),)

    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("committees.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    username: Mapped[str] = mapped_column(sa.String(60))
    full_name: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(200), default="")
    work_phone: Mapped[str] = mapped_column(sa.String(30), default="")
    roles: Mapped[frozenset[Role]] = mapped_column(Words(Role))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    closed_on: Mapped[date | None] = mapped_column(sa.Date)


def username_key(typed: str) -> str:
    """Usernames are compared without case and surrounding spaces: a phone capitalises the first letter."""
    return clean(typed).casefold()


def add_user(
    session: Session,
    *,
    committee_id: int,
    username: str,
    full_name: str,
    position: str,
    roles: set[Role],
    password_hash: str,
    unit_id: int | None = None,
    work_phone: str = "",
    must_change_password: bool = True,
) -> User:
    user = User(
        committee_id=committee_id,
        unit_id=unit_id,
        username=username_key(username),
        full_name=clean(full_name),
        position=clean(position),
        roles=frozenset(roles),
        password_hash=password_hash,
        work_phone=work_phone,
        must_change_password=must_change_password,
    )
    session.add(user)
    session.flush()
    return user


def change_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.must_change_password = False


def appoint_head(session: Session, unit: Unit, user_id: int | None, *, by: int | None, at: datetime) -> bool:
    """Say which of the unit's people answers for it, or nobody; False when it is so already."""
    if user_id == unit.head_id:
        return False
    user = session.get(User, user_id) if user_id is not None else None
    if user_id is not None and (user is None or user.unit_id != unit.id or user.closed_on is not None):
        raise RuleBroken(NOT_OF_THE_UNIT, field="head")
    earlier = session.get(User, unit.head_id) if unit.head_id is not None else None
    unit.head_id = user_id
    unit.version += 1
    record_change(
        session,
        committee_id=unit.committee_id,
        subject=Subject.UNIT,
        subject_id=unit.id,
        what=ChangeKind.REVISED,
        name=unit.name,
        details={"head": [earlier.full_name if earlier else "", user.full_name if user else ""]},
        by=by,
        at=at,
    )
    return True
