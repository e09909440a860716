"""Who may decide extensions in the deputy chairman's place, who could, and who did?"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.delegations import Delegation
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.queries.fetch import fetch_all

granter = aliased(User)
SHOWN = 50


@dataclass(frozen=True)
class DelegationRow:
    id: int
    position: str
    full_name: str
    from_on: date
    until_on: date
    document: str
    granted_by_position: str
    granted_at: datetime
    ended_on: date | None

    def goes_on(self, today: date) -> bool:
        """In force, or still to come."""
        return self.ended_on is None and self.until_on >= today


def delegations(session: Session, viewer: Viewer) -> list[DelegationRow]:
    """The committee's, the newest first."""
    return fetch_all(
        session,
        DelegationRow,
        sa.select(
            Delegation.id,
            User.position,
            User.full_name,
            Delegation.from_on,
            Delegation.until_on,
            Delegation.document,
            granter.position,
            Delegation.granted_at,
            Delegation.ended_on,
        )
        .join(User, User.id == Delegation.user_id)
        .join(granter, granter.id == Delegation.granted_by)
        .where(Delegation.committee_id == viewer.committee_id)
        .order_by(Delegation.id.desc())
        .limit(SHOWN),
    )


@dataclass(frozen=True)
class Secretary:
    id: int
    full_name: str
    position: str


def secretaries(session: Session, viewer: Viewer) -> list[Secretary]:
    """Whom the right can be given to: open accounts, in the order in which they were opened."""
    rows = session.execute(
        sa.select(User.id, User.full_name, User.position, User.roles)
        .where(User.committee_id == viewer.committee_id, User.closed_on.is_(None), User.id != viewer.id)
        .order_by(User.id)
    )
    return [Secretary(*row[:3]) for row in rows if Role.SECRETARY in row.roles]
