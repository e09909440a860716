"""How rows are kept: writes that begin fresh, sets of words, and what each database is told."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee, Settings, read_settings
from bhyt_tasks.domain.db import Instant, Words, begin_write, locked, prepare_engine
from bhyt_tasks.domain.people import Role
from bhyt_tasks.domain.tasks import Task
from tests.cast import TODAY, Cast, task

SQLITE = sa.create_engine("sqlite://").dialect


def test_a_write_begins_without_what_was_read_before(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    a1.measure = "đọc trước"
    begin_write(session)
    assert locked(session, Task, a1.id) is a1
    assert (a1.measure, session.connection().get_execution_options()["writes"]) == ("", True)


def test_a_locked_row_is_read_again(session: Session, cast: Cast) -> None:
    a1 = task(session, cast, "a1")
    session.execute(
        sa.update(Task).where(Task.id == a1.id).values(measure="thôn"), execution_options={"synchronize_session": False}
    )
    assert (a1.measure, locked(session, Task, a1.id).measure) == ("", "thôn")
    with pytest.raises(sa.exc.NoResultFound):
        locked(session, Task, 10**6)


def pragma(connection: sa.Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_is_durable_and_holds_a_lock_while_it_writes(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    prepare_engine(engine)
    with engine.connect().execution_options(writes=True) as writing:
        told = [pragma(writing, name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
        assert told == ["wal", 2, 1, 10_000]
        handle = writing.info["write_lock"]
        writing.rollback()
        pragma(writing, "user_version")
        assert (writing.info["write_lock"] is handle, handle.closed) == (True, False)
    assert handle.closed is True
    with engine.connect() as reading:
        pragma(reading, "user_version")
        assert "write_lock" not in reading.info
    assert (tmp_path / "a.db.lock").exists()
    engine.dispose()


def test_a_database_in_memory_needs_no_lock_file() -> None:
    engine = sa.create_engine("sqlite://")
    prepare_engine(engine)
    with engine.connect().execution_options(writes=True) as writing:
        assert (pragma(writing, "foreign_keys"), "write_lock" in writing.info) == (1, False)
    engine.dispose()


def test_other_databases_are_left_as_they_are() -> None:
    engine = sa.create_engine("postgresql+psycopg://localhost/none")
    before = [
        list(each) for each in (engine.dispatch.begin, engine.pool.dispatch.connect, engine.pool.dispatch.checkin)
    ]
    prepare_engine(engine)
    assert before == [
        list(each) for each in (engine.dispatch.begin, engine.pool.dispatch.connect, engine.pool.dispatch.checkin)
    ]


@given(st.frozensets(st.sampled_from(Role)))
def test_a_set_of_roles_is_one_text_in_the_order_of_the_enum(roles: frozenset[Role]) -> None:
    words = Words(Role)
    stored = words.process_bind_param(roles, SQLITE)
    assert stored.split() == [role.value for role in Role if role in roles]
    assert words.process_result_value(stored, SQLITE) == roles


def test_no_roles_are_an_empty_set() -> None:
    words = Words(Role)
    assert (words.process_bind_param(None, SQLITE), words.process_result_value(None, SQLITE)) == ("", frozenset())


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-12, 14))
def test_an_instant_is_the_same_instant_in_any_zone(instant: datetime, hours: int) -> None:
    column = Instant()
    for dialect in (SQLITE, sa.create_engine("postgresql+psycopg://").dialect):
        try:
            local = instant.astimezone(clock.VIETNAM)
        except OverflowError:
            continue
        assert column.process_result_value(column.process_bind_param(local, dialect), dialect) == instant
    assert column.process_bind_param(None, SQLITE) is column.process_result_value(None, SQLITE) is None


# The clock of a committee


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(0, 23), st.integers(0, 59))
def test_R1_a_local_day_and_hour_fall_on_that_day(day: date, hour: int, minute: int) -> None:
    assert clock.day(clock.at(day, hour, minute)) == day
    assert clock.at(day, hour, minute).utcoffset() == timedelta(hours=7)


def test_a_demo_committee_stands_on_its_day_with_the_real_time(session: Session, cast: Cast) -> None:
    committee = session.get_one(Committee, cast.committee)
    before, now, after = clock.real_now(), clock.now(committee), clock.real_now()
    assert clock.day(now) == committee.today == TODAY
    local = [instant.astimezone(clock.VIETNAM).time() for instant in (before, now, after)]
    assert local == sorted(local) or local[0] > local[2]


def test_another_committee_stands_in_the_present() -> None:
    before, now, after = clock.real_now(), clock.now(Committee(today=None)), clock.real_now()
    assert before <= now <= after


def test_settings_have_a_value_for_everything_and_forget_what_they_do_not_know() -> None:
    assert read_settings({}) == Settings("phường, xã", 28, 1, 30, 2, 3, 0, (), False, 12)
    assert read_settings({"units_below": "xã", "gone": 1}) == Settings(units_below="xã")
    kept = read_settings({"holidays": ["2020-01-01", "2020-01-23"]})
    assert kept == Settings(holidays=("2020-01-01", "2020-01-23"))
    assert kept.days_off == {date(2020, 1, 1), date(2020, 1, 23)}
