"""R13: whoever sends a form again, at any later time, gets the first answer, and nothing happens a second time."""

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase

FORMS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("head_a", "receipt", {}),
    ("head_a", "progress", {"note": "Đang làm"}),
    ("secretary", "progress", {"note": "Đang làm", "told_by": "Chủ tịch", "channel": "phone"}),
    ("head_a", "extensions", {"wanted_on": "15/1/2020", "reason": "Chờ số liệu"}),
    ("head_a", "submission", {"note": "Xong"}),
    ("head_a", "withdrawal-of-submission", {}),
    ("deputy", "return", {"reason": "Thiếu số liệu"}),
    ("deputy", "deadline", {"granted_on": "10/1/2020", "reason": "Chờ"}),
    ("secretary", "suspension", {"reason": "Chờ"}),
    ("secretary", "resumption", {}),
    ("secretary", "errata", {"due_on": "20/12/2019", "reason": "Nhầm"}),
)


def test_R13_a_form_that_is_sent_again_at_any_later_time_does_nothing(
    database: TestDatabase, client_of: Callable[[str], PageClient], cast: Cast
) -> None:
    chance, clients = Random(13), {name: client_of(name) for name, _, _ in FORMS}
    accepted: list[tuple[str, str, dict[str, str], str]] = []

    def stored() -> list[Any]:
        with database.app.app_context():
            tables = (Task, Event, Extension)
            return [db.session.execute(sa.select(row.__table__).order_by(row.id)).all() for row in tables]

    def version(task_id: int) -> str:
        with database.app.app_context():
            return str(db.session.get_one(Task, task_id).version)

    for _ in range(60):
        name, act, data = chance.choice(FORMS)
        task_id = cast.tasks[chance.choice(("a1", "a2"))]
        form = {**data, "version": version(task_id), "once": uuid4().hex}
        path = f"/tasks/{task_id}/{act}"
        before, answer = stored(), clients[name].post(path, data=form)
        if answer.status_code == 303:
            accepted.append((name, path, form, answer.location))
        else:
            assert (answer.status_code, stored()) == (422, before)
        name, path, form, location = chance.choice(accepted or [("", "", {}, "")])
        if name:
            before, again = stored(), clients[name].post(path, data=form)
            assert (again.status_code, again.location, stored()) == (303, location, before)
    assert {path.rpartition("/")[2] for _, path, _, _ in accepted} == {act for _, act, _ in FORMS}
