"""Closing a month, opening it again, and its report, which stays the same while the month is closed."""

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.errors import WrongState
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.period_locks import PeriodLock, lock_month
from bhyt_tasks.domain.readings import Figures, Month, Reading, Source, enter_figures
from bhyt_tasks.domain.targets import Target, plan_target
from bhyt_tasks.domain.unit_changes import rename_unit
from bhyt_tasks.domain.units import Unit
from bhyt_tasks.plugins import db
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.web.conftest import on_both
from tests.web.test_writes import statements

Clients = Callable[[str], PageClient]
OCTOBER, NOVEMBER = date(2019, 10, 1), date(2019, 11, 1)
REPORT = "/coverage/months/2019-10"


def locks(database: TestDatabase) -> list[tuple[bool, str]]:
    with database.app.app_context():
        rows = db.session.scalars(select(PeriodLock).order_by(PeriodLock.id))
        return [(row.reopened_at is None, row.reason) for row in rows]


@pytest.mark.parametrize("name", ["secretary", "data_officer"])
def test_a_month_with_all_its_figures_is_closed_and_opened_by_name(
    client_of: Clients, database: TestDatabase, name: str
) -> None:
    person = client_of(name)
    assert "2/2 đơn vị có số liệu." in person.get("/coverage/readings?period=2019-10").text
    closed = person.post(f"{REPORT}/lock")
    assert closed.location == "/coverage/readings?period=2019-10&indicator=1"
    page = person.get(closed.location).text
    assert "Số liệu tháng 10/2019 đã chốt</strong> lúc" in page and f"{name}, Chức vụ {name}" in page
    silent = person.post(f"{REPORT}/reopen")
    assert silent.status_code == 422 and "Ghi lý do mở lại." in silent.text
    assert locks(database) == [(True, "")]
    person.post(f"{REPORT}/reopen", data={"reason": "thiếu một thôn"})
    assert locks(database) == [(False, "thiếu một thôn")]
    history = client_of("outsider").get("/admin/history").text
    assert "10/2019" not in history
    history = client_of("admin").get("/admin/history").text
    assert "Chốt số liệu" in history and "thiếu một thôn" in history


def test_a_month_that_lacks_figures_is_closed_after_a_tick(client_of: Clients, database: TestDatabase) -> None:
    officer, address = client_of("data_officer"), "/coverage/months/2019-11/lock"
    page = officer.get("/coverage/readings?period=2019-11").text
    assert "0/2 đơn vị có số liệu. Còn thiếu: phường Đại Nài, xã Thạch Trung" in page
    refused = officer.post(address)
    assert refused.status_code == 422
    assert "Còn 2 đơn vị chưa có số liệu tháng 11/2019. Đánh dấu nếu vẫn chốt." in refused.text
    assert locks(database) == []
    assert officer.post(address, data={"missing_confirmed": "y"}).status_code == 303
    again = officer.post(address, data={"missing_confirmed": "y"})
    assert again.status_code == 422 and "Số liệu tháng 11/2019 đã chốt từ trước." in again.text
    assert locks(database) == [(True, "")]


@pytest.mark.parametrize("key", ["2020-01", "2019-13", "nay", "0001-01"])
def test_a_month_that_has_not_come_or_is_none_has_no_report(client_of: Clients, key: str) -> None:
    assert client_of("deputy").get(f"/coverage/months/{key}").status_code == 404
    assert client_of("deputy").get(f"{REPORT}?indicator=99").status_code == 404


def enter_groups(database: TestDatabase, cast: Cast) -> None:
    with database.app.app_context():
        first = db.session.scalar(select(func.min(ParticipantGroup.id)))
        figures = [Figures(cast.units["ward_a"], 300, None, group_id=first)]
        month = Month(cast.indicator, OCTOBER, date(2019, 10, 25), Source.INSURANCE_OFFICE)
        enter_figures(db.session, month, figures, by=cast.users["data_officer"], at=clock.at(TODAY))
        db.session.commit()


