"""How a SELECT becomes frozen rows: one tuple class a question, no entities."""

from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

Row = TypeVar("Row")
Statement: TypeAlias = sa.Select[*tuple[Any, ...]]


def fetch_all(session: Session, row_class: type[Row], statement: Statement, **values: Any) -> list[Row]:
    """Every row of the statement as ``row_class``, whose fields are the columns in order."""
    return [row_class(*row) for row in session.execute(statement, values)]


def fetch_one(session: Session, row_class: type[Row], statement: Statement, **values: Any) -> Row | None:
    row = session.execute(statement, values).first()
    return None if row is None else row_class(*row)
