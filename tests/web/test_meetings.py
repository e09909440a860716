"""The secretary's screens: bad input in words, drafts that nobody overwrites, giving out once."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain.meetings import Directive, Meeting, Stage
from bhyt_tasks.domain.targets import Target
from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
MEETING = {
    "kind": "conference",
    "held_on": "2/12/2019",
    "title": "Hội nghị",
    "chair_position": "Phó Chủ tịch",
    "minutes": "Yêu cầu rà soát.",
}
DIRECTIVE = {"text": "Rà soát", "lead": "thach trung", "deadline_kind": "fixed", "due_on": "20/12/2019"}


def counts(database: TestDatabase) -> tuple[int, int, int]:
    with database.app.app_context():
        return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (Meeting, Directive, Task))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"held_on": "31/02/2019"}, "Ngày 31/02/2019 không có."),
        ({"held_on": "10/12/2019"}, "Ngày họp 10/12/2019 sau hôm nay 09/12/2019."),
        ({"held_on": ""}, "Ghi ngày họp, kiểm tra."),
        ({"title": ""}, "Ghi tên cuộc họp, kiểm tra."),
        ({"kind": "party"}, "Chọn một mục trong danh sách."),
        ({"attending": "xa Khong Co"}, "Không có đơn vị “xa Khong Co”."),
        ({"minutes": "Danh sách: 038099001234"}, "số định danh cá nhân"),
    ],
)
def test_a_bad_meeting_is_refused_in_words_and_keeps_what_was_typed(
    client_of: Clients, database: TestDatabase, typed: dict[str, str], words: str
) -> None:
    before = counts(database)
    answer = client_of("secretary").post("/meetings/new", data={**MEETING, **typed})
    assert answer.status_code == 422
    assert words in answer.text
    kept = [value for name, value in {**MEETING, **typed}.items() if name != "kind"]
    assert all(value in answer.text for value in kept)
    assert counts(database) == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"due_on": "1/12/2019"}, "Thời hạn 01/12/2019 trước ngày họp 02/12/2019."),
        ({"due_on": "31/02"}, "Ngày 31/02 không có."),
        ({"due_on": "mai kia"}, "Không đọc được ngày “mai kia”."),
        ({"lead": "phuong Khong Co"}, "Không có đơn vị “phuong Khong Co”."),
        ({"lead": ""}, "Chọn ít nhất một đơn vị chủ trì"),
        ({"lead": "buu dien a"}, "chỉ có thể phối hợp"),
        ({"coordinating": "thach trung"}, "vừa chủ trì vừa phối hợp"),
        ({"target_points": "193"}, "Chỉ tiêu phải lớn hơn 0 và không quá 100%."),
        ({"target_points": "93,5", "deadline_kind": "standing", "review_on": "31/12/2019"}, "Chỉ tiêu cần thời hạn"),
        ({"target_points": "93", "lead": "LDTBXH"}, "không có dân cư"),
        ({"deadline_kind": "recurring", "every": "monthly", "due_day": "abc"}, "Không đọc được số “abc”."),
        ({"deadline_kind": "recurring", "every": "monthly"}, "Nội dung định kỳ cần ngày báo cáo trong kỳ."),
        ({"deadline_kind": "recurring", "every": "weekly", "due_day": "9"}, "từ 1 đến 7"),
        ({"deadline_kind": "standing"}, "Nội dung thường xuyên cần ngày rà soát."),
        ({"text": ""}, "Ghi nội dung chỉ đạo."),
        ({"quote": "không có trong đó"}, "Đoạn trích không có trong nội dung kết luận."),
    ],
)
def test_a_bad_directive_is_refused_in_words(
    client_of: Clients, cast: Cast, database: TestDatabase, typed: dict[str, str], words: str
) -> None:
    before = counts(database)
    form = {**DIRECTIVE, "version": "1", **typed}
    answer = client_of("secretary").post(f"/meetings/{cast.draft}/directives", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert counts(database) == before


def test_units_are_read_without_accents_by_alias_group_and_code(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    form = {**DIRECTIVE, "version": "1", "lead": "cac xa, phuong", "coordinating": "LDTBXH; buu dien A"}
    assert client_of("secretary").post(f"/meetings/{cast.draft}/directives", data=form).status_code == 303
    page = client_of("secretary").get(f"/meetings/{cast.draft}").text
    assert page.count('<span class="chip">Xã Thạch Trung</span>') == 2
    assert "Phòng LĐ-TB&amp;XH" in page
    assert "Bưu điện A" in page


def test_mending_a_date_does_not_overwrite_what_another_saved_meanwhile(client_of: Clients, cast: Cast) -> None:
    secretary, path = client_of("secretary"), f"/directives/{cast.draft_directive}/edit"
    secretary.post(path, data={**DIRECTIVE, "version": "1", "text": "Người thứ nhất"})
    refused = secretary.post(path, data={**DIRECTIVE, "version": "1", "due_on": "31/02"})
    assert refused.status_code == 422
    assert 'name="version" value="1"' in refused.text
    answer = secretary.post(path, data={**DIRECTIVE, "version": "1", "text": "Người thứ hai"})
    assert answer.status_code == 409
    assert "Nội dung vừa được lưu" in answer.text
    assert "Người thứ nhất" in answer.text


@on_both
def test_the_notice_number_is_filled_in_later(client_of: Clients, cast: Cast) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{cast.meeting}"
    version = "5"
    early = secretary.post(
        f"{path}/notice", data={"version": version, "notice_number": "1/TB", "notice_on": "1/10/2019"}
    )
    assert "trước ngày họp, kiểm tra 29/10/2019" in early.text
    assert "Ghi số thông báo kết luận" in secretary.post(f"{path}/notice", data={"version": version}).text
    form = {"version": version, "notice_number": "15/TB-BCĐ", "notice_on": "30/10/2019"}
    assert secretary.post(f"{path}/notice", data=form).status_code == 303
    assert "Thông báo số 15/TB-BCĐ" in secretary.get(path).text
    assert "Thông báo số 15/TB-BCĐ" in secretary.get("/tasks?q=15+TB-BCD").text


def test_a_stale_draft_is_not_overwritten(client_of: Clients, cast: Cast) -> None:
    secretary, path = client_of("secretary"), f"/directives/{cast.draft_directive}/edit"
    assert secretary.post(path, data={**DIRECTIVE, "version": "1", "text": "Người thứ nhất"}).status_code == 303
    answer = secretary.post(path, data={**DIRECTIVE, "version": "1", "text": "Người thứ hai"})
    assert answer.status_code == 409
    assert "vừa được cập nhật" in answer.text
    assert "Người thứ hai" in answer.text
    assert "Người thứ nhất" in secretary.get(f"/meetings/{cast.draft}").text


@on_both
def test_nothing_is_given_out_before_the_signature(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    before = counts(database)
    answer = client_of("secretary").post(f"/meetings/{cast.draft}/issue", data={"version": "1"})
    assert answer.status_code == 422
    assert "Không giao nhiệm vụ khi kết luận chưa được ký." in answer.text
    assert counts(database) == before


@on_both
def test_from_draft_to_tasks_and_twice_is_once(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{cast.draft}"
    target = {
        **DIRECTIVE,
        "version": "1",
        "lead": "cac xa, phuong",
        "target_points": "95",
        "target_comparator": "above",
    }
    secretary.post(f"{path}/directives", data=target)
    secretary.post(
        f"{path}/deadline", data={"version": "2", "directive_ids": [cast.draft_directive], "due_on": "cuối năm"}
    )
    assert secretary.post(f"{path}/signature", data={"version": "3"}).location == f"{path}/issue"
    preview = secretary.get(f"{path}/issue").text
    assert "Giao 3 nhiệm vụ cho 2 đơn vị" in preview
    refused = secretary.post(f"/directives/{cast.draft_directive}/edit", data={**DIRECTIVE, "version": "4"})
    assert "đang chờ ký" in refused.text
    form = {"version": "4", "once": "giao-mot-lan", "notice_number": "15/TB-BCĐ", "notice_on": "3/12/2019"}
    before = counts(database)[2]
    first, second = (secretary.post(f"{path}/issue", data=form) for _ in range(2))
    assert first.location == second.location == path
    assert counts(database)[2] == before + 3
    with database.app.app_context():
        meeting = db.session.get_one(Meeting, cast.draft)
        assert (meeting.stage, meeting.notice_number, meeting.notice_on) == (
            Stage.ISSUED,
            "15/TB-BCĐ",
            date(2019, 12, 3),
        )
        assert db.session.scalar(select(func.count()).where(Target.points == 9500)) == 2
    page = secretary.get(path).text
    assert "Nội dung để gửi các đơn vị" in page
    assert f"/tasks/{before + 1}" in page


def test_an_undated_content_says_so_before_and_comes_back_for_review(client_of: Clients, cast: Cast) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{cast.draft}"
    assert "1 nội dung chưa có thời hạn" in secretary.get(path).text
    secretary.post(f"{path}/signature", data={"version": "1"})
    assert "đưa ra rà soát sau 30 ngày" in secretary.get(f"{path}/issue").text
    secretary.post(f"{path}/issue", data={"version": "2"})
    assert "rà soát 08/01/2020" in client_of("head_a").get("/tasks").text


def test_a_directive_is_dropped_and_a_draft_without_any_is_not_signed(client_of: Clients, cast: Cast) -> None:
    secretary = client_of("secretary")
    removal = {"version": "1", "directive_id": str(cast.draft_directive), "once": "bo-mot-lan"}
    assert secretary.post(f"/meetings/{cast.draft}/removals", data=removal).status_code == 303
    assert secretary.post(f"/meetings/{cast.draft}/removals", data=removal).status_code == 303
    answer = secretary.post(f"/meetings/{cast.draft}/signature", data={"version": "2"})
    assert answer.status_code == 422
    assert "Chưa có nội dung nào để giao." in answer.text


def test_an_issued_meeting_is_closed_to_changes(client_of: Clients, cast: Cast) -> None:
    answer = client_of("secretary").post(f"/meetings/{cast.meeting}/directives", data={**DIRECTIVE, "version": "5"})
    assert "Sửa đổi phải đính chính." in answer.text


def test_typing_suggests_names_and_echoes_days(client_of: Clients) -> None:
    secretary = client_of("secretary")
    assert "xã Thạch Trung" in secretary.get("/units?field=lead&lead=dai+nai;+thach").text
    assert secretary.get("/units?field=lead&lead=t").text.strip() == ""
    assert secretary.get("/day?field=due_on&due_on=cuoi+thang").text == "thứ Ba, 31/12/2019"
    assert "&lt;b&gt;" in secretary.get("/day?field=due_on&due_on=<b>").text


def test_units_picked_by_a_bound_stand_as_names(client_of: Clients, cast: Cast) -> None:
    secretary = client_of("secretary")
    offered = secretary.get("/units?field=lead&lead=d%C6%B0%E1%BB%9Bi+90%25").text
    assert 'data-pick="xã Thạch Trung"' in offered
    assert "Theo số liệu mới nhất, đến tháng 10/2019." in offered
    assert "Không có đơn vị nào dưới 10%." in secretary.get("/units?field=lead&lead=d%C6%B0%E1%BB%9Bi+10%25").text
    page = secretary.get(f"/meetings/{cast.draft}/directives").text
    version = page.split('name="version" value="')[1].split('"')[0]
    form = {"version": version, "text": "Làm rõ nguyên nhân", "lead": "dưới 90%", "deadline_kind": "fixed"}
    assert secretary.post(f"/meetings/{cast.draft}/directives", data=form).status_code == 303
    shown = secretary.get(f"/meetings/{cast.draft}").text
    made = shown[shown.index("Làm rõ nguyên nhân") :]
    assert "Xã Thạch Trung" in made
    assert "dưới 90%" not in made
