"""Coverage pages: exact, of one same month, the unit's own figures beside the official ones."""

from collections.abc import Callable
from datetime import date

from bhyt_tasks.domain.tasks import Task
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from bhyt_tasks.plugins import db
from tests.cast import Cast
from tests.conftest import PageClient, TestDatabase

Clients = Callable[[str], PageClient]


def test_a_units_page_says_how_many_are_still_to_enrol(client_of: Clients, cast: Cast) -> None:
    page = client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text
    assert "68,6%" in page
    assert "530 người" in page
    assert "Số liệu chốt đến 25/10/2019" in page
    assert "Chưa đạt" in page


def test_9296_is_shown_as_not_reached(client_of: Clients, cast: Cast) -> None:
    page = client_of("head_b").get(f"/coverage/{cast.units['ward_b']}").text
    assert "92,9%" in page
    assert "93,0%" not in page
    assert "4 người" in page


def test_the_overview_sums_people_of_one_month(client_of: Clients) -> None:
    page = client_of("deputy").get("/overview").text
    assert "2/2 đơn vị có số liệu" in page
    assert "88,6%" in page  # (1492 + 9296) / 12174
    assert "Chưa có số liệu tháng 11/2019 (thời hạn 28/11)." in page
    assert "Chưa hoàn thành, quá hạn 3/5" in page


def test_R4_a_village_that_leads_a_task_stands_in_the_second_table(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    with database.app.app_context():
        names, since = UnitNames("thôn Sàng Bến"), date(2019, 1, 1)
        ward = {"committee_id": cast.committee, "parent_id": cast.units["ward_a"]}
        village = add_unit(db.session, kind=UnitKind.VILLAGE, names=names, active_from=since, **ward)
        db.session.get_one(Task, cast.tasks["a1"]).unit_id = village.id
        db.session.commit()
        db.session.remove()
    page = client_of("deputy").get("/overview").text
    first, second = page[page.index("Kết quả theo đơn vị") :].split("Cơ quan, đoàn thể, thôn")
    assert "2/2 đơn vị có số liệu" in page
    assert ("Thôn Sàng Bến" in first, "Thôn Sàng Bến" in second) == (False, True)
    assert "Nhiệm vụ: 5" in page
