"""R13 and R14: a form that is sent twice counts once, and what happened cannot be edited."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, history
from bhyt_tasks.domain.history import ChangeKind, Event, Subject
from bhyt_tasks.domain.readings import Reading
from tests.cast import ISSUED_AT, TODAY, Cast

AT = clock.at(TODAY)
TABLES = ("events", "readings", "changes")


def dialect(session: Session) -> str:
    return session.get_bind().dialect.name


# R13


def test_R13_the_first_takes_the_key_and_a_repeat_gets_its_answer(session: Session, cast: Cast) -> None:
    head = cast.users["head_a"]
    assert history.claim_once(session, key="k1", by=head, at=AT) is None
    assert history.claim_once(session, key="k1", by=head, at=AT) == ""
    history.answer_once(session, key="k1", by=head, answer="/tasks/1")
    assert history.claim_once(session, key="k1", by=head, at=AT) == "/tasks/1"


def test_R13_the_answer_is_known_before_the_key_is_asked_for_again(session: Session, cast: Cast) -> None:
    head = cast.users["head_a"]
    assert history.answer_to(session, key="k1", by=head) == ""
    history.claim_once(session, key="k1", by=head, at=AT)
    history.answer_once(session, key="k1", by=head, answer="/tasks/1")
    assert history.answer_to(session, key="k1", by=head) == "/tasks/1"
    assert history.answer_to(session, key="k1", by=cast.users["clerk_a"]) == ""


def test_differences_are_the_fields_that_changed_with_both_values() -> None:
    before, after = {"name": "a", "code": None, "kept": 1}, {"name": "b", "code": "1", "kept": 1, "new": [2]}
    assert history.differences(before, after) == {"name": ["a", "b"], "code": [None, "1"], "new": [None, [2]]}


def test_R13_a_key_belongs_to_one_person_and_one_form(session: Session, cast: Cast) -> None:
    head, clerk = cast.users["head_a"], cast.users["clerk_a"]
    assert history.claim_once(session, key="k1", by=head, at=AT) is None
    history.answer_once(session, key="k1", by=head, answer="/tasks/1")
    assert history.claim_once(session, key="k1", by=clerk, at=AT) is None
    assert history.claim_once(session, key="k2", by=head, at=AT) is None
    assert history.claim_once(session, key="k1", by=clerk, at=AT) == ""


def test_R13_a_key_of_a_write_that_was_rolled_back_is_free(session: Session, cast: Cast) -> None:
    head = cast.users["head_a"]
    assert history.claim_once(session, key="k1", by=head, at=AT) is None
    session.rollback()
    assert history.claim_once(session, key="k1", by=head, at=AT) is None


# R14


@pytest.fixture(autouse=True)
def a_change(session: Session, cast: Cast) -> None:
    """The cast has events and readings, and no change yet."""
    history.record_change(
        session,
        committee_id=cast.committee,
        subject=Subject.UNIT,
        subject_id=cast.units["ward_a"],
        what=ChangeKind.REVISED,
        name="xã Thạch Trung",
        by=cast.users["admin"],
        at=AT,
    )


def refuse(session: Session, statement: str) -> None:
    """The database refuses the statement in the trigger's words, and nothing has changed."""
    before = [session.execute(sa.text(f'SELECT * FROM "{table}" ORDER BY id')).all() for table in TABLES]
    with pytest.raises(sa.exc.DBAPIError, match="is append-only"), session.begin_nested():
        session.execute(sa.text(statement))
    assert before == [session.execute(sa.text(f'SELECT * FROM "{table}" ORDER BY id')).all() for table in TABLES]
    assert all(before)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = 'x'",
        "UPDATE {table} SET {column} = {column} WHERE id = {first}",
        "UPDATE {table} SET id = 1000 WHERE id = {first}",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE id = {first}",
    ],
)
def test_R14_history_refuses_change_and_deletion(session: Session, table: str, statement: str) -> None:
    refuse(session, statement.format(table=table, column="note", first=first(session, table)))


