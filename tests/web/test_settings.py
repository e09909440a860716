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

Clients = Callable[[str], PageClient]
LETTERHEAD = {"superior": "UBND TỈNH A", "issuer": "BAN CHỈ ĐẠO", "symbol": "TB-BCĐ", "place": "A"}


def filled(client: PageClient) -> dict[str, str]:
    """The form as it is shown."""
    page = client.get("/admin/settings").text.split("<main")[1]
    fields = re.findall(r"<input [^>]*>", page)
    named = {re.search(r'name="([^"]*)"', field)[1]: re.search(r'value="([^"]*)"', field)[1] for field in fields}
    return {name: html.unescape(value) for name, value in named.items() if name not in ("csrf_token", "once")}


def committee_of(database: TestDatabase, cast: Cast) -> Committee:
    with database.app.app_context():
        return db.session.get_one(Committee, cast.committee)


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
