"""The administrator's pages: users found, added, revised, closed; slips; what was changed."""

import html
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bhyt_tasks.domain.history import Change, OnceKey
from bhyt_tasks.domain.people import Role, User
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase, sign_in
from tests.web.conftest import on_both
from tests.web.test_writes import statements

Clients = Callable[[str], PageClient]

NEW = {"full_name": "Trần Thị Thử", "position": "Công chức Văn hóa", "unit": "thach trung", "roles": ["unit"]}
SHOWN_ONCE = "Mật khẩu chỉ hiện một lần, ngay sau khi cấp."


def stored(database: TestDatabase, username: str) -> User:
    with database.app.app_context():
        return db.session.scalars(sa.select(User).where(User.username == username)).one()


def slips(page: str) -> list[tuple[str, str]]:
    """Usernames and passwords on a sheet."""
    codes = re.findall(r'<dd class="code">([^<]+)</dd>', page)
    return list(zip(codes[::2], codes[1::2], strict=True))


def counts(database: TestDatabase) -> tuple[int, int]:
    with database.app.app_context():
        return db.session.query(User).count(), db.session.query(Change).count()


# The list


def test_the_list_shows_who_where_and_in_which_roles(client_of: Clients) -> None:
    page = client_of("admin").get("/admin/users").text
    for words in ("head_a", "Xã Thạch Trung", "người đứng đầu", "Người của đơn vị", "Đang dùng", "0239.000.0001"):
        assert words in page
    assert "outsider" not in page
    assert ">closed<" not in page


@on_both
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=thach+trung", {"head_a", "clerk_a"}),
        ("?q=CHUC+VU+HEAD", {"head_a", "head_b"}),
        ("?state=closed", {"closed"}),
        ("?state=all&q=closed", {"closed"}),
        ("?q=zzz", set()),
        ("?after=head_a", {"head_b", "overseer", "secretary"}),
        ("?unit=0", set()),
        ("?unit=999999999", set()),
    ],
)
def test_users_are_found_without_accents(client_of: Clients, query: str, found: set[str]) -> None:
    page = client_of("admin").get(f"/admin/users{query}").text
    assert set(re.findall(r'<span class="small muted">(\w+) · ', page)) == found


def test_a_unit_has_its_people(client_of: Clients, cast: Cast) -> None:
    page = client_of("admin").get(f"/admin/users?unit={cast.units['ward_a']}").text
    assert set(re.findall(r'<span class="small muted">(\w+) · ', page)) == {"head_a", "clerk_a"}
    assert f'href="/admin/users/new?unit={cast.units["ward_a"]}"' in page


# Adding


def test_an_account_is_made_and_its_password_shown_once(client_of: Clients, database: TestDatabase) -> None:
    admin = client_of("admin")
    sent = {**NEW, "once": "k" * 32}
    first = admin.post("/admin/users/new", data=sent)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-store")
    [(username, password)] = slips(first.text)
    assert username == "thachtrung"
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", password)
    user = stored(database, "thachtrung")
    assert (user.must_change_password, user.roles) == (True, {Role.UNIT})
    assert password not in user.password_hash
    with database.app.app_context():
        assert password not in "".join(db.session.scalars(sa.select(OnceKey.answer)))

    again = admin.post("/admin/users/new", data=sent)
    assert (again.status_code, again.location) == (303, f"/admin/users/{user.id}")
    page = admin.get(again.location).text
    assert SHOWN_ONCE in page
    assert password not in page
    assert len(stored(database, "thachtrung").username) == 10

    entered = client_of("nobody").post("/login", data={"username": username, "password": password})
    assert entered.location == "/tasks"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"full_name": ""}, "Ghi họ tên."),
        ({"full_name": " "}, "Ghi họ tên."),
        ({"position": ""}, "Ghi chức vụ."),
        ({"roles": []}, "Chọn ít nhất một vai trò."),
        ({"roles": ["king"]}, "Chọn ít nhất một vai trò."),
        ({"unit": ""}, "Người của đơn vị cần thuộc một đơn vị."),
        ({"unit": "xã không có"}, "Không có đơn vị “xã không có”."),
        ({"unit": "các xã, phường"}, "Ghi một đơn vị."),
        ({"unit": "", "roles": ["secretary"]}, "Ghi tên đăng nhập."),
        ({"username": "head_a"}, "Tên đăng nhập “head_a” đã có người dùng."),
        ({"username": "Outsider"}, "Tên đăng nhập “outsider” đã có người dùng."),
        ({"username": "thạch trung"}, "Tên đăng nhập “thạch trung” chưa đúng."),
        ({"work_phone": "không"}, "Không đọc được số điện thoại “không”."),
        ({"work_phone": "038199012345"}, "Không đọc được số điện thoại"),
        ({"email": "không"}, "Địa chỉ thư “không” chưa đúng."),
    ],
)
def test_bad_accounts_are_refused_in_words(
    client_of: Clients, database: TestDatabase, more: dict[str, object], words: str
) -> None:
    before = counts(database)
    answer = client_of("admin").post("/admin/users/new", data={**NEW, **more})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Công chức Văn hóa"' in answer.text or more.get("position") == ""
    assert counts(database) == before


