"""People from a list: pasted or by file, looked at first, then accounts and slips at once."""

import html
import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.documents.workbooks import read_sheet
from bhyt_tasks.domain.people import User
from bhyt_tasks.plugins import db
from bhyt_tasks.web import user_import
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both
from tests.web.test_users import counts, slips, stored

PAGE = "/admin/users/import"
HEADINGS = ("Họ và tên", "Chức vụ", "Đơn vị", "Vai trò", "Điện thoại", "Tên đăng nhập")
ROWS = (
    ("Trần Thị Thử", "Công chức Văn hóa", "thach trung", "", "0239 385 0001", ""),
    ("Thư ký 2", "Thư ký", "", "thư ký, quản trị", "", "thuky2"),
)
TEXT = "\n".join("\t".join(row) for row in (HEADINGS, *ROWS))


@pytest.fixture
def admin(client_of: Callable[[str], PageClient]) -> PageClient:
    return client_of("admin")


def typed(page: str) -> dict[str, str]:
    """What a person sends who confirms the preview."""
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    text = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.DOTALL)
    assert seen and text
    return {"text": html.unescape(text[1]), "seen": seen[1], "confirm": "1", "once": "u" * 32}


def test_a_list_becomes_accounts_and_slips_once(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    before = counts(database)
    preview = admin.post(PAGE, data={"text": TEXT})
    assert preview.status_code == 200
    for words in (
        "Thêm mới: 2",
        "thachtrung",
        "Không ghi vai trò: lấy là người của đơn vị.",
        "Tạo 2 tài khoản và in phiếu",
    ):
        assert words in preview.text
    assert counts(database) == before
    form = typed(preview.text)
    answer = admin.post(PAGE, data=form)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert [username for username, _ in slips(answer.text)] == ["thachtrung", "thuky2"]
    assert counts(database) == (before[0] + 2, before[1] + 2)
    made = stored(database, "thachtrung")
    assert (made.full_name, made.unit_id, made.work_phone) == ("Trần Thị Thử", cast.units["ward_a"], "0239 385 0001")
    repeated = admin.post(PAGE, data=form)
    assert (repeated.status_code, counts(database)[0]) == (303, before[0] + 2)
    assert "2 tài khoản đã được tạo." in admin.get(repeated.location).text
    again = admin.post(PAGE, data={"text": TEXT}).text
    assert "Không có gì mới: những người này đã có tài khoản." in again
    assert 'name="confirm"' not in again


def test_a_sheet_is_read_into_the_text(admin: PageClient, database: TestDatabase) -> None:
    sheet = write_table("Danh sách", [Column(words) for words in HEADINGS], ROWS)
    preview = admin.post(PAGE, data={"file": (io.BytesIO(sheet), "danh sách.xlsx")})
    assert "Trần Thị Thử\tCông chức Văn hóa\tthach trung" in preview.text
    form = typed(preview.text)
    assert len(slips(admin.post(PAGE, data=form).text)) == 2


def test_a_changed_position_is_written_and_no_password_is_given(admin: PageClient, database: TestDatabase) -> None:
    person = stored(database, "head_a")
    text = f"Họ tên\tChức vụ\tĐơn vị\tTên đăng nhập\n{person.full_name}\tPhó Chủ tịch\tthach trung\thead_a"
    preview = admin.post(PAGE, data={"text": text})
    assert "thành “Phó Chủ tịch”." in preview.text
    answer = admin.post(PAGE, data=typed(preview.text))
    assert (answer.status_code, answer.location) == (303, "/admin/users")
    assert "Đã sửa thông tin của 1 người." in admin.get(answer.location).text
    assert stored(database, "head_a").position == "Phó Chủ tịch"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Dán danh sách người dùng hoặc chọn tệp."),
        ({"text": "Trần Thị Thử"}, "Không thấy dòng tiêu đề."),
        ({"text": TEXT + "\nA\t012345678901"}, "số định danh cá nhân"),
        ({"text": "x" * 500_001}, "Dài quá 500"),
        ({"text": TEXT, "file": b"a"}, "Chỉ dùng một trong hai."),
        ({"file": b"%PDF"}, "Tệp này không phải bảng tính."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    admin: PageClient, database: TestDatabase, data: dict[str, object], words: str
) -> None:
    before = counts(database)
    sent = {name: (io.BytesIO(value), "a.xlsx") if isinstance(value, bytes) else value for name, value in data.items()}
    answer = admin.post(PAGE, data={**sent, "confirm": "1"})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert counts(database) == before


def test_nothing_comes_in_while_a_line_is_unclear_unless_it_is_skipped(
    admin: PageClient, database: TestDatabase
) -> None:
    before = counts(database)
    form = typed(admin.post(PAGE, data={"text": TEXT + "\nNgười <b>\tCông chức\txã Lạ"}).text)
    refused = admin.post(PAGE, data=form)
    assert refused.status_code == 422
    for words in ("Còn 1 dòng chưa rõ hoặc sai.", "Không có đơn vị “xã Lạ”.", "Người &lt;b&gt;"):
        assert words in refused.text
    assert counts(database) == before
    assert len(slips(admin.post(PAGE, data={**form, "skip": "y"}).text)) == 2


@on_both
def test_what_is_confirmed_is_what_was_seen(admin: PageClient, database: TestDatabase) -> None:
    form = typed(admin.post(PAGE, data={"text": TEXT}).text)
    with database.app.app_context():
        db.session.execute(sa.update(User).where(User.username == "clerk_a").values(username="thachtrung"))
        db.session.commit()
    before = counts(database)
    other = admin.post(PAGE, data=form)
    assert other.status_code == 409
    assert "Xem lại bên dưới rồi xác nhận." in other.text
    assert "thachtrung2" in other.text
    assert counts(database) == before


def test_more_accounts_than_slips_are_refused(
    admin: PageClient, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_import, "MOST_AT_ONCE", 1)
    before = counts(database)
    answer = admin.post(PAGE, data=typed(admin.post(PAGE, data={"text": TEXT}).text))
    assert (answer.status_code, "mỗi lần tạo nhiều nhất 1." in answer.text) == (422, True)
    assert counts(database) == before


def test_accounts_of_another_committee_are_only_taken_names(client_of: Callable[[str], PageClient]) -> None:
    text = "Họ tên\tChức vụ\tVai trò\tTên đăng nhập\nNgười Thử\tThư ký\tthư ký\thead_a"
    page = client_of("outsider").post(PAGE, data={"text": text}).text
    assert "Tên đăng nhập “head_a” đã có người dùng." in page
    assert "Chức vụ head_a" not in page


def test_templates_are_filled_in_and_read_back(admin: PageClient, cast: Cast) -> None:
    answer = admin.get("/admin/users/template.xlsx")
    rows = read_sheet(answer.data).rows
    assert [cell.text for cell in rows[5]][:4] == ["Họ và tên", "Chức vụ", "Đơn vị", "Vai trò"]
    assert "xã Thạch Trung" in {row[2].text for row in rows}
    empty = admin.post(PAGE, data={"file": (io.BytesIO(answer.data), "mau.xlsx")})
    assert "Danh sách không có người nào." in empty.text
    units = admin.get("/admin/units/template.xlsx").data
    assert [cell.text for cell in read_sheet(units).rows[4]] == ["Mã", "Tên đơn vị", "Loại", "Thuộc"]
    empty = admin.post("/admin/units/import", data={"file": (io.BytesIO(units), "mau.xlsx")})
    assert "Danh sách không có đơn vị nào." in empty.text
