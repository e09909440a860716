"""Targets on the screen: set for many, changed with a reason, beside the directive's; and what confirming shows."""

from collections.abc import Callable
from datetime import date

import pytest

from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def plan(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "indicator_id": str(cast.indicator),
        "units": "các xã, phường",
        "points": "95",
        "comparator": "at_least",
        "due_on": "31/12/2019",
        "given_by": "plan",
        "origin": "Kế hoạch 53/KH-UBND ngày 04/8/2019",
    } | more


def plans(database: TestDatabase) -> list[Target]:
    with database.app.app_context():
        rows = db.session.scalars(db.select(Target).where(Target.directive_id.is_(None)).order_by(Target.id)).all()
        db.session.expunge_all()
        return list(rows)


@on_both
def test_a_plan_is_set_for_a_group_of_units_and_stands_beside_the_directive(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    secretary = client_of("secretary")
    assert "mục 2" in secretary.get("/coverage/targets").text
    assert secretary.get("/coverage/targets/new").status_code == 200
    assert secretary.post("/coverage/targets/new", data=plan(cast)).location == "/coverage/targets"
    assert [row.points for row in plans(database)] == [9500, 9500]
    page = secretary.get("/coverage/targets").text
    assert "Đã giao chỉ tiêu cho 2 đơn vị." in page
    assert "Kế hoạch 53/KH-UBND ngày 04/8/2019" in page
    assert "còn 574 người" in page
    unit = client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text
    assert "Chỉ tiêu được giao: 2" in unit
    assert unit.count("đang tính theo chỉ tiêu này") == 1
    assert "Tính từ tháng 10/2019: 1.492 người; 3 tháng qua tăng 60 người, bình quân 20 người/tháng" in unit
    assert "còn 2 tháng đến hết tháng 12/2019" in unit
    own = client_of("head_a").get("/coverage/targets").text
    assert "Thạch Trung" in own
    assert "Đại Nài" not in own
    assert "Giao chỉ tiêu</a>" not in own


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"units": ""}, "Ghi các đơn vị được giao chỉ tiêu."),
        ({"units": "phòng LĐ-TB&XH"}, "Phòng LĐ-TB&amp;XH không có số liệu của “Tỷ lệ bao phủ BHYT”."),
        ({"points": "101"}, "không quá 100%"),
        ({"origin": ""}, "Ghi quyết định hoặc kế hoạch giao chỉ tiêu."),
        ({"given_by": "directive"}, "Chọn một mục trong danh sách."),
        ({"indicator_id": "x"}, "Chọn một mục trong danh sách."),
    ],
)
def test_a_bad_target_saves_nothing(
    client_of: Clients, cast: Cast, database: TestDatabase, more: dict[str, str], words: str
) -> None:
    answer = client_of("secretary").post("/coverage/targets/new", data=plan(cast, **more))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert plans(database) == []


