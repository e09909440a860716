"""A real Chromium on a real server: the demo in a file of its own for every test."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from bhyt_tasks import create_app, demo
from bhyt_tasks.config import ROOT, Config
from bhyt_tasks.plugins import db
from tests import needs
from tests.cast import make_newcomer

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
# Only colours differ in the dark, and no colour depends on the width.
SCHEMES: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},
}


@pytest.fixture(scope="session")
def kept_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    app = create_app(Config(database_url=f"sqlite:///{path}", instance=path.parent, secret_key="k" * 40))
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with app.app_context():
        upgrade()
        demo.load(db.session, dict.fromkeys(demo.USERNAMES, password_hash))
        make_newcomer(db.session(), password_hash)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return path


@dataclass
class Server:
    address: str
    database: Path


def environment_of(database: Path) -> dict[str, str]:
    """Where the commands find the database of a test."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "BHYT_INSTANCE": str(database.parent),
        "SECRET_KEY": "k" * 40,
    }


@pytest.fixture
def server(kept_demo: Path, tmp_path: Path, free_port: int) -> Iterator[Server]:
    database = tmp_path / "demo.db"
    shutil.copy(kept_demo, database)
    with serving(database, free_port) as started:
        yield started


@contextmanager
def serving(database: Path, port: int) -> Iterator[Server]:
    granian = Path(sys.executable).with_name("granian")
    command = [str(granian), "--interface", "wsgi", "--port", str(port), "--workers", "1", "wsgi:app"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment_of(database), **quiet)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield Server(f"http://127.0.0.1:{port}", database)
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

    def __init__(self, context: BrowserContext, address: str, scripts: bool) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.scripts = scripts
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(8000)

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        self.open("/login")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("main button.main")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        """No violation in light or dark, and nothing wider than the screen."""
        self.page.wait_for_load_state("load")
        here = self.page.viewport_size
        for width in (here["width"], *NARROW):
            self.page.set_viewport_size({"width": width, "height": here["height"]})
            fits = self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, (self.page.url, width)
        self.page.set_viewport_size(here)
        if not self.scripts:
            return
        for scheme, rules in SCHEMES.items() if here["width"] == DESK else [("light", {})]:
            self.page.emulate_media(color_scheme=scheme)
            found = Axe().run(self.page, options={"resultTypes": ["violations"], **rules})
            assert found.violations_count == 0, (self.page.url, scheme, found.generate_report())
        self.page.emulate_media(color_scheme="light")


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
        return Person(context, server.address, scripts)

    yield arrive
    for context in contexts:
        context.close()