def test_a_unit_of_the_other_committee_cannot_be_named(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    client_of("outsider").post("/admin/users/new", data={**NEW, "username": "them"})
    with database.app.app_context():
        made = db.session.scalars(sa.select(User).where(User.username == "them")).one()
        assert db.session.get_one(Unit, made.unit_id).committee_id == made.committee_id
    assert made.unit_id != cast.units["ward_a"]


def test_a_form_opened_for_a_unit_begins_with_it(client_of: Clients, cast: Cast) -> None:
    page = client_of("admin").get(f"/admin/users/new?unit={cast.units['ward_a']}").text
    assert ">\r\nxã Thạch Trung</textarea>" in page
    assert 'value="thachtrung"' in page
    assert re.search(r'value="unit" checked', page)
    other = client_of("outsider").get(f"/admin/users/new?unit={cast.units['ward_a']}").text
    assert "Thạch Trung</textarea>" not in other


# One user


@on_both
def test_a_revision_is_saved_and_told(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    admin, path = client_of("admin"), f"/admin/users/{cast.users['head_a']}"
    page = admin.get(path).text
    assert "xã Thạch Trung</textarea>" in page
    sent = {**NEW, "work_phone": "0239 385 0001", "version": "1", "roles": ["unit", "data_officer"]}
    assert admin.post(path, data=sent).location == path
    page = html.unescape(admin.get(path).text)
    assert "<del>head_a</del> → <ins>Trần Thị Thử</ins>" in page
    assert "<ins>Người của đơn vị; Cán bộ số liệu</ins>" in page
    assert stored(database, "head_a").version == 2


@on_both
def test_R12_two_administrators_do_not_write_over_one_another(client_of: Clients, cast: Cast) -> None:
    admin, path = client_of("admin"), f"/admin/users/{cast.users['head_a']}"
    admin.post(path, data={**NEW, "version": "1"})
    answer = admin.post(path, data={**NEW, "full_name": "Người khác", "version": "1"})
    assert answer.status_code == 409
    assert "Nội dung vừa được lưu" in answer.text
    assert 'value="Người khác"' in answer.text
    assert "Trần Thị Thử" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert admin.post(path, data={**NEW, "full_name": "Người khác", "version": "2"}).status_code == 303


@pytest.mark.parametrize("more", [{"full_name": ""}, {"roles": []}, {"email": "x"}, {"unit": "zzz"}])
def test_a_bad_revision_saves_nothing(
    client_of: Clients, cast: Cast, database: TestDatabase, more: dict[str, object]
) -> None:
    before = counts(database)
    path = f"/admin/users/{cast.users['head_a']}"
    assert client_of("admin").post(path, data={**NEW, "version": "1", **more}).status_code == 422
    assert (counts(database), stored(database, "head_a").version) == (before, 1)


def test_closing_signs_out_at_once_and_tells_that_the_head_is_missing(client_of: Clients, cast: Cast) -> None:
    admin, head, path = client_of("admin"), client_of("head_a"), f"/admin/users/{cast.users['head_a']}"
    assert head.get("/tasks").status_code == 200
    assert admin.post(f"{path}/closure").location == path
    page = admin.get(path).text
    assert "Đã đóng tài khoản và đăng xuất mọi thiết bị. Xã Thạch Trung chưa có người đứng đầu." in page
    assert "Đã đóng 09/12/2019" in page
    assert head.get("/tasks").status_code == 303
    assert "Tạo tài khoản cho người đứng đầu (1 đơn vị chưa có)" in admin.get("/admin/users").text
    assert admin.post(f"{path}/password").status_code == 422

    opened = admin.post(f"{path}/reopening")
    [(username, password)] = slips(opened.text)
    entered = client_of("nobody").post("/login", data={"username": username, "password": password})
    assert entered.location == "/tasks"
    assert admin.post(f"{path}/reopening").location == path


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("closure", "Không tự đóng tài khoản đang dùng."),
        ("password", "Mật khẩu của chính mình đổi ở trang Tài khoản."),
        ("headship", "Người đứng đầu phải là người của đơn vị."),
    ],
)
def test_what_nobody_does_to_the_own_account(
    client_of: Clients, cast: Cast, database: TestDatabase, act: str, words: str
) -> None:
    before = counts(database)
    answer = client_of("admin").post(f"/admin/users/{cast.users['admin']}/{act}")
    assert answer.status_code == 422
    assert words in answer.text
    assert counts(database) == before


