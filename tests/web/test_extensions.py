"""More time: asked for on a phone, decided from the decisions page, in the story and on both clocks."""

from collections.abc import Callable

import pytest

from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase

Clients = Callable[[str], PageClient]
WANTED = {"wanted_on": "15/1/2020", "reason": "Chờ số liệu quý IV"}


@pytest.fixture
def asked(database: TestDatabase, client_of: Clients, cast: Cast) -> int:
    """The id of a request of ward A for the task that is due on 31/12/2019."""
    path = f"/tasks/{cast.tasks['a2']}/extensions"
    head = client_of("head_a")
    answer = head.post(path, data={**WANTED, "version": version(database, cast)})
    assert answer.location == f"/tasks/{cast.tasks['a2']}"
    with database.app.app_context():
        return int(db.session.scalars(db.select(Extension.id)).one())


def version(database: TestDatabase, cast: Cast) -> str:
    with database.app.app_context():
        return str(db.session.get_one(Task, cast.tasks["a2"]).version)


def test_R3_a_request_is_decided_and_told_with_both_clocks(client_of: Clients, cast: Cast, asked: int) -> None:
    deputy, head, task = client_of("deputy"), client_of("head_a"), f"/tasks/{cast.tasks['a2']}"
    assert "Đề nghị gia hạn" in head.get(task).text
    assert "Đề nghị gia hạn đến 15/01/2020, chờ quyết định." in head.get(f"{task}/extensions").text
    waiting = deputy.get("/decisions").text
    assert "1 đề nghị gia hạn" in waiting
    assert "Đồng ý đến 15/01/2020" in waiting
    given = {"decided": "other", "granted_on": "10/1/2020", "answer": "Chỉ đến 10/01", "back": "/decisions"}
    assert deputy.post(f"/extensions/{asked}/decision", data=given).location == "/decisions"
    page = head.get(task).text
    assert "thời hạn ban đầu 31/12/2019, điều chỉnh 10/01/2020" in page
    assert "Thời hạn mới: 10/01/2020." in page
    assert "Đến ngày 15/01/2020." in page
    assert "Đồng ý, hạn khác" in head.get(f"{task}/extensions").text
    assert "đề nghị gia hạn" not in deputy.get("/decisions").text


def test_a_second_request_while_one_is_open_is_refused_in_words(
    database: TestDatabase, client_of: Clients, cast: Cast, asked: int
) -> None:
    again = client_of("head_a").post(
        f"/tasks/{cast.tasks['a2']}/extensions", data={**WANTED, "version": version(database, cast)}
    )
    assert again.status_code == 422
    assert "đang có một đề nghị gia hạn chờ quyết định" in again.text


def test_a_refusal_without_a_reason_keeps_what_was_typed(client_of: Clients, cast: Cast, asked: int) -> None:
    deputy = client_of("deputy")
    answer = deputy.post(f"/extensions/{asked}/decision", data={"decided": "no", "granted_on": "12/1/2020"})
    assert answer.status_code == 422
    assert "Ghi lý do." in answer.text
    assert 'value="12/1/2020"' in answer.text
    refused = deputy.post(f"/extensions/{asked}/decision", data={"decided": "no", "answer": "Chưa thuyết phục"})
    assert refused.location == f"/tasks/{cast.tasks['a2']}"
    assert "Chưa thuyết phục" in client_of("head_a").get(f"/tasks/{cast.tasks['a2']}").text


def test_R3_a_deadline_is_moved_without_a_request(database: TestDatabase, client_of: Clients, cast: Cast) -> None:
    deputy, path = client_of("deputy"), f"/tasks/{cast.tasks['a2']}"
    moved = {"granted_on": "20/12/2019", "reason": "Hội đồng họp sớm", "version": version(database, cast)}
    assert deputy.post(f"{path}/deadline", data=moved).location == path
    page = client_of("head_a").get(path).text
    assert "Điều chỉnh thời hạn" in page
    assert "thời hạn ban đầu 31/12/2019, điều chỉnh 20/12/2019" in page
    late = deputy.post(f"{path}/deadline", data={**moved, "reason": "Sửa lại"})
    assert late.status_code == 409
    assert "Sửa lại" in late.text
