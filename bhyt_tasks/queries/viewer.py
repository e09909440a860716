"""Who is looking? One statement for the sign-in, the person, the unit and the committee."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee, Settings, read_settings
from bhyt_tasks.domain.delegations import Delegation
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.sign_ins import SignIn, token_hash
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.queries.fetch import fetch_all, fetch_one


@dataclass(frozen=True)
class ViewerRow:
    id: int
    committee_id: int
    unit_id: int | None
    full_name: str
    position: str
    roles: frozenset[Role]
    must_change_password: bool
    last_seen_at: datetime
    unit_name: str | None
    unit_kind: UnitKind | None
    unit_oversees: bool | None
    committee_name: str
    short_name: str
    area_id: int | None
    settings_json: dict[str, Any]
    today: date | None
    delegated: bool
    indicator_id: int | None  # the committee's main one: coverage
    indicators: int  # how many the committee has
    indicator_name: str | None
    numerator_words: str | None
    denominator_words: str | None
    counted: str | None

    @property
    def oversees(self) -> bool:
        return bool(self.unit_oversees)

    @property
    def has_residents(self) -> bool:
        """Of a unit with a coverage of its own."""
        return self.unit_kind is not None and self.unit_kind.is_area

    @property
    def settings(self) -> Settings:
        return read_settings(self.settings_json)


_today = sa.func.coalesce(Committee.today, sa.bindparam("real_today", type_=sa.Date))
_delegated = sa.exists().where(Delegation.user_id == User.id, Delegation.valid_sql(_today)).correlate(User, Committee)
_any = aliased(Indicator)
_of_committee = (_any.committee_id == Committee.id,)
_main = sa.select(sa.func.min(_any.id)).where(*_of_committee).correlate(Committee).scalar_subquery()
_indicators = sa.select(sa.func.count(_any.id)).where(*_of_committee).correlate(Committee).scalar_subquery()

_VIEWER = (
    sa.select(
        User.id,
        User.committee_id,
        User.unit_id,
        User.full_name,
        User.position,
        User.roles,
        User.must_change_password,
        SignIn.last_seen_at,
        Unit.name,
        Unit.kind,
        Unit.oversees,
        Committee.name,
        Committee.short_name,
        Committee.area_id,
        Committee.settings_json,
        Committee.today,
        _delegated,
        Indicator.id,
        _indicators,
        Indicator.name,
        Indicator.numerator_words,
        Indicator.denominator_words,
        Indicator.counted,
    )
    .join(SignIn, SignIn.user_id == User.id)
    .join(Committee, Committee.id == User.committee_id)
    .outerjoin(Unit, Unit.id == User.unit_id)
    .outerjoin(Indicator, Indicator.id == _main)
    .where(SignIn.token_hash == sa.bindparam("token_hash"), User.closed_on.is_(None))
)


def fetch_viewer(session: Session, token: str, now: datetime) -> ViewerRow | None:
    """The person behind a token; None when it is unknown, idle too long, or the account is closed."""
    viewer = fetch_one(session, ViewerRow, _VIEWER, token_hash=token_hash(token), real_today=clock.day(now))
    if viewer is None or now - viewer.last_seen_at > timedelta(hours=viewer.settings.idle_hours):
        return None
    return viewer


def user_named(session: Session, username: str) -> User | None:
    """The open account of that name, for signing in."""
    return session.scalars(sa.select(User).where(User.username == username, User.closed_on.is_(None))).one_or_none()


@dataclass(frozen=True)
class DemoDay:
    """A committee of the demo and the day that it is looked at."""

    short_name: str
    today: date


def demo_days(session: Session) -> list[DemoDay]:
    """The committees of a demo's database; none in a real one."""
    statement = sa.select(Committee.short_name, Committee.today).where(Committee.today.is_not(None))
    return fetch_all(session, DemoDay, statement.order_by(Committee.id))


def committee_names(session: Session) -> set[str]:
    return set(session.scalars(sa.select(Committee.name)))


def has_committee(session: Session) -> bool:
    """Has anybody set this database up?"""
    return session.scalar(sa.select(Committee.id).limit(1)) is not None
