"""A real Chromium on a real server, with the demo as it was loaded for every test."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from bhyt_tasks import create_app, demo
from bhyt_tasks.config import ROOT, Config
from bhyt_tasks.domain import clock, sign_ins
from bhyt_tasks.domain.people import User
from bhyt_tasks.plugins import db
from bhyt_tasks.web import gate
from tests import needs
from tests.cast import make_newcomer
from tests.conftest import find_free_port
from tests.pages import without_values

PASSWORD = "mot-cau-de-thu-nghiem"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = 1280, 390
NARROW = (640, 360)  # 1280 at 200 % zoom; the smallest phone
# Only colours differ in the dark, and none depends on the width; what only a phone shows is looked at once.
COLOUR = "color-contrast"
ONLY_COLOUR: dict[str, object] = {"runOnly": {"type": "rule", "values": [COLOUR]}}
SCHEMES: dict[int, dict[str, dict[str, object]]] = {
    DESK: {"light": {}, "dark": ONLY_COLOUR},
    PHONE: {"light": {"rules": {COLOUR: {"enabled": False}}}},
}


# At which width, with scripts or not, the page but for its tokens; many tests begin with the same ones.
LOOKED_AT: set[tuple[int, bool, str]] = set()


@dataclass
class KeptDemo:
    """The demo as it was loaded, and what a browser of each person carries once signed in."""

    path: Path
    cookies: dict[str, str]


@pytest.fixture(scope="session")
def kept_demo(tmp_path_factory: pytest.TempPathFactory) -> KeptDemo:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    app = create_app(Config(database_url=f"sqlite:///{path}", instance=path.parent, secret_key="k" * 40))
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with app.app_context():
        upgrade()
        demo.load(db.session, dict.fromkeys(demo.USERNAMES, password_hash))
        make_newcomer(db.session(), password_hash)
        cookies = {user.username: session_cookie(app, user) for user in db.session.scalars(db.select(User))}
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return KeptDemo(path, cookies)


def session_cookie(app: Flask, user: User) -> str:
    token = sign_ins.start(db.session, user, device="test", at=clock.real_now())
    kept = {"_user_id": token, "_fresh": True, gate.TOKEN: gate.new_token(user.id)}
    return str(SecureCookieSessionInterface().get_signing_serializer(app).dumps(kept))


@dataclass
class Server:
    address: str
    database: Path
    cookies: dict[str, str]

    def restore(self, kept: Path) -> None:
        """Put the database back while the server runs."""
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(self.database)) as target:
            source.backup(target)


def environment_of(database: Path) -> dict[str, str]:
    """Where the commands find the database of a test."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "BHYT_INSTANCE": str(database.parent),
        "SECRET_KEY": "k" * 40,
    }


@pytest.fixture(scope="session")
def running_server(kept_demo: KeptDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("served") / "demo.db"
    shutil.copy(kept_demo.path, database)
    with serving(database, find_free_port(), kept_demo.cookies) as started:
        yield started


@pytest.fixture
def server(running_server: Server, kept_demo: KeptDemo) -> Server:
    """The demo as it was loaded."""
    running_server.restore(kept_demo.path)
    return running_server


@contextmanager
def serving(database: Path, port: int, cookies: dict[str, str] | None = None) -> Iterator[Server]:
    granian = Path(sys.executable).with_name("granian")
    command = [str(granian), "--interface", "wsgi", "--port", str(port), "--workers", "1", "wsgi:app"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment_of(database), **quiet)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield Server(f"http://127.0.0.1:{port}", database, cookies or {})
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended while starting")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start within thirty seconds")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=needs.chromium(), args=list(FLAGS))
        yield launched
        launched.close()


def serve_htmx(route: Route) -> None:
    """Answer the CDN's address with the file of the package that the CDN serves."""
    route.fulfill(
        body=needs.htmx().read_bytes(),
        content_type="application/javascript",
        headers={"Access-Control-Allow-Origin": "*"},
    )


class Person:
    """Somebody at a browser, who looks at every page: narrow screens, and axe in light and dark when scripts run."""

    def __init__(self, context: BrowserContext, server: Server, scripts: bool) -> None:
        self.page: Page = context.new_page()
        self.address = server.address
        self.cookies = server.cookies
        self.scripts = scripts
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(8000)

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        self.open("/login")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("main button.main")

    def arrive(self, username: str) -> None:
        """Come back with a session that is still open."""
        cookie = {"name": "session", "value": self.cookies[username], "url": self.address}
        self.page.context.add_cookies([cookie])
        self.open("/")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        """No violation in light or dark, and nothing wider than the screen."""
        self.page.wait_for_load_state("load")
        here = self.page.viewport_size
        seen = (here["width"], self.scripts, without_values(self.page.content()))
        if seen in LOOKED_AT:
            return
        LOOKED_AT.add(seen)
        for width in (here["width"], *NARROW):
            self.page.set_viewport_size({"width": width, "height": here["height"]})
            fits = self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, (self.page.url, width)
        self.page.set_viewport_size(here)
        if not self.scripts:
            return
        for scheme, rules in SCHEMES[here["width"]].items():
            self.page.emulate_media(color_scheme=scheme)
            self.find_nothing(scheme, rules)
        self.page.emulate_media(color_scheme="light")

    def find_nothing(self, scheme: str, rules: dict[str, object]) -> None:
        found = Axe().run(self.page, options={"resultTypes": ["violations"], **rules})
        assert found.violations_count == 0, (self.page.url, scheme, found.generate_report())


@pytest.fixture
def person(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    with arrivals(browser, server) as arrive:
        yield arrive


@contextmanager
def arrivals(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    contexts: list[BrowserContext] = []

    def arrive(width: int = DESK, scripts: bool = True, cdn: Callable[[Route], None] = serve_htmx) -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="en-US"
        )
        context.route("https://cdn.jsdelivr.net/**", cdn)
        contexts.append(context)
        return Person(context, server, scripts)

    yield arrive
    for context in contexts:
        context.close()
