"""A month's table from a file or the clipboard: seen line by line, then saved at once; every danger is said."""

import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bhyt_tasks.cli import main
from bhyt_tasks.documents.workbooks import read_sheet
from bhyt_tasks.domain import clock
from bhyt_tasks.domain.committees import Committee
from bhyt_tasks.domain.indicators import Indicator, ParticipantGroup
from bhyt_tasks.domain.period_locks import lock_month
from bhyt_tasks.domain.readings import Figures, Month, Reading, Source, enter_figures
from bhyt_tasks.domain.sheet_layouts import SheetLayout
from bhyt_tasks.domain.units import Unit, UnitKind, UnitNames, UnitSuccession, add_unit
from bhyt_tasks.plugins import db
from bhyt_tasks.web.progress import telling, told
from tests.cast import TODAY, Cast
from tests.conftest import PageClient, TestDatabase
from tests.documents.test_workbooks import one_sheet, sample, with_member
from tests.web.conftest import on_both

Clients = Callable[[str], PageClient]
PATH = "/coverage/import"
TABLE = """SỐ LIỆU THÁNG 11 NĂM 2019 (chốt đến 25/11/2019)
STT\tMã\tĐơn vị\tDân số năm 2019\tSố người tham gia\tGhi chú
1\t18100\tThạch Trung\t2.174\t1.500
2\t\tPhường Đại Nài\t10.000\t9.310
\t\tTổng cộng\t12.174\t10.811
"""
WARDS = ("Thạch Quý", "Thạch Linh", "Tân Giang", "Hà Huy Tập", "Bắc Hà", "Nam Hà", "Nguyễn Du", "Trần Phú", "Văn Yên")
COMMUNES = ("Thạch Hưng", "Thạch Bình", "Thạch Đồng", "Thạch Hạ", "Thạch Môn")


@pytest.fixture
def officer(client_of: Clients) -> PageClient:
    return client_of("data_officer")


