"""One task: reporting, twice, stale, on behalf, refused in words, and what others see."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@pytest.fixture
def stored(database: TestDatabase, cast: Cast):
    """``stored("a1")``: the task as it is in the database, with its number of events."""

    def read(name: str) -> tuple[Task, int]:
        with database.app.app_context():
            task = db.session.get_one(Task, cast.tasks[name])
            events = db.session.scalar(select(func.count()).where(Event.task_id == task.id))
            db.session.expunge_all()
            return task, events

    return read


@on_both
def test_a_head_reports_step_by_step(client_of: Clients, cast: Cast, stored) -> None:
    head, path = client_of("head_a"), f"/tasks/{cast.tasks['a1']}"
    assert head.post(f"{path}/receipt").location == path
    report = {"version": "2", "note": "Đã họp", "done": "6", "total": "12", "measure": "thôn"}
    assert head.post(f"{path}/progress", data=report).location == path
    assert head.post(f"{path}/submission", data={"version": "3", "note": "Xong"}).location == path
    task, events = stored("a1")
    assert (task.state, task.stopped_on, task.done, task.total, events) == (
        TaskState.SUBMITTED,
        date(2019, 12, 9),
        6,
        12,
        4,
    )
    page = head.get(path).text
    assert "6/12 thôn" in page
    assert "Quá hạn 19 ngày" in page


def test_htmx_gets_an_announcement_instead_of_a_page(client_of: Clients, cast: Cast) -> None:
    answer = client_of("head_a").post(
        f"/tasks/{cast.tasks['a1']}/progress",
        data={"version": "1", "note": "Đã họp"},
        headers={"HX-Request": "true", "HX-Target": "div#entry"},
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert '"task-changed"' in answer.headers["HX-Trigger"]
    assert answer.headers["HX-Trigger"].isascii()


def test_htmx_gets_only_the_block_it_asks_for(client_of: Clients, cast: Cast) -> None:
    head, path = client_of("head_a"), f"/tasks/{cast.tasks['a1']}"
    asked = {"HX-Request": "true", "HX-Target": "div#entry"}
    answer = head.post(f"{path}/progress", data={"version": "1"}, headers=asked)
    assert answer.status_code == 422
    assert "Chưa ghi gì." in answer.text
    assert "<html" not in answer.text
    assert answer.vary == {"HX-Request", "HX-Target", "Cookie"} or "HX-Target" in answer.headers["Vary"]


def test_R13_twice_is_once(client_of: Clients, cast: Cast, stored) -> None:
    head, path = client_of("head_a"), f"/tasks/{cast.tasks['a1']}"
    form = {"version": "1", "note": "Một lần", "once": "khoa-mot-lan"}
    first, second = (head.post(f"{path}/progress", data=form) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, path)
    assert stored("a1")[1] == 2


def test_R12_a_stale_form_shows_both_texts_and_saves_nothing(client_of: Clients, cast: Cast, stored) -> None:
    path = f"/tasks/{cast.tasks['a1']}/progress"
    client_of("clerk_a").post(path, data={"version": "1", "note": "Cán bộ ghi trước"})
    answer = client_of("head_a").post(path, data={"version": "1", "note": "Chủ tịch ghi sau"})
    assert answer.status_code == 409
    assert "vừa được Chức vụ clerk_a cập nhật lúc" in answer.text
    assert "Cán bộ ghi trước" in answer.text
    assert "Chủ tịch ghi sau</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert stored("a1")[1] == 2


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("progress", {}, "Chưa ghi gì."),
        ("progress", {"note": "a", "done": "13", "total": "12"}, "Số đã làm được (13) lớn hơn tổng số (12)."),
        ("progress", {"note": "a", "done": "nhiều", "total": "12"}, "Không đọc được số “nhiều”."),
        ("progress", {"note": "a", "done": "3"}, "Ghi tổng số"),
        ("submission", {"done": "3", "total": "3"}, "Ghi kết quả thực hiện trước khi báo cáo hoàn thành."),
        ("progress", {"note": "Nguyễn 038099001234"}, "số định danh cá nhân (12 chữ số)"),
        ("progress", {"note": "x" * 5001}, "Dài quá 5000 ký tự"),
        ("withdrawal-of-submission", {}, "Đơn vị chưa báo cáo hoàn thành"),
    ],
)
def test_bad_reports_are_answered_in_words_and_saved_by_half_never(
    client_of: Clients, cast: Cast, stored, act: str, typed: dict[str, str], words: str
) -> None:
    answer = client_of("head_a").post(f"/tasks/{cast.tasks['a1']}/{act}", data={"version": "1", **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for value in typed.values())
    task, events = stored("a1")
    assert (task.state, task.done, events) == (TaskState.NEW, None, 1)


def test_R15_digits_may_be_sent_once_confirmed(client_of: Clients, cast: Cast, stored) -> None:
    head, path = client_of("head_a"), f"/tasks/{cast.tasks['a1']}/progress"
    typed = {"version": "1", "note": "Công văn 123456789012"}
    assert 'name="numbers_confirmed"' in head.post(path, data=typed).text
    assert head.post(path, data={**typed, "numbers_confirmed": "y"}).status_code == 303
    assert stored("a1")[1] == 2


def test_R18_a_secretary_reports_for_a_unit_that_phoned(client_of: Clients, cast: Cast, stored) -> None:
    secretary, path = client_of("secretary"), f"/tasks/{cast.tasks['a1']}"
    missing = secretary.post(f"{path}/submission", data={"version": "1", "note": "Xong", "channel": "phone"})
    assert "Ghi ai báo" in missing.text
    told = {
        "version": "1",
        "note": "Xong",
        "told_by": "Chủ tịch xã",
        "channel": "phone",
        "told_on": "18/11/2019",
    }
    assert secretary.post(f"{path}/submission", data=told).status_code == 303
    task, _ = stored("a1")
    assert task.stopped_on == date(2019, 11, 18)
    assert "Chủ tịch xã báo qua điện thoại ngày 18/11/2019" in secretary.get(path).text
    own = secretary.post(f"{path}/acceptance", data={"version": "2"})
    assert own.status_code == 422
    assert "do chính tài khoản này nhập" in own.text
    assert client_of("deputy").post(f"{path}/acceptance", data={"version": "2"}).status_code == 303
    assert "Hoàn thành đúng hạn" in secretary.get(path).text


def test_a_submission_is_sent_back_only_with_a_reason(client_of: Clients, cast: Cast, stored) -> None:
    path = f"/tasks/{cast.tasks['a1']}"
    client_of("head_a").post(f"{path}/submission", data={"version": "1", "note": "Xong"})
    deputy = client_of("deputy")
    refused = deputy.post(f"{path}/return", data={"version": "2", "answer_by": "31/02/2020"})
    assert refused.status_code == 422
    assert "Ngày 31/02/2020 không có." in refused.text
    assert 'value="31/02/2020"' in refused.text
    assert "Ghi lý do trả lại" in deputy.post(f"{path}/return", data={"version": "2"}).text
    sent = deputy.post(
        f"{path}/return", data={"version": "2", "reason": "Thiếu số liệu", "back": "/overdue?tab=waiting"}
    )
    assert sent.location == "/overdue?tab=waiting"
    assert stored("a1")[0].state is TaskState.IN_PROGRESS
    assert "Thiếu số liệu" in client_of("head_a").get(path).text


def test_R18_a_unit_does_not_date_its_own_report_back(client_of: Clients, cast: Cast, stored) -> None:
    form = {"version": "1", "note": "Xong", "told_by": "x", "told_on": "1/11/2019"}
    answer = client_of("head_a").post(f"/tasks/{cast.tasks['a1']}/submission", data=form)
    assert answer.status_code == 422
    assert "không ghi ngày báo khác hôm nay" in answer.text
    assert stored("a1")[1] == 1


def test_R18_what_a_unit_told_before_the_return_does_not_count(client_of: Clients, cast: Cast, stored) -> None:
    path = f"/tasks/{cast.tasks['a1']}"
    client_of("head_a").post(f"{path}/submission", data={"version": "1", "note": "Xong"})
    client_of("deputy").post(f"{path}/return", data={"version": "2", "reason": "Thiếu"})
    form = {"version": "3", "note": "Xong", "told_by": "Chủ tịch", "channel": "phone", "told_on": "15/11/2019"}
    answer = client_of("secretary").post(f"{path}/submission", data=form)
    assert "trước ngày trả lại, rút lại báo cáo hoặc cho thực hiện tiếp (09/12/2019)" in answer.text
    assert stored("a1")[0].stopped_on is None


def test_R13_the_same_key_with_other_words_is_not_a_repeat(client_of: Clients, cast: Cast, stored) -> None:
    head, path = client_of("head_a"), f"/tasks/{cast.tasks['a1']}"
    head.post(f"{path}/receipt", data={"once": "cung-mot-khoa", "version": "1"})
    head.post(f"{path}/progress", data={"once": "cung-mot-khoa", "version": "2", "note": "Quan trọng"})
    assert stored("a1")[1] == 3
    assert "Quan trọng" in head.get(path).text


def test_R7_below_the_target_only_the_deputy_chairman_excepts_and_says_why(
    client_of: Clients, cast: Cast, stored
) -> None:
    path = f"/tasks/{cast.tasks['a2']}"
    client_of("head_a").post(f"{path}/submission", data={"version": "1", "note": "Đã vận động"})
    assert "chuyển Phó Chủ tịch" in client_of("secretary").post(f"{path}/acceptance", data={"version": "2"}).text
    deputy = client_of("deputy")
    refused = deputy.post(f"{path}/acceptance", data={"version": "2"})
    assert "tỷ lệ mới đạt 68,6%, còn phải vận động 530 người" in refused.text
    assert stored("a2")[0].state is TaskState.SUBMITTED
    assert deputy.post(f"{path}/acceptance", data={"version": "2", "exception": "Dân đi làm xa"}).status_code == 303
    assert stored("a2")[0].state is TaskState.ACCEPTED
    assert "Dân đi làm xa" in client_of("head_a").get(path).text


def test_a_coordinating_task_closes_with_its_directive(client_of: Clients, cast: Cast, stored) -> None:
    for name, unit in (("a1", "head_a"), ("b1", "head_b")):
        path = f"/tasks/{cast.tasks[name]}"
        client_of(unit).post(f"{path}/submission", data={"version": "1", "note": "Xong"})
        assert stored("agency1")[0].state is TaskState.NEW
        client_of("deputy").post(f"{path}/acceptance", data={"version": "2"})
    assert stored("agency1")[0].state is TaskState.ACCEPTED


@on_both
@pytest.mark.parametrize(
    "path", ["/tasks/99999999999999999999", "/attachments/99999999999999999999", "/meetings?before=²"]
)
def test_absurd_numbers_in_addresses_break_nothing(client_of: Clients, path: str) -> None:
    assert client_of("secretary").get(path).status_code in (200, 404)


def test_a_coordinating_unit_does_not_submit(client_of: Clients, cast: Cast) -> None:
    path = f"/tasks/{cast.tasks['agency1']}/submission"
    answer = client_of("overseer").post(path, data={"version": "1", "note": "Xong"})
    assert "Đơn vị phối hợp cập nhật tiến độ" in answer.text


@on_both
def test_the_list_says_what_to_do_next_and_finds_without_accents(client_of: Clients) -> None:
    head = client_of("head_a")
    page = head.get("/tasks").text
    assert page.index("Phân tích nguyên nhân") < page.index("Vận động đạt 93%")
    assert "Mở nhiệm vụ và bấm Nhận việc." in page
    assert "Vận động đạt 93%" in head.get("/tasks?q=van+dong").text
    empty = head.get("/tasks?q=khongco<b>").text
    assert "Không tìm thấy “khongco&lt;b&gt;”." in empty
    assert "Không có nhiệm vụ nào như vậy." in head.get("/tasks?state=accepted").text


def test_the_way_back_keeps_the_filter_of_the_list_it_came_from(client_of: Clients, cast: Cast) -> None:
    deputy, path = client_of("deputy"), f"/tasks/{cast.tasks['a1']}"
    here = f"http://localhost{path}"

    def way_back(referer: str) -> str:
        return re.search(r'<a href="([^"]*)">[^<]*</a> ›', deputy.get(path, headers={"Referer": referer}).text)[1]

    assert way_back("") == "/tasks"
    assert way_back("https://elsewhere.example/overdue") == "/tasks"
    assert way_back("http://localhost/overdue?unit=2&group=unit") == "/overdue?unit=2&amp;group=unit"
    assert way_back(here) == "/overdue?unit=2&amp;group=unit"
    assert way_back(f"{here}/return") == "/overdue?unit=2&amp;group=unit"
    assert way_back("http://localhost/login") == "/tasks"
    assert way_back(f"http://localhost/meetings/{cast.meeting}") == f"/meetings/{cast.meeting}"
    other = f"/tasks/{cast.tasks['b1']}"
    assert 'href="/tasks">' in deputy.get(other, headers={"Referer": f"http://localhost{other}"}).text
