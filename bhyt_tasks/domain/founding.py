"""How does a committee begin? With its area, the indicator everything is measured by, and a first account."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.accounts import NewAccount, open_account
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.history import ChangeKind, Subject, differences, record_change
from bhyt_tasks.domain.indicators import found_indicators
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from bhyt_tasks.domain.vietnamese import clean, fold

NO_COMMITTEE_NAME = N_("Ghi tên Ban Chỉ đạo.")
NO_AREA = N_("Ghi tên địa bàn.")
SAME_NAME = N_("Đã có Ban Chỉ đạo tên “{name}” trong cơ sở dữ liệu.")
NO_ADMIN = N_("Tài khoản đầu tiên phải có vai trò Quản trị.")


@dataclass(frozen=True)
class CommitteeFacts:
    """``area`` is the full name of the area, with its type: "thành phố Hà Tĩnh"."""

    name: str
    short_name: str
    area: str
    area_kind: UnitKind


def found_committee(session: Session, facts: CommitteeFacts, *, first: NewAccount, at: datetime) -> Committee:
    """Set a committee up; typed in the shell, so nobody is named as the one who did it."""
    _require(session, facts, first)
    committee = Committee(name=clean(facts.name), short_name=clean(facts.short_name), settings_json={})
    session.add(committee)
    session.flush()
    area = add_unit(
        session,
        committee_id=committee.id,
        kind=facts.area_kind,
        names=UnitNames(facts.area),
        active_from=clock.day(at),
    )
    committee.area_id = area.id
    found_indicators(session, committee.id)
    after = {"name": committee.name, "short_name": committee.short_name, "area": area.name}
    record_change(
        session,
        committee_id=committee.id,
        subject=Subject.COMMITTEE,
        subject_id=committee.id,
        what=ChangeKind.CREATED,
        name=committee.name,
        by=None,
        at=at,
        details=differences({}, after),
    )
    open_account(session, committee_id=committee.id, account=first, by=None, at=at)
    return committee


def _require(session: Session, facts: CommitteeFacts, first: NewAccount) -> None:
    if not clean(facts.name) or not clean(facts.short_name):
        raise RuleBroken(NO_COMMITTEE_NAME, field="name")
    if not clean(facts.area):
        raise RuleBroken(NO_AREA, field="area")
    require_new_name(session, facts.name)
    if Role.ADMIN not in first.facts.roles:
        raise RuleBroken(NO_ADMIN, field="roles")


def require_new_name(session: Session, name: str) -> None:
    """Raises RuleBroken when the database has a committee of that name: the command was typed twice."""
    if fold(name) in {fold(known) for known in session.scalars(sa.select(Committee.name))}:
        raise RuleBroken(SAME_NAME, field="name", name=clean(name))
