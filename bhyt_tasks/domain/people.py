"""Who uses the system, for which unit and in which roles?"""

import enum
import re
from datetime import date
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Words
from bhyt_tasks.domain.errors import N_
from bhyt_tasks.domain.units import HEAD_TITLES, UnitKind, bare_name
from bhyt_tasks.domain.vietnamese import clean, fold, plain_letters

BAD_PHONE = N_("Không đọc được số điện thoại “{text}”. Ghi ví dụ 0239 385 0001.")
BAD_EMAIL = N_("Địa chỉ thư “{text}” chưa đúng. Ghi ví dụ ten@hatinh.gov.vn.")

LONGEST_SUGGESTION = 16  # characters; a username is typed on a phone


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
    """``folded`` is what search reads: name, position and username without accents. ``wants_mail``: the daily digest.
    ``seen_event_id``: the newest event that was marked as seen among the notices.
    """

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
    folded: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=1)
    wants_mail: Mapped[bool] = mapped_column(default=True)
    seen_event_id: Mapped[int] = mapped_column(default=0)

    @property
    def known_as(self) -> str:
        return f"{self.full_name} ({self.username})"


def is_phone(typed: str) -> bool:
    """A number of this country, or of a switchboard, however its digits are grouped."""
    digits = re.sub(r"[\s.()\-]", "", typed)
    return re.fullmatch(r"0[0-9]{8,10}|\+84[0-9]{8,10}|1[89]00[0-9]{4,6}", digits) is not None


def is_email(typed: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", typed.strip()) is not None


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
    roles: set[Role] | frozenset[Role],
    password_hash: str,
    unit_id: int | None = None,
    work_phone: str = "",
    email: str = "",
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
        work_phone=clean(work_phone),
        email=clean(email),
        must_change_password=must_change_password,
    )
    user.folded = searchable(user)
    session.add(user)
    session.flush()
    return user


def searchable(user: User) -> str:
    return fold(f"{user.full_name} {user.position} {user.username}")


def change_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.must_change_password = False


def choose_mail(user: User, wants: bool) -> None:
    """Whether the person gets the daily e-mail; the notices on the pages stay."""
    user.wants_mail = wants


def head_position(kind: UnitKind, name: str) -> str:
    """What the head of the unit is called in full: "xã Thạch Trung" → "Chủ tịch UBND xã Thạch Trung"."""
    title, words = HEAD_TITLES[kind].split(), name.split()
    for size in range(min(len(title), len(words)), 0, -1):
        if fold(" ".join(title[-size:])) == fold(" ".join(words[:size])):
            return " ".join(title[:-size] + words)
    return f"{HEAD_TITLES[kind]}, {name}"


def suggest_username(name: str, taken: set[str]) -> str:
    """A free username in plain letters from the name of a unit: "xã Thạch Trung" → "thachtrung", "thachtrung2"."""
    stem = plain_letters(bare_name(name))[:LONGEST_SUGGESTION] or "donvi"
    if len(stem) < 3:
        stem = plain_letters(name)[:LONGEST_SUGGESTION].ljust(3, "0")
    tried, number = stem, 1
    while tried in taken:
        number += 1
        tried = f"{stem}{number}"
    return tried
