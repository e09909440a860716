"""A leader leaves: from that day the next one answers; what was done stays with who did it."""

import re
from collections.abc import Callable

import pytest

from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both
from tests.web.test_units import typed

Clients = Callable[[str], PageClient]


@pytest.fixture
def reported(client_of: Clients, database: TestDatabase, cast: Cast) -> str:
    """The head of ward A has told of the task; the clerk, who comes next, has a telephone of their own."""
    with database.app.app_context():
        version = db.session.get_one(Task, cast.tasks["a1"]).version
        db.session.get_one(User, cast.users["clerk_a"]).work_phone = "0239.000.0002"
        db.session.commit()
    path = f"/tasks/{cast.tasks['a1']}"
    told = client_of("head_a").post(f"{path}/progress", data={"version": str(version), "note": "Đã họp dân"})
    assert told.status_code in (303, 204)
    return path


def change_over(client_of: Clients, cast: Cast) -> None:
    admin = client_of("admin")
    assert admin.post(f"/admin/users/{cast.users['clerk_a']}/headship").status_code == 303
    assert admin.post(f"/admin/users/{cast.users['head_a']}/closure").status_code == 303


def test_the_new_head_answers_and_the_story_keeps_the_old_one(client_of: Clients, reported: str, cast: Cast) -> None:
    change_over(client_of, cast)
    page = client_of("secretary").get(reported).text
    facts, story = page.split('id="story"')
    assert re.search(r"Chức vụ clerk_a · <a href=\"tel:0239.000.0002\">", facts)
    assert "Chức vụ head_a" not in facts
    assert re.search(r"Cập nhật tiến độ.*?Chức vụ head_a", story, re.DOTALL)
    assert "Chức vụ clerk_a" not in story
    late = client_of("secretary").get(f"/overdue?unit={cast.units['ward_a']}").text
    assert "Chức vụ clerk_a" in late and "tel:0239.000.0002" in late
    assert "Chức vụ head_a" not in late


def test_the_new_head_sees_the_open_tasks_and_acts_at_once(
    client_of: Clients, database: TestDatabase, reported: str, cast: Cast
) -> None:
    change_over(client_of, cast)
    clerk = client_of("clerk_a")
    listed = clerk.get("/tasks").text
    assert all(f"/tasks/{cast.tasks[name]}" in listed for name in ("a1", "a2"))
    version = typed_version(clerk.get(reported).text)
    done = clerk.post(f"{reported}/submission", data={"version": version, "note": "Đã làm xong"})
    assert done.status_code in (303, 204)
    story = client_of("secretary").get(reported).text.split('id="story"')[1]
    assert re.search(r"Báo cáo hoàn thành.*?Chức vụ clerk_a.*?Cập nhật tiến độ.*?Chức vụ head_a", story, re.DOTALL)
    assert client_of("head_a").get("/tasks").status_code == 303  # to the sign-in
    with database.app.app_context():
        row = db.session.get_one(Task, cast.tasks["a1"])
        assert (row.unit_id, row.due_on) == (cast.units["ward_a"], row.original_due_on)


def typed_version(page: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', page)[0]


@on_both
def test_the_story_keeps_who_it_was_when_the_person_or_the_account_moves_on(
    client_of: Clients, database: TestDatabase, reported: str, cast: Cast
) -> None:
    admin, head = client_of("admin"), cast.users["head_a"]
    form = typed(admin.get(f"/admin/users/{head}").text)
    form |= {"full_name": "Người kế nhiệm", "position": "Chủ tịch UBND phường khác", "roles": "unit"}
    assert admin.post(f"/admin/users/{head}", data=form | {"unit": "dai nai"}).status_code == 303
    story = client_of("secretary").get(reported).text.split('id="story"')[1]
    assert "Chức vụ head_a" in story
    assert "Chủ tịch UBND phường khác" not in story


def test_the_page_of_the_unit_says_since_when_who_answers(client_of: Clients, reported: str, cast: Cast) -> None:
    change_over(client_of, cast)
    page = client_of("admin").get(f"/admin/units/{cast.units['ward_a']}").text
    terms = page.split("Người đứng đầu qua các thời kỳ")[1]
    assert re.search(
        r"clerk_a \(clerk_a\)</strong>.*?từ 09/12/2019 đến nay.*?head_a \(head_a\)</strong>.*?"
        r"trước khi ghi lịch sử đến 09/12/2019",
        terms,
        re.DOTALL,
    )
    assert "Người đứng đầu qua các thời kỳ" not in client_of("admin").get(f"/admin/units/{cast.units['ward_b']}").text


def test_closing_the_account_of_the_head_first_leaves_the_unit_without_one_and_says_so(
    client_of: Clients, database: TestDatabase, reported: str, cast: Cast
) -> None:
    admin = client_of("admin")
    assert admin.post(f"/admin/users/{cast.users['head_a']}/closure").status_code == 303
    assert "Xã Thạch Trung chưa có người đứng đầu." in admin.get(f"/admin/users/{cast.users['head_a']}").text
    with database.app.app_context():
        assert db.session.get_one(Unit, cast.units["ward_a"]).head_id is None
    assert admin.post(f"/admin/users/{cast.users['clerk_a']}/headship").status_code == 303
    assert "Chức vụ clerk_a" in client_of("secretary").get(reported).text
