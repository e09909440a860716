"""Who has an account in this committee, and which units have nobody who answers for them?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import LARGEST_ID, Viewer, visible_users
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.sign_ins import SignIn
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.domain.user_additions import KnownUser
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.fetch import Statement, fetch_all, fetch_one
from bhyt_tasks.queries.worklist import PAGE, Page


@dataclass(frozen=True)
class UserRow:
    id: int
    version: int
    username: str
    full_name: str
    position: str
    email: str
    work_phone: str
    roles: frozenset[Role]
    must_change_password: bool
    closed_on: date | None
    unit_id: int | None
    unit_name: str | None
    unit_kind: UnitKind | None
    head_id: int | None

    @property
    def is_head(self) -> bool:
        return self.head_id == self.id


@dataclass(frozen=True)
class UserFilters:
    """What the address of /admin/users asks for; ``after`` is the username of the last row before."""

    q: str = ""
    unit: int | None = None
    state: str = "open"  # open, closed, all
    after: str = ""


def _user_rows(*criteria: Any) -> Statement:
    return (
        sa.select(
            User.id,
            User.version,
            User.username,
            User.full_name,
            User.position,
            User.email,
            User.work_phone,
            User.roles,
            User.must_change_password,
            User.closed_on,
            User.unit_id,
            Unit.name,
            Unit.kind,
            Unit.head_id,
        )
        .outerjoin(Unit, Unit.id == User.unit_id)
        .where(*criteria)
        .order_by(User.username)
    )


def users(session: Session, viewer: Viewer, filters: UserFilters) -> Page[UserRow]:
    """One page of the committee's users by username, which is mostly the name of the unit."""
    criteria = [visible_users(viewer), *(_matching(word) for word in fold(filters.q).split())]
    if filters.unit is not None:
        criteria.append(User.unit_id == filters.unit)
    if filters.state in ("open", "closed"):
        criteria.append(User.closed_on.is_(None) if filters.state == "open" else User.closed_on.is_not(None))
    if filters.after:
        criteria.append(User.username > filters.after)
    rows = fetch_all(session, UserRow, _user_rows(*criteria).limit(PAGE + 1))
    return Page(rows[:PAGE], rows[PAGE - 1].username if len(rows) > PAGE else "")


def _matching(word: str) -> sa.ColumnElement[bool]:
    return sa.or_(User.folded.contains(word, autoescape=True), Unit.folded.contains(word, autoescape=True))


def user_row(session: Session, user_id: int) -> UserRow | None:
    return fetch_one(session, UserRow, _user_rows(User.id == user_id))


def chosen_users(session: Session, viewer: Viewer, user_ids: list[int]) -> list[UserRow]:
    """The open accounts among these, but the viewer's own."""
    known = [user_id for user_id in user_ids if user_id <= LARGEST_ID and user_id != viewer.id]
    return fetch_all(session, UserRow, _user_rows(visible_users(viewer), User.closed_on.is_(None), User.id.in_(known)))


@dataclass(frozen=True)
class SignedIn:
    """On how many devices a person is signed in, and when one was last used."""

    devices: int
    last_seen_at: datetime | None


def signed_in(session: Session, user_id: int) -> SignedIn:
    counts = sa.select(sa.func.count(), sa.func.max(SignIn.last_seen_at)).where(SignIn.user_id == user_id)
    return SignedIn(*session.execute(counts).one())


def usernames(session: Session) -> set[str]:
    """All that are taken, of every committee: they are unique in the database."""
    return set(session.scalars(sa.select(User.username)))


def known_users(session: Session, viewer: Viewer) -> list[KnownUser]:
    """Every account of the committee, open or closed, as a pasted list is compared with."""
    columns = (User.id, User.username, User.full_name, User.position, User.unit_id, User.roles, User.work_phone)
    statement = sa.select(*columns, User.email, User.closed_on.is_not(None)).where(visible_users(viewer))
    return [KnownUser(*row[:-1], closed=bool(row[-1])) for row in session.execute(statement.order_by(User.id))]


@dataclass(frozen=True)
class HeadlessUnit:
    """A unit for which nobody answers; ``users`` counts the open accounts it has all the same."""

    id: int
    name: str
    kind: UnitKind
    users: int


def _headless(viewer: Viewer, on: date) -> list[sa.ColumnElement[bool]]:
    area = sa.select(Committee.area_id).where(Committee.id == viewer.committee_id).scalar_subquery()
    return [
        Unit.committee_id == viewer.committee_id,
        Unit.head_id.is_(None),
        Unit.kind != UnitKind.EXTERNAL,
        Unit.id.is_distinct_from(area),
        sa.or_(Unit.active_until.is_(None), Unit.active_until >= on),
    ]


def headless_units(session: Session, viewer: Viewer, on: date, *, limit: int) -> list[HeadlessUnit]:
    """Units at work without a head, in Vietnamese order. The area itself and outside partners need none."""
    people = sa.select(sa.func.count()).where(User.unit_id == Unit.id, User.closed_on.is_(None))
    statement = (
        sa.select(Unit.id, Unit.name, Unit.kind, people.scalar_subquery())
        .where(*_headless(viewer, on))
        .order_by(Unit.sort_key, Unit.id)
        .limit(limit)
    )
    return fetch_all(session, HeadlessUnit, statement)


def headless_count(session: Session, viewer: Viewer, on: date) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Unit).where(*_headless(viewer, on))) or 0


@dataclass(frozen=True)
class CommitteeChoice:
    """``today`` is set for a committee of the demo only."""

    id: int
    name: str
    short_name: str
    today: date | None


def committees(session: Session) -> list[CommitteeChoice]:
    """Every committee of the database: for commands typed in the shell."""
    columns = sa.select(Committee.id, Committee.name, Committee.short_name, Committee.today).order_by(Committee.id)
    return fetch_all(session, CommitteeChoice, columns)


def user_of_any_state(session: Session, username: str) -> User | None:
    """The account of that name, open or closed, of any committee."""
    return session.scalars(sa.select(User).where(User.username == username)).one_or_none()
