"""The tile map and the form that arranges it: what was typed stays, two units never share a place."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert

from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.units import Unit, UnitKind
from bhyt_tasks.plugins import db
from bhyt_tasks.web.tiles import in_lines
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
Places = dict[str, tuple[str, str]]


def places(cast: Cast, where: Places, version: int = 1) -> dict[str, str]:
    typed = {f"row-{cast.units[key]}": row for key, (row, _) in where.items()}
    typed |= {f"column-{cast.units[key]}": column for key, (_, column) in where.items()}
    return typed | {"version": str(version)}


def stored(database: TestDatabase, cast: Cast) -> list[tuple[int | None, int | None]]:
    with database.app.app_context():
        units = [db.session.get_one(Unit, cast.units[key]) for key in ("ward_a", "ward_b")]
        return [(unit.map_row, unit.map_column) for unit in units]


def test_units_stand_where_the_admin_put_them(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    deputy, admin = client_of("deputy"), client_of("admin")
    assert "Chưa đơn vị nào được xếp lên sơ đồ." in deputy.get("/coverage/map").text
    answer = admin.post("/admin/units/map", data=places(cast, {"ward_a": ("2", "3")}))
    assert answer.location == "/admin/units/map"
    assert stored(database, cast) == [(2, 3), (None, None)]
    page = deputy.get("/coverage/map").text
    ward = cast.units["ward_a"]
    assert f'<a href="/coverage/{ward}" aria-label="Xã Thạch Trung: 68,6%, thiếu hơn 2 điểm phần trăm">' in page
    assert "không theo tỷ lệ" in page
    assert "Chưa xếp trên sơ đồ:" in page
    assert "Sơ đồ đơn vị (hàng, cột): xã Thạch Trung (2, 3)" in admin.get("/admin/history").text
    answer = admin.post("/admin/units/map", data=places(cast, {"ward_a": ("2", "3")}, 2))
    assert "Không có gì thay đổi." in admin.get(answer.location).text


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"ward_a": ("1", "1"), "ward_b": ("1", "1")}, "phường Đại Nài và xã Thạch Trung cùng ở hàng 1, cột 1."),
        ({"ward_a": ("1", "")}, "Ghi cả hàng và cột, hoặc bỏ trống cả hai."),
        ({"ward_a": ("0", "1")}, "Hàng và cột là số từ 1 đến 40."),
        ({"ward_a": ("một", "1"), "ward_b": ("2", "2")}, "Không đọc được số “một”."),
    ],
)
def test_a_bad_place_is_refused_and_what_was_typed_stays(
    client_of: Clients, cast: Cast, database: TestDatabase, where: Places, words: str
) -> None:
    answer = client_of("admin").post("/admin/units/map", data=places(cast, where))
    assert answer.status_code == 422
    assert words in answer.text
    assert all(f'value="{value}"' in answer.text for pair in where.values() for value in pair if value)
    assert stored(database, cast) == [(None, None), (None, None)]


def test_a_form_read_before_anothers_is_refused(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    admin = client_of("admin")
    admin.post("/admin/units/map", data=places(cast, {"ward_a": ("1", "1")}))
    answer = admin.post("/admin/units/map", data=places(cast, {"ward_a": ("2", "2")}))
    assert answer.status_code == 409
    assert stored(database, cast)[0] == (1, 1)


def test_an_arrangement_by_name_is_only_proposed(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    page = client_of("admin").get("/admin/units/map?by=name").text
    assert "chưa lưu" in page
    assert f'id="column-{cast.units["ward_a"]}" value="2"' in page
    assert stored(database, cast) == [(None, None), (None, None)]


@on_both
def test_more_units_than_a_picture_holds_are_not_drawn(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    with database.app.app_context():
        area = db.session.get_one(Committee, cast.committee).area_id
        row = {"committee_id": cast.committee, "kind": UnitKind.COMMUNE, "parent_id": area, "active_from": TODAY}
        row |= {"folded": "", "version": 1, "oversees": False, "closing_decision": ""}
        db.session.execute(insert(Unit), [row | {"name": f"xã {n}", "sort_key": str(n)} for n in range(400)])
        db.session.commit()
    words = "Sơ đồ chỉ vẽ khi có không quá 400 đơn vị; ở đây có 402."
    assert words in client_of("deputy").get("/coverage/map").text
    assert words in client_of("admin").get("/admin/units/map").text


def test_without_units_both_pages_say_what_to_do(client_of: Clients) -> None:
    outsider = client_of("outsider")
    assert "chưa có đơn vị cấp dưới nào" in outsider.get("/coverage/map").text
    assert "Chưa có đơn vị nào." in outsider.get("/admin/units/map").text


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Đại Nài", ("Đại Nài",)),
        ("Thạch Trung", ("Thạch Trung",)),
        ("Hoài Nhơn Đông", ("Hoài Nhơn", "Đông")),
        ("Quảng Bình Tây Bắc Thượng", ("Quảng Bình", "Tây Bắc Thư…")),
        ("Krông-Ana-Thượng", ("Krông-Ana-T…",)),
    ],
)
def test_a_name_takes_two_lines_at_most(name: str, lines: tuple[str, ...]) -> None:
    assert in_lines(name) == lines