def test_the_report_says_each_units_figures_and_sums_people(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    deputy = client_of("deputy")
    with statements(database.app) as seen:
        page = deputy.get(REPORT).text
    assert len([each for each in seen if each.startswith(("SELECT", "WITH"))]) <= 6
    assert "Số liệu chốt đến 25/10/2019" in page and "Cộng (2/2 đơn vị có số liệu)" in page
    assert "<strong>10.788</strong>" in page and "<strong>88,6%</strong>" in page
    assert "<strong>534</strong>" in page  # 530 and 4, of the units that have not reached theirs
    assert "<strong>+40</strong>" in page
    assert "landscape" not in page
    enter_groups(database, cast)
    page = deputy.get(REPORT).text
    assert "landscape" in page and "<strong>300</strong> <small>(1/2 đơn vị)</small>" in page
    empty = deputy.get("/coverage/months/2018-01").text
    assert "Không có đơn vị nào trong tháng này." in empty  # the units began in 2019


def test_the_sheet_is_the_same_table(client_of: Clients, cast: Cast, database: TestDatabase) -> None:
    enter_groups(database, cast)
    with database.app.app_context():
        month = Month(cast.indicator, NOVEMBER, date(2019, 11, 25), Source.INSURANCE_OFFICE, basis="Cục Thống kê")
        figures = [Figures(cast.units["ward_a"], 2200, 2174, note="Thẻ đăng ký nơi khác")]
        enter_figures(db.session, month, figures, by=cast.users["data_officer"], at=clock.at(TODAY))
        db.session.commit()
    rows = sheet(client_of("deputy").get(f"{REPORT}.xlsx").data)
    assert rows[-3:] == [
        [1, "Phường Đại Nài", 10_000, 9296, "", "92,9%", "từ 93% trở lên", 4, 20, "Số liệu BHXH"],
        [2, "Xã Thạch Trung", 2174, 1492, 300, "68,6%", "từ 93% trở lên", 530, 20, "Số liệu BHXH"],
        ["", "Cộng (2/2 đơn vị có số liệu)", 12_174, 10_788, 300, "88,6%", "từ 93% trở lên", 534, 40, ""],
    ]
    november = sheet(client_of("deputy").get("/coverage/months/2019-11.xlsx").data)
    assert november[-3:] == [
        [1, "Phường Đại Nài", "", "", "Chưa có số liệu", "từ 93% trở lên", "", "", ""],
        [2, "Xã Thạch Trung", 2174, 2200, "101,1%", "từ 93% trở lên", 0, 708, "Số liệu BHXH. Thẻ đăng ký nơi khác"],
        ["", "Cộng (1/2 đơn vị có số liệu)", 2174, 2200, "101,1%", "từ 93% trở lên", 0, 708, ""],
    ]
    assert ["Dân số: Cục Thống kê"] in [row[:1] for row in november]


def sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def report_of(client: PageClient) -> str:
    """What is printed: without the keys of the forms."""
    return re.search(r"<article.*</article>", client.get(REPORT).text, re.DOTALL)[0]


@on_both
def test_R10_the_report_of_a_closed_month_stays_the_same_whatever_comes_later(
    client_of: Clients, cast: Cast, database: TestDatabase
) -> None:
    deputy, officer = client_of("deputy"), client_of("data_officer")
    officer.post(f"{REPORT}/lock")
    printed, table = report_of(deputy), sheet(deputy.get(f"{REPORT}.xlsx").data)[4:]
    later = TODAY + timedelta(days=30)
    with database.app.app_context():
        db.session.get_one(Committee, cast.committee).today = later
        ward = db.session.get_one(Unit, cast.units["ward_b"])
        new = {"valid_from": later, "decision": "NQ 1", "by": cast.users["admin"], "at": clock.at(later)}
        rename_unit(db.session, ward, "phường An Mới", **new)
        for target in db.session.scalars(select(Target)):
            target.ended_on = later
        locked_at = db.session.scalars(select(PeriodLock.locked_at)).one()
        plan = {"due_on": date(2019, 10, 31), "points": 9900, "origin": "kế hoạch giao sau khi chốt"}
        hour = locked_at + timedelta(minutes=1)  # on the same day
        plan_target(db.session, indicator_id=cast.indicator, unit_id=cast.units["ward_a"], at=hour, **plan)
        db.session.commit()
    ward = cast.units["ward_a"]
    for key in ("2019-09", "2019-11"):  # a correction of the month before, and figures of the next
        read = version_of(database, ward, date(2019, int(key[-2:]), 1))
        form = {"period": key, "cut_off_on": f"25/{key[-2:]}/2019", "reason": "nhầm", f"read-{ward}": read}
        answer = officer.post(
            "/coverage/readings", data={**form, f"numerator-{ward}": "1.111", f"denominator-{ward}": "2.222"}
        )
        assert answer.status_code == 303
    assert report_of(deputy) == printed
    assert sheet(deputy.get(f"{REPORT}.xlsx").data)[4:] == table
    assert "An Mới" in deputy.get("/coverage/months/2019-11").text


def version_of(database: TestDatabase, unit_id: int, period: date) -> str:
    with database.app.app_context():
        found = select(func.max(Reading.id)).where(Reading.unit_id == unit_id, Reading.period == period)
        return str(db.session.scalar(found) or "")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer
@pytest.mark.parametrize("first", ["lock", "enter"])
def test_R10_nothing_is_entered_into_a_month_that_is_being_closed(
    cast: Cast, database: TestDatabase, first: str
) -> None:
    """Two transactions at once: the second waits, and then knows what the first one did."""
    ward, by = cast.units["ward_a"], cast.users["data_officer"]
    refused: list[WrongState] = []

    def enter(session: Session) -> None:
        month = Month(cast.indicator, NOVEMBER, date(2019, 11, 25), Source.INSURANCE_OFFICE)
        enter_figures(session, month, [Figures(ward, 1500, 2174)], by=by, at=clock.at(TODAY))

    def lock(session: Session) -> None:
        lock_month(session, session.get_one(Indicator, cast.indicator), NOVEMBER, by=by, at=clock.at(TODAY))

    def second() -> None:
        with Session(engine) as session:
            try:
                (lock if first == "enter" else enter)(session)
                session.commit()
            except WrongState as refusal:
                refused.append(refusal)

    with database.app.app_context():
        engine = db.engine
    with Session(engine) as session:
        (lock if first == "lock" else enter)(session)
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        session.commit()
    waiting.join()
    with Session(engine) as session:
        entered = session.scalar(select(func.count()).where(Reading.period == NOVEMBER))
    assert (len(refused), entered, locks(database)) == (int(first == "lock"), int(first == "enter"), [(True, "")])
