"""More time: asked for on a phone, decided from the decisions page, in the story and on both clocks."""

from collections.abc import Callable

import pytest

from bhyt_tasks.domain.extensions import Extension
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

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


@on_both
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


def test_the_secretary_gives_an_opinion_that_the_unit_does_not_see(client_of: Clients, cast: Cast, asked: int) -> None:
    secretary, path = client_of("secretary"), f"/tasks/{cast.tasks['a2']}/extensions"
    assert secretary.post(f"/extensions/{asked}/opinion", data={"opinion": ""}).status_code == 422
    said = {"opinion": "Nên đồng ý đến 05/01", "back": "/decisions"}
    assert secretary.post(f"/extensions/{asked}/opinion", data=said).location == "/decisions"
    for page in ("/decisions", "/overview", path):
        assert "Nên đồng ý đến 05/01" in client_of("deputy").get(page).text
    assert "Nên đồng ý" not in client_of("head_a").get(path).text
    late = secretary.post(f"/extensions/{asked}/opinion", data={"opinion": "Không nên", "before": ""})
    assert late.status_code == 409
    assert all(words in late.text for words in ("Không nên", "Nên đồng ý đến 05/01"))


def test_an_overseeing_unit_does_not_see_the_opinion(client_of: Clients, cast: Cast) -> None:
    task = f"/tasks/{cast.tasks['a1']}/extensions"
    client_of("head_a").post(task, data={"wanted_on": "20/12/2019", "reason": "Chờ số liệu"})
    client_of("secretary").post("/extensions/1/opinion", data={"opinion": "Ý kiến riêng"})
    assert "Ý kiến riêng" in client_of("deputy").get("/overdue").text
    overseen = client_of("overseer").get("/overdue").text
    assert "đề nghị gia hạn đến 20/12/2019" in overseen
    assert "Ý kiến" not in overseen


def test_R18_the_secretary_writes_down_what_the_unit_asked_for(
    database: TestDatabase, client_of: Clients, cast: Cast
) -> None:
    secretary, path = client_of("secretary"), f"/tasks/{cast.tasks['a2']}"
    data = {**WANTED, "version": version(database, cast)}
    refused = secretary.post(f"{path}/extensions", data=data)
    assert refused.status_code == 422
    assert "Ghi ai báo" in refused.text
    told = {"told_by": "Chủ tịch UBND xã", "channel": "phone", "told_on": "8/12/2019"}
    assert secretary.post(f"{path}/extensions", data=data | told).location == path
    assert "Chủ tịch UBND xã báo" in client_of("deputy").get(path).text


def test_a_late_task_is_given_time_from_the_overdue_page(
    database: TestDatabase, client_of: Clients, cast: Cast
) -> None:
    head, deputy, task = client_of("head_a"), client_of("deputy"), f"/tasks/{cast.tasks['a1']}"
    head.post(f"{task}/extensions", data={"wanted_on": "20/12/2019", "reason": "Chờ số liệu", "version": "1"})
    late = deputy.get("/overdue").text
    assert "Đề nghị gia hạn đến 20/12/2019, chờ quyết định" in late
    assert 'action="/extensions/1/decision"' in late
    given = {"decided": "other", "granted_on": "15/12/2019", "back": "/overdue"}
    assert deputy.post("/extensions/1/decision", data=given).location == "/overdue"
    assert "Phân tích nguyên nhân" not in deputy.get("/overdue?unit=" + str(cast.units["ward_a"])).text
    assert "gia hạn 1 lần" in head.get("/tasks").text


@on_both
def test_a_delegated_secretary_decides_and_the_story_says_so(
    database: TestDatabase, client_of: Clients, cast: Cast, asked: int
) -> None:
    secretary, deputy = client_of("secretary"), client_of("deputy")
    decision = {"decided": "yes"}
    assert secretary.post(f"/extensions/{asked}/decision", data=decision).status_code == 403
    form = {"user_id": str(cast.users["secretary"]), "from_on": "9/12/2019", "document": "12/GUQ-UBND"}
    refused = deputy.post("/delegations", data=form)
    assert refused.status_code == 422
    assert "Ghi đủ ngày" in refused.text
    assert 'value="12/GUQ-UBND"' in refused.text
    assert deputy.post("/delegations", data=form | {"until_on": "31/12/2019"}).location == "/delegations"
    assert "từ 09/12/2019 đến hết 31/12/2019" in deputy.get("/delegations").text
    assert "Đồng ý đến 15/01/2020" in secretary.get("/decisions").text
    assert secretary.post(f"/extensions/{asked}/decision", data=decision).status_code == 303
    story = client_of("head_a").get(f"/tasks/{cast.tasks['a2']}").text
    assert "Theo ủy quyền của Phó Chủ tịch: 12/GUQ-UBND" in story
    assert deputy.post("/delegations/1/end").location == "/delegations"
    assert "kết thúc ngày 09/12/2019" in deputy.get("/delegations").text
    again = deputy.post("/delegations/1/end", data={"once": "another-key"})
    assert again.status_code == 422
    assert "Ủy quyền này đã kết thúc." in again.text
    assert secretary.post(f"/extensions/{asked}/decision", data=decision).status_code == 403