def rows(database: TestDatabase, model: type = Reading) -> int:
    with database.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def form_of(page: str) -> dict[str, str]:
    """What the preview would send: its hidden fields, texts and the columns as they are chosen."""
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    form |= dict(re.findall(r'<input id="[\w-]+" name="([\w-]+)" value="([^"]*)"', page))
    form |= dict(re.findall(r'<input name="(unit-[^"]+)" value="([^"]*)"', page))
    text = re.search(r"<textarea[^>]* name=\"text\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    chosen = re.findall(r'<select id="column-\d+" name="(column-\d+)">.*?value="([^"]*)" selected', page, re.DOTALL)
    del form["csrf_token"]
    return {name: unescape(value) for name, value in (form | dict(chosen)).items()} | {
        "text": unescape(text[1].strip("\r\n")) if text else ""
    }


def previewed(client: PageClient, text: str = TABLE, **more: str) -> str:
    answer = client.post(PATH, data={"text": text} | more)
    assert answer.status_code == 200, answer.text
    return answer.text


def confirmed(client: PageClient, page: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post(PATH, data=form_of(page) | {"confirm": "1"} | more)


def statuses(page: str) -> dict[str, str]:
    return dict(re.findall(r'<span class="tag \w*">([^<:]+): ([\d.]+)</span>', page))


def city(database: TestDatabase, cast: Cast) -> None:
    """The sixteen wards and communes of the samples."""
    with database.app.app_context():
        for kind, word, names in ((UnitKind.WARD, "phường", WARDS), (UnitKind.COMMUNE, "xã", COMMUNES)):
            for name in names:
                add_unit(
                    db.session,
                    committee_id=cast.committee,
                    kind=kind,
                    names=UnitNames(f"{word} {name}"),
                    active_from=date(2019, 1, 1),
                    parent_id=cast.units["area"],
                )
        db.session.commit()


def send(client: PageClient, content: bytes, name: str = "bang.xlsx", **more: str):  # type: ignore[no-untyped-def]
    return client.post(PATH, data={"file": (io.BytesIO(content), name)} | more)


@on_both
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv"])
def test_a_monthly_table_comes_in_from_every_format(
    database: TestDatabase, cast: Cast, officer: PageClient, ending: str
) -> None:
    city(database, cast)
    before = rows(database)
    page = send(officer, sample(f"thang-11.{ending}"), f"thang-11.{ending}").text
    assert statuses(page) == {"Mới": "16"}
    assert "Đã đối chiếu với dòng tổng: Cộng các phường, Cộng các xã, TỔNG CỘNG." in page
    assert "xã Thạch Trung" not in re.findall(r"đơn vị không có trong bảng(.*?)</details>", page)
    if ending != "csv":
        assert "Đã đọc trang tính “Tháng 11”. Không đọc: Tháng 10, Danh mục." in page
    form = form_of(page)
    assert (form["period"], form["cut_off_on"]) == ("11/2019", "25/11/2019")
    assert rows(database) == before
    answer = confirmed(officer, page)
    assert (answer.status_code, answer.location) == (303, "/coverage/readings?period=2019-11")
    with database.app.app_context():
        month = Reading.period == date(2019, 11, 1)
        assert db.session.scalar(select(func.count()).where(month)) == 16 * 6
        sums = select(func.sum(Reading.numerator), func.sum(Reading.denominator)).where(month)
        assert db.session.execute(sums.where(Reading.group_id.is_(None))).one() == (93_146, 101_700)
        by_group = (
            select(func.sum(Reading.numerator))
            .join(ParticipantGroup, ParticipantGroup.id == Reading.group_id)
            .where(month)
            .group_by(ParticipantGroup.position)
            .order_by(ParticipantGroup.position)
        )
        assert list(db.session.scalars(by_group)) == [17_691, 5_580, 28_867, 25_142, 15_866]
    again = send(officer, sample(f"thang-11.{ending}"), f"thang-11.{ending}").text
    assert statuses(again) == {"Không đổi": "16"}
    assert "Không có gì mới" in again
    assert confirmed(officer, again).status_code == 303
    assert rows(database) == before + 16 * 6


def test_a_pasted_table_is_seen_first_and_saved_once(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    before = rows(database)
    page = previewed(officer)
    assert statuses(page) == {"Mới": "2"}
    assert "“Số người tham gia”: tổng trong tệp 10.811, cộng các dòng 10.810: lệch 1." in page
    assert 'value="năm 2019"' in page
    form = form_of(page) | {"confirm": "1", "once": "a" * 32}
    first, second = officer.post(PATH, data=form), officer.post(PATH, data=form)
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert rows(database) == before + 2
    assert "Đã nhập số liệu tháng 11/2019. 2 đơn vị có số liệu mới." in officer.get("/coverage/readings").text


@on_both
def test_a_correction_needs_a_reason_and_says_what_moved(
    database: TestDatabase, cast: Cast, officer: PageClient
) -> None:
    confirmed(officer, previewed(officer))
    before = rows(database)
    page = previewed(officer, TABLE.replace("1.500", "1.550").replace("10.000", "10.500"))
    assert "Số người 1.500 → 1.550; dân số giữ nguyên." in page
    assert "Dân số 10.000 → 10.500: tỷ lệ giảm dù không ai rời." in page
    assert statuses(page) == {"Thay đổi": "2"}
    refused = confirmed(officer, page)
    assert (refused.status_code, "Ghi lý do điều chỉnh." in refused.text) == (422, True)
    assert rows(database) == before
    assert confirmed(officer, refused.text, reason="BHXH gửi lại").status_code == 303
    assert rows(database) == before + 2


def test_lines_that_are_not_ready_stop_all_unless_they_are_skipped(
    database: TestDatabase, cast: Cast, officer: PageClient
) -> None:
    before = rows(database)
    text = TABLE.replace("9.310", "91,5") + "3\t\tBưu điện xã\t5\t1\n"
    page = previewed(officer, text)
    assert statuses(page) == {"Mới": "1", "Chưa khớp đơn vị": "1", "Sai": "1"}
    assert page.index("không phải số nguyên") < page.index("dòng đã đọc được")
    assert "Không có đơn vị tên này" in page
    refused = confirmed(officer, page)
    assert (refused.status_code, "Còn 2 dòng chưa khớp đơn vị hoặc sai." in refused.text) == (422, True)
    assert rows(database) == before
    assert confirmed(officer, page, skip="y").status_code == 303
    assert rows(database) == before + 1


@on_both
def test_what_is_said_by_hand_is_remembered_next_month(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    def table(month: int) -> str:
        return f"Tháng {month}/2019, số liệu đến 25/{month}/2019\nĐơn vị\tDân số\tĐến nay\nxã Cô Lập\t2.174\t1.500"

    page = previewed(officer, table(11))
    assert "Chưa thấy cột số người tham gia." in page
    form = form_of(page) | {"column-2": "insured"}
    page = officer.post(PATH, data=form).text
    assert "Không có đơn vị tên này" in page
    wrong = officer.post(PATH, data=form_of(page) | {"unit-xacolap/": "xã Nào Đó"}).text
    assert "Không có đơn vị “xã Nào Đó”." in wrong
    page = officer.post(PATH, data=form_of(wrong) | {"unit-xacolap/": "xã Thạch Trung"}).text
    assert statuses(page) == {"Mới": "1"}
    assert rows(database, SheetLayout) == 0
    assert confirmed(officer, page).status_code == 303
    assert rows(database, SheetLayout) == 1
    page = previewed(officer, table(10))
    assert statuses(page) == {"Thay đổi": "1"}
    assert "trong tệp: xã Cô Lập" in page
    assert "Đã khớp bằng tay ở lần nhập trước." in page
    taken_back = officer.post(PATH, data=form_of(page) | {"unit-xacolap/": ""}).text
    assert statuses(taken_back) == {"Chưa khớp đơn vị": "1"}
    assert "Đã khớp bằng tay" not in taken_back
    with database.app.app_context():
        db.session.get_one(Unit, cast.units["ward_a"]).active_until = date(2019, 9, 30)
        db.session.commit()
    assert statuses(previewed(officer, table(10))) == {"Chưa khớp đơn vị": "1"}


AN = "Tháng 11/2019, đến 25/11/2019\nĐơn vị\tDân số\tTham gia\nPhường Đại Nài\t2.174\t1.500\nP. Nài mới\t900\t800\n"


def kept_units(database: TestDatabase) -> list[dict[str, int]]:
    with database.app.app_context():
        return list(db.session.scalars(select(SheetLayout.units_json)))


@on_both
def test_a_wrong_match_by_hand_is_taken_back_and_forgotten(
    database: TestDatabase, cast: Cast, officer: PageClient
) -> None:
    page = officer.post(PATH, data=form_of(previewed(officer, AN)) | {"unit-pnaimoi/": "phường Đại Nài"}).text
    assert statuses(page) == {"Sai": "2"}
    assert 'name="unit-pnaimoi/" value="phường Đại Nài"' in page
    assert 'name="unit-phuongdainai/" value=""' in page
    right = officer.post(PATH, data=form_of(page) | {"unit-pnaimoi/": ""}).text
    assert statuses(right) == {"Mới": "1", "Chưa khớp đơn vị": "1"}
    alone = AN.replace("Phường Đại Nài\t2.174\t1.500\n", "")
    page = officer.post(PATH, data=form_of(previewed(officer, alone)) | {"unit-pnaimoi/": "phường Đại Nài"}).text
    assert statuses(page) == {"Mới": "1"}
    assert 'name="unit-pnaimoi/" value="phường Đại Nài"' in page
    assert confirmed(officer, page).status_code == 303
    assert kept_units(database) == [{"pnaimoi/": cast.units["ward_b"]}]
    twins = previewed(officer, AN)
    assert statuses(twins) == {"Sai": "2"}
    assert "Đã khớp bằng tay ở lần nhập trước." in twins
    right = officer.post(PATH, data=form_of(twins) | {"unit-pnaimoi/": ""}).text
    assert statuses(right) == {"Thay đổi": "1", "Chưa khớp đơn vị": "1"}
    assert confirmed(officer, right, skip="y", reason="khớp nhầm").status_code == 303
    assert kept_units(database) == [{}]


def test_a_remembered_unit_is_known_among_others_of_its_name(
    database: TestDatabase, cast: Cast, officer: PageClient
) -> None:
    page = previewed(officer, AN.replace("Phường Đại Nài", "xã Thạch Trung"))
    confirmed(officer, officer.post(PATH, data=form_of(page) | {"unit-pnaimoi/": "Đại Nài"}).text)
    with database.app.app_context():
        names = UnitNames("phường Đại Nài")
        made = {"committee_id": cast.committee, "kind": UnitKind.WARD, "parent_id": cast.units["area"]}
        add_unit(db.session, **made, names=names, active_from=date(2019, 1, 1))
        db.session.commit()
    page = previewed(officer, AN.replace("Phường Đại Nài", "xã Thạch Trung"))
    assert statuses(page) == {"Không đổi": "2"}
    again = officer.post(PATH, data=form_of(page)).text
    assert statuses(again) == {"Không đổi": "2"}
    assert "Đã khớp bằng tay ở lần nhập trước." in again


@on_both
def test_groups_that_were_entered_first_are_corrected_with_a_reason(
    database: TestDatabase, cast: Cast, officer: PageClient
) -> None:
    text = "Tháng 11/2019, đến 25/11/2019\nĐơn vị\tDân số\tTham gia\tNSNN đóng\nPhường Đại Nài\t2.174\t1.500\t300\n"
    with database.app.app_context():
        group = select(ParticipantGroup.id).where(ParticipantGroup.short_name == "NSNN đóng")
        month = Month(cast.indicator, date(2019, 11, 1), date(2019, 11, 20), Source.INSURANCE_OFFICE, "")
        figures = Figures(cast.units["ward_b"], 310, None, group_id=db.session.scalars(group).one())
        enter_figures(db.session, month, [figures], by=cast.users["data_officer"], at=clock.at(TODAY))
        db.session.commit()
    page = previewed(officer, text)
    assert statuses(page) == {"Mới": "1"}
    assert "NSNN đóng: 310 → 300." in page
    assert 'name="reason"' in page
    assert confirmed(officer, page).status_code == 422
    assert confirmed(officer, page, reason="BHXH gửi lại").status_code == 303


@on_both
def test_units_of_one_name_are_told_apart_by_the_month(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    with database.app.app_context():
        db.session.get_one(Unit, cast.units["ward_b"]).active_until = date(2019, 10, 31)
        made = {"committee_id": cast.committee, "kind": UnitKind.WARD, "parent_id": cast.units["area"]}
        new = add_unit(db.session, **made, names=UnitNames("phường Đại Nài"), active_from=date(2019, 11, 1)).id
        later = date(2019, 12, 1)
        born = add_unit(db.session, **made, names=UnitNames("phường Sau Này"), active_from=later).id
        add_unit(db.session, **made, names=UnitNames("phường Ghi Sau"), active_from=later)  # only written down then
        into = {"old_unit_id": cast.units["ward_a"], "new_unit_id": born, "main": True}
        db.session.add(UnitSuccession(committee_id=cast.committee, on=later, decision="NQ 1", **into))
        db.session.commit()
    text = "Đơn vị\tDân số\tTham gia\nPhường Đại Nài\t2.174\t1.500\nPhường Sau Này\t2\t1\nPhường Ghi Sau\t3\t2\n"
    for month in ("10/2019", "11/2019"):
        page = previewed(officer, text, period=month, cut_off_on=f"25/{month}")
        assert "phường Sau Này chưa hoạt động trong tháng này." in unescape(page)
        assert confirmed(officer, page, skip="y", reason="sửa").status_code == 303
    with database.app.app_context():
        entered = select(Reading.period, Reading.unit_id).where(Reading.numerator == 1500).order_by(Reading.period)
        assert [tuple(row) for row in db.session.execute(entered)] == [
            (date(2019, 10, 1), cast.units["ward_b"]),
            (date(2019, 11, 1), new),
        ]


def test_without_a_month_the_last_one_that_is_due_is_meant(
    database: TestDatabase, cast: Cast, officer: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.app.app_context():
        db.session.get_one(Committee, cast.committee).figures_due_day = 31
        db.session.commit()
    monkeypatch.setattr(clock, "day", lambda at: date(2019, 11, 30))
    page = previewed(officer, TABLE.split("\n", 1)[1])
    assert form_of(page)["period"] == "11/2019"


def test_other_months_and_days_are_asked_about(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    before = rows(database)
    page = previewed(officer, period="10/2019", cut_off_on="25/10/2019")
    assert "Bảng ghi tháng 11/2019, đang nhập cho tháng 10/2019." in page
    for more, words in (
        ({"cut_off_on": ""}, "Ghi ngày chốt số liệu."),
        ({"cut_off_on": "25/11/2019"}, "không thuộc tháng 10/2019"),
    ):
        answer = confirmed(officer, page, **more)
        assert (answer.status_code, words in answer.text) == (422, True), answer.text
    ahead = previewed(officer, period="3/2031", cut_off_on="25/3/2031")
    assert "Tháng 3/2031 chưa đến." in confirmed(officer, ahead).text
    bad = officer.post(PATH, data={"text": TABLE, "period": "13/2019"})
    assert (bad.status_code, "Không đọc được tháng “13/2019”." in bad.text) == (422, True)
    assert TABLE.split("\n")[1].split("\t")[3] in bad.text
    assert rows(database) == before


def test_a_closed_month_takes_nothing(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    page = previewed(officer)
    with database.app.app_context():
        indicator = db.session.get_one(Indicator, cast.indicator)
        lock_month(db.session, indicator, date(2019, 11, 1), by=cast.users["secretary"], at=clock.at(TODAY))
        db.session.commit()
    before = rows(database)
    refused = confirmed(officer, page)
    assert (refused.status_code, "Số liệu tháng 11/2019 đã chốt." in refused.text) == (422, True)
    assert rows(database) == before


def test_what_is_confirmed_is_what_was_seen(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    page = previewed(officer)
    other = confirmed(officer, page, text=TABLE.replace("1.500", "1.600"))
    assert (other.status_code, "đã thay đổi từ lần xem trước" in other.text) == (409, True)
    confirmed(officer, page)
    late = confirmed(officer, page, once="b" * 32)
    assert late.status_code == 409


LONG = "Đơn vị,Dân số,Tham gia\n" + "x,1,1\n" * 200_000
FORMULA = one_sheet(["Đơn vị", "Dân số", "Tham gia"], ["xã Thạch Trung", 2174, "=B2-5"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"\x07" * 200, "tệp bị hỏng"),
        (with_member("xl/media/bomb.bin", b"\0" * 300_000_000), "bung ra quá 50 MB"),
        (with_member("xl/vbaProject.bin", b"x"), "macro"),
        (sample("mat-khau.xlsx"), "mật khẩu"),
        (LONG.encode(), "dòng"),
        (b"", "Dán bảng số liệu hoặc chọn tệp.|rỗng"),
        (b"%PDF-1.4", "không phải"),
        ("Đơn vị,Dân số\n".encode(), "Dưới tiêu đề không có dòng số liệu nào."),
        ("Xin chào\n".encode(), "Không thấy dòng tiêu đề của bảng."),
        ("Đơn vị,Dân số,Tham gia\nxã Thạch Trung 001099012345,1,1\n".encode(), "12 chữ số"),
    ],
)
def test_every_danger_is_refused_in_words_and_nothing_is_saved(
    database: TestDatabase, cast: Cast, officer: PageClient, content: bytes, words: str
) -> None:
    before = rows(database)
    answer = send(officer, content)
    assert answer.status_code == 422
    alert = re.search(r'role="alert".*?</div>', answer.text, re.DOTALL)
    assert alert is not None
    assert re.search(words, alert[0]), alert[0]
    assert rows(database) == before


def test_a_formula_is_a_wrong_line_that_says_what_to_do(
    database: TestDatabase, cast: Cast, officer: PageClient
) -> None:
    page = send(officer, FORMULA).text
    assert statuses(page) == {"Sai": "1"}
    assert "Ô “Tham gia” là công thức. Trong Excel, chép cột này rồi dán lại bằng Dán đặc biệt" in page
    assert 'name="confirm"' not in page


def test_another_sheet_is_read_when_the_file_is_chosen_again(cast: Cast, officer: PageClient) -> None:
    page = send(officer, sample("thang-11.xlsx"), sheet="Tháng 10").text
    assert "Đã đọc trang tính “Tháng 10”. Không đọc: Tháng 11, Danh mục." in page
    missing = send(officer, sample("thang-11.xlsx"), sheet="Tháng 9")
    assert (missing.status_code, "không có trang tính “Tháng 9”" in missing.text) == (422, True)
    both = officer.post(PATH, data={"text": TABLE, "file": (io.BytesIO(b"x"), "a.csv")})
    assert (both.status_code, "Chỉ dùng một trong hai." in both.text) == (422, True)


def test_a_long_table_shows_what_matters(cast: Cast, officer: PageClient) -> None:
    lines = "".join(f"{at}\t\txã Không Có {at}\t10\t5\n" for at in range(600))
    page = previewed(officer, f"{TABLE}{lines}")
    assert "Dòng 1–500 trong số 600." in page
    assert page.count("Không có đơn vị tên này") == 500
    assert "Trang trước" not in page
    turn = {"from-problems": "500"}
    later = officer.post(PATH, data=form_of(page) | turn | {"unit-xakhongco3/": "xã Nào", "skip": "y"}).text
    assert "Dòng 501–600 trong số 600." in later
    assert later.count("Không có đơn vị tên này") == 100
    assert 'name="unit-xakhongco3/" value="xã Nào"' in later
    assert "Trang sau" not in later
    assert 'name="skip" value="y" checked' in later
    assert "Dòng 501–600 trong số 600." in officer.post(PATH, data=form_of(later)).text
    assert "Dòng 501–600 trong số 600." in officer.post(PATH, data=form_of(later) | {"from-problems": "9999"}).text
    first = officer.post(PATH, data=form_of(later) | {"from-problems": "0"}).text
    assert "Không có đơn vị “xã Nào”." in first


def test_every_line_that_was_read_can_be_seen(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    with database.app.app_context():
        made = {"committee_id": cast.committee, "kind": UnitKind.COMMUNE, "parent_id": cast.units["area"]}
        for at in range(501):
            add_unit(db.session, **made, names=UnitNames(f"xã Số {at}"), active_from=date(2019, 1, 1))
        db.session.commit()
    before = rows(database)
    lines = "".join(f"\txã Số {at}\t10\t5\n" for at in range(501))
    page = previewed(officer, f"Tháng 11/2019 đến 25/11/2019\nMã\tĐơn vị\tDân số\tTham gia\n{lines}")
    assert "Dòng 1–500 trong số 501." in page
    assert "Xã Số 500</th>" not in page
    later = officer.post(PATH, data=form_of(page) | {"from-ready": "500"}).text
    assert "Dòng 501–501 trong số 501." in later
    assert "Xã Số 500</th>" in later
    assert rows(database) == before
    assert confirmed(officer, later).status_code == 303
    assert rows(database) == before + 501


def test_the_template_is_read_back(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    for kind in ("xlsx", "csv"):
        answer = officer.get(f"{PATH}/template.{kind}?indicator_id={cast.indicator}")
        sheet = read_sheet(answer.data)
        texts = [[cell.text for cell in row] for row in sheet.rows]
        head = next(at for at, row in enumerate(texts) if row[0] == "STT")
        assert [row[1:3] for row in texts[head + 1 :]] == [["", "phường Đại Nài"], ["18100", "xã Thạch Trung"]]
        assert texts[head][5] == "NLĐ và NSDLĐ đóng"
        filled = [*texts[: head + 1], *([*row[:3], "100", "90", "10", *row[6:]] for row in texts[head + 1 :])]
        text = "\n".join("\t".join(row) for row in filled)
        assert statuses(previewed(officer, text)) == {"Mới": "2"}
    assert officer.get(f"{PATH}/template.pdf").status_code == 404


def test_how_far_a_long_request_is_can_be_asked(database: TestDatabase, cast: Cast, officer: PageClient) -> None:
    who, key = cast.users["data_officer"], "ab" * 16
    with database.app.app_context():
        with telling(key, who) as tell:
            tell(250, 1000)
            assert told(key, who) == (250, 1000)
            assert told(key, who + 1) is None
            page = officer.get(f"{PATH}/progress?once={key}").text
            assert 'max="1000" value="250"' in page
            assert "25%" in page
        assert told(key, who) is None
        with telling("../x", who) as tell:
            tell(1, 2)
        assert told("../x", who) is None
    assert "<progress></progress>" in officer.get(f"{PATH}/progress?once=../x").text


def test_a_file_that_another_import_takes_away_is_no_trouble(
    database: TestDatabase, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.app.app_context(), telling("ab" * 16, 1) as tell:
        tell(1, 2)
        gone = database.app.config["BHYT"].instance / "progress" / "gone.new"
        monkeypatch.setattr(Path, "iterdir", lambda self: iter([gone]))
        with telling("cd" * 16, 1):
            pass


@on_both
def test_a_committee_of_several_indicators_says_which_is_meant(
    database: TestDatabase, cast: Cast, client_of: Clients
) -> None:
    with database.app.app_context():
        more = Indicator(committee_id=cast.committee, name="Hội viên được vận động", of_agencies=True)
        db.session.add(more)
        db.session.commit()
        other = more.id
    secretary = client_of("secretary")
    text = "Tháng 11/2019 đến 25/11/2019\nĐơn vị\tDân số\tTham gia\nPhòng LĐ-TB&XH\t20\t12"
    page = previewed(secretary, text, indicator_id=str(other))
    assert statuses(page) == {"Mới": "1"}
    answer = confirmed(secretary, page, indicator_id=str(other))
    assert (answer.status_code, answer.location) == (303, f"/coverage/readings?period=2019-11&indicator={other}")
    with database.app.app_context():
        assert db.session.scalar(select(Reading.numerator).where(Reading.indicator_id == other)) == 12


def run(database: TestDatabase, *options: str) -> tuple[int, str]:
    result = database.app.test_cli_runner().invoke(main.commands["import-readings"], options)
    return result.exit_code, result.output


def test_the_same_comes_in_from_the_shell(database: TestDatabase, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "thang-11.csv"
    file.write_text(TABLE)
    by, before = ("--by", "data_officer"), rows(database)
    code, words = run(database, str(file), *by)
    assert (code, rows(database)) == (0, before)
    assert "Tháng 11/2019, số liệu chốt đến 25/11/2019; dân số: năm 2019." in words
    assert "5: Tổng cộng: “Số người tham gia”: tổng trong tệp 10.811, cộng các dòng 10.810: lệch 1." in words
    assert "Mới: 2." in words
    assert run(database, str(file), *by, "--yes")[1].endswith("Mới 2, thay đổi 0, không đổi 0, bỏ qua 0 dòng.\n")
    assert rows(database) == before + 2
    file.write_text(TABLE.replace("1.500", "1.550"))
    for more, words in (
        (("--yes",), "Ghi lý do điều chỉnh."),
        (("--yes", "--month", "2019-10"), "Ghi ngày chốt số liệu: --cut-off"),
        (("--yes", "--month", "2019-10", "--cut-off", "25/11/2019"), "không thuộc tháng 10/2019"),
        (("--month", "11"), "Không đọc được tháng “11”."),
        (("--indicator", "Khác"), "Không có chỉ tiêu “Khác”. Ghi một trong: Tỷ lệ bao phủ BHYT."),
    ):
        code, told_words = run(database, str(file), *by, *more)
        assert (code, words in told_words) == (1, True), told_words
    assert run(database, str(file), "--by", "head_a")[0] == 1
    assert rows(database) == before + 2
    assert run(database, str(file), *by, "--yes", "--reason", "BHXH gửi lại")[0] == 0
    assert rows(database) == before + 3


def test_R15_a_list_of_people_in_a_file_does_not_stand_on_the_page(officer: PageClient, database: TestDatabase) -> None:
    people = "Đơn vị,Dân số,Tham gia,Ghi chú\nxã Thạch Trung,2174,1500,042199012345\n"
    refused = send(officer, people.encode(), "ds.csv")
    assert refused.status_code == 422
    assert "042199012345" not in refused.text
    assert rows(database) == 8


def test_a_corrected_file_is_taken_after_one_that_was_refused(officer: PageClient) -> None:
    refused = send(officer, "Ghi chú\nkhông có bảng\n".encode(), "sai.csv")
    assert refused.status_code == 422
    again = send(officer, TABLE.replace("\t", ";").encode(), "dung.csv", **form_of(refused.text))
    assert "Chỉ dùng một trong hai" not in again.text
    assert again.status_code == 200, again.text
