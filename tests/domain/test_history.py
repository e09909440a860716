"""R13 and R14: a form that is sent twice counts once, and what happened cannot be edited."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, history
from bhyt_tasks.domain.coverage import Reading
from bhyt_tasks.domain.history import Event
from tests.cast import ISSUED_AT, TODAY, Cast

AT = clock.at(TODAY)
TABLES = ("events", "readings")


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
        "UPDATE {table} SET {column} = {column} WHERE id = 1",
        "UPDATE {table} SET id = 1000 WHERE id = 1",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE id = 1",
    ],
)
def test_R14_history_refuses_change_and_deletion(session: Session, table: str, statement: str) -> None:
    refuse(session, statement.format(table=table, column="note"))


def columns_of(session: Session, table: str, *, but: tuple[str, ...] = ()) -> str:
    names = [column["name"] for column in sa.inspect(session.get_bind()).get_columns(table)]
    return ", ".join(f'"{name}"' for name in names if name not in but)


@pytest.mark.parametrize("table", TABLES)
def test_R14_history_refuses_replacement(session: Session, table: str) -> None:
    columns = columns_of(session, table)
    upsert = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = 1 "
        "ON CONFLICT (id) DO UPDATE SET note = 'x'"
    )
    if dialect(session) == "sqlite":
        refuse(session, f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = 1")
        refuse(session, f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")
        refuse(session, upsert)
    else:
        refuse(session, upsert)
        refuse(session, f"TRUNCATE {table} CASCADE")
        refuse(session, f"WITH x AS (SELECT 1) MERGE INTO {table} USING x ON {table}.id = 1 WHEN MATCHED THEN DELETE")


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
