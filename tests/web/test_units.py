"""The admin's register: units, groups and pasted lists; in words, all or nothing, and nobody else's."""

import io
import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain.history import Change, ChangeKind
from bhyt_tasks.domain.people import User
from bhyt_tasks.domain.units import Unit, UnitGroup, UnitGroupMember, UnitKind, UnitNames, add_unit
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.domain.test_unit_lists import OFFICIAL
from tests.web.conftest import on_both
from tests.web.test_writes import statements

Clients = Callable[[str], PageClient]


@pytest.fixture
def admin(client_of: Clients) -> PageClient:
    return client_of("admin")


def stored(database: TestDatabase, cast: Cast, key: str) -> Unit:
    with database.app.app_context():
        return db.session.get_one(Unit, cast.units[key])


def count(database: TestDatabase, model: type) -> int:
    with database.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def typed(page: str) -> dict[str, str]:
    """The hidden fields of the last form of a page."""
    return dict(re.findall(r'<input type="hidden" name="(version|seen)" value="([^"]*)"', page))


def test_the_list_is_searched_without_accents_and_leads_to_each_unit(admin: PageClient, cast: Cast) -> None:
    page = admin.get("/admin/units?q=thach+trung").text
    assert "1 đơn vị" in page
    assert f'href="/admin/units/{cast.units["ward_a"]}"' in page
    assert "Chức vụ head_a" in page
    assert "Phường Đại Nài" not in page
    assert "Không tìm thấy “zz”." in admin.get("/admin/units?q=zz").text
    assert "Không có đơn vị nào như vậy." in admin.get("/admin/units?state=closed").text
    assert admin.get("/admin/units?state=x&parent=y&after=z").status_code == 200


def test_the_list_takes_the_same_few_statements_with_hundreds_of_units(
    database: TestDatabase, cast: Cast, admin: PageClient
) -> None:
    counted = []
    for more in (1, 3, 300):
        with database.app.app_context():
            for number in range(more):
                names = UnitNames(f"thôn {more} {number}", (f"T{number}",))
                kind, since = UnitKind.VILLAGE, date(2019, 1, 1)
                add_unit(db.session, committee_id=cast.committee, kind=kind, names=names, active_from=since)
            db.session.commit()
        paths = ("/admin/units", "/admin/units?q=thon", f"/admin/units/{cast.units['ward_a']}", "/admin/groups")
        for path in (*paths, "/admin/settings", f"/admin/groups/{cast.group}"):
            with statements(database.app) as seen:
                assert admin.get(path).status_code == 200
            counted.append((path, len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))])))
    assert len(set(counted)) == 6
    assert max(number for _, number in counted) <= 6
    assert "Trang sau" in admin.get("/admin/units").text


