"""What waits for a decision while the task goes on: the decision is refused in words, and nothing has changed."""

from collections.abc import Callable

import pytest

from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def send(client: PageClient, database: TestDatabase, task_id: int, act: str, **data: str) -> int:
    with database.app.app_context():
        version = db.session.get_one(Task, task_id).version
    return client.post(f"/tasks/{task_id}/{act}", data={**data, "version": str(version)}).status_code


@on_both
def test_R17_a_task_accepted_meanwhile_is_not_taken_from_its_unit(
    database: TestDatabase, client_of: Clients, cast: Cast
) -> None:
    secretary, deputy = client_of("secretary"), client_of("deputy")
    task_id = cast.tasks["agency3"]
    assert send(client_of("overseer"), database, task_id, "progress", note="Đang làm") == 303
    moved = {"unit": "thành phố A", "due_on": "20/12/2019", "reason": "Giao nhầm"}
    assert send(secretary, database, task_id, "reassignment", **moved) == 303
    assert send(client_of("overseer"), database, task_id, "submission", note="Xong") == 303
    assert send(deputy, database, task_id, "acceptance") == 303
    with database.app.app_context():
        erratum_id = db.session.scalars(db.select(Erratum.id)).one()
    answer = deputy.post(f"/errata/{erratum_id}/decision", data={"agreed": "1"})
    assert answer.status_code == 422
    assert "Nhiệm vụ đã hoàn thành, không chuyển đơn vị khác." in answer.text
    with database.app.app_context():
        row = db.session.get_one(Task, task_id)
        assert (row.state, row.unit_id) == (TaskState.ACCEPTED, cast.units["agency"])
    assert deputy.post(f"/errata/{erratum_id}/decision", data={"refusal": "Đơn vị đã làm xong"}).status_code == 303


@on_both
@pytest.mark.parametrize("path", ["decision", "deadline"])
def test_R3_what_rests_gets_no_new_deadline(database: TestDatabase, client_of: Clients, cast: Cast, path: str) -> None:
    task_id, deputy = cast.tasks["a2"], client_of("deputy")
    if path == "decision":
        asked = {"wanted_on": "15/1/2020", "reason": "Chờ số liệu"}
        assert send(client_of("head_a"), database, task_id, "extensions", **asked) == 303
    assert send(client_of("secretary"), database, task_id, "suspension", reason="Chờ văn bản") == 303
    with database.app.app_context():
        row = db.session.get_one(Task, task_id)
        due_on, version = row.due_on, str(row.version)
        extension_id = db.session.scalar(db.select(Extension.id))
    if path == "decision":
        answer = deputy.post(f"/extensions/{extension_id}/decision", data={"answer": "Đồng ý"})
    else:
        moved = {"granted_on": "10/1/2020", "reason": "Chờ", "version": version}
        answer = deputy.post(f"/tasks/{task_id}/deadline", data=moved)
    assert (answer.status_code, "Cho thực hiện tiếp rồi mới đổi thời hạn." in answer.text) == (422, True)
    with database.app.app_context():
        assert db.session.get_one(Task, task_id).due_on == due_on


def test_R3_the_request_of_the_first_unit_waits_no_more_after_the_move(
    database: TestDatabase, client_of: Clients, cast: Cast
) -> None:
    task_id, deputy = cast.tasks["agency3"], client_of("deputy")
    asked = {"wanted_on": "15/1/2020", "reason": "Chờ số liệu"}
    assert send(client_of("overseer"), database, task_id, "extensions", **asked) == 303
    moved = {"unit": "thành phố A", "due_on": "20/12/2019", "reason": "Giao nhầm"}
    assert "1 đề nghị gia hạn" in deputy.get("/decisions").text
    assert send(client_of("secretary"), database, task_id, "reassignment", **moved) == 303
    assert "đề nghị gia hạn" not in deputy.get("/decisions").text
    page = deputy.get(f"/tasks/{task_id}/extensions").text
    assert "Nhiệm vụ đã chuyển cho đơn vị khác." in page
    assert "chờ quyết định." not in page
