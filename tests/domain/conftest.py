"""Tests of domain and queries never commit, so one fresh database serves a whole module."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bhyt_tasks.domain.sign_ins import SignIn
from bhyt_tasks.plugins import db
from tests.conftest import TestDatabase


@pytest.fixture(scope="module")
def fresh_sqlite(sqlite_database: TestDatabase) -> TestDatabase:
    return _without_sign_ins(sqlite_database)


@pytest.fixture(scope="module")
def fresh_postgresql(postgres_database: TestDatabase) -> TestDatabase:
    return _without_sign_ins(postgres_database)


def _without_sign_ins(database: TestDatabase) -> TestDatabase:
    database.restore()
    with database.app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.delete(SignIn))
    return database


def _refuse_commit(connection: sa.Connection) -> None:
    raise AssertionError("a test of domain or queries may not commit: the next one would see it")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """A database of each kind as the cast left it."""
    chosen: TestDatabase = request.getfixturevalue(f"fresh_{request.param}")
    if "indexes" in request.fixturenames:  # rows that earlier tests rolled back would mislead the planner
        _without_sign_ins(chosen)
    with chosen.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "commit", _refuse_commit)
    yield chosen
    sa.event.remove(engine, "commit", _refuse_commit)
