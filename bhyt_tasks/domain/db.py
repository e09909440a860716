"""How rows are kept: the base of all tables, types of columns, and the way a write begins."""

import enum
import fcntl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant, stored in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(sa.types.TypeDecorator[frozenset[Any]]):
    """A small set of enum members in one text column, in the order of the enum."""

    impl = sa.String(200)
    cache_ok = True

    def __init__(self, members: type[enum.StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        return " ".join(m for m in self.members if m in (value or ()))

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> frozenset[Any]:
        return frozenset(self.members(word) for word in (value or "").split())


class _Choice(sa.Enum):
    """Read by one look into a dictionary: a page of a list has hundreds."""

    cache_ok = True

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Any]:
        members = {member.value: member for member in self.enum_class or ()}
        return {None: None, **members}.__getitem__


def choice(members: type[enum.StrEnum], *, closed: bool = True) -> sa.Enum:
    """A column that holds the value of a StrEnum as text, checked by the database when the set is closed.

    A set that will grow stays open: changing the check of an append-only table would mean rebuilding it.
    """
    return _Choice(
        members,
        native_enum=False,
        create_constraint=closed,
        length=40,
        name=members.__name__.lower(),
        values_callable=lambda kind: [m.value for m in kind],
    )


def prepare_engine(engine: sa.Engine) -> None:
    """Make SQLite durable and its transactions explicit; other databases are left as they are.

    The standard driver begins transactions by itself and late, so it is told not to. A file lock around
    the write keeps eight writers waiting in turn instead of polling the database's busy handler.
    """
    if engine.dialect.name != "sqlite":
        return
    database = engine.url.database
    lock_path = Path(f"{database}.lock") if database and database != ":memory:" else None
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", lambda connection: _begin(connection, lock_path))
    event.listen(engine.pool, "checkin", _free_lock)


def _set_pragmas(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "recursive_triggers=ON",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-8000",  # kilobytes of pages a connection
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection, lock_path: Path | None) -> None:
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    if lock_path is not None and "write_lock" not in connection.info:
        handle = lock_path.open("a")
        fcntl.flock(handle, fcntl.LOCK_EX)
        connection.info["write_lock"] = handle
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _free_lock(dbapi_connection: Any, record: Any) -> None:
    handle = record.info.pop("write_lock", None)
    if handle is not None:
        handle.close()


def begin_write(session: Session) -> None:
    """Leave the read transaction and open one that may write: load again whatever is to be changed.

    Everything loaded before is expired, so that no decision is taken on what was read earlier.
    """
    session.rollback()
    session.connection(execution_options={"writes": True})


Locked = TypeVar("Locked", bound=Base)


def locked(session: Session, model: type[Locked], row_id: int) -> Locked:
    """The row as it is now, kept from others until the commit; call it after ``begin_write``."""
    return session.get_one(model, row_id, with_for_update=True, populate_existing=True)


def alone(session: Session, key: str) -> None:
    """Keep others who name the same hexadecimal key waiting until the commit; SQLite has one writer anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(key[:15], 16))))


def insert_into(session: Session, model: type[Base]) -> Any:
    """The INSERT of this database, which knows of conflicts; the other one's dialect is not loaded."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert

        return insert(model)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(model)


def append_only(table: str, dialect: str) -> list[str]:
    """The statements after which a table refuses UPDATE, DELETE and replacement (R14).

    SQLite's INSERT OR REPLACE walks past UPDATE and DELETE triggers, hence the trigger on an existing id; a row
    replaced over another unique key fires the DELETE trigger, since connections set recursive_triggers.
    """
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN NEW.id IN (SELECT id FROM {table}) {refuse}",
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