def test_the_same_twice_is_refused_in_words(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    secretary = client_of("secretary")
    secretary.post("/coverage/targets/new", data=plan(cast))
    again = secretary.post("/coverage/targets/new", data=plan(cast, points="96"))
    assert "đã có chỉ tiêu đến ngày 31/12/2019 theo Kế hoạch 53/KH-UBND ngày 04/8/2019." in again.text
    assert len(plans(database)) == 2


def test_a_target_is_replaced_and_ended_with_a_reason(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    secretary = client_of("secretary")
    secretary.post("/coverage/targets/new", data=plan(cast, units="xã Thạch Trung"))
    (old,) = plans(database)
    path = f"/coverage/targets/{old.id}"
    assert "Kết thúc chỉ tiêu cũ, giao chỉ tiêu mới" in secretary.get(path).text
    silent = secretary.post(path, data=plan(cast, points="94"))
    assert (silent.status_code, "Ghi lý do thay đổi." in silent.text) == (422, True)
    to = f"/coverage/targets?unit={cast.units['ward_a']}"
    assert secretary.post(path, data=plan(cast, points="94", reason="Điều chỉnh")).location == to
    new = plans(database)[1]
    assert (plans(database)[0].ended_on, new.points) == (date(2019, 12, 9), 9400)
    page = secretary.get(to).text
    assert "Chỉ tiêu đã kết thúc: 1" in page
    assert "kết thúc ngày 09/12/2019: Điều chỉnh" in page
    assert secretary.post(f"{path}/ending", data={"reason": "x"}).status_code == 422
    assert secretary.post(f"/coverage/targets/{new.id}/ending", data={}).status_code == 422
    assert secretary.post(f"/coverage/targets/{new.id}/ending", data={"reason": "Hết"}).location == to
    assert plans(database)[1].ended_reason == "Hết"
    same = secretary.get(f"/coverage/targets/{new.id}").text
    assert "kết thúc ngày 09/12/2019: Hết" in same
    history = client_of("admin").get("/admin/history").text
    assert "94%" in history
    assert "Điều chỉnh" in history


@on_both
def test_a_directives_target_is_not_changed_here(client_of: Clients, database: TestDatabase) -> None:
    secretary = client_of("secretary")
    assert "Đính chính hoặc thu hồi nhiệm vụ" in secretary.get("/coverage/targets/1").text
    answer = secretary.post("/coverage/targets/1/ending", data={"reason": "x"})
    assert (answer.status_code, "Chỉ tiêu này do chỉ đạo giao." in answer.text) == (422, True)


def test_since_a_directive_the_answer_is_one_sentence(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    with database.app.app_context():
        path = f"/coverage/directives/{db.session.get_one(Task, cast.tasks['a2']).directive_id}"
    deputy = client_of("deputy")
    assert "Chưa có số liệu sau ngày giao (30/10/2019)." in deputy.get(path).text
    ward = cast.units["ward_a"]
    typed = {f"numerator-{ward}": "1600", f"denominator-{ward}": "2200"}
    typed |= {"period": "2019-11", "cut_off_on": "25/11/2019"}
    assert client_of("data_officer").post("/coverage/readings", data=typed).status_code == 303
    page = deputy.get(path).text
    assert "Từ khi giao (30/10/2019): 1/2 đơn vị tăng, 0 đã đạt; còn phải vận động 450 người." in page
    assert "+4,10" in page
    assert "tổng số đổi +26" in page
    assert "Cộng 1/2 đơn vị có cả hai số liệu" in page
    own = client_of("head_b").get(path).text
    assert "Thạch Trung" not in own
    for link in (f"/meetings/{cast.meeting}", "/coverage", f"/tasks/{cast.tasks['a2']}"):
        assert f'href="{path}"' in deputy.get(link).text
    assert deputy.get("/coverage/directives/999").status_code == 404


def submit(client: PageClient, database: TestDatabase, task_id: int) -> None:
    with database.app.app_context():
        version = db.session.get_one(Task, task_id).version
    assert client.post(f"/tasks/{task_id}/submission", data={"version": str(version), "note": "Xong"}).location


@on_both
def test_R7_what_is_missing_stands_beside_the_button_and_exceptions_are_listed(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    task_id, secretary, deputy = cast.tasks["a2"], client_of("secretary"), client_of("deputy")
    assert "Chưa có nhiệm vụ nào được xác nhận" in deputy.get("/coverage/exceptions").text
    submit(client_of("head_a"), database, task_id)
    missing = "Bao phủ 68,6%, chỉ tiêu từ 93% trở lên: chưa đạt, thiếu 530. Số liệu chốt đến 25/10/2019."
    for path in ("/decisions", "/overview"):
        page = secretary.get(path).text
        assert missing in page
        assert "Chuyển Phó Chủ tịch xem xét ngoại lệ." in page
        assert f'action="/tasks/{task_id}/acceptance"' not in page
        assert "Xem, xác nhận ngoại lệ" in deputy.get(path).text
    page = secretary.get(f"/tasks/{task_id}").text
    assert "còn phải vận động 530 người để đạt từ 93% trở lên. Số liệu chốt đến 25/10/2019." in page
    assert f'action="/tasks/{task_id}/acceptance"' not in page
    assert "Xác nhận ngoại lệ" in deputy.get(f"/tasks/{task_id}").text
    accepted = {"version": "2", "exception": "Dân đi làm xa"}
    assert deputy.post(f"/tasks/{task_id}/acceptance", data=accepted).status_code == 303
    with database.app.app_context():
        assert db.session.get_one(Task, task_id).state is TaskState.ACCEPTED
    for path in ("/reports/briefing", f"/meetings/{cast.meeting}/since"):
        page = deputy.get(path).text
        assert "Xác nhận ngoại lệ khi chưa đạt chỉ tiêu: 1" in page
        assert "Dân đi làm xa" in page
    page = deputy.get("/coverage/exceptions").text
    assert "Dân đi làm xa" in page
    assert "68,6%" in page
    assert deputy.get("/coverage/exceptions.xlsx").data[:2] == b"PK"


def test_R7_late_submissions_show_it_too(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    with database.app.app_context():
        db.session.execute(db.update(Task).where(Task.id == cast.tasks["b2"]).values(due_on=date(2019, 12, 1)))
        db.session.commit()
    submit(client_of("head_b"), database, cast.tasks["b2"])
    page = client_of("deputy").get("/overdue?tab=waiting").text
    assert "chưa đạt, thiếu 4." in page
