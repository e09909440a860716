"""What was changed about users, units, groups, settings and files; by whom and when?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.history import Change, ChangeKind, Subject
from bhyt_tasks.domain.people import User
from bhyt_tasks.queries.fetch import fetch_all
from bhyt_tasks.queries.worklist import PAGE


@dataclass(frozen=True)
class ChangeRow:
    """``by_name`` and ``by_position`` are None for a command typed in the shell."""

    id: int
    subject: Subject
    subject_id: int
    what: ChangeKind
    name: str
    details: dict[str, Any]
    note: str
    at: datetime
    by_name: str | None
    by_position: str | None


@dataclass(frozen=True)
class ChangeFilters:
    subject: Subject | None = None
    subject_id: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Changes:
    rows: list[ChangeRow]
    before: int | None  # where the next page begins; None on the last


def changes(session: Session, viewer: Viewer, filters: ChangeFilters, *, limit: int = PAGE) -> Changes:
    """The latest changes of the viewer's committee, newest first."""
    criteria = [Change.committee_id == viewer.committee_id]
    if filters.subject is not None:
        criteria.append(Change.subject == filters.subject)
    if filters.subject_id is not None:
        criteria.append(Change.subject_id == filters.subject_id)
    if filters.before is not None:
        criteria.append(Change.id < filters.before)
    statement = (
        sa.select(
            Change.id,
            Change.subject,
            Change.subject_id,
            Change.what,
            Change.name,
            Change.details,
            Change.note,
            Change.at,
            User.full_name,
            User.position,
        )
        .outerjoin(User, User.id == Change.by_id)
        .where(*criteria)
        .order_by(Change.id.desc())
        .limit(limit + 1)
    )
    rows = fetch_all(session, ChangeRow, statement)
    return Changes(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)
