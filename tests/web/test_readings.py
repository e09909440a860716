"""Figures that are typed: refused in words, all or nothing, corrected as versions; and what stands beside them."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.period_locks import lock_month
from bhyt_tasks.domain.readings import Reading
from bhyt_tasks.domain.units import UnitKind, UnitNames, add_unit
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both
from tests.web.test_writes import statements

Clients = Callable[[str], PageClient]


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


@on_both
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


NOVEMBER = date(2019, 11, 1)


def count_of_readings(database: TestDatabase) -> int:
    with database.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Reading)) or 0


def groups_of(database: TestDatabase, cast: Cast) -> list[int]:
    with database.app.app_context():
        of_committee = select(ParticipantGroup.id).where(ParticipantGroup.committee_id == cast.committee)
        return list(db.session.scalars(of_committee.order_by(ParticipantGroup.position)))


def add_village(database: TestDatabase, cast: Cast, name: str) -> int:
    with database.app.app_context():
        ward = {"committee_id": cast.committee, "parent_id": cast.units["ward_a"], "active_from": date(2019, 1, 1)}
        village = add_unit(db.session, kind=UnitKind.VILLAGE, names=UnitNames(name), **ward).id
        db.session.commit()
        return village


def test_the_form_shows_what_stands_with_its_rate_and_the_change(client_of: Clients, cast: Cast) -> None:
    page = client_of("data_officer").get("/coverage/readings?period=2019-10").text
    assert f'name="numerator-{cast.units["ward_a"]}" id="numerator-{cast.units["ward_a"]}" value="1.492"' in page
    assert "<output>68,6%</output> <small>tăng 20</small>" in page
    assert 'name="cut_off_on" value="25/10/2019"' in page
    assert "Chưa có số liệu tháng" not in page
    due = client_of("data_officer").get("/coverage/readings").text
    assert "Chưa có số liệu tháng 11/2019 (thời hạn 28/11): phường Đại Nài, xã Thạch Trung." in due
    assert 'placeholder="tháng trước 2.174"' in due


def test_a_changed_population_is_said_apart_from_people(client_of: Clients, cast: Cast) -> None:
    officer = client_of("data_officer")
    officer.post("/coverage/readings", data=figures(cast, numerator="1.500", denominator="2.200"))
    page = officer.get("/coverage/readings?period=2019-11").text
    assert "<output>68,1%</output> <small>tăng 8<br>dân số đổi 2.174 → 2.200</small>" in page


def test_the_same_figures_again_save_nothing_and_keep_their_cut_off_day(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    officer, ward = client_of("data_officer"), cast.units["ward_a"]
    with database.app.app_context():
        read = db.session.scalar(select(Reading.id).where(Reading.unit_id == ward, Reading.period == date(2019, 10, 1)))
    same = {f"numerator-{ward}": "1.492", f"denominator-{ward}": "2.174", f"read-{ward}": str(read)}
    october = {"period": "2019-10", "cut_off_on": "25/10/2019", **same}
    officer.post("/coverage/readings", data=october)
    assert "không có gì để lưu" in officer.get("/coverage/readings").text
    assert count_of_readings(database) == 8
    officer.post("/coverage/readings", data={**october, "cut_off_on": "26/10/2019"})
    assert count_of_readings(database) == 9  # the same counts, of another day


def test_a_figure_that_was_entered_is_not_emptied(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    ward = cast.units["ward_a"]
    with database.app.app_context():
        read = db.session.scalar(select(Reading.id).where(Reading.unit_id == ward, Reading.period == date(2019, 10, 1)))
    emptied = {"period": "2019-10", "cut_off_on": "25/10/2019", f"read-{ward}": str(read)}
    emptied |= {f"numerator-{ward}": "", f"denominator-{ward}": ""}
    answer = client_of("data_officer").post("/coverage/readings", data=emptied)
    assert answer.status_code == 422
    assert "Số đã nhập không bỏ trống được." in answer.text
    assert count_of_readings(database) == 8


def test_last_months_population_is_taken_over_only_where_nothing_stands_and_saves_nothing_alone(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    officer, a, b = client_of("data_officer"), cast.units["ward_a"], cast.units["ward_b"]
    typed = {f"numerator-{a}": "1.500", f"denominator-{a}": "", f"denominator-{b}": "10.001"}
    taken = officer.post("/coverage/readings", data={**figures(cast), **typed, "fill": "population"})
    assert taken.status_code == 200
    assert 'value="2.174"' in taken.text and 'value="10.001"' in taken.text and 'value="1.500"' in taken.text
    assert count_of_readings(database) == 8
    typed = {f"numerator-{a}": "1.500", f"denominator-{a}": "2.174", f"denominator-{b}": "10.000"}
    assert officer.post("/coverage/readings", data={**figures(cast), **typed}).status_code == 303
    assert count_of_readings(database) == 9


@on_both
def test_groups_are_counts_beside_the_total_and_a_difference_is_a_remark(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    officer, ward, groups = client_of("data_officer"), cast.units["ward_a"], groups_of(database, cast)
    place = {"period": "2019-10", "view": "groups", "cut_off_on": "25/10/2019"}
    counts = dict(zip(groups, ("300", "180", "500", "400", "100"), strict=True))
    saved = officer.post(
        "/coverage/readings", data={**place, **{f"group{key}-{ward}": count for key, count in counts.items()}}
    )
    assert saved.location == "/coverage/readings?period=2019-10&view=groups"
    page = officer.get(saved.location).text
    assert "các nhóm cộng lại 1.480, tổng số 1.492: lệch 12" in page
    assert "Đã lưu số liệu tháng 10/2019 của 1 đơn vị." in page
    unread = officer.post("/coverage/readings", data={**place, f"group{groups[0]}-{ward}": "nhiều"})
    assert unread.status_code == 422 and "Không đọc được số “nhiều”." in unread.text
    stale = officer.post("/coverage/readings", data={**place, f"group{groups[0]}-{ward}": "310"})
    assert stale.status_code == 409 and "Vừa có người nhập 300." in stale.text
    unit = client_of("head_a").get(f"/coverage/{ward}").text
    assert "Theo nhóm đối tượng" in unit and "20,1%" in unit  # 300 of 1492
    assert "Các nhóm cộng lại 1.480" in unit
    assert "68,6%" in unit  # groups are not added to everybody


def test_villages_are_found_below_their_commune_and_by_name(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    village = add_village(database, cast, "thôn Sàng Bến")
    officer, ward = client_of("data_officer"), cast.units["ward_a"]
    assert f"numerator-{village}" not in officer.get("/coverage/readings").text
    for asked in (f"below={ward}", "q=sang+ben", "q=thach+trung"):
        assert f'name="numerator-{village}"' in officer.get(f"/coverage/readings?{asked}").text
    assert "Không tìm thấy “đâu”." in officer.get("/coverage/readings?q=đâu").text
    form = {f"numerator-{village}": "90", f"denominator-{village}": "100", "below": str(ward)}
    answer = officer.post("/coverage/readings", data={**figures(cast), **form})
    assert answer.location == f"/coverage/readings?period=2019-11&below={ward}"


def test_a_long_list_is_paged_and_what_was_typed_on_a_page_is_saved_wherever_it_stands_now(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    with database.app.app_context():
        more = {"committee_id": cast.committee, "parent_id": cast.units["area"], "active_from": date(2019, 1, 1)}
        made = [
            add_unit(db.session, kind=UnitKind.WARD, names=UnitNames(f"phường {n:03}"), **more).id for n in range(205)
        ]
        db.session.commit()
    officer = client_of("data_officer")
    with statements(database.app) as seen:
        first = officer.get("/coverage/readings?period=2019-11").text
    assert len([each for each in seen if each.startswith(("SELECT", "WITH"))]) <= 6, seen
    assert "Đơn vị 1–200 trong số 207." in first and "Lưu, sang trang sau" in first
    assert "và 202 đơn vị khác." in first
    second = officer.get("/coverage/readings?period=2019-11&page=2").text
    assert "Đơn vị 201–207 trong số 207." in second and f'name="numerator-{made[0]}"' not in second
    typed = {f"numerator-{made[0]}": "1", f"denominator-{made[0]}": "2", "page": "2", "then": "next"}
    assert officer.post("/coverage/readings", data={**figures(cast), **typed}).location.endswith("&page=3")
    assert count_of_readings(database) == 9


@on_both
def test_an_indicator_of_agencies_lists_agencies(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    with database.app.app_context():
        words = {"numerator_words": "Hội viên tham gia", "denominator_words": "Hội viên"}
        indicator = Indicator(committee_id=cast.committee, name="Vận động hội viên", of_agencies=True, **words)
        db.session.add(indicator)
        db.session.commit()
        indicator_id = indicator.id
    officer, agency = client_of("data_officer"), cast.units["agency"]
    page = officer.get(f"/coverage/readings?indicator={indicator_id}").text
    assert f'name="numerator-{agency}"' in page and f"numerator-{cast.units['ward_a']}" not in page
    assert f"numerator-{cast.units['external']}" not in page
    assert '<th scope="col">Hội viên tham gia</th>' in page
    typed = {f"numerator-{agency}": "90", f"denominator-{agency}": "100", "indicator": str(indicator_id)}
    officer.post("/coverage/readings", data={**figures(cast), **typed})
    report = officer.get(f"/coverage/months/2019-11?indicator={indicator_id}").text
    assert "90,0%" in report and "Cộng (1/1 đơn vị có số liệu)" in report


def test_what_a_month_that_was_just_closed_refuses_stays_typed(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    with database.app.app_context():
        indicator = db.session.get_one(Indicator, cast.indicator)
        lock_month(db.session, indicator, NOVEMBER, by=cast.users["secretary"], at=clock.at(TODAY))
        db.session.commit()
    officer = client_of("data_officer")
    page = officer.get("/coverage/readings?period=2019-11").text
    assert "Số liệu tháng 11/2019 đã chốt</strong> lúc 08:00 ngày 09/12/2019 · secretary, Chức vụ secretary" in page
    assert "data-save" not in page and " readonly" in page
    refused = officer.post("/coverage/readings", data=figures(cast, numerator="1.500", denominator="2.174"))
    assert refused.status_code == 422
    assert "Số liệu tháng 11/2019 đã chốt. Mở lại tháng, ghi lý do, rồi mới sửa." in refused.text
    assert 'value="1.500"' in refused.text
    assert count_of_readings(database) == 8
    assert "đã chốt" in client_of("head_a").get("/coverage/readings?period=2019-11").text


def test_the_units_own_count_stands_beside_and_is_flagged_beyond_the_setting(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    own = {"period": "2019-10", "cut_off_on": "25/10/2019", f"denominator-{cast.units['ward_a']}": "2.174"}
    client_of("head_a").post("/coverage/readings", data={**own, f"numerator-{cast.units['ward_a']}": "1.507"})
    officer, ward = client_of("data_officer"), f"/coverage/{cast.units['ward_a']}"
    assert (
        "Số liệu đơn vị báo cáo: 1.507 / 2.174 · <strong>lệch 15, quá 1%</strong>"
        in officer.get("/coverage/readings?period=2019-10").text
    )
    assert "1 đơn vị có số liệu lệch quá 1%" in officer.get("/coverage").text
    assert "Số liệu BHXH: 1.492 / 2.174" in client_of("head_a").get("/coverage/readings?period=2019-10").text
    unit = client_of("head_a").get(ward).text
    assert "1.507 / 2.174 (69,3%)" in unit and "+15 <strong>quá 1%</strong>" in unit
    with database.app.app_context():
        db.session.get_one(Committee, cast.committee).settings_json = {"figures_differ_percent": 2}
        db.session.commit()
    assert "lệch quá" not in officer.get("/coverage").text
    assert "+15" in client_of("head_a").get(ward).text


def test_versions_tell_who_when_from_what_to_what_and_why(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    officer, ward = client_of("data_officer"), cast.units["ward_a"]
    with database.app.app_context():
        read = db.session.scalar(select(Reading.id).where(Reading.unit_id == ward, Reading.period == date(2019, 10, 1)))
    typed = {f"numerator-{ward}": "1.500", f"denominator-{ward}": "2.174", f"read-{ward}": str(read)}
    officer.post(
        "/coverage/readings",
        data={"period": "2019-10", "cut_off_on": "25/10/2019", "reason": "cộng thiếu một thôn", **typed},
    )
    head = client_of("head_a")
    with statements(database.app) as seen:
        page = head.get(f"/coverage/{ward}/versions?period=2019-10").text
    assert len([each for each in seen if each.startswith(("SELECT", "WITH"))]) <= 6, seen
    assert "<del>1.492 / 2.174</del> → <ins>1.500 / 2.174</ins>" in page
    assert "cộng thiếu một thôn" in page and "data_officer, Chức vụ data_officer" in page
    empty = client_of("head_a").get(f"/coverage/{ward}/versions?period=2018-01").text
    assert "Chưa có số liệu." in empty
    assert client_of("head_b").get(f"/coverage/{ward}/versions").status_code == 404
    assert officer.get(f"/coverage/{ward}/versions?indicator=999").status_code == 404


def test_a_month_that_is_due_and_missing_is_said_wherever_figures_are(client_of: Clients, cast: Cast) -> None:
    said = "Chưa có số liệu tháng 11/2019 (thời hạn 28/11)"
    assert f"{said}: phường Đại Nài, xã Thạch Trung." in client_of("deputy").get("/coverage").text
    unit = client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text
    assert f"{said}: xã Thạch Trung." in unit and 'href="/coverage/readings?period=2019-11"' in unit
    client_of("data_officer").post("/coverage/readings", data=figures(cast, numerator="1.500", denominator="2.174"))
    assert f"{said}: phường Đại Nài." in client_of("deputy").get("/coverage").text
    assert said not in client_of("head_a").get(f"/coverage/{cast.units['ward_a']}").text


@pytest.mark.parametrize("period", ["2019-13", "chín", "0001-01", "2031-01", ""])
def test_a_month_that_cannot_be_opens_the_last_one_due_or_this_one(client_of: Clients, period: str) -> None:
    page = client_of("data_officer").get("/coverage/readings", query_string={"period": period}).text
    assert ("tháng 12/2019" if period == "2031-01" else "tháng 11/2019") in page
