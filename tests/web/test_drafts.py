"""From a pasted text to draft directives: nothing is saved before the secretary says so, and then all of it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.coverage import Comparator
from bhyt_tasks.domain.findings import Finding
from bhyt_tasks.domain.meetings import (
    DeadlineKind,
    Directive,
    DirectiveUnit,
    Meeting,
    MeetingFacts,
    MeetingKind,
    revise_meeting,
)
from bhyt_tasks.domain.periods import Every
from bhyt_tasks.domain.tasks import Part
from bhyt_tasks.plugins import db
from bhyt_tasks.web import draft_sheet
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.pages import form_sent

Clients = Callable[[str], PageClient]

TEXT = """Sáng 02/12/2019, đồng chí Phó Chủ tịch UBND thành phố chủ trì hội nghị.
Xã Thạch Trung đạt 1.492 người/tổng số 2.174.

Kết luận hội nghị, đồng chí Phó Chủ tịch yêu cầu:
1. Các xã, phường vận động người dân tham gia BHYT, phấn đấu đến 31/12/2019 đạt từ 93% trở lên.
2. Các đơn vị rà soát danh sách người chưa có thẻ BHYT.
3. Giao Phòng LĐ-TB&XH và xã Thạch Trung phối hợp với Hội Cựu chiến binh hằng tháng báo cáo UBND thành phố.
4. Người đứng đầu các đơn vị nêu cao tinh thần trách nhiệm, coi đây là nhiệm vụ chính trị."""


class Desk:
    """The secretary at the page of one meeting: what stands in the form, and what is pressed."""

    def __init__(self, client: PageClient, meeting: int) -> None:
        self.client, self.path, self.page = client, f"/meetings/{meeting}/draft", ""
        self.form: dict[str, str] = {}

    def take(self, answer: Any) -> int:
        self.page = answer.text
        self.form = form_sent(self.page, self.path)
        return int(answer.status_code)

    def read(self, text: str, **more: Any) -> int:
        return self.take(self.client.post(self.path, data={"minutes": text, "op": "read", **more}))

    def press(self, op: str, **typed: str) -> int:
        return self.take(self.client.post(self.path, data={**self.form, **_named(typed), "op": op}))

    def save(self, **typed: str) -> Any:
        return self.client.post(self.path, data={**self.form, **_named(typed), "op": "save"})

    def texts(self) -> list[str]:
        return [value for name, value in self.form.items() if name.startswith("d") and name.endswith("-text")]


def _named(typed: dict[str, str]) -> dict[str, str]:
    """``d0_lead`` is the field "d0-lead"."""
    return {name.replace("_", "-", 1) if name[1:2].isdigit() else name: value for name, value in typed.items()}


@pytest.fixture
def desk(client_of: Clients, cast: Cast) -> Desk:
    return Desk(client_of("secretary"), cast.draft)


def saved(database: TestDatabase, cast: Cast) -> list[Directive]:
    with database.app.app_context():
        new = (Directive.meeting_id == cast.draft, Directive.id != cast.draft_directive)
        rows = select(Directive).where(*new).order_by(Directive.position)
        return list(db.session.scalars(rows))


def parts(database: TestDatabase, directive: Directive) -> dict[Part, list[int]]:
    with database.app.app_context():
        rows = select(DirectiveUnit).where(DirectiveUnit.directive_id == directive.id).order_by(DirectiveUnit.position)
        found: dict[Part, list[int]] = {Part.LEAD: [], Part.COORDINATING: []}
        for row in db.session.scalars(rows):
            found[row.part].append(row.unit_id)
        return found


def test_a_text_is_read_into_drafts_and_nothing_is_saved(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    assert "Đọc văn bản" in desk.client.get(desk.path).text
    assert desk.read(TEXT) == 200
    assert len(desk.texts()) == 4
    assert desk.form["d0-lead"] == "các xã, phường"
    assert (desk.form["d0-due_on"], desk.form["d0-target_points"]) == ("31/12/2019", "93")
    assert (desk.form["d2-lead"], desk.form["d2-every"]) == ("Phòng LĐ-TB&XH; xã Thạch Trung", "monthly")
    assert desk.form["d1-lead"] == ""
    assert (desk.form["q0-words"], desk.form["q1-words"]) == ("Các đơn vị", "Hội Cựu chiến binh")
    assert 'id="source-0"' in desk.page
    assert "1.492" in desk.page
    assert saved(database, cast) == []


def test_what_is_open_is_answered_and_all_is_saved_at_once(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read(TEXT)
    refused = desk.save()
    assert refused.status_code == 422
    assert refused.text.count("Chọn một cách trả lời.") >= 2
    assert saved(database, cast) == []
    desk.press("mean-0-0")
    assert desk.form["d1-lead"] == "các xã, phường"
    desk.press("leave-0")
    assert "q0-words" not in desk.form
    desk.press("date", common_due_on="20/12/2019")
    assert desk.form["d1-due_on"] == "20/12/2019"
    answer = desk.save(d2_answer="one", d2_due_day="5", d3_answer="no")
    assert answer.status_code == 303, answer.text
    ours = cast.units
    one, two, three, four = saved(database, cast)
    assert (one.due_on, one.target_points, one.target_comparator) == (date(2019, 12, 31), 9300, Comparator.AT_LEAST)
    assert parts(database, one)[Part.LEAD] == [ours["ward_a"], ours["ward_b"]]
    assert two.due_on == date(2019, 12, 20)
    assert (three.deadline_kind, three.every, three.due_day) == (DeadlineKind.RECURRING, Every.MONTHLY, 5)
    assert parts(database, three) == {Part.LEAD: [ours["agency"]], Part.COORDINATING: [ours["ward_a"]]}
    assert (four.general, parts(database, four)[Part.LEAD]) == (True, [])
    with database.app.app_context():
        minutes = db.session.get_one(Meeting, cast.draft).minutes
    assert minutes[two.quote_start : two.quote_end] == "Các đơn vị rà soát danh sách người chưa có thẻ BHYT"


def test_each_makes_a_report_of_its_own(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read("Giao Phòng LĐ-TB&XH và xã Thạch Trung rà soát danh sách, hoàn thành trước ngày 20/12/2019.")
    assert desk.save(d0_answer="each").status_code == 303
    assert len(parts(database, saved(database, cast)[0])[Part.LEAD]) == 2


def test_general_words_may_be_given_all_the_same(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read("Yêu cầu người đứng đầu các đơn vị nêu cao tinh thần trách nhiệm trong chỉ đạo.")
    assert desk.save(d0_answer="yes").status_code == 422
    assert desk.save(d0_answer="yes", d0_lead="cac xa, phuong", d0_due_on="31/12/2019").status_code == 303
    assert not saved(database, cast)[0].general


def test_drafts_are_put_in_order_by_buttons_alone(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read(TEXT)
    first, second, third, fourth = desk.texts()
    desk.press("down-0")
    assert desk.texts() == [second, first, third, fourth]
    assert 'id="d1-down" name="op" value="down-1" data-focus' in desk.page
    desk.press("up-1")
    assert desk.texts() == [first, second, third, fourth]
    desk.press("up-0")
    assert desk.texts()[0] == first
    desk.press("drop-3")
    assert "Đã bỏ:" in desk.page
    desk.press("merge-1")
    assert desk.texts()[0] == f"{first}; {second}"
    assert desk.form["d0-due_on"] == "31/12/2019"
    desk.press("split-0", d0_text=f"{first}\n{second}")
    assert desk.texts()[:2] == [first, second]
    desk.press("split-0")
    assert "Xuống dòng ở chỗ cần tách" in desk.page
    desk.press("drop-3")
    assert "Đã bỏ:" not in desk.page
    assert desk.press("up-99") == desk.press("nonsense-x") == desk.press("mean-9-9") == desk.press("leave-9") == 200
    assert len(desk.texts()) == 4


def test_the_notice_is_made_of_the_drafts_and_nothing_is_saved(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read("Yêu cầu xã Thạch Trung rà soát danh sách trước ngày 20/12/2019.")
    answer = desk.client.post(desk.path, data={**desk.form, "op": "notice"})
    assert (answer.status_code, answer.data[:2]) == (200, b"PK")
    words = "\n".join(each.text for each in Document(BytesIO(answer.data)).paragraphs)
    assert "Thạch Trung" in words
    assert "20/12/2019" in words
    assert saved(database, cast) == []
    wrong = desk.client.post(desk.path, data={**desk.form, "d0-lead": "", "op": "notice"})
    assert (wrong.status_code, "Chọn ít nhất một đơn vị chủ trì" in wrong.text) == (422, True)
    assert desk.client.post(desk.path, data={**desk.form, "d0-due_on": "x", "op": "notice"}).status_code == 422
    assert saved(database, cast) == []


def test_what_is_merged_into_stays_and_what_moves_keeps_the_focus(desk: Desk) -> None:
    desk.read(TEXT)
    _first, second, third, _fourth = desk.texts()
    desk.press("drop-1")
    desk.press("merge-2")
    assert desk.texts()[0].endswith(third)
    assert desk.texts()[1] == second
    assert desk.page.count("Đã bỏ:") == 1
    desk.press("drop-1")
    desk.press("down-1")
    assert 'id="d2-up" name="op" value="up-2" data-focus' in desk.page  # its way back: it is the last one now
    desk.press("up-1")
    assert 'id="d0-down" name="op" value="down-0" data-focus' in desk.page


def test_items_keep_the_numbers_that_the_text_gives_them(desk: Desk) -> None:
    text = (
        "Chủ tịch UBND thành phố yêu cầu:\n1. Xã Thạch Trung rà soát danh sách.\n2. Phường Đại Nài:\na) Lập danh sách;"
    )
    desk.read(f"{text}\nb) Báo cáo trước ngày 20/12/2019.")
    numbers = [desk.form[f"d{place}-number"] for place in range(len(desk.texts()))]
    assert numbers == ["mục 1", "điểm a mục 2", "điểm b mục 2"]
    desk.press("split-0", d0_text="Rà soát\nLập danh sách")
    assert [desk.form["d0-number"], desk.form["d1-number"]] == ["mục 1", ""]


def test_what_somebody_else_saved_meanwhile_is_not_there_twice(
    desk: Desk, client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    text = "Yêu cầu xã Thạch Trung rà soát danh sách; phường Đại Nài báo cáo kết quả."
    other = Desk(client_of("secretary"), cast.draft)
    desk.read(text)
    other.read(text)
    other.press("drop-1")
    assert other.save().status_code == 303
    answer = desk.save()
    assert (answer.status_code, "1 nội dung họ đã lưu" in answer.text) == (409, True)
    desk.take(answer)
    assert desk.save().status_code == 303
    assert len(saved(database, cast)) == 2
    desk.take(desk.client.get(desk.path))
    assert "Mọi nội dung đọc được đã có trong dự thảo." in desk.page


def test_absurd_fields_are_no_accident(desk: Desk) -> None:
    desk.read(TEXT)
    for wrong in ("abc", "1e3", "²", "-5", "999999999"):
        for op in ("merge-1", "split-0", "passage", "date", "show"):
            assert desk.press(op, d0_start=wrong, d1_end=wrong, passage="x", d0_text="a\nb") == 200
    assert desk.press("show", d0_lead="x" * 6000) == 200
    assert "dài quá" in desk.save(d0_lead="x" * 6000).text
    assert desk.press("show", minutes="x" * 1_000_001) == 422


def test_all_that_is_wrong_is_told_at_once(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read("Yêu cầu xã Thạch Trung rà soát danh sách; phường Đại Nài báo cáo kết quả.")
    answer = desk.save(d0_lead="", d1_due_on="1/12/2019")
    assert "Nội dung 1: Chọn ít nhất một đơn vị chủ trì" in answer.text
    assert "Nội dung 2: Thời hạn 01/12/2019 trước ngày họp" in answer.text
    assert saved(database, cast) == []


def test_a_very_long_text_is_drafted_in_portions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_sheet, "MOST_DRAFTS", 2)
    desk.read(TEXT)
    assert (len(desk.texts()), "Đây là 2 nội dung đầu." in desk.page) == (2, True)


def test_what_was_left_out_is_not_saved(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read(TEXT)
    for place in (1, 2, 3):
        desk.press(f"drop-{place}")
    assert desk.save().status_code == 303
    assert [row.text[:12] for row in saved(database, cast)] == ["Các xã, phườ"]
    assert desk.client.get(desk.path).text.count('class="draft" id=') == 3


def test_all_may_be_left_out_but_then_there_is_nothing_to_save(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read("Yêu cầu xã Thạch Trung rà soát danh sách.")
    desk.press("drop-0")
    answer = desk.save()
    assert (answer.status_code, "Chưa có nội dung chỉ đạo nào để lưu." in answer.text) == (422, True)


def test_a_passage_that_was_not_read_becomes_a_draft(desk: Desk) -> None:
    desk.read(TEXT)
    desk.press("passage", passage="Xã Thạch Trung đạt 1.492 người/tổng số 2.174")
    assert desk.texts()[0].startswith("Xã Thạch Trung đạt")
    assert desk.form["passage"] == ""
    desk.press("passage", passage="Nội dung không có trong văn bản")
    assert desk.texts()[-1] == "Nội dung không có trong văn bản"


def test_typed_answers_fill_the_drafts_and_unreadable_ones_stay(desk: Desk) -> None:
    desk.read(TEXT)
    desk.press("answer", q0_names="thach trung", q1_names="xa Khong Co")
    assert desk.form["d1-lead"] == "xã Thạch Trung"
    assert desk.form["q0-words"] == "Hội Cựu chiến binh"
    assert "Không có đơn vị “xa Khong Co”" in desk.page


def test_a_unit_that_is_not_known_is_added_as_one_that_only_coordinates(desk: Desk, cast: Cast) -> None:
    desk.read(TEXT)
    desk.press("add-0")  # "Các đơn vị" may be several that are known
    assert desk.form["q0-words"] == "Các đơn vị"
    desk.press("add-1")
    assert "Đã thêm Hội Cựu chiến binh vào danh mục đơn vị." in desk.page
    assert desk.form["d2-coordinating"] == "Hội Cựu chiến binh"
    desk.read(TEXT)
    assert (desk.form["d2-coordinating"], "q1-words" in desk.form) == ("Hội Cựu chiến binh", False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"d0_due_on": "31/02/2019"}, "Ngày 31/02/2019 không có."),
        ({"d0_due_on": "1/12/2019"}, "Thời hạn 01/12/2019 trước ngày họp 02/12/2019."),
        ({"d0_lead": "xa Khong Co"}, "Không có đơn vị “xa Khong Co”."),
        ({"d0_lead": ""}, "Chọn ít nhất một đơn vị chủ trì"),
        ({"d0_text": ""}, "Ghi nội dung chỉ đạo."),
        ({"d0_lead": "LDTBXH"}, "không có dân cư"),
        ({"d0_text": "Giao cho người có số 038099001234"}, "số định danh cá nhân"),
        ({"d0_deadline_kind": "recurring"}, "Nội dung định kỳ cần ngày báo cáo trong kỳ."),
    ],
)
def test_a_bad_draft_is_refused_in_words_and_nothing_is_saved_by_half(
    desk: Desk, database: TestDatabase, cast: Cast, typed: dict[str, str], words: str
) -> None:
    desk.read(TEXT.split("2. Các")[0] + "\n2. Xã Thạch Trung rà soát danh sách.")
    answer = desk.save(**typed)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text
    assert all(value in answer.text for value in typed.values())
    assert saved(database, cast) == []
    with database.app.app_context():
        assert db.session.get_one(Meeting, cast.draft).minutes == ""


def test_numbers_that_were_looked_at_are_taken(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    desk.read("Yêu cầu xã Thạch Trung rà soát hồ sơ số 038099001234 trước ngày 20/12/2019.")
    desk.take(desk.save())
    assert "numbers_confirmed" in desk.page
    assert desk.save(numbers_confirmed="y").status_code == 303


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_text_is_refused(desk: Desk, text: str) -> None:
    assert desk.read(text) == 422
    assert "Dán nội dung kết luận hoặc chọn tệp." in desk.page


def test_a_text_without_instructions_says_so(desk: Desk) -> None:
    assert desk.read("Trong tháng, xã Thạch Trung có 1.492 người tham gia, đạt 68,6%.") == 200
    assert "Không thấy nội dung giao việc" in desk.page


def test_what_the_text_says_of_the_meeting_is_ticked_and_written(
    desk: Desk, database: TestDatabase, cast: Cast
) -> None:
    text = "Ngày 02/12/2019, đồng chí Trần Văn Ba, Phó Chủ tịch UBND thành phố chủ trì hội nghị."
    desk.read(f"{text} Đồng chí yêu cầu xã Thạch Trung rà soát danh sách trước ngày 20/12/2019.")
    assert "Họ tên người chủ trì" in desk.page
    assert desk.save(fact="chair_name").status_code == 303
    with database.app.app_context():
        meeting = db.session.get_one(Meeting, cast.draft)
        assert (meeting.chair_name, meeting.chair_position) == ("Trần Văn Ba", "Phó Chủ tịch")
        assert meeting.title == "Hội nghị dự thảo"


def test_shortcomings_become_findings_of_an_inspection(desk: Desk, database: TestDatabase, cast: Cast) -> None:
    text = (
        "Qua kiểm tra, xã Thạch Trung còn một số tồn tại, hạn chế như: Ban Chỉ đạo xã chưa chủ động; công tác"
        " tuyên truyền chưa thường xuyên. Đoàn kiểm tra yêu cầu xã Thạch Trung khắc phục trước ngày 20/12/2019."
    )
    desk.read(text)
    assert "f0-text" not in desk.form
    with database.app.app_context():
        meeting = db.session.get_one(Meeting, cast.draft)
        facts = MeetingFacts(MeetingKind.INSPECTION, meeting.held_on, meeting.title, meeting.chair_position)
        revise_meeting(db.session, meeting, facts, at=clock.at(date(2019, 12, 9), 12))
        db.session.commit()
    desk.read(text)
    assert desk.form["f0-unit"] == "xã Thạch Trung"
    assert desk.save(f0_unit="").status_code == 422
    assert desk.save().status_code == 303
    with database.app.app_context():
        found = db.session.scalars(select(Finding).where(Finding.meeting_id == cast.draft)).all()
        assert [row.unit_id for row in found] == [cast.units["ward_a"]] * 2
    assert "f0-text" not in form_sent(desk.client.get(desk.path).text, desk.path)


def test_a_file_is_read_like_a_pasted_text(desk: Desk) -> None:
    content = "Yêu cầu xã Thạch Trung rà soát danh sách trước ngày 20/12/2019.".encode()
    assert desk.read("", file=(BytesIO(content), "ket-luan.txt")) == 200
    assert desk.form["d0-due_on"] == "20/12/2019"
    assert desk.read("", file=(BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600), "cu.doc")) == 422
    assert ".docx" in desk.page


def test_a_table_that_was_pasted_keeps_its_cells(desk: Desk) -> None:
    rows = ["STT\tNội dung\tChủ trì\tThời hạn", "1\tRà soát danh sách người chưa có thẻ\txã Thạch Trung\t20/12/2019"]
    desk.read("\r\n".join(rows))
    assert (desk.form["d0-lead"], desk.form["d0-due_on"]) == ("xã Thạch Trung", "20/12/2019")
    assert desk.form["d0-text"] == "Rà soát danh sách người chưa có thẻ"


def test_what_was_given_out_or_waits_for_a_signature_is_not_drafted_again(client_of: Clients, cast: Cast) -> None:
    answer = client_of("secretary").get(f"/meetings/{cast.meeting}/draft")
    assert (answer.status_code, answer.location) == (303, f"/meetings/{cast.meeting}")


def test_a_browser_with_scripts_gets_the_sheet_alone(desk: Desk) -> None:
    desk.read(TEXT)
    answer = desk.client.post(
        desk.path, data={**desk.form, "op": "down-0"}, headers={"HX-Request": "true", "HX-Target": "section#draft"}
    )
    assert answer.text.lstrip().startswith("<form")
