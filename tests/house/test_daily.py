"""The command that a timer runs every morning: for every committee, on both databases, from several processes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.daily import make_due
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast
from tests.commands import Command
from tests.conftest import TestDatabase

PROCESSES = 4
Daily = Callable[..., Command]


@pytest.fixture
def daily(database: TestDatabase, tmp_path: Path) -> Daily:
    """The command on the database of the test, begun and not waited for."""
    url = database.app.config["SQLALCHEMY_DATABASE_URI"]
    environment = {**os.environ, "DATABASE_URL": url, "BHYT_INSTANCE": str(tmp_path), "SECRET_KEY": "k" * 40}
    database.written = True  # by other processes

    return lambda *words: Command("daily", *words, environment=environment)


def made(database: TestDatabase) -> set[tuple[object, ...]]:
    columns = (Task.directive_id, Task.unit_id, Task.period, Task.due_on, Task.original_due_on, Task.act_by)
    more = (Task.part, Task.state, Task.assigned_on, Task.version)
    with database.app.app_context():
        found = [tuple(row) for row in db.session.execute(select(*columns, *more))]
        assert db.session.scalar(select(func.count()).select_from(Event)) == len(found) == len(set(found))
    return set(found)


def test_R6_four_processes_at_once_make_what_one_makes(database: TestDatabase, cast: Cast, daily: Daily) -> None:
    with database.app.app_context():
        committee = db.session.get_one(Committee, cast.committee)
        assert make_due(db.session, committee, until=TODAY.replace(year=2020), at=clock.now(committee)) == 14
        db.session.flush()
        rows = select(Task.directive_id, Task.unit_id, Task.period, Task.due_on, Task.original_due_on, Task.act_by)
        expected = {tuple(row) for row in db.session.execute(rows)}
        db.session.rollback()
    running = [daily("--on", "09/12/2020") for _ in range(PROCESSES)]
    printed = [process.communicate() for process in running]
    assert [(process.returncode, errors) for process, (_, errors) in zip(running, printed, strict=True)] == [
        (0, "")
    ] * 4
    told = sorted(words.splitlines()[0].partition(",")[0] for words, _ in printed)
    assert told == ["BCĐ A: giao 0 nhiệm vụ định kỳ"] * 3 + ["BCĐ A: giao 14 nhiệm vụ định kỳ"]
    after = made(database)
    assert {row[:6] for row in after} == expected
    assert {row[8] for row in after if row[2] > "2019-10"} == {TODAY}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_day_is_the_committees_own_unless_it_is_typed(database: TestDatabase, cast: Cast, daily: Daily) -> None:
    for words, told in (
        (("--on", "31.10.2019"), "giao 0"),
        ((), "giao 2"),
        ((), "giao 0"),
        (("--on", "1/2/2020"), "giao 2"),
        (("--on", "5/12/2019"), "giao 0"),
    ):
        printed, errors = daily(*words).communicate()
        assert (printed.splitlines()[0].partition(",")[0], errors) == (f"BCĐ A: {told} nhiệm vụ định kỳ", "")
    assert "BCĐ B: giao 0 nhiệm vụ định kỳ, tạo 0 thông báo." in printed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "words"),
    [("31/02/2020", "--on: Ngày 31/02/2020 không có"), ("05/12/2199", "--on: Ngày 05/12/2199 chưa đến.")],
)
def test_a_day_that_is_none_or_ahead_makes_nothing(
    database: TestDatabase, daily: Daily, typed: str, words: str
) -> None:
    before = made(database)
    process = daily("--on", typed)
    _, errors = process.communicate()
    assert (process.returncode, errors.startswith(words[:20]), made(database)) == (1, True, before)
