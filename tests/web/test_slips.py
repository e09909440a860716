"""Accounts for all heads in one go, and the slips they are printed on."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from bhyt_tasks.domain.history import Change, OnceKey
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, add_unit
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both
from tests.web.test_users import counts, slips

Clients = Callable[[str], PageClient]


@pytest.fixture
def headless(database: TestDatabase, cast: Cast) -> list[int]:
    """Three units without a head: two of one name, and an office."""
    with database.app.app_context():
        made = [
            add_unit(
                db.session,
                committee_id=cast.committee,
                kind=kind,
                names=UnitNames(name),
                active_from=date(2019, 1, 1),
            ).id
            for kind, name in (
                (UnitKind.AGENCY, "Phòng Y tế"),
                (UnitKind.VILLAGE, "thôn Trung"),
                (UnitKind.VILLAGE, "thôn Trung"),
            )
        ]
        db.session.commit()
    return made


def typed(page: str) -> dict[str, object]:
    """The form of the page as it stands."""
    fields = dict(re.findall(r'<input name="((?:username|position)-\d+)" value="([^"]*)"', page))
    ticked = re.findall(r'name="unit_ids" value="(\d+)" checked', page)
    return {**fields, "unit_ids": ticked, "once": "h" * 32}


def test_the_form_suggests_positions_and_free_usernames(client_of: Clients, headless: list[int]) -> None:
    office, one, two = headless
    admin = client_of("admin")
    page = admin.get("/admin/users/heads").text
    form = typed(page)
    assert form["unit_ids"] == [str(office), str(one), str(two)]
    assert [form[f"username-{unit}"] for unit in headless] == ["phongyte", "trung", "trung2"]
    positions = ["Trưởng Phòng Y tế", "Trưởng thôn Trung", "Trưởng thôn Trung"]
    assert [form[f"position-{unit}"] for unit in headless] == positions
    assert "Địa chỉ đang dùng chỉ mở được trên máy này." in page
    assert "Tạo tài khoản cho người đứng đầu (3 đơn vị chưa có)" in admin.get("/admin/users").text


@on_both
def test_all_are_made_at_once_and_printed(
    client_of: Clients, headless: list[int], database: TestDatabase, cast: Cast
) -> None:
    admin = client_of("admin")
    form = typed(admin.get("/admin/users/heads").text)
    answer = admin.post("/admin/users/heads", data=form)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    printed = slips(answer.text)
    assert [username for username, _ in printed] == ["phongyte", "trung", "trung2"]
    assert len({password for _, password in printed}) == 3
    assert answer.text.count('<img src="data:image/svg+xml') == 3
    assert "http://localhost" in answer.text
    with database.app.app_context():
        heads = db.session.scalars(sa.select(User).where(User.username.in_([name for name, _ in printed]))).all()
        units = [db.session.get_one(Unit, unit_id) for unit_id in headless]
        assert {unit.head_id for unit in units} == {head.id for head in heads}
        kept = "".join(db.session.scalars(sa.select(OnceKey.answer)))
        kept += "".join(str(row.details) for row in db.session.scalars(sa.select(Change)))
        assert [password for _, password in printed if password in kept] == []
    assert "Đơn vị nào cũng đã có người đứng đầu." in admin.get("/admin/users/heads").text
    for username, password in printed[:1]:
        entered = client_of("nobody").post("/login", data={"username": username, "password": password})
        assert entered.location == "/tasks"


@on_both
def test_R13_the_form_sent_twice_offers_new_passwords(
    client_of: Clients, headless: list[int], database: TestDatabase
) -> None:
    admin = client_of("admin")
    form = typed(admin.get("/admin/users/heads").text)
    first = slips(admin.post("/admin/users/heads", data=form).text)
    before = counts(database)
    again = admin.post("/admin/users/heads", data=form)
    assert (again.status_code, counts(database)) == (303, before)
    page = admin.get(again.location).text
    assert "3 tài khoản đã được tạo. Mật khẩu chỉ hiện một lần" in page
    assert "Cấp mật khẩu và in 3 phiếu" in page
    chosen = {"user_ids": re.findall(r'name="user_ids" value="(\d+)"', page), "once": "s" * 32}
    printed = admin.post("/admin/users/slips", data=chosen)
    assert printed.headers["Cache-Control"] == "no-store"
    second = slips(printed.text)
    assert [username for username, _ in second] == [username for username, _ in first]
    assert {password for _, password in first} & {password for _, password in second} == set()
    assert "chỉ hiện một lần" in admin.get(admin.post("/admin/users/slips", data=chosen).location).text


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("username", "", "Ghi tên đăng nhập."),
        ("username", "x", "Tên đăng nhập “x” chưa đúng."),
        ("username", "HEAD_A", "Tên đăng nhập “head_a” đã có người dùng."),
        ("username", "outsider", "Tên đăng nhập “outsider” đã có người dùng."),
        ("username", "trung", "Tên đăng nhập “trung” ghi cho hai đơn vị."),
        ("position", " ", "Ghi chức vụ."),
    ],
)
def test_one_wrong_line_makes_none(
    client_of: Clients, headless: list[int], database: TestDatabase, field: str, text: str, words: str
) -> None:
    admin = client_of("admin")
    form = {**typed(admin.get("/admin/users/heads").text), f"{field}-{headless[2]}": text}
    before = counts(database)
    answer = admin.post("/admin/users/heads", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Chưa tạo tài khoản nào: có chỗ cần sửa ở bảng dưới." in answer.text
    assert 'value="phongyte"' in answer.text
    assert counts(database) == before


def test_only_ticked_units_get_one(client_of: Clients, headless: list[int]) -> None:
    admin = client_of("admin")
    form = typed(admin.get("/admin/users/heads").text)
    answer = admin.post("/admin/users/heads", data={**form, "unit_ids": []})
    assert answer.status_code == 422
    assert "Chưa đánh dấu đơn vị nào." in answer.text
    form = {**form, "unit_ids": [str(headless[0])], f"username-{headless[1]}": "", "once": "i" * 32}
    assert len(slips(admin.post("/admin/users/heads", data=form).text)) == 1


def test_units_that_have_a_head_by_now_or_belong_to_others_are_named(
    client_of: Clients, headless: list[int], cast: Cast, database: TestDatabase
) -> None:
    admin = client_of("admin")
    form = typed(admin.get("/admin/users/heads").text)
    before = counts(database)
    answer = admin.post("/admin/users/heads", data={**form, "unit_ids": [str(cast.units["ward_a"])]})
    assert answer.status_code == 422
    assert "1 đơn vị vừa có người đứng đầu" in answer.text
    assert client_of("outsider").post("/admin/users/heads", data=form).status_code == 422
    assert counts(database) == before


@on_both
def test_slips_for_chosen_people_leave_out_the_own_and_the_closed(client_of: Clients, cast: Cast) -> None:
    admin = client_of("admin")
    ids = [str(cast.users[name]) for name in ("head_a", "admin", "closed", "outsider")]
    page = admin.get("/admin/users/slips", query_string={"user_ids": ids}).text
    assert re.findall(r'name="user_ids" value="(\d+)"', page) == [ids[0]]
    assert [name for name, _ in slips(admin.post("/admin/users/slips", data={"user_ids": ids}).text)] == ["head_a"]
    assert "Chưa chọn người dùng nào." in admin.get("/admin/users/slips?user_ids=x&user_ids=99999999999").text


def test_the_qr_code_opens_the_sign_in_and_holds_no_password(
    client_of: Clients, headless: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    import segno

    texts: list[str] = []
    make = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **more: texts.append(text) or make(text, **more))
    admin = client_of("admin")
    admin.post("/admin/users/heads", data=typed(admin.get("/admin/users/heads").text))
    assert texts == [f"http://localhost/login?username={name}" for name in ("phongyte", "trung", "trung2")]
