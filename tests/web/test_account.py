"""Signing in and out, first password change, throttling, and what was typed when a session ended."""

import html
import re
from collections.abc import Callable

import pytest

from bhyt_tasks.domain.people import User
from bhyt_tasks.plugins import db
from tests.cast import PASSWORD, Cast
from tests.conftest import PageClient, TestDatabase, sign_in, signed
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]


def enter(client: PageClient, username: str, password: str = PASSWORD, **more: str):
    return client.post("/login", data={"username": username, "password": password, **more})


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("secretary", "/overview"),
        ("deputy", "/overview"),
        ("head_a", "/tasks"),
        ("overseer", "/overdue"),
        ("data_officer", "/coverage/readings"),
        ("admin", "/admin/users"),
    ],
)
def test_signing_in_leads_home(client_of: Clients, name: str, home: str) -> None:
    assert enter(client_of("nobody"), name).location == home


def test_a_phone_may_capitalise_the_name(client_of: Clients) -> None:
    assert enter(client_of("nobody"), " Head_A ").location == "/tasks"


@pytest.mark.parametrize(
    ("next_page", "lands"),
    [
        ("/tasks/1", "/tasks/1"),
        ("//evil.example/", "/tasks"),
        ("https://evil.example/", "/tasks"),
        ("/\\evil.example", "/tasks"),
        ("/\t/evil.example", "/tasks"),
        ("/\n/evil.example", "/tasks"),
        ("/tasks?q=a&state=all", "/tasks?q=a&state=all"),
    ],
)
def test_next_stays_on_this_host(client_of: Clients, next_page: str, lands: str) -> None:
    assert enter(client_of("nobody"), "head_a", next=next_page).location == lands


def test_a_page_asked_for_before_signing_in_is_opened_after(client_of: Clients) -> None:
    client = client_of("nobody")
    answer = client.get("/tasks?state=all&q=abc")
    assert (answer.status_code, answer.location) == (303, "/login?next=/tasks?state%3Dall%26q%3Dabc")


def test_the_address_on_a_slip_fills_the_username_in(client_of: Clients) -> None:
    client = client_of("nobody")
    page = client.get("/login?username=head_a%22%3E&password=x").text
    assert 'value="head_a&#34;&gt;"' in page
    assert "Ghi mật khẩu dùng một lần trên phiếu" in page
    assert 'value="x"' not in page
    assert "trên phiếu" not in client.get("/login").text


def test_wrong_password_keeps_the_name_and_says_so(client_of: Clients) -> None:
    answer = enter(client_of("nobody"), "head_a", "sai")
    assert answer.status_code == 422
    assert "Sai tên đăng nhập hoặc mật khẩu." in answer.text
    assert 'value="head_a"' in answer.text
    assert "sai" not in re.findall(r'value="([^"]*)"', answer.text)


def test_wrong_password_ten_times_is_stopped_even_with_the_right_one(client_of: Clients) -> None:
    client = client_of("nobody")
    for _ in range(10):
        assert "Sai tên đăng nhập" in enter(client, "head_a", "sai").text
    answer = enter(client, "head_a")
    assert answer.status_code == 422
    assert "Sai mật khẩu quá nhiều lần. Chờ 15 phút" in answer.text
    assert enter(client, "head_b").location == "/tasks"


def test_a_closed_account_cannot_sign_in(client_of: Clients) -> None:
    assert enter(client_of("nobody"), "closed").status_code == 422


def test_signing_out_ends_the_session_on_the_server(client_of: Clients) -> None:
    client = client_of("head_a")
    with client.session_transaction() as kept:
        token = kept["_user_id"]
    client.post("/logout")
    with client.session_transaction() as kept:
        kept["_user_id"] = token
    assert client.get("/tasks").status_code == 303


@on_both
def test_first_password_change_comes_before_everything(database: TestDatabase, cast: Cast, client_of: Clients) -> None:
    with database.app.app_context():
        db.session.get_one(User, cast.users["head_a"]).must_change_password = True
        db.session.commit()
    client, elsewhere = client_of("head_a"), sign_in(database.app, "head_a")
    assert client.get("/tasks").location == "/account/password"
    changed = {"password": PASSWORD, "new_password": "bốn từ rất khó đoán", "again": "bốn từ rất khó đoán"}
    assert client.post("/account/password", data=changed).location == "/tasks"
    assert client.get("/tasks").status_code == 200
    assert elsewhere.get("/tasks").status_code == 303
    assert enter(client_of("nobody"), "head_a", "bốn từ rất khó đoán").location == "/tasks"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": "sai", "new_password": "bốn từ rất khó đoán", "again": "bốn từ rất khó đoán"}, "không đúng"),
        ({"password": PASSWORD, "new_password": "ngan", "again": "ngan"}, "ít nhất 10 ký tự"),
        ({"password": PASSWORD, "new_password": "bốn từ rất khó đoán", "again": "khác"}, "không giống nhau"),
        ({"password": PASSWORD, "new_password": "1234567890", "again": "1234567890"}, "dễ đoán"),
        ({"password": PASSWORD, "new_password": PASSWORD, "again": PASSWORD}, "giống mật khẩu đang dùng"),
    ],
)
def test_a_bad_new_password_is_refused_in_words(client_of: Clients, typed: dict[str, str], words: str) -> None:
    answer = client_of("head_a").post("/account/password", data=typed)
    assert answer.status_code == 422
    assert words in answer.text


