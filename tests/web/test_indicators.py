"""The registers of indicators and groups: typed, refused in words, closed and opened again."""

from collections.abc import Callable

import pytest

from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
MEMBERS = {
    "name": "Hội viên được vận động",
    "numerator_words": "Số hội viên tham gia",
    "denominator_words": "Tổng số hội viên",
    "counted": "hội viên",
    "of_agencies": "y",
}


def add(client: PageClient, database: TestDatabase, **more: str) -> int:
    assert client.post("/coverage/indicators/new", data=MEMBERS | more).location == "/coverage/indicators"
    with database.app.app_context():
        return db.session.scalars(db.select(Indicator.id).order_by(Indicator.id.desc())).first() or 0


def counts(database: TestDatabase) -> list[int]:
    with database.app.app_context():
        return [db.session.scalar(db.select(db.func.count(model.id))) for model in (Indicator, ParticipantGroup)]


def test_an_indicator_is_added_changed_closed_and_opened(client_of: Clients, database: TestDatabase) -> None:
    secretary = client_of("secretary")
    assert "Tỷ lệ bao phủ BHYT" in secretary.get("/coverage/indicators").text
    assert secretary.get("/coverage/indicators/new").status_code == 200
    row = add(secretary, database)
    path = f"/coverage/indicators/{row}"
    assert "Tổng số hội viên" in secretary.get(path).text
    changed = {**MEMBERS, "name": "Hội viên tham gia", "version": "0"}
    assert secretary.post(path, data=changed).location == "/coverage/indicators"
    stale = secretary.post(path, data={**changed, "name": "Khác", "version": "0"})
    assert (stale.status_code, "Nội dung vừa được lưu" in stale.text) == (409, True)
    assert secretary.post(f"{path}/closing", data={"version": "1"}).status_code == 303
    page = secretary.get("/coverage/indicators").text
    assert "đã đóng ngày 09/12/2019" in page
    twice = secretary.post(f"{path}/closing", data={"version": "2"})
    assert (twice.status_code, "“Hội viên tham gia” đã đóng từ trước." in twice.text) == (422, True)
    assert "Mở lại" in secretary.get(path).text
    assert secretary.post(f"{path}/reopening", data={"version": "2"}).status_code == 303
    history = client_of("admin").get("/admin/history").text
    assert "Chỉ tiêu theo dõi: Hội viên tham gia" in history
    assert "Số hội viên tham gia" in history


@on_both
def test_the_main_one_has_no_button_to_close(client_of: Clients, cast: Cast) -> None:
    secretary = client_of("secretary")
    assert "/closing" not in secretary.get(f"/coverage/indicators/{cast.indicator}").text
    answer = secretary.post(f"/coverage/indicators/{cast.indicator}/closing", data={"version": "0"})
    assert (answer.status_code, "không đóng được" in answer.text) == (422, True)


@on_both
@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("indicators", {**MEMBERS, "name": "TỶ LỆ BAO PHỦ BHYT"}, "Đã có “Tỷ lệ bao phủ BHYT”."),
        ("indicators", {**MEMBERS, "counted": ""}, "Ghi đơn vị tính."),
        ("groups", {"name": "Học sinh", "short_name": ""}, "Ghi tên ngắn."),
        ("groups", {"name": "hộ gia đình, tự đóng", "short_name": "HGĐ"}, "Đã có “Hộ gia đình, tự đóng”."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    client_of: Clients, database: TestDatabase, path: str, typed: dict[str, str], words: str
) -> None:
    before = counts(database)
    answer = client_of("secretary").post(f"/coverage/{path}/new", data=typed)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert all(value in answer.text for value in typed.values())
    assert counts(database) == before