def first(session: Session, table: str) -> int:
    return int(session.scalar(sa.text(f"SELECT min(id) FROM {table}")) or 0)


def columns_of(session: Session, table: str, *, but: tuple[str, ...] = ()) -> str:
    names = [column["name"] for column in sa.inspect(session.get_bind()).get_columns(table)]
    return ", ".join(f'"{name}"' for name in names if name not in but)


@pytest.mark.parametrize("table", TABLES)
def test_R14_history_refuses_replacement(session: Session, table: str) -> None:
    columns, number = columns_of(session, table), first(session, table)
    upsert = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {number} "
        "ON CONFLICT (id) DO UPDATE SET note = 'x'"
    )
    if dialect(session) == "sqlite":
        refuse(session, f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {number}")
        refuse(session, f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")
        refuse(session, upsert)
    else:
        refuse(session, upsert)
        refuse(session, f"TRUNCATE {table} CASCADE")
        refuse(
            session,
            f"WITH x AS (SELECT 1) MERGE INTO {table} USING x ON {table}.id = {number} WHEN MATCHED THEN DELETE",
        )


def test_R14_the_session_cannot_write_over_an_event_or_a_reading(session: Session) -> None:
    for model in (Event, Reading):
        row = session.scalars(sa.select(model).order_by(model.id).limit(1)).one()
        row.note = "khác"
        with pytest.raises(sa.exc.DBAPIError, match="is append-only"):
            session.flush()
        session.rollback()
        session.delete(session.get_one(model, row.id))
        with pytest.raises(sa.exc.DBAPIError, match="is append-only"):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("key", ["the first figure of a month", "what replaces another"])
def test_R10_a_reading_is_not_replaced_over_another_key(session: Session, cast: Cast, key: str) -> None:
    """Over a key that is not the id, SQLite takes the old row away without a DELETE trigger, unless the connection
    asks for it: as whoever opens the file by hand does not."""
    columns, number = columns_of(session, "readings", but=("id", "replaces_id")), first(session, "readings")
    replaces = "NULL"
    if key == "what replaces another":
        session.execute(
            sa.text(
                f"INSERT INTO readings ({columns}, replaces_id) SELECT {columns}, id FROM readings WHERE id = {number}"
            )
        )
        replaces = "id"
    copy = f"({columns}, replaces_id) SELECT {columns}, {replaces} FROM readings WHERE id = {number}"
    if dialect(session) == "sqlite":
        session.execute(sa.text("PRAGMA recursive_triggers = OFF"))
        refuse(session, f"INSERT OR REPLACE INTO readings {copy}")
        refuse(session, f"INSERT INTO readings {copy}")
        session.execute(sa.text("PRAGMA recursive_triggers = ON"))
    else:
        refuse(session, f"INSERT INTO readings {copy} ON CONFLICT (replaces_id) DO UPDATE SET note = 'x'")
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(sa.text(f"INSERT INTO readings {copy}"))


def test_R14_new_rows_are_taken(session: Session, cast: Cast) -> None:
    columns = columns_of(session, "events", but=("id",))
    count = sa.select(sa.func.count()).select_from(Event)
    before = session.scalar(count)
    session.execute(sa.text(f"INSERT INTO events ({columns}) SELECT {columns} FROM events WHERE id = 1"))
    assert session.scalar(count) == (before or 0) + 1


def test_an_instant_without_its_zone_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(sa.exc.StatementError, match="an instant needs its time zone"):
        history.claim_once(session, key="k1", by=cast.users["head_a"], at=AT.replace(tzinfo=None))


def test_an_instant_comes_back_as_it_went_in(session: Session, cast: Cast) -> None:
    assert set(session.scalars(sa.select(Event.at).where(Event.task_id == cast.tasks["a1"]))) == {ISSUED_AT}
