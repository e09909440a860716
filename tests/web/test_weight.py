"""How much goes over a weak network? The first visit and every later page of the demo, as they are sent."""

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade

from bhyt_tasks import create_app, demo
from bhyt_tasks.config import Config
from bhyt_tasks.plugins import db
from tests.conftest import PageClient, sign_in

FIRST_VISIT = 60_000  # bytes, without htmx
LATER_PAGE = 20_000  # bytes
PAGES = {
    "phochutich": (
        *("/overview", "/overdue", "/overdue?tab=waiting", "/overdue?group=unit", "/decisions", "/tasks?state=all"),
        *("/meetings", "/meetings/1", "/coverage", "/coverage/2", "/tasks/1"),
    ),
    "thuky": ("/meetings/new", "/meetings/1", "/meetings/1/issue", "/coverage/readings", "/tasks?state=all"),
    "thachtrung": ("/tasks", "/tasks/1", "/account", "/account/password"),
}


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("weight")
    app = create_app(Config(database_url=f"sqlite:///{folder / 'demo.db'}", instance=folder, secret_key="k" * 40))
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    with app.app_context():
        upgrade()
        demo.load(db.session, dict.fromkeys(demo.USERNAMES, password_hash))
        db.session.commit()
        db.session.remove()
    return app


def sent(client: PageClient, path: str) -> int:
    """Bytes of the answer as they travel."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    return len(answer.data)


def test_the_first_visit_is_light(demo_app: Flask) -> None:
    client = sign_in(demo_app, "nobody")
    page = client.get("/login")
    ours = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert {Path(path).name for path in ours} >= {"icon.svg", "base.css", "components.css", "app.js", "drafts.js"}
    assert sent(client, "/login") + sum(sent(client, path) for path in ours) <= FIRST_VISIT


@pytest.mark.parametrize("who", PAGES)
def test_every_later_page_is_light(demo_app: Flask, who: str) -> None:
    client = sign_in(demo_app, who)
    weights = {path: sent(client, path) for path in PAGES[who]}
    assert {path: weight for path, weight in weights.items() if weight > LATER_PAGE} == {}
