"""Tests of domain and queries never commit, so one fresh database serves a whole module."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bhyt_tasks.plugins import db
from tests.conftest import TestDatabase


@pytest.fixture(scope="module")
def fresh_sqlite(sqlite_database: TestDatabase) -> TestDatabase:
    sqlite_database.restore()
    return sqlite_database


@pytest.fixture(scope="module")
def fresh_postgresql(postgres_database: TestDatabase) -> TestDatabase:
    postgres_database.restore()
    return postgres_database


def _refuse_commit(connection: sa.Connection) -> None:
    raise AssertionError("a test of domain or queries may not commit: the next one would see it")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """A database of each kind as the cast left it."""
    chosen: TestDatabase = request.getfixturevalue(f"fresh_{request.param}")
    with chosen.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "commit", _refuse_commit)
    yield chosen
    sa.event.remove(engine, "commit", _refuse_commit)
