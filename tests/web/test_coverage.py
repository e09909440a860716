"""Coverage pages, and figures that are typed: exact, refused in words, all or nothing."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain.readings import Reading
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


def figures(cast: Cast, **typed: str) -> dict[str, str]:
    ward = cast.units["ward_a"]
    return {"period": "2019-11", "cut_off_on": "25/11/2019"} | {f"{name}-{ward}": text for name, text in typed.items()}


@pytest.mark.parametrize(
    ("typed", "more", "words"),
    [
        ({"numerator": "1500", "denominator": "0"}, {}, "Dân số phải lớn hơn 0."),
        ({"numerator": "2.200", "denominator": "2.174"}, {}, "Số người tham gia (2.200) lớn hơn dân số (2.174)."),
        ({"numerator": "1500"}, {}, "Ghi cả số người tham gia và dân số"),
        ({"numerator": "nhiều", "denominator": "2174"}, {}, "Không đọc được số “nhiều”."),
        ({"numerator": "1500", "denominator": "2174"}, {"cut_off_on": "25/10/2019"}, "không thuộc tháng 11/2019"),
        ({"numerator": "1500", "denominator": "2174"}, {"cut_off_on": ""}, "Ghi ngày chốt số liệu."),
        ({}, {}, "Chưa ghi số liệu của đơn vị nào."),
    ],
)
def test_bad_figures_are_refused_and_nothing_is_saved(
    client_of: Clients, cast: Cast, database: TestDatabase, typed: dict[str, str], more: dict[str, str], words: str
) -> None:
    good = (
        {f"numerator-{cast.units['ward_b']}": "9400", f"denominator-{cast.units['ward_b']}": "10.000"} if typed else {}
    )
    answer = client_of("data_officer").post("/coverage/readings", data={**figures(cast, **typed), **good, **more})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for value in (*typed.values(), *good.values()))
    with database.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reading)) == 8


def test_figures_are_saved_corrected_as_versions_and_compared_with_what_was_seen(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    officer = client_of("data_officer")
    first = officer.post("/coverage/readings", data=figures(cast, numerator="1.550", denominator="2 174"))
    assert first.location == "/coverage/readings?period=2019-11"
    assert "71,2%" in client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text
    stale = officer.post("/coverage/readings", data=figures(cast, numerator="1.560", denominator="2.174"))
    assert stale.status_code == 409
    assert "Vừa có người nhập 1.550 / 2.174." in stale.text
    with database.app.app_context():
        latest = db.session.scalar(select(func.max(Reading.id)))
    corrected = figures(cast, numerator="1.560", denominator="2.174", read=str(latest))
    silent = officer.post("/coverage/readings", data=corrected)
    assert silent.status_code == 422
    assert "Có số liệu đã nhập bị thay đổi. Ghi lý do điều chỉnh." in silent.text
    officer.post("/coverage/readings", data={**corrected, "reason": "nhập nhầm"})
    assert "71,7%" in client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text


def test_one_early_figure_does_not_stand_for_the_whole_area(client_of: Clients, cast: Cast) -> None:
    client_of("data_officer").post("/coverage/readings", data=figures(cast, numerator="2.174", denominator="2.174"))
    page = client_of("deputy").get("/overview").text
    assert "88,6%" in page
    assert "2/2 đơn vị có số liệu" in page
    assert "Chưa có số liệu tháng 11/2019" in page


def test_more_insured_than_people_is_kept_with_a_reason(client_of: Clients, cast: Cast) -> None:
    typed = figures(cast, numerator="2.200", denominator="2.174", note="Thẻ đăng ký nơi khác")
    assert client_of("data_officer").post("/coverage/readings", data=typed).status_code == 303
    assert "101,1%" in client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text


def test_a_units_own_figure_stands_beside_the_official_one(client_of: Clients, cast: Cast) -> None:
    head = client_of("head_a")
    head.post("/coverage/readings", data=figures(cast, numerator="1.600", denominator="2.174"))
    page = head.get(f"/coverage/{cast.units['ward_a']}").text
    assert "68,6%" in page
    assert "Số liệu đơn vị báo cáo" in page
    assert "73,5%" in page


def test_a_head_enters_for_the_own_unit_only(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    other = cast.units["ward_b"]
    form = {"period": "2019-11", "cut_off_on": "25/11/2019", f"numerator-{other}": "1", f"denominator-{other}": "2"}
    assert client_of("head_a").post("/coverage/readings", data=form).status_code == 422
    with database.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reading)) == 8


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