@on_both
def test_groups_are_added_and_put_in_order(client_of: Clients, database: TestDatabase) -> None:
    secretary = client_of("secretary")
    assert secretary.get("/coverage/groups/new").status_code == 200
    assert secretary.post("/coverage/groups/new", data={"name": "Học sinh, sinh viên", "short_name": "HSSV"}).location
    with database.app.app_context():
        row = db.session.scalars(db.select(ParticipantGroup).where(ParticipantGroup.short_name == "HSSV")).one()
    path = f"/coverage/groups/{row.id}"
    assert 'value="6"' in secretary.get(path).text
    moved = {"name": row.name, "short_name": "HSSV", "position": "1", "version": "0"}
    assert secretary.post(path, data=moved).status_code == 303
    page = secretary.get("/coverage/indicators").text
    assert page.index("HSSV") < page.index("NLĐ và NSDLĐ đóng")
    same = secretary.post(path, data={**moved, "version": "1"})
    assert same.status_code == 303
    assert "Không có gì thay đổi." in secretary.get("/coverage/indicators").text
    assert secretary.post(f"{path}/closing", data={"version": "1"}).status_code == 303
    assert secretary.post(f"{path}/reopening", data={"version": "2"}).status_code == 303


def test_a_page_of_coverage_speaks_of_the_indicator_that_is_chosen(
    client_of: Clients, database: TestDatabase, cast: Cast
) -> None:
    secretary = client_of("secretary")
    assert 'name="indicator"' not in secretary.get("/coverage").text
    agency = f"/coverage/{cast.units['agency']}"
    assert "Đơn vị này không có chỉ tiêu bao phủ." in secretary.get(agency).text
    row = add(secretary, database)
    page = secretary.get(f"/coverage?indicator={row}").text
    assert "Chưa cơ quan, hội, đoàn thể nào có chỉ tiêu hoặc số liệu này." in page
    assert "số hội viên tham gia / tổng số hội viên" in page
    assert 'name="indicator"' in secretary.get("/coverage").text
    told = {"indicator_id": str(row), "units": "Phòng LĐ-TB&XH", "points": "100", "due_on": "31/12/2019"}
    told |= {"given_by": "plan", "origin": "Kế hoạch vận động"}
    to = secretary.post("/coverage/targets/new", data=told).location
    assert to == f"/coverage/targets?indicator={row}"
    assert "Kế hoạch vận động" in secretary.get(to).text
    assert "Phòng LĐ-TB&amp;XH" in secretary.get(f"/coverage?indicator={row}").text
    assert "Hội viên được vận động" in secretary.get(agency).text
    for wrong in ("x", "999", str(cast.indicator)):
        assert secretary.get(f"{agency}?indicator={wrong}").status_code == 404


@on_both
def test_a_directive_names_the_indicator_of_its_target(client_of: Clients, database: TestDatabase, cast: Cast) -> None:
    secretary, path = client_of("secretary"), f"/meetings/{cast.draft}/directives"
    assert "Hội viên được vận động" not in secretary.get(path).text
    row = add(secretary, database)
    assert "Hội viên được vận động" in secretary.get(path).text
    typed = {"text": "Vận động hội viên", "lead": "Phòng LĐ-TB&XH", "deadline_kind": "fixed", "due_on": "31/12/2019"}
    typed |= {"target_points": "100", "every": "monthly", "target_comparator": "at_least", "version": "1"}
    refused = secretary.post(path, data=typed)
    assert "không có dân cư" in refused.text
    good = {**typed, "target_indicator_id": str(row)}
    areas = secretary.post(path, data={**good, "lead": "xã Thạch Trung"})
    assert "là chỉ tiêu của cơ quan, đoàn thể; xã Thạch Trung không có số liệu này." in areas.text
    assert secretary.post(path, data=good).status_code == 303
    page = secretary.get(f"/meetings/{cast.draft}").text
    assert "Hội viên được vận động: 100%" in page.replace("\n", " ")
    assert secretary.post(f"/coverage/indicators/{row}/closing", data={"version": "0"}).status_code == 303
    assert secretary.post(path, data={**good, "version": "2"}).status_code == 422