def test_the_last_administrator_keeps_the_role(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    sent = {**NEW, "unit": "", "roles": ["secretary"], "version": "1"}
    answer = client_of("admin").post(f"/admin/users/{cast.users['admin']}", data=sent)
    assert answer.status_code == 422
    assert "Đây là quản trị cuối cùng còn dùng." in answer.text
    assert stored(database, "admin").roles == {Role.ADMIN}


def test_signing_out_everywhere(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    admin, one, two = client_of("admin"), client_of("head_a"), sign_in(database.app, "head_a")
    path = f"/admin/users/{cast.users['head_a']}"
    assert "Đang đăng nhập trên 2 thiết bị" in admin.get(path).text
    admin.post(f"{path}/sign-out")
    assert "Đã đăng xuất 2 thiết bị." in admin.get(path).text
    assert [client.get("/tasks").status_code for client in (one, two)] == [303, 303]


def test_another_of_the_units_people_becomes_head(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    admin, path = client_of("admin"), f"/admin/users/{cast.users['clerk_a']}"
    admin.post(f"{path}/headship")
    with database.app.app_context():
        assert db.session.get_one(Unit, cast.units["ward_a"]).head_id == cast.users["clerk_a"]
    assert "<del>head_a (head_a)</del> → <ins>clerk_a (clerk_a)</ins>" in admin.get("/admin/history").text


def test_a_new_password_replaces_the_old_one(client_of: Clients, cast: Cast) -> None:
    admin, path = client_of("admin"), f"/admin/users/{cast.users['head_a']}"
    [(username, password)] = slips(admin.post(f"{path}/password", data={"once": "p" * 32}).text)
    again = admin.post(f"{path}/password", data={"once": "p" * 32})
    assert again.location == path
    nobody = client_of("nobody")
    assert nobody.post("/login", data={"username": username, "password": password}).location == "/tasks"
    assert nobody.get("/tasks").location == "/account/password"


# The history


@on_both
def test_the_history_pages_and_filters(client_of: Clients, cast: Cast) -> None:
    admin = client_of("admin")
    assert "Chưa có thay đổi nào được ghi." in admin.get("/admin/history").text
    path = f"/admin/users/{cast.users['clerk_a']}"
    for number in range(26):
        admin.post(f"/admin/users/{cast.users['head_a' if number % 2 else 'clerk_a']}/headship")
        admin.post(path, data={**NEW, "full_name": f"Tên {number}", "version": str(number + 1)})
    first = admin.get("/admin/history").text
    assert first.count("<li>") == 50
    following = html.unescape(re.search(r'href="(/admin/history\?before=\d+)"', first)[1])
    assert admin.get(following).text.count("<li>") == 2
    assert admin.get("/admin/history?subject=user").text.count("<li>") == 26
    assert admin.get(f"/admin/history?subject=unit&id={cast.units['ward_a']}").text.count("<li>") == 26
    assert admin.get("/admin/history?subject=x&id=99999999999&before=y").status_code == 200
    assert admin.get(path).text.count("<li>") == 10
    assert "Chưa có thay đổi nào được ghi." in client_of("outsider").get("/admin/history").text


# The menu


def test_who_only_administers_has_a_menu_of_that(client_of: Clients) -> None:
    page = client_of("admin").get("/admin/users").text
    menu = page[page.index('<nav class="menu"') : page.index('<div class="who"')]
    assert re.findall(r'href="([^"]+)"', menu) == ["/admin/units", "/admin/users", "/admin/settings", "/account"]


def test_who_does_more_finds_administration_in_the_menu(client_of: Clients) -> None:
    page = client_of("outsider").get("/admin/history").text
    assert re.search(r'<a href="/admin/users" aria-current="page">Quản trị</a>', page)


def test_pages_take_a_few_statements_whatever_the_rows(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    admin, counted = client_of("admin"), {}
    path = f"/admin/users/{cast.users['clerk_a']}"
    for number in range(3):
        for page in ("/admin/users", "/admin/users?q=thach", path, "/admin/users/heads", "/admin/history"):
            with statements(database.app) as seen:
                assert admin.get(page).status_code == 200
            counted.setdefault(page, []).append(len([asked for asked in seen if asked.startswith(("SELECT", "WITH"))]))
        admin.post(path, data={**NEW, "full_name": f"Tên {number}", "version": str(number + 1)})
        admin.post("/admin/users/new", data={**NEW, "username": f"moi{number}"})
    assert counted == {
        "/admin/users": [3, 3, 3],
        "/admin/users?q=thach": [3, 3, 3],
        path: [5, 5, 5],
        "/admin/users/heads": [4, 4, 4],
        "/admin/history": [2, 2, 2],
    }
