"""After giving out, as the secretary, the deputy chairman and a unit see it: R17, withdrawing, resting, disclaiming."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain.errata import Erratum
from bhyt_tasks.domain.history import Event
from bhyt_tasks.domain.meetings import Directive
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


@pytest.fixture
def stored(database: TestDatabase, cast: Cast):
    def read(name: str) -> Task:
        with database.app.app_context():
            row = db.session.get_one(Task, cast.tasks[name])
            db.session.expunge_all()
            return row

    return read


@pytest.fixture
def directive_path(database: TestDatabase, cast: Cast) -> str:
    with database.app.app_context():
        return f"/directives/{db.session.get_one(Task, cast.tasks['a1']).directive_id}"


def counted(database: TestDatabase, model: type) -> int:
    with database.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_R17_a_wrong_date_corrected_for_everybody_leaves_nobody_late_and_tells_them(
    client_of: Clients, cast: Cast, stored, directive_path: str
) -> None:
    secretary = client_of("secretary")
    page = secretary.get(f"{directive_path}/errata").text
    assert "Áp dụng cho mọi nhiệm vụ của nội dung này." in page
    form = {"version": version_of(page), "text": "Phân tích nguyên nhân tỷ lệ thấp", "due_on": "20/12/2019"}
    missing = secretary.post(f"{directive_path}/errata", data=form)
    assert (missing.status_code, "Ghi lý do đính chính." in missing.text) == (422, True)
    assert 'value="20/12/2019"' in missing.text
    sent = secretary.post(f"{directive_path}/errata", data={**form, "reason": "Ghi nhầm tháng"})
    assert sent.location == f"{directive_path}/errata"
    assert [stored(name).due_on for name in ("a1", "b1")] == [date(2019, 12, 20)] * 2
    told = secretary.get(f"{directive_path}/errata").text
    assert "Đính chính (Buổi làm việc thử, ngày 29/10/2019), mục 1: thời hạn 20/11/2019 thành 20/12/2019." in told
    seen = client_of("head_a").get(f"/tasks/{cast.tasks['a1']}").text
    assert "xem lại theo đính chính: thời hạn 20/11/2019 thành 20/12/2019. Lý do: Ghi nhầm tháng" in seen
    assert "Trong hạn, còn 11 ngày" in seen


def version_of(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


def test_R17_after_a_report_the_deputy_chairman_agrees_or_not(
    client_of: Clients, cast: Cast, stored, database: TestDatabase
) -> None:
    path = f"/tasks/{cast.tasks['a1']}"
    client_of("head_a").post(f"{path}/progress", data={"version": "1", "note": "Đã họp"})
    secretary, deputy = client_of("secretary"), client_of("deputy")
    form = {"version": "2", "due_on": "20/12/2019", "reason": "Ghi nhầm"}
    secretary.post(f"{path}/errata", data=form)
    assert stored("a1").due_on == date(2019, 11, 20)
    assert "Đang chờ Phó Chủ tịch đồng ý đính chính:" in secretary.get(f"{path}/errata").text
    assert "1 đính chính chờ đồng ý" in deputy.get("/decisions").text
    refused = deputy.post("/errata/1/decision", data={})
    assert (refused.status_code, "Ghi lý do không đồng ý." in refused.text) == (422, True)
    assert deputy.post("/errata/1/decision", data={"refusal": "Văn bản ghi đúng"}).status_code == 303
    assert "không đồng ý: Văn bản ghi đúng" in secretary.get(directive_of(database, cast)).text
    secretary.post(f"{path}/errata", data=form)
    assert deputy.post("/errata/2/decision", data={"agreed": "1"}).location == "/decisions"
    assert stored("a1").due_on == date(2019, 12, 20)
    again = deputy.post("/errata/2/decision", data={"agreed": "1", "once": "mot-khoa-khac"})
    assert (again.status_code, "đã được quyết định" in again.text) == (422, True)
    assert client_of("outsider").post("/errata/2/decision", data={"agreed": "1"}).status_code == 404


def directive_of(database: TestDatabase, cast: Cast) -> str:
    with database.app.app_context():
        return f"/directives/{db.session.get_one(Task, cast.tasks['a1']).directive_id}/errata"


@on_both
def test_a_unit_says_not_ours_and_the_task_goes_where_it_belongs(
    client_of: Clients, cast: Cast, stored, database: TestDatabase
) -> None:
    path, head = f"/tasks/{cast.tasks['agency3']}", client_of("overseer")
    assert "Nhiệm vụ không thuộc đơn vị?" in head.get(path).text
    empty = head.post(f"{path}/disclaimer", data={"version": "1"})
    assert (empty.status_code, "Ghi lý do để đơn vị biết." in empty.text) == (422, True)
    words = {"version": "1", "reason": "Việc của xã Thạch Trung"}
    assert head.post(f"{path}/disclaimer", data=words).location == path
    secretary = client_of("secretary")
    decisions = secretary.get("/decisions").text
    assert "Việc của xã Thạch Trung" in decisions
    assert f'href="{path}/errata"' in decisions
    nobody = secretary.post(f"{path}/reassignment", data={"version": "2", "reason": "Đúng"})
    assert "Ghi một đơn vị nhận nhiệm vụ." in nobody.text
    late = secretary.post(f"{path}/reassignment", data={"version": "2", "reason": "Đúng", "unit": "thach trung"})
    assert (late.status_code, "Ghi thời hạn mới cho đơn vị nhận." in late.text) == (422, True)
    move = {"version": "2", "reason": "Đúng", "unit": "thach trung", "due_on": "20/12/2019"}
    assert secretary.post(f"{path}/reassignment", data=move).location == path
    row = stored("agency3")
    assert (row.unit_id, row.state, row.due_on) == (cast.units["ward_a"], TaskState.NEW, date(2019, 12, 20))
    assert "Phòng LĐ-TB&amp;XH thành xã Thạch Trung" in client_of("head_a").get(path).text


def test_the_committee_keeps_the_unit_and_says_why(client_of: Clients, cast: Cast, stored) -> None:
    path = f"/tasks/{cast.tasks['a1']}"
    client_of("head_a").post(f"{path}/disclaimer", data={"version": "1", "reason": "Không phải"})
    secretary = client_of("secretary")
    kept = {"version": "2", "reason": "Kết luận ghi rõ", "back": "/decisions"}
    assert secretary.post(f"{path}/upholding", data=kept).location == "/decisions"
    assert stored("a1").disclaimed_on is None
    assert "Ban Chỉ đạo giữ nguyên đơn vị thực hiện: Kết luận ghi rõ" in client_of("head_a").get(path).text


def test_a_task_rests_goes_on_and_is_taken_back(client_of: Clients, cast: Cast, stored) -> None:
    path, secretary = f"/tasks/{cast.tasks['a1']}", client_of("secretary")
    bare = secretary.post(f"{path}/suspension", data={"version": "1"})
    assert (bare.status_code, stored("a1").state) == (422, TaskState.NEW)
    secretary.post(f"{path}/suspension", data={"version": "1", "reason": "Chờ hướng dẫn"})
    assert stored("a1").state is TaskState.SUSPENDED
    assert "Thực hiện tiếp" in secretary.get(f"{path}/errata").text
    secretary.post(f"{path}/resumption", data={"version": "2"})
    assert stored("a1").state is TaskState.IN_PROGRESS
    secretary.post(f"{path}/withdrawal", data={"version": "3", "reason": "Không còn phù hợp"})
    assert stored("a1").state is TaskState.WITHDRAWN
    head = client_of("head_a")
    assert "Thu hồi nhiệm vụ" in head.get(path).text
    assert "Phân tích nguyên nhân" not in head.get("/tasks").text


def test_R12_a_task_that_somebody_wrote_on_meanwhile_is_not_taken_back_unseen(
    client_of: Clients, cast: Cast, stored
) -> None:
    path, secretary = f"/tasks/{cast.tasks['a1']}", client_of("secretary")
    client_of("head_a").post(f"{path}/submission", data={"version": "1", "note": "Xong"})
    answer = secretary.post(f"{path}/withdrawal", data={"version": "1", "reason": "Thôi"})
    assert (answer.status_code, stored("a1").state) == (409, TaskState.SUBMITTED)
    assert "Thôi</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text


def test_R13_taking_back_twice_is_once(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    path, secretary = f"/tasks/{cast.tasks['a1']}", client_of("secretary")
    before = counted(database, Event)
    form = {"version": "1", "reason": "Thôi", "once": "mot-khoa-thu-hoi"}
    assert [secretary.post(f"{path}/withdrawal", data=form).status_code for _ in range(2)] == [303, 303]
    assert counted(database, Event) == before + 1


@on_both
def test_more_units_get_it_and_the_whole_is_taken_back(
    client_of: Clients, cast: Cast, database: TestDatabase, directive_path: str
) -> None:
    secretary = client_of("secretary")
    version = version_of(secretary.get(f"{directive_path}/errata").text)
    form = {"version": version, "coordinating": "Bưu điện A", "due_on": "20/12/2019"}
    before = counted(database, Task)
    bad = secretary.post(f"{directive_path}/units", data={**form, "lead": "xã Thạch Trung"})
    assert (bad.status_code, "xã Thạch Trung đã được giao nội dung này." in bad.text) == (422, True)
    assert counted(database, Task) == before
    assert secretary.post(f"{directive_path}/units", data=form).status_code == 303
    assert counted(database, Task) == before + 1
    stale = secretary.post(f"{directive_path}/withdrawal", data={"version": version, "reason": "Thôi"})
    assert stale.status_code == 409
    fresh = {"version": version_of(stale.text), "reason": "Thôi"}
    assert secretary.post(f"{directive_path}/withdrawal", data=fresh).status_code == 303
    page = secretary.get(f"{directive_path}/errata").text
    assert "Đã thu hồi ngày 09/12/2019" in page
    assert f'action="{directive_path}/withdrawal"' not in page
    with database.app.app_context():
        states = db.session.scalars(
            select(Task.state).where(Task.directive_id == int(directive_path.rsplit("/", 1)[1]))
        ).all()
        assert set(states) == {TaskState.WITHDRAWN}
        assert db.session.get_one(Directive, int(directive_path.rsplit("/", 1)[1])).withdrawn_on is not None


def test_the_same_notice_number_warns_and_may_be_confirmed(client_of: Clients, cast: Cast) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{cast.meeting}"
    secretary.post(f"/meetings/{cast.draft}/edit", data=draft_with_number(secretary, cast))
    version = version_of(secretary.get(path).text)
    warned = secretary.post(f"{path}/notice", data={"version": version, "notice_number": "15/TB-BCĐ"})
    assert warned.status_code == 422
    assert "Số thông báo 15/TB-BCĐ năm 2019 đã ghi cho “Hội nghị dự thảo”." in warned.text
    assert 'value="15/TB-BCĐ"' in warned.text
    confirmed = {"version": version, "notice_number": "15/TB-BCĐ", "same_number_confirmed": "y"}
    assert secretary.post(f"{path}/notice", data=confirmed).status_code == 303
    assert "Thông báo số 15/TB-BCĐ" in secretary.get(path).text


def draft_with_number(secretary: PageClient, cast: Cast) -> dict[str, str]:
    return {
        "version": version_of(secretary.get(f"/meetings/{cast.draft}/edit").text),
        "kind": "conference",
        "held_on": "2/12/2019",
        "title": "Hội nghị dự thảo",
        "chair_position": "Phó Chủ tịch",
        "notice_number": "15/TB-BCĐ",
    }


@on_both
def test_errata_are_no_secret_list_of_another_committee(
    client_of: Clients, cast: Cast, database: TestDatabase, directive_path: str
) -> None:
    outsider = client_of("outsider")
    assert outsider.get(f"{directive_path}/errata").status_code == 404
    assert outsider.post(f"{directive_path}/withdrawal", data={"version": "1", "reason": "x"}).status_code == 404
    assert counted(database, Erratum) == 0