def end_of_session(client: PageClient) -> None:
    with client.session_transaction() as kept:
        kept["_user_id"] = "ended"


def kept_by(client: PageClient, path: str, note: str) -> str:
    """What the sign-in page carries after a form was sent in a session that had ended."""
    end_of_session(client)
    asked = client.post(path, data={"note": note, "version": "1"})
    assert asked.status_code == 401
    assert "nội dung đang nhập được giữ nguyên" in asked.text
    return html.unescape(re.search(r'name="kept" value="([^"]*)"', asked.text)[1])


def test_what_was_typed_is_carried_through_a_new_sign_in(client_of: Clients, cast: Cast) -> None:
    client = client_of("head_a")
    path = f"/tasks/{cast.tasks['a1']}/progress"
    answer = enter(client, "head_a", next=path, kept=kept_by(client, path, "Viết dở <b>"))
    assert answer.status_code == 200
    assert f'action="{path}"' in answer.text
    assert "Viết dở &lt;b&gt;" in answer.text


def test_what_was_typed_is_given_back_to_nobody_else(client_of: Clients, cast: Cast) -> None:
    client = client_of("head_a")
    path = f"/tasks/{cast.tasks['a1']}/progress"
    kept = kept_by(client, path, "Của Chủ tịch xã")
    assert enter(client_of("nobody"), "clerk_a", next=path, kept=kept).location == "/tasks"
    assert enter(client_of("nobody"), "head_a", next=path, kept=kept[:-1] + "?").location == "/tasks"
    unsigned = '[["note", "Không ký"]]'
    assert enter(client_of("nobody"), "head_a", next=path, kept=unsigned).location == "/tasks"


def test_a_form_of_an_unknown_writer_is_not_carried(client_of: Clients, cast: Cast) -> None:
    answer = client_of("nobody").post(f"/tasks/{cast.tasks['a1']}/progress", data={"note": "Của ai"})
    assert answer.status_code == 401
    assert "Của ai" not in answer.text


def test_a_form_left_open_by_another_account_is_not_given_back(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    client = client_of("clerk_a")
    client.token = signed(database.app, f"{cast.users['head_a']}-before")
    answer = client.post(f"/tasks/{cast.tasks['a1']}/progress", data={"version": "1", "note": "Của Chủ tịch xã"})
    assert answer.status_code == 400
    assert "Của Chủ tịch xã" not in answer.text


def test_fields_that_another_site_sends_are_not_carried(client_of: Clients, cast: Cast) -> None:
    path = f"/tasks/{cast.tasks['a1']}/progress"
    client = client_of("head_a")
    end_of_session(client)
    answer = client.post(path, data={"note": "Của trang khác"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 401
    assert "Của trang khác" not in answer.text


def test_a_form_older_than_the_sign_in_is_given_back(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    client = client_of("head_a")
    client.token = signed(database.app, f"{cast.users['head_a']}-earlier")
    answer = client.post(f"/tasks/{cast.tasks['a1']}/progress", data={"version": "1", "note": "Viết từ lúc trước"})
    assert answer.status_code == 400
    assert "Viết từ lúc trước</textarea>" in answer.text
    assert "Gửi lại" in answer.text


def test_a_fault_is_answered_with_a_page_of_its_own(client_of: Clients, database: TestDatabase) -> None:
    client, views = client_of("deputy"), database.app.view_functions
    kept = views["overview.overview"]

    def broken() -> str:
        db.session.add(User())
        db.session.flush()
        return ""

    broken.access = kept.access
    views["overview.overview"], database.app.testing = broken, False
    try:
        answer = client.get("/overview")
    finally:
        views["overview.overview"], database.app.testing = kept, True
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.text


def test_headers_of_the_policy(client_of: Clients) -> None:
    headers = client_of("nobody").get("/login").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self' https://cdn.jsdelivr.net;" in policy
    assert "unsafe" not in policy
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