@on_both
def test_a_unit_is_added_and_the_next_may_follow(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    assert "thành phố A" in admin.get("/admin/units/new").text
    form = {"name": "Thôn Trung Tiến", "parent": "thach trung", "code": "0072", "aliases": "TT\nTrung Tiến cũ"}
    answer = admin.post("/admin/units/new", data=form | {"more": "1"})
    assert answer.location == "/admin/units/new"
    with database.app.app_context():
        unit = db.session.scalars(select(Unit).where(Unit.code == "0072")).one()
        assert (unit.name, unit.kind, unit.parent_id) == ("Thôn Trung Tiến", UnitKind.VILLAGE, cast.units["ward_a"])
    assert "Thôn Trung Tiến" in admin.get("/admin/units?q=trung+tien+cu").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": ""}, "Ghi tên đơn vị."),
        ({"name": "Bưu điện B"}, "Tên không cho biết loại đơn vị. Chọn loại."),
        ({"name": "xã B", "kind": "castle"}, "Chọn một mục trong danh sách."),
        ({"name": "xã Thạch Trung", "parent": "thành phố A"}, "Đã có xã Thạch Trung."),
        ({"name": "xã B", "code": "18100"}, "Mã 18100 đã là mã của xã Thạch Trung."),
        ({"name": "xã B", "parent": "xã Đâu"}, "Không có đơn vị “xã Đâu”."),
        ({"name": "xã B", "parent": "các xã, phường"}, "Ghi một đơn vị cấp trên."),
        ({"name": "xã B", "parent": "dưới 99%"}, "Ghi một đơn vị cấp trên."),
        ({"name": "xã B", "active_from": "31/02/2019"}, "Ngày 31/02/2019 không có."),
        ({"name": "Bưu điện B", "kind": "external", "oversees": "y"}, "chỉ phối hợp, không được giao đôn đốc"),
    ],
)
def test_a_bad_unit_is_refused_and_what_was_typed_stays(
    admin: PageClient, database: TestDatabase, form: dict[str, str], words: str
) -> None:
    before = count(database, Unit)
    answer = admin.post("/admin/units/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for name, value in form.items() if name not in ("kind", "oversees"))
    assert (count(database, Unit), count(database, Change)) == (before, 0)


def edit_form(admin: PageClient, unit_id: int, **more: str) -> dict[str, str]:
    version = typed(admin.get(f"/admin/units/{unit_id}/edit").text)["version"]
    stored = {"name": "xã Thạch Trung", "kind": "commune", "code": "18100", "parent": "thành phố A"}
    return stored | {"version": version} | more


@on_both
def test_a_unit_is_corrected_with_its_head_and_the_history_says_so(
    admin: PageClient, database: TestDatabase, cast: Cast
) -> None:
    ward = cast.units["ward_a"]
    form = edit_form(admin, ward, head=str(cast.users["clerk_a"]), code="07210", oversees="y", aliases="TT")
    assert admin.post(f"/admin/units/{ward}/edit", data=form).location == f"/admin/units/{ward}"
    unit = stored(database, cast, "ward_a")
    assert (unit.code, unit.head_id, unit.oversees) == ("07210", cast.users["clerk_a"], True)
    with database.app.app_context():
        details = db.session.scalars(select(Change.details).order_by(Change.id)).all()
    assert details == [
        {"code": ["18100", "07210"], "oversees": [False, True], "aliases": [[], ["TT"]]},
        {"head": ["head_a (head_a)", "clerk_a (clerk_a)"]},
    ]
    page = admin.get(f"/admin/units/{ward}").text
    assert "clerk_a · Chức vụ clerk_a" in page
    assert "07210" in page


def test_a_head_of_another_unit_is_refused(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    ward = cast.units["ward_a"]
    for stranger in ("head_b", "outsider"):
        form = edit_form(admin, ward, head=str(cast.users[stranger]))
        assert admin.post(f"/admin/units/{ward}/edit", data=form).status_code == 422
    assert stored(database, cast, "ward_a").head_id == cast.users["head_a"]


def test_R12_two_admins_meet_on_one_unit(admin: PageClient, client_of: Clients, cast: Cast) -> None:
    ward, other = cast.units["ward_a"], client_of("admin")
    mine, theirs = edit_form(admin, ward, aliases="của tôi"), edit_form(other, ward, aliases="của người khác")
    other.post(f"/admin/units/{ward}/edit", data=theirs)
    answer = admin.post(f"/admin/units/{ward}/edit", data=mine)
    assert answer.status_code == 409
    assert "của tôi" in answer.text
    assert "của người khác" in answer.text
    again = admin.post(f"/admin/units/{ward}/edit", data=mine | typed(answer.text))
    assert again.status_code == 303
    assert "của tôi" in admin.get(f"/admin/units/{ward}").text


def test_R13_the_same_form_twice_is_one_change(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    form = {"name": "xã Mới", "once": uuid4().hex}
    answers = [admin.post("/admin/units/new", data=form) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert count(database, Change) == 1


def test_R16_a_unit_is_renamed_by_a_decision_and_found_by_both_names(admin: PageClient, cast: Cast) -> None:
    ward = cast.units["ward_a"]
    version = typed(admin.get(f"/admin/units/{ward}/name").text)["version"]
    form = {"version": version, "name": "phường Trần Phú", "valid_from": "1/7/2019", "decision": "1665/NQ-UBTVQH15"}
    future = admin.post(f"/admin/units/{ward}/name", data=form | {"valid_from": "1/1/2020"})
    assert future.status_code == 422
    assert "Ngày 01/01/2020 chưa đến." in future.text
    assert admin.post(f"/admin/units/{ward}/name", data=form).location == f"/admin/units/{ward}"
    page = admin.get(f"/admin/units/{ward}").text
    assert "đến hết 30/06/2019" in page
    assert "từ 01/07/2019 · 1665/NQ-UBTVQH15" in page
    for q in ("tran phu", "thach trung"):
        assert f"/admin/units/{ward}" in admin.get(f"/admin/units?q={q}").text


@on_both
def test_closing_says_what_is_left_and_loses_nothing(
    admin: PageClient, client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    ward = cast.units["ward_a"]
    page = admin.get(f"/admin/units/{ward}/closure").text
    assert "Đơn vị chủ trì 2 nhiệm vụ chưa hoàn thành." in page
    assert "2 tài khoản của đơn vị vẫn mở" in page
    assert f"/tasks?of=all&amp;unit={ward}" not in page  # the admin does not see tasks
    form = typed(page) | {"last_day": "8/12/2019", "decision": "1665/NQ-UBTVQH15"}
    assert admin.post(f"/admin/units/{ward}/closure", data=form).status_code == 303
    assert "Đã ngừng sau ngày 08/12/2019" in admin.get(f"/admin/units/{ward}").text
    assert "Xã Thạch Trung" not in admin.get("/admin/units").text
    assert client_of("secretary").get(f"/tasks/{cast.tasks['a1']}").status_code == 200
    with database.app.app_context():
        note = db.session.scalars(select(Change.note).where(Change.what == ChangeKind.CLOSED)).one()
    assert note == "1665/NQ-UBTVQH15; còn 2 nhiệm vụ chưa hoàn thành"
    back = typed(admin.get(f"/admin/units/{ward}").text) | {"reason": "ghi nhầm"}
    assert admin.post(f"/admin/units/{ward}/reopening", data=back).status_code == 303
    assert "Xã Thạch Trung" in admin.get("/admin/units").text


def test_an_unfit_closing_is_refused(admin: PageClient, cast: Cast) -> None:
    area = cast.units["area"]
    page = admin.get(f"/admin/units/{area}/closure").text
    form = typed(page) | {"last_day": "8/12/2019", "decision": "1/NQ"}
    answer = admin.post(f"/admin/units/{area}/closure", data=form)
    assert answer.status_code == 422
    assert "thành phố A là địa bàn của Ban Chỉ đạo" in answer.text
    assert 'value="8/12/2019"' in answer.text


@on_both
def test_units_and_groups_of_the_other_committee_are_not_there(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    outsider = client_of("outsider")
    page = outsider.get("/admin/units?state=all").text
    assert "1 đơn vị" in page
    assert "Đại Nài" not in page
    assert "các xã, phường" not in outsider.get("/admin/groups").text.lower().split("<h1>")[1].split("ví dụ")[0]
    typed_parent = outsider.post("/admin/units/new", data={"name": "xã B", "parent": "phường Đại Nài"})
    assert "Không có đơn vị “phường Đại Nài”." in typed_parent.text
    typed_member = outsider.post("/admin/groups/new", data={"name": "nhóm", "units": "phường Đại Nài"})
    assert "Không có đơn vị “phường Đại Nài”." in typed_member.text
    assert (
        outsider.get(f"/admin/units?parent={cast.units['area']}").text.count(f"/admin/units/{cast.units['ward_a']}")
        == 0
    )
    outsider.post("/admin/units/import", data={"text": "phường Đại Nài (18100)"})
    assert count(database, Change) == 0


# Groups


@on_both
def test_a_group_is_made_changed_and_removed_once(admin: PageClient, database: TestDatabase, cast: Cast) -> None:
    made = admin.post("/admin/groups/new", data={"name": "các đơn vị", "units": "dai nai; LĐTBXH"})
    assert made.location == "/admin/groups"
    with database.app.app_context():
        group = db.session.scalars(select(UnitGroup).where(UnitGroup.name == "các đơn vị")).one().id
    page = admin.get(f"/admin/groups/{group}").text
    assert "phường Đại Nài; Phòng LĐ-TB&amp;XH" in page
    form = typed(page) | {"name": "các đơn vị", "units": "thach trung"}
    assert admin.post(f"/admin/groups/{group}", data=form).status_code == 303
    stale = admin.post(f"/admin/groups/{group}", data=form | {"units": "dai nai"})
    assert stale.status_code == 409
    assert "xã Thạch Trung" in stale.text
    removal = {"version": "2", "once": uuid4().hex}
    answers = [admin.post(f"/admin/groups/{group}/removal", data=removal) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/admin/groups"] * 2
    assert admin.get(f"/admin/groups/{group}").status_code == 404
    with database.app.app_context():
        kinds = db.session.scalars(select(Change.what).order_by(Change.id)).all()
    assert kinds == [ChangeKind.CREATED, ChangeKind.REVISED, ChangeKind.DESTROYED]


def test_a_group_without_units_or_with_a_taken_name_is_refused(admin: PageClient) -> None:
    for form, words in (
        ({"name": "nhóm", "units": ""}, "Ghi các đơn vị của nhóm."),
        ({"name": "Các xã phường", "units": "dai nai"}, "Đã có nhóm “các xã, phường”."),
    ):
        answer = admin.post("/admin/groups/new", data=form)
        assert answer.status_code == 422
        assert words in answer.text


# Import


@on_both
def test_a_list_is_looked_at_confirmed_and_changes_nothing_the_second_time(
    admin: PageClient, database: TestDatabase, cast: Cast
) -> None:
    text = OFFICIAL.replace("18100,Phường Trần Phú", "18100,Xã Thạch Trung").replace(
        "Thạch Trung,phường", "Thạch Trung,xã"
    )
    before = count(database, Unit)
    preview = admin.post("/admin/units/import", data={"text": text, "areas": "Tỉnh Hà Tĩnh"})
    assert preview.status_code == 200
    assert "Thêm mới: 4" in preview.text
    assert "Đã có: 1" in preview.text
    assert "phường Chũ" not in preview.text.split('id="preview"')[1]
    assert "Thêm vào nhóm “các xã, phường”" in preview.text
    assert count(database, Unit) == before
    form = {"text": text, "areas": "Tỉnh Hà Tĩnh", "confirm": "1", "make_group": "y"} | typed(preview.text)
    answer = admin.post("/admin/units/import", data=form)
    assert answer.location == "/admin/units"
    assert count(database, Unit) == before + 4
    with database.app.app_context():
        members = db.session.scalar(select(func.count()).where(UnitGroupMember.group_id == cast.group))
    assert members == 6
    changed = count(database, Change)
    page = admin.get("/admin/units").text
    assert "Đã thêm 4 đơn vị. 1 đơn vị đã có, không đổi. Nhóm “các xã, phường” đã có các đơn vị này." in page
    again = admin.post("/admin/units/import", data={"text": text, "areas": "Tỉnh Hà Tĩnh"})
    assert "Không có gì mới: các đơn vị này đã có." in again.text
    assert "Đã có: 5" in again.text
    form = {"text": text, "areas": "Tỉnh Hà Tĩnh", "confirm": "1", "make_group": "y"} | typed(again.text)
    assert admin.post("/admin/units/import", data=form).status_code == 303
    assert (count(database, Unit), count(database, Change)) == (before + 4, changed)


@on_both
def test_the_committees_own_province_and_a_missing_group_are_ticked_at_first(
    admin: PageClient, database: TestDatabase, cast: Cast
) -> None:
    with database.app.app_context():
        db.session.get_one(Unit, cast.units["area"]).name = "tỉnh Hà Tĩnh"
        db.session.execute(UnitGroupMember.__table__.delete())
        db.session.execute(UnitGroup.__table__.delete())
        db.session.commit()
    page = admin.post("/admin/units/import", data={"text": OFFICIAL}).text
    assert re.findall(r'name="areas" value="([^"]*)" checked', page) == ["Tỉnh Hà Tĩnh"]
    assert re.search(r'name="make_group" value="y" checked', page)
    assert "Tạo nhóm “các xã, phường”" in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_previewed_and_its_text_stays_for_the_confirmation(
    admin: PageClient, database: TestDatabase, encoding: str
) -> None:
    before = count(database, Unit)
    file = (io.BytesIO("xã Mới\nthôn Đông".encode(encoding)), "đơn vị 🙂.csv")
    preview = admin.post("/admin/units/import", data={"file": file})
    assert preview.status_code == 200
    assert "xã Mới\nthôn Đông</textarea>" in preview.text.replace("\r", "")
    form = {"text": "xã Mới\nthôn Đông", "confirm": "1"} | typed(preview.text)
    assert admin.post("/admin/units/import", data=form).status_code == 303
    assert count(database, Unit) == before + 2


@pytest.mark.parametrize(
    ("content", "text", "words"),
    [
        (b"PK\x03\x04x", "", "tệp bị hỏng hoặc tải về chưa đủ."),
        (b"MZ\x90\0\x03", "", "Tệp này không phải bảng tính."),
        (b"x" * 500_001, "", "Danh sách trong tệp dài quá 500"),
        ("xã A".encode(), "xã B", "Chỉ dùng một trong hai."),
        (None, "", "Dán danh sách đơn vị hoặc chọn tệp."),
        (None, "xã A 012345678901", "số định danh cá nhân"),
        ("1,Họ tên,012345678901".encode(), "", "số định danh cá nhân"),
    ],
)
def test_a_file_or_text_that_cannot_be_taken_is_refused_in_words(
    admin: PageClient, database: TestDatabase, content: bytes | None, text: str, words: str
) -> None:
    before = count(database, Unit)
    data = {"text": text, "confirm": "1"} | ({} if content is None else {"file": (io.BytesIO(content), "a.csv")})
    answer = admin.post("/admin/units/import", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert text in answer.text
    assert count(database, Unit) == before


def test_nothing_comes_in_while_a_line_is_unclear_unless_it_is_skipped(
    admin: PageClient, database: TestDatabase
) -> None:
    before, text = count(database, Unit), "xã Mới\nBưu điện <b>"
    preview = admin.post("/admin/units/import", data={"text": text})
    form = {"text": text, "confirm": "1"} | typed(preview.text)
    refused = admin.post("/admin/units/import", data=form)
    assert refused.status_code == 422
    assert "Còn 1 dòng chưa rõ hoặc sai." in refused.text
    assert "Bưu điện &lt;b&gt;" in refused.text
    assert count(database, Unit) == before
    assert admin.post("/admin/units/import", data=form | {"skip": "y"}).status_code == 303
    assert count(database, Unit) == before + 1


def test_what_is_confirmed_is_what_was_seen(admin: PageClient, database: TestDatabase) -> None:
    before = count(database, Unit)
    preview = admin.post("/admin/units/import", data={"text": "xã Mới"})
    other = admin.post("/admin/units/import", data={"text": "xã Khác", "confirm": "1"} | typed(preview.text))
    assert other.status_code == 409
    assert "Xem lại bên dưới rồi xác nhận." in other.text
    assert count(database, Unit) == before
    form = {"text": "xã Khác", "confirm": "1"} | typed(other.text)
    admin.post("/admin/units/new", data={"name": "xã Khác", "parent": "thành phố A"})
    assert admin.post("/admin/units/import", data=form).status_code == 409
    assert count(database, Unit) == before + 1


@on_both
def test_people_are_not_touched_by_the_register(admin: PageClient, database: TestDatabase) -> None:
    before = count(database, User)
    admin.post("/admin/units/new", data={"name": "xã Mới"})
    assert count(database, User) == before


@on_both
def test_the_history_says_in_words_what_was_changed_about_a_unit(admin: PageClient, cast: Cast) -> None:
    ward = cast.units["ward_a"]
    admin.post(f"/admin/units/{ward}/edit", data=edit_form(admin, ward, kind="ward", code="07210"))
    assert f'href="/admin/history?subject=unit&amp;id={ward}"' in admin.get(f"/admin/units/{ward}").text
    page = admin.get(f"/admin/history?subject=unit&id={ward}").text
    assert "Loại đơn vị: <del>Xã</del> → <ins>Phường</ins>" in page
    assert "Mã đơn vị hành chính: <del>18100</del> → <ins>07210</ins>" in page
