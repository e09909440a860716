"""A committee on its first day: every list says what its emptiness means and what comes next."""

import pytest

from bhyt_tasks.plugins import db
from tests.cast import NEWCOMER, make_newcomer
from tests.conftest import PageClient, TestDatabase, sign_in
from tests.pages import form_sent


@pytest.fixture
def newcomer(database: TestDatabase) -> PageClient:
    with database.app.app_context():
        make_newcomer(db.session(), "x")
        db.session.commit()
        db.session.remove()
    return sign_in(database.app, NEWCOMER)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/overview", "Quản trị hệ thống thêm các đơn vị của Ban Chỉ đạo"),
        ("/overview", "Chưa giao nhiệm vụ nào."),
        ("/overdue", "Không có nhiệm vụ quá hạn."),
        ("/overdue?group=unit", "Không có nhiệm vụ quá hạn."),
        ("/overdue?tab=waiting", "Không có báo cáo quá hạn nào chờ xác nhận."),
        ("/decisions", "Đơn vị báo cáo hoàn thành thì việc hiện ở đây."),
        ("/tasks", "Chưa có nhiệm vụ nào. Giao nhiệm vụ từ một cuộc họp, kiểm tra."),
        ("/tasks?q=zzz", "Thử bớt từ hoặc bỏ bộ lọc đơn vị."),
        ("/tasks?state=accepted", "Xem tất cả nhiệm vụ chưa hoàn thành"),
        ("/meetings", "Chưa có cuộc họp nào. Dán nội dung kết luận để bắt đầu."),
        ("/findings", "Không có tồn tại, hạn chế nào chưa khắc phục."),
        ("/findings?state=mended", "Xem các tồn tại chưa khắc phục"),
        ("/reports/briefing", "Chưa giao nhiệm vụ nào."),
        ("/reports/briefing?list=late", "Không có việc nào."),
        ("/notices", "Chưa có thông báo nào."),
        ("/coverage", "Quản trị hệ thống thêm đơn vị trước"),
        ("/coverage/readings", "Quản trị hệ thống thêm đơn vị trước"),
    ],
)
def test_an_empty_list_says_what_comes_next(newcomer: PageClient, path: str, words: str) -> None:
    answer = newcomer.get(path)
    assert answer.status_code == 200
    assert words in answer.text


def test_a_text_is_read_before_there_is_any_unit(newcomer: PageClient) -> None:
    """Nothing is guessed where nobody is known: units are added from the page or left out, and mistakes are told."""
    typed = {"kind": "conference", "held_on": "2/12/2019", "title": "Hội nghị", "chair_position": "Phó Chủ tịch"}
    text = "Yêu cầu các xã, phường và Phòng Y tế rà soát danh sách."
    path = newcomer.post("/meetings/new", data={**typed, "minutes": text}).location
    page = newcomer.get(path).text
    assert page.count("Không có trong danh mục đơn vị.") == 2
    refused = newcomer.post(path, data={**form_sent(page, path), "op": "save"})
    assert (refused.status_code, "Chọn ít nhất một đơn vị chủ trì" in refused.text) == (422, True)
    added = form_sent(newcomer.post(path, data={**form_sent(page, path), "op": "add-1"}).text, path)
    assert added["d0-lead"] == "Phòng Y tế"
    assert newcomer.post(path, data={**added, "op": "save"}).status_code == 303
