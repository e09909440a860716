"""The overdue review and the decisions: tabs, groups, search, reminders."""

from collections.abc import Callable

import pytest

from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.reminders import Reminder
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def test_the_review_shows_lateness_head_phone_coverage_and_last_word(client_of: Clients) -> None:
    page = client_of("deputy").get("/overdue").text
    assert "3 nhiệm vụ của 3 đơn vị" in page
    assert "Quá hạn 19 ngày" in page
    assert "còn 530 người" in page
    assert "92,9%" in page
    assert 'href="tel:0239.000.0001"' in page
    assert "Chưa báo cáo lần nào." in page


@on_both
def test_groups_and_search(client_of: Clients, cast: Cast) -> None:
    deputy = client_of("deputy")
    assert f"/overdue/units/{cast.units['ward_a']}" in deputy.get("/overdue?group=unit").text
    assert "Phân tích nguyên nhân" in deputy.get("/overdue?group=directive").text
    found = deputy.get("/overdue?q=thach+trung").text
    assert "Xã Thạch Trung" in found
    assert "Phường Đại Nài" not in found
    assert "Không tìm thấy" in deputy.get("/overdue?q=zzz").text


def test_many_are_reminded_at_once_and_one_that_was_just_reminded_is_left(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    deputy = client_of("deputy")
    first = deputy.post("/reminders", data={"only": str(cast.tasks["a1"])})
    assert first.location == "/overdue"
    both = {"task_ids": [cast.tasks["a1"], cast.tasks["b1"]], "text": "Đề nghị báo cáo", "answer_by": "12/12/2019"}
    deputy.post("/reminders", data=both)
    page = deputy.get("/overdue").text
    assert "Đã đôn đốc 1 đơn vị (1 nhiệm vụ). 1 nhiệm vụ vừa được nhắc gần đây, không gửi lại." in page
    assert "Đã nhắc 1 lần" in page
    story = client_of("head_b").get(f"/tasks/{cast.tasks['b1']}").text
    assert "báo cáo kết quả trước 12/12/2019" in story
    with database.app.app_context():
        assert db.session.query(Reminder).count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Chưa chọn nhiệm vụ nào."),
        ({"only": "1", "answer_by": "1/12/2019"}, "Thời hạn báo cáo lại 01/12/2019 đã qua."),
        ({"only": "1", "answer_by": "31/02"}, "Ngày 31/02 không có."),
    ],
)
def test_bad_reminders_are_refused_in_words(
    client_of: Clients, cast: Cast, database: TestDatabase, typed: dict[str, str], words: str
) -> None:
    typed = {**typed, **({"only": str(cast.tasks["a1"])} if "only" in typed else {})}
    answer = client_of("deputy").post("/reminders", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    with database.app.app_context():
        assert db.session.query(Reminder).count() == 0


@on_both
def test_tasks_of_another_committee_are_not_reminded(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    answer = client_of("outsider").post("/reminders", data={"only": str(cast.tasks["a1"])})
    assert answer.status_code == 422
    with database.app.app_context():
        assert db.session.query(Reminder).count() == 0


def test_late_submissions_wait_in_their_own_tab_and_in_decisions(client_of: Clients, cast: Cast) -> None:
    client_of("head_a").post(f"/tasks/{cast.tasks['a1']}/submission", data={"version": "1", "note": "Xong, chậm"})
    client_of("head_a").post(f"/tasks/{cast.tasks['a2']}/submission", data={"version": "1", "note": "Xong, sớm"})
    deputy = client_of("deputy")
    late, waiting = deputy.get("/overdue?tab=waiting").text, deputy.get("/decisions").text
    assert "Xong, chậm" in late
    assert "Xong, sớm" not in late
    assert "Xong, chậm" in waiting
    assert "Xong, sớm" in waiting
    assert "Chờ quyết định" in deputy.get("/overview").text
    deputy.post(f"/tasks/{cast.tasks['a1']}/acceptance", data={"version": "2"})
    assert "Không có báo cáo quá hạn nào chờ xác nhận." in deputy.get("/overdue?tab=waiting").text


def test_nothing_overdue_names_the_nearest_deadline(client_of: Clients, cast: Cast) -> None:
    for name, unit in (("a1", "head_a"), ("b1", "head_b"), ("agency3", "overseer")):
        client_of(unit).post(f"/tasks/{cast.tasks[name]}/submission", data={"version": "1", "note": "Xong"})
    page = client_of("deputy").get("/overdue").text
    assert "Không có nhiệm vụ quá hạn. Nhiệm vụ đến hạn gần nhất: 31/12/2019 (2 đơn vị)." in page


@on_both
def test_a_line_that_is_kept_is_made_again_when_anything_on_it_changes(
    database: TestDatabase, client_of: Clients, cast: Cast
) -> None:
    client = client_of("deputy")
    assert "090 1" not in client.get("/overdue").text
    with database.app.app_context():
        unit = db.session.get_one(Unit, cast.units["ward_a"])
        db.session.get_one(User, unit.head_id).work_phone = "090 1"
        db.session.commit()
    assert "090 1" in client.get("/overdue").text
    client.post("/language", data={"language": "en"})
    assert "Overdue" in client.get("/overdue").text
