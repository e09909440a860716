"""The draft notice as a file: what it says of the meeting, in every stage and in Vietnamese only."""

import io
from collections.abc import Callable

import pytest
from docx import Document

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.meetings import Meeting, Stage
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase

Clients = Callable[[str], PageClient]
LINK = "Tải dự thảo thông báo (.docx)"


def words(client: PageClient, meeting_id: int) -> list[str]:
    answer = client.get(f"/meetings/{meeting_id}/notice.docx")
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    document = Document(io.BytesIO(answer.data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [each.text for part in (*cells, document) for each in part.paragraphs if each.text]


def test_the_notice_says_what_the_meeting_gave(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    with database.app.app_context():
        db.session.get_one(Committee, cast.committee).settings_json = {"place": "Hà Tĩnh", "symbol": "TB-A"}
        db.session.commit()
    client = client_of("secretary")
    said = words(client, cast.meeting)
    assert "Số: …/TB-A" in said and "Hà Tĩnh, ngày … tháng … năm …" in said
    assert said[-5:] == [
        "Ngày 29 tháng 10 năm 2019, Phó Chủ tịch chủ trì buổi làm việc thử. Tham dự có đại diện UBND xã Thạch Trung."
        " Sau khi nghe ý kiến của các đơn vị tham dự, Phó Chủ tịch kết luận như sau:",
        "1. Giao UBND các xã, phường chủ trì, phối hợp với Phòng LĐ-TB&XH phân tích nguyên nhân tỷ lệ thấp; hoàn thành"
        " trước ngày 20/11/2019.",
        "2. Giao UBND các xã, phường vận động đạt 93%; hoàn thành trước ngày 31/12/2019.",
        "3. Giao Phòng LĐ-TB&XH báo cáo hằng tháng; chậm nhất ngày 05 tháng sau.",
        "Ban Chỉ đạo A thông báo để các cơ quan, đơn vị biết, thực hiện./.",
    ]
    answer = client.get(f"/meetings/{cast.meeting}/notice.docx")
    name = 'attachment; filename="du-thao-thong-bao-ket-luan-2019-10-29.docx"'
    assert answer.headers["Content-Disposition"] == name


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.AWAITING_SIGNATURE, Stage.ISSUED])
def test_it_is_offered_in_every_stage(client_of: Clients, database: TestDatabase, cast: Cast, stage: Stage) -> None:
    with database.app.app_context():
        db.session.get_one(Meeting, cast.draft).stage = stage
        db.session.commit()
    client = client_of("secretary")
    page = client.get(f"/meetings/{cast.draft}").text
    assert page.count(f'<a href="/meetings/{cast.draft}/notice.docx">{LINK}</a>') == 1
    assert "1. Giao UBND xã Thạch Trung việc chưa giao." in words(client, cast.draft)
    assert LINK not in client_of("deputy").get(f"/meetings/{cast.draft}").text


def test_the_language_of_the_interface_does_not_change_the_paper(client_of: Clients, cast: Cast) -> None:
    client = client_of("secretary")
    vietnamese = words(client, cast.meeting)
    client.post("/language", data={"language": "en"})
    assert "Download draft notice (.docx)" in client.get(f"/meetings/{cast.meeting}").text
    assert words(client, cast.meeting) == vietnamese
