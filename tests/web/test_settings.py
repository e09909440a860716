"""The committee's settings: kept with what stood before, refused in words, two admins meet."""

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bhyt_tasks.domain.committees import Committee, Settings
from bhyt_tasks.domain.history import Change, Subject
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
LETTERHEAD = {"superior": "UBND TỈNH A", "issuer": "BAN CHỈ ĐẠO", "symbol": "TB-BCĐ", "place": "A"}


def filled(client: PageClient) -> dict[str, str]:
    """The form as it is shown."""
    page = client.get("/admin/settings").text.split("<main")[1]
    fields = [field for field in re.findall(r"<input [^>]*>", page) if 'type="checkbox"' not in field]
    named = {re.search(r'name="([^"]*)"', field)[1]: re.search(r'value="([^"]*)"', field)[1] for field in fields}
    return {name: html.unescape(value) for name, value in named.items() if name not in ("csrf_token", "once")}


def committee_of(database: TestDatabase, cast: Cast) -> Committee:
    with database.app.app_context():
        return db.session.get_one(Committee, cast.committee)


@on_both
def test_settings_are_saved_and_the_history_has_both(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    admin = client_of("admin")
    lines = "TM. BAN CHỈ ĐẠO\nPHÓ TRƯỞNG BAN"
    form = filled(admin) | LETTERHEAD | {"signer_lines": lines, "reminder_rest_days": "0", "short_name": "BCĐ mới"}
    assert admin.post("/admin/settings", data=form).location == "/admin/settings"
    committee = committee_of(database, cast)
    assert committee.settings == Settings(**LETTERHEAD, signer_lines=lines, reminder_rest_days=0)
    assert committee.short_name == "BCĐ mới"
    with database.app.app_context():
        change = db.session.scalars(select(Change)).one()
    assert (change.subject, change.details["reminder_rest_days"]) == (Subject.COMMITTEE, [2, 0])
    assert change.details["short_name"] == ["BCĐ A", "BCĐ mới"]
    page = admin.get("/admin/settings").text
    assert "BCĐ mới" in page
    assert "TM. BAN CHỈ ĐẠO\nPHÓ TRƯỞNG BAN" in page.replace("\r", "")
    assert (
        "Không có gì thay đổi."
        in admin.post("/admin/settings", data=filled(admin) | {"signer_lines": lines}, follow_redirects=True).text
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"figures_due_day": "32"}, "Ghi số từ 1 đến 31."),
        ({"figures_due_day": "nhiều"}, "Không đọc được số “nhiều”."),
        ({"idle_hours": ""}, "Ghi một số nguyên."),
        ({"idle_hours": "0"}, "Ghi số từ 1 đến 168."),
        ({"name": " "}, "Không để trống."),
        ({"short_name": ""}, "Ghi tên ngắn."),
        ({"symbol": "x" * 31}, "Dài quá 30 ký tự. Rút gọn lại."),
    ],
)
def test_bad_settings_are_refused_and_nothing_is_saved(
    client_of: Clients, database: TestDatabase, cast: Cast, typed: dict[str, str], words: str
) -> None:
    admin = client_of("admin")
    answer = admin.post("/admin/settings", data=filled(admin) | {"place": "Nơi khác"} | typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for value in ("Nơi khác", *typed.values()))
    assert committee_of(database, cast).settings == Settings()


def test_R12_two_admins_meet_on_the_settings(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    mine, theirs = client_of("admin"), client_of("admin")
    form = filled(mine)
    theirs.post("/admin/settings", data=filled(theirs) | {"place": "Hà Tĩnh"})
    answer = mine.post("/admin/settings", data=form | {"place": "Vinh"})
    assert answer.status_code == 409
    assert "Hà Tĩnh" in answer.text
    assert 'value="Vinh"' in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert mine.post("/admin/settings", data=form | {"place": "Vinh", "version": version}).status_code == 303
    assert committee_of(database, cast).settings.place == "Vinh"


def test_the_other_committees_settings_are_their_own(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    outsider = client_of("outsider")
    assert "Ban Chỉ đạo B" in outsider.get("/admin/settings").text
    outsider.post("/admin/settings", data=filled(outsider) | {"place": "Nơi khác"})
    assert committee_of(database, cast).settings == Settings()


def test_days_off_are_typed_and_kept_in_order(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    admin = client_of("admin")
    typed = {"holidays": "23/01/2020–29/01/2020\n1.1.2020", "move_to_working_day": "y"}
    assert admin.post("/admin/settings", data=filled(admin) | typed).status_code == 303
    kept = committee_of(database, cast).settings
    assert (kept.holidays[0], kept.holidays[1], len(kept.holidays)) == ("2020-01-01", "2020-01-23", 8)
    assert kept.move_to_working_day is True
    page = admin.get("/admin/settings").text
    assert "01/01/2020, 23/01/2020–29/01/2020" in page
    assert 'checked id="move_to_working_day"' in page
    history = admin.get("/admin/history").text
    assert ("Ngày nghỉ lễ" in history, "01/01/2020; 23/01/2020" in history) == (True, True)
    admin.post("/admin/settings", data=filled(admin))
    assert committee_of(database, cast).settings == Settings()


def test_days_off_that_cannot_be_read_are_given_back(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    admin = client_of("admin")
    for more in ({}, {"year": "2020"}):
        answer = admin.post("/admin/settings", data=filled(admin) | {"holidays": "1/1/2020, Tết"} | more)
        assert (answer.status_code, "Không đọc được ngày" in answer.text) == (422, True)
        assert "1/1/2020, Tết" in answer.text
    assert committee_of(database, cast).settings == Settings()


def test_public_holidays_of_a_year_are_put_in_and_not_saved(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    admin = client_of("admin")
    form = filled(admin) | {"holidays": "1/1/2020, 20/11/2020", "place": "Nơi khác"}
    answer = admin.post("/admin/settings", data=form | {"year": "2020"})
    assert answer.status_code == 200
    assert "01/01/2020, 23/01/2020–29/01/2020, 02/04/2020, 30/04/2020–01/05/2020, 02/09/2020, 20/11/2020" in answer.text
    assert ("Nơi khác" in answer.text, "chưa lưu" in answer.text) == (True, True)
    assert committee_of(database, cast).settings == Settings()
    assert "Thêm ngày nghỉ lễ năm 2021" not in answer.text


def test_the_other_admin_sees_the_days_that_came_between(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    mine, theirs = client_of("admin"), client_of("admin")
    form = filled(mine)
    theirs.post("/admin/settings", data=filled(theirs) | {"holidays": "1/1/2020", "move_to_working_day": "y"})
    answer = mine.post("/admin/settings", data=form | {"place": "Vinh"})
    assert answer.status_code == 409
    assert ("<dd>01/01/2020</dd>" in answer.text, "<dd>có</dd>" in answer.text) == (True, True)
