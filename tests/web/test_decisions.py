"""Many submissions are confirmed at once; what cannot be is told and stays."""

from collections.abc import Callable

import pytest

from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@pytest.fixture
def chosen(database: TestDatabase, client_of: Clients, cast: Cast) -> dict[str, str]:
    """What ticks the submissions of a1, b1 and a2, task by task."""
    for name, head in (("a1", "head_a"), ("b1", "head_b"), ("a2", "head_a")):
        client_of(head).post(f"/tasks/{cast.tasks[name]}/submission", data={"note": "Xong", "version": "1"})
    return {name: f"{cast.tasks[name]}:2" for name in ("a1", "b1", "a2")}


def state(database: TestDatabase, cast: Cast, name: str) -> TaskState:
    with database.app.app_context():
        return db.session.get_one(Task, cast.tasks[name]).state


@on_both
def test_the_ticked_ones_are_confirmed_and_the_others_told(
    database: TestDatabase, client_of: Clients, cast: Cast, chosen: dict[str, str]
) -> None:
    deputy = client_of("deputy")
    page = deputy.get("/decisions").text
    assert "3 báo cáo hoàn thành chờ xác nhận, lâu nhất 0 ngày" in page
    ticks = {name: f'value="{value}"' in page for name, value in chosen.items()}
    assert ticks == {"a1": True, "a2": False, "b1": True}  # below its target a task is confirmed by itself
    answer = deputy.post("/acceptances", data={"chosen": [chosen["a1"], chosen["a2"], "x:1", "9999:1"]})
    assert answer.location == "/decisions"
    told = deputy.get("/decisions").text
    assert "Đã xác nhận 1 báo cáo." in told
    assert "Chưa xác nhận xã Thạch Trung: Chưa xác nhận được: tỷ lệ mới đạt 68,6%" in told
    assert [state(database, cast, name) for name in ("a1", "a2", "b1")] == [
        TaskState.ACCEPTED,
        TaskState.SUBMITTED,
        TaskState.SUBMITTED,
    ]


@pytest.mark.parametrize(
    ("ticked", "words"),
    [([], "Chưa chọn báo cáo nào."), (["a2"], "Chưa xác nhận báo cáo nào. Chưa xác nhận xã Thạch Trung: ")],
)
def test_when_nothing_is_confirmed_the_page_says_why(
    client_of: Clients, chosen: dict[str, str], ticked: list[str], words: str
) -> None:
    answer = client_of("deputy").post("/acceptances", data={"chosen": [chosen[name] for name in ticked]})
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count(" checked") == 0  # below its target it has no tick


def test_R12_one_that_was_read_before_a_change_is_left(
    database: TestDatabase, client_of: Clients, cast: Cast, chosen: dict[str, str]
) -> None:
    head = client_of("head_a")
    head.post(f"/tasks/{cast.tasks['a1']}/withdrawal-of-submission", data={"version": "2"})
    head.post(f"/tasks/{cast.tasks['a1']}/submission", data={"note": "Nói khác", "version": "3"})
    answer = client_of("secretary").post("/acceptances", data={"chosen": [chosen["a1"], chosen["b1"]]})
    assert answer.status_code == 303
    assert state(database, cast, "a1") is TaskState.SUBMITTED
    assert state(database, cast, "b1") is TaskState.ACCEPTED


def test_nobody_confirms_for_another_committee(client_of: Clients, cast: Cast, chosen: dict[str, str]) -> None:
    answer = client_of("outsider").post("/acceptances", data={"chosen": list(chosen.values())})
    assert answer.status_code == 422
    assert "Chưa chọn báo cáo nào." in answer.text


def test_the_deputy_chairman_finds_the_delegation_when_nothing_waits(client_of: Clients) -> None:
    assert 'href="/delegations"' in client_of("deputy").get("/decisions").text
    assert 'href="/delegations"' not in client_of("secretary").get("/decisions").text
