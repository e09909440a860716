"""Which units and groups does the committee have, what are they called, and what hangs on each?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.history import Change, Subject
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Part, Task, TaskState
from bhyt_tasks.domain.unit_additions import KnownUnit
from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember, UnitKind, UnitName, not_there_yet
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.fetch import Statement, fetch_all
from bhyt_tasks.queries.units import UnitChoice

PAGE = 100
LONGEST_SEARCH = 100  # characters
_PARENT, _HEAD = aliased(Unit), aliased(User)


@dataclass(frozen=True)
class UnitRow:
    """A unit on the list; ``head`` is the position of the person who answers."""

    id: int
    name: str
    kind: UnitKind
    code: str | None
    oversees: bool
    active_from: date
    active_until: date | None
    parent_id: int | None
    parent_name: str | None
    head: str | None

    def closed(self, today: date) -> bool:
        return self.active_until is not None and self.active_until < today


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; ``state`` is open, closed or all, ``after`` the last unit of the page before."""

    q: str = ""
    state: str = "open"
    parent: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class NameRow:
    unit_id: int
    name: str
    alias: bool
    valid_from: date | None
    valid_until: date | None
    decision: str


class GroupName(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True)
class Hanging:
    """What hangs on a unit: closing it leaves all of this where it is."""

    parent: str | None
    children: int
    open_tasks: int
    finished_tasks: int
    accounts: int
    is_area: bool
    head: str | None  # name and position of who answers for it
    groups: tuple[GroupName, ...] = ()


@dataclass(frozen=True)
class GroupRow:
    id: int
    name: str
    units: int


def units(session: Session, committee_id: int, asked: Asked, today: date) -> list[UnitRow]:
    """One unit more than a page, in Vietnamese order."""
    last = sa.select(Unit.sort_key).where(Unit.id == asked.after, Unit.committee_id == committee_id)
    statement = (
        sa.select(
            Unit.id,
            Unit.name,
            Unit.kind,
            Unit.code,
            Unit.oversees,
            Unit.active_from,
            Unit.active_until,
            Unit.parent_id,
            _PARENT.name,
            _HEAD.position,
        )
        .outerjoin(_PARENT, _PARENT.id == Unit.parent_id)
        .outerjoin(_HEAD, _HEAD.id == Unit.head_id)
        .where(*_wanted(committee_id, asked, today))
        .order_by(Unit.sort_key, Unit.id)
        .limit(PAGE + 1)
    )
    if asked.after is not None:
        statement = statement.where(sa.tuple_(Unit.sort_key, Unit.id) > sa.tuple_(last.scalar_subquery(), asked.after))
    return fetch_all(session, UnitRow, statement)


def count_units(session: Session, committee_id: int, asked: Asked, today: date) -> int:
    counted = sa.select(sa.func.count()).select_from(Unit).where(*_wanted(committee_id, asked, today))
    return session.scalar(counted) or 0


def _wanted(committee_id: int, asked: Asked, today: date) -> list[sa.ColumnElement[bool]]:
    wanted = [Unit.committee_id == committee_id]
    for word in fold(asked.q[:LONGEST_SEARCH]).split():
        wanted.append(sa.or_(Unit.folded.contains(word, autoescape=True), Unit.code.startswith(word, autoescape=True)))
    if asked.parent is not None:
        wanted.append(Unit.parent_id == asked.parent)
    closed = sa.and_(Unit.active_until.is_not(None), Unit.active_until < today)
    if asked.state != "all":
        wanted.append(closed if asked.state == "closed" else sa.not_(closed))
    return wanted


def other_names(session: Session, unit_ids: Iterable[int]) -> dict[int, list[NameRow]]:
    """The aliases and the former names of each unit."""
    named = sa.or_(UnitName.alias, UnitName.valid_until.is_not(None))
    found: dict[int, list[NameRow]] = {}
    for row in fetch_all(session, NameRow, _names().where(UnitName.unit_id.in_(tuple(unit_ids)), named)):
        found.setdefault(row.unit_id, []).append(row)
    return found


def names_of(session: Session, unit_id: int) -> list[NameRow]:
    """All names of a unit, the latest first, then its aliases."""
    return fetch_all(session, NameRow, _names().where(UnitName.unit_id == unit_id))


def _names() -> Statement:
    return sa.select(
        UnitName.unit_id,
        UnitName.name,
        UnitName.alias,
        UnitName.valid_from,
        UnitName.valid_until,
        UnitName.decision,
    ).order_by(UnitName.alias, UnitName.valid_from.desc(), UnitName.id)


