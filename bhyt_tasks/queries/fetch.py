"""How a SELECT becomes frozen rows: one tuple class a question, no entities, statements built once.

A statement is built for a seat, that is for a viewer's rights; who sits there is a parameter of each asking.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain.access import Viewer
from bhyt_tasks.domain.people import Role
from bhyt_tasks.queries.past import answered_then

Row = TypeVar("Row")
Statement: TypeAlias = sa.Select[*tuple[Any, ...]]

TODAY = sa.bindparam("today", type_=sa.Date)
_COMMITTEE = sa.bindparam("viewer_committee_id", type_=sa.Integer)
_UNIT = sa.bindparam("viewer_unit_id", type_=sa.Integer)


@dataclass(frozen=True)
class Seat:
    """A viewer of whom only the rights are known, as a statement needs them."""

    roles: frozenset[Role]
    oversees: bool
    delegated: bool = False
    id: Any = None
    committee_id: Any = _COMMITTEE
    unit_id: Any = _UNIT


def seat(viewer: Viewer) -> Seat:
    return Seat(viewer.roles, viewer.oversees)


def sitting(viewer: Viewer) -> dict[str, Any]:
    """The parameters that put a viewer on the seat."""
    return {"viewer_committee_id": viewer.committee_id, "viewer_unit_id": viewer.unit_id}


def ask(session: Session, statement: Statement, **values: Any) -> sa.CursorResult[*tuple[Any, ...]]:
    """The rows of the statement: today's, or as they were on the day that the session looks at."""
    return session.connection().execute(*answered_then(session, statement, values))


def fetch_all(session: Session, row_class: type[Row], statement: Statement, **values: Any) -> list[Row]:
    """Every row of the statement as ``row_class``, whose fields are the columns in order."""
    return [row_class(*row) for row in ask(session, statement, **values)]


def fetch_one(session: Session, row_class: type[Row], statement: Statement, **values: Any) -> Row | None:
    row = ask(session, statement, **values).first()
    return None if row is None else row_class(*row)