def hanging(session: Session, unit: Unit) -> Hanging:
    def count(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).where(*where).scalar_subquery()

    leads = sa.and_(Task.unit_id == unit.id, Task.part == Part.LEAD)
    parent = sa.select(Unit.name).where(Unit.id == unit.parent_id).scalar_subquery()
    area = sa.exists().where(Committee.id == unit.committee_id, Committee.area_id == unit.id)
    rows = session.execute(
        sa.select(
            parent,
            count(Unit.parent_id == unit.id),
            count(leads, Task.stopped_on.is_(None)),
            count(leads, Task.state == TaskState.ACCEPTED),
            count(User.unit_id == unit.id, User.closed_on.is_(None)),
            area,
            _HEAD.full_name,
            _HEAD.position,
            UnitGroup.id,
            UnitGroup.name,
        )
        .select_from(sa.select(sa.literal(unit.id, sa.Integer).label("id")).subquery("here"))
        .outerjoin(_HEAD, _HEAD.id == unit.head_id)
        .outerjoin(UnitGroupMember, UnitGroupMember.unit_id == unit.id)
        .outerjoin(UnitGroup, UnitGroup.id == UnitGroupMember.group_id)
        .order_by(UnitGroup.id)
    ).all()
    parent_name, children, unfinished, finished, accounts, is_area, name, position, _, _ = rows[0]
    groups = tuple(GroupName(row[-2], row[-1]) for row in rows if row[-2] is not None)
    head = _known_as(name, position) if name else None
    return Hanging(parent_name, children, unfinished, finished, accounts, bool(is_area), head, groups)


def _known_as(name: str, position: str) -> str:
    """By name and position, once where they are the same."""
    return " · ".join(dict.fromkeys((name, position)))


@dataclass(frozen=True)
class Term:
    """For how long somebody answered for a unit: from a day, or from before the history; to a day, or until now."""

    name: str
    since: date | None
    until: date | None


def heads(session: Session, unit: Unit) -> list[Term]:
    """Who answers for a unit and who did, the latest first; from what the history says, in the names of then."""
    ours = (Change.committee_id == unit.committee_id, Change.subject == Subject.UNIT, Change.subject_id == unit.id)
    rows = session.execute(sa.select(Change.on, Change.details).where(*ours).order_by(Change.id))
    terms: list[Term] = []
    for on, details in rows:
        before, after = details.get("head", (None, None))
        if before and terms and terms[-1].until is None:
            terms[-1] = replace(terms[-1], until=on)
        elif before:
            terms.append(Term(before, None, on))
        if after:
            terms.append(Term(after, on, None))
    return terms[::-1]


def people_of(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """The open accounts of a unit, each by position and name."""
    rows = session.execute(
        sa.select(User.id, User.position, User.full_name)
        .where(User.unit_id == unit_id, User.closed_on.is_(None))
        .order_by(User.id)
    )
    return [(row.id, _known_as(row.full_name, row.position)) for row in rows]


def groups(session: Session, committee_id: int) -> list[GroupRow]:
    """The committee's groups with how many units each has."""
    statement = (
        sa.select(UnitGroup.id, UnitGroup.name, sa.func.count(UnitGroupMember.id))
        .outerjoin(UnitGroupMember, UnitGroupMember.group_id == UnitGroup.id)
        .where(UnitGroup.committee_id == committee_id)
        .group_by(UnitGroup.id, UnitGroup.name)
        .order_by(UnitGroup.id)
    )
    return fetch_all(session, GroupRow, statement)


def members_of(session: Session, group_id: int, today: date) -> tuple[UnitChoice, ...]:
    """The working units of a group, in its order."""
    statement = (
        sa.select(Unit.id, Unit.name, Unit.kind, Unit.code, Unit.folded)
        .join(UnitGroupMember, UnitGroupMember.unit_id == Unit.id)
        .where(UnitGroupMember.group_id == group_id, sa.or_(Unit.active_until.is_(None), Unit.active_until >= today))
        .order_by(UnitGroupMember.id)
    )
    return tuple(fetch_all(session, UnitChoice, statement))


def known_units(session: Session, committee_id: int, today: date) -> list[KnownUnit]:
    """Every unit of the committee, open, closed or to open, as a pasted list is compared with."""
    closed = sa.and_(Unit.active_until.is_not(None), Unit.active_until < today)
    ours = Unit.committee_id == committee_id
    named = sa.select(UnitName.unit_id, UnitName.name).join(Unit, Unit.id == UnitName.unit_id).where(ours)
    names: dict[int, list[str]] = {}
    for unit_id, name in session.execute(named.order_by(UnitName.id)):
        names.setdefault(unit_id, []).append(name)
    facts = (Unit.id, Unit.name, Unit.kind, Unit.code, Unit.parent_id)
    asked = sa.select(*facts, closed, not_there_yet(today), Unit.active_from <= today).where(ours).order_by(Unit.id)
    return [
        KnownUnit(*row[:5], closed=bool(row[5]), names=tuple(names[row[0]]), not_yet=bool(row[6]), begun=bool(row[7]))
        for row in session.execute(asked)
    ]
