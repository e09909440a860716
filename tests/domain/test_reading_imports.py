"""A table's lines beside what the committee has: whose they are, what is new, and all or nothing."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, sheet_layouts
from bhyt_tasks.domain.errors import RuleBroken, WrongState
from bhyt_tasks.domain.indicators import Indicator
from bhyt_tasks.domain.lists import Remark
from bhyt_tasks.domain.period_locks import lock_month
from bhyt_tasks.domain.reading_imports import (
    Before,
    Comparison,
    Entered,
    Register,
    Row,
    RowStatus,
    Version,
    compare,
    enter_rows,
    key_of,
    versions_before,
)
from bhyt_tasks.domain.reading_lists import ListedReading, read_readings, rows_of
from bhyt_tasks.domain.readings import NO_REASON, Month, Place, Reading, Source
from bhyt_tasks.domain.sheet_layouts import layout_of, remember_layout
from bhyt_tasks.domain.unit_additions import KnownUnit
from bhyt_tasks.domain.units import UnitKind
from tests.cast import TODAY, Cast
from tests.domain.test_reading_lists import GROUPS

NOVEMBER = Month(1, date(2019, 11, 1), date(2019, 11, 25), Source.INSURANCE_OFFICE, "dân số trung bình 2019")


def known(unit_id: int, name: str, kind: UnitKind, *names: str, **more: Any) -> KnownUnit:
    facts = {"code": None, "parent_id": 1, "closed": False} | more
    return KnownUnit(unit_id, name, kind, names=(name, *names), **facts)


UNITS = (
    known(1, "thành phố Hà Tĩnh", UnitKind.CITY, parent_id=None),
    known(2, "phường Đại Nài", UnitKind.WARD, code="07210"),
    known(3, "phường Trần Phú", UnitKind.WARD),
    known(4, "xã Trần Phú", UnitKind.COMMUNE),
    known(5, "phường Thạch Quý", UnitKind.WARD, "xã Thạch Quý", "TQ"),
    known(6, "xã Thạch Hạ", UnitKind.COMMUNE),
    known(7, "xã Thạch Hà", UnitKind.COMMUNE),
    known(8, "xã Cũ", UnitKind.COMMUNE, closed=True),
    known(9, "thôn Liên Phú", UnitKind.VILLAGE, parent_id=6),
    known(10, "thôn Liên Phú", UnitKind.VILLAGE, parent_id=7),
    known(11, "phường 11", UnitKind.WARD),
    known(12, "Phòng Y tế", UnitKind.AGENCY),
    known(13, "thôn Đại Nài", UnitKind.VILLAGE, parent_id=7),
    known(14, "xã Nối", UnitKind.COMMUNE, code="14", closed=True),
    known(15, "xã Nối", UnitKind.COMMUNE),
    known(16, "xã Nối", UnitKind.COMMUNE, not_yet=True),
    known(17, "xã Mới", UnitKind.COMMUNE, not_yet=True),
)


def said(remark: Remark) -> str:
    return remark.sentence.format(**remark.values)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("", "07210"), 2),
        (("Đại Nài", "7210"), 2),
        (("Trần Phú", "07210"), "Mã 07210 là của phường Đại Nài, không khớp tên trong tệp."),
        (("PHƯỜNG ĐẠI NÀI", ""), 2),
        (("Đại Nài", ""), 2),
        (("dai nai", "99999"), 2),
        (("P. Đại Nài", ""), 2),
        (("UBND phường Đại Nài", ""), 2),
        (("p11", ""), 11),
        (("Phường 11", ""), 11),
        (("xã Đại Nài", ""), "Không có đơn vị tên này; gần giống: phường Đại Nài, thôn Đại Nài."),
        (("Trần Phú", ""), "Có thể là: phường Trần Phú, xã Trần Phú. Ghi đủ tên, có loại đơn vị, hoặc mã."),
        (("xã Trần Phú", ""), 4),
        (("P.Trần Phú", ""), 3),
        (("xã Thạch Quý", ""), 5),
        (("TQ", ""), 5),
        (("Thạch Hạ", ""), 6),
        (("thach ha", ""), "Có thể là: xã Thạch Hạ, xã Thạch Hà. Ghi đủ tên, có loại đơn vị, hoặc mã."),
        (("xã Cũ", ""), "xã Cũ đã ngừng hoạt động trước tháng này."),
        (("", "14"), "xã Nối đã ngừng hoạt động trước tháng này."),
        (("xã Nối", "14"), 15),
        (("xã Nối", ""), 15),
        (("Mới", ""), "xã Mới chưa hoạt động trong tháng này. Xem lại ngày bắt đầu hoạt động tại trang của đơn vị."),
        (("Liên Phú", "", "xã Thạch Hạ"), 9),
        (("Liên Phú", "", "Thạch Hà"), 10),
        (("Liên Phú", ""), "Có thể là: thôn Liên Phú, thôn Liên Phú. Ghi đủ tên, có loại đơn vị, hoặc mã."),
        (("Phòng Y tế", ""), 12),
        (("xã Không Có", ""), "Không có đơn vị tên này trong danh sách của Ban Chỉ đạo."),
        (("", ""), "Không có đơn vị tên này trong danh sách của Ban Chỉ đạo."),
    ],
)
def test_a_unit_is_found_by_code_and_by_every_name(typed: tuple[str, ...], found: int | str) -> None:
    meant = Register(UNITS).find(*typed)
    assert (said(meant) if isinstance(meant, Remark) else meant.id) == found


def test_a_table_of_villages_means_villages() -> None:
    meant = Register(UNITS, villages=True).find("Đại Nài")
    assert isinstance(meant, KnownUnit)
    assert meant.id == 13


Versions = tuple[tuple[Place, Version], ...]


def reading(reading_id: int, unit_id: int, insured: int, population: int, **more: Any) -> tuple[Place, Version]:
    group_id = more.pop("group_id", None)
    facts = {"note": "", "cut_off_on": NOVEMBER.cut_off_on, "basis": NOVEMBER.basis} | more
    return (unit_id, group_id), Version(reading_id, insured, population, **facts)


def compared(lines: str, *versions: tuple[Place, Version], earlier: Versions = (), **more: Any) -> Comparison:
    table = read_readings(rows_of(f"Đơn vị\tDân số\tTham gia\tNSNN đóng\tGhi chú\n{lines}"), GROUPS)
    by_hand, remembered = more.pop("by_hand", {}), more.pop("remembered", ())
    before = Before(dict(versions), dict(earlier), {3: "NSNN đóng"}, by_hand, remembered)
    return compare(table, Register(UNITS, **more), before, NOVEMBER)


def told(row: Row) -> tuple[str, list[str]]:
    return row.status.value, [said(remark) for remark in row.why]


@pytest.mark.parametrize(
    ("line", "versions", "status", "why"),
    [
        ("Đại Nài\t2000\t1200", (), "new", []),
        ("Đại Nài\t2000\t1200", (reading(7, 2, 1200, 2000),), "same", []),
        ("Đại Nài\t2000\t1250", (reading(7, 2, 1200, 2000),), "changed", ["Số người 1200 → 1250; dân số giữ nguyên."]),
        ("Đại Nài\t76797\t1200", (reading(7, 2, 1200, 74721),), "changed",
         ["Dân số 74721 → 76797: tỷ lệ giảm dù không ai rời."]),
        ("Đại Nài\t1900\t1200", (reading(7, 2, 1200, 2000),), "changed",
         ["Dân số 2000 → 1900; số người giữ nguyên."]),
        ("Đại Nài\t2100\t1250", (reading(7, 2, 1200, 2000),), "changed", ["Số người 1200 → 1250; dân số 2000 → 2100."]),
        ("Đại Nài\t2000\t1200\t300", (reading(7, 2, 1200, 2000),), "changed", ["NSNN đóng: thêm 300."]),
        ("Đại Nài\t2000\t1200\t300",
         (reading(7, 2, 1200, 2000), reading(8, 2, 310, 1, group_id=3)), "changed", ["NSNN đóng: 310 → 300."]),
        ("Đại Nài\t2000\t1200\t300",
         (reading(7, 2, 1200, 2000), reading(8, 2, 300, 1, group_id=3)), "same", []),
        ("Đại Nài\t2000\t1200", (reading(7, 2, 1200, 2000, cut_off_on=date(2019, 11, 20)),), "changed",
         ["Số người, dân số giữ nguyên; ngày chốt 2019-11-20 → 2019-11-25."]),
        ("Đại Nài\t2000\t1200", (reading(7, 2, 1200, 2000, cut_off_on=None),), "changed",
         ["Số người, dân số giữ nguyên; ghi thêm ngày chốt 2019-11-25."]),
        ("Đại Nài\t2000\t1200", (reading(7, 2, 1200, 2000, basis=""),), "changed",
         ["Số người, dân số giữ nguyên; ghi lại nguồn dân số hoặc ghi chú."]),
        ("Đại Nài\t2000\t1200\t300", (reading(8, 2, 310, 1, group_id=3),), "new", ["NSNN đóng: 310 → 300."]),
        ("Đại Nài\t2000\t2200\t\tcó lý do", (), "new",
         ["Số người tham gia (2200) lớn hơn dân số (2000); lý do: có lý do"]),
        ("Đại Nài\t2000\t91,5", (), "wrong",
         ["“91,5” ở cột “Tham gia” không phải số nguyên: số người không có phần lẻ. Có thể đã nhầm với tỷ lệ."]),
        ("Bưu điện\t2000\t1200", (), "unmatched", ["Không có đơn vị tên này trong danh sách của Ban Chỉ đạo."]),
        ("Phòng Y tế\t20\t12", (), "unmatched", ["Phòng Y tế không có số liệu của chỉ tiêu này."]),
    ],
)  # fmt: skip
def test_each_line_is_told_apart_with_the_reason(line: str, versions: Versions, status: str, why: list[str]) -> None:
    assert told(compared(line, *versions).rows[0]) == (status, why)


@pytest.mark.parametrize(
    ("earlier", "why"),
    [
        ((74_721, 68_000), ["Dân số khác tháng trước: 74721 → 76797; tỷ lệ giảm dù không ai rời."]),
        ((74_721, 69_000), ["Dân số khác tháng trước: 74721 → 76797."]),
        ((76_797, 60_000), []),
    ],
)
def test_a_population_that_moved_since_last_month_is_said(earlier: tuple[int, int], why: list[str]) -> None:
    population, insured = earlier
    assert told(compared("Đại Nài\t76.797\t68.500", earlier=(reading(1, 2, insured, population),)).rows[0]) == (
        "new",
        why,
    )


def test_a_unit_on_two_lines_is_right_on_none_and_the_missing_are_named() -> None:
    found = compared("Đại Nài\t20\t12\nxã Trần Phú\t30\t15\nphường Đại Nài\t20\t12")
    assert [row.status.value for row in found.rows] == ["wrong", "new", "wrong"]
    assert said(found.rows[0].why[0]) == "phường Đại Nài có ở cả dòng 2, 4: bỏ dòng thừa."
    assert (found.not_ready, found.counts[RowStatus.WRONG]) == (2, 2)
    assert [unit.id for unit in found.missing] == [3, 5, 6, 7, 11, 15]
    assert [row.twin for row in found.rows] == [True, False, True]


def test_agencies_have_their_own_indicators() -> None:
    found = compared("Phòng Y tế\t20\t12\nĐại Nài\t20\t12", of_agencies=True)
    assert [row.status.value for row in found.rows] == ["new", "unmatched"]


def test_a_line_matched_by_hand_is_of_that_unit() -> None:
    listed = ListedReading(1, "Bưu điện", parent="x")
    assert (key_of(listed), key_of(ListedReading(1, "", "07210"))) == ("buudien/x", "#07210")
    row = compared("Bưu điện\t20\t12", by_hand={"buudien/": 5}).rows[0]
    assert (row.status, row.unit) == (RowStatus.NEW, UNITS[4])
    assert compared("Đại Nài\t20\t12", by_hand={"dainai/": 0}).rows[0].unit == UNITS[1]


def test_a_match_by_hand_is_known_as_one_also_on_a_wrong_line() -> None:
    found = compared(
        "Đại Nài\t20\t12\nBưu điện\t20\t12\nChợ\t30\tx", by_hand={"buudien/": 2, "cho/": 6}, remembered={"buudien/"}
    )
    assert [(row.status.value, row.by_hand, row.twin) for row in found.rows] == [
        ("wrong", False, True),
        ("wrong", True, True),
        ("wrong", True, False),
    ]
    assert [said(remark) for remark in found.rows[1].why] == [
        "phường Đại Nài có ở cả dòng 2, 3: bỏ dòng thừa.",
        "Đã khớp bằng tay ở lần nhập trước.",
    ]
    assert len(found.rows[2].why) == 1


@pytest.mark.parametrize(
    ("version", "replaces"),
    [
        ((), False),
        ((reading(8, 2, 310, 1, group_id=3),), True),
        ((reading(7, 2, 1100, 2000),), True),
        ((reading(7, 2, 1200, 2000), reading(8, 2, 300, 1, group_id=3)), False),
    ],
)
def test_a_line_that_puts_a_figure_in_the_place_of_another_is_known(version: Versions, replaces: bool) -> None:
    assert compared("Đại Nài\t2000\t1200\t300", *version).rows[0].replaces is replaces


def test_how_far_it_is_is_told() -> None:
    far: list[tuple[int, int]] = []
    rows = rows_of("Đơn vị\tDân số\tTham gia\n" + "x\t1\t1\n" * 600)
    table = read_readings(rows, progress=lambda *seen: far.append(seen))
    compare(table, Register(()), Before({}, {}, {}), NOVEMBER, lambda *seen: far.append(seen))
    assert far == [(250, 601), (500, 601), (0, 600), (250, 600), (500, 600)]


def test_the_table_comes_in_once_and_all_or_nothing(session: Session, cast: Cast) -> None:
    units = [
        known(cast.units["ward_a"], "phường A", UnitKind.WARD),
        known(cast.units["ward_b"], "phường B", UnitKind.WARD),
    ]
    month = Month(cast.indicator, date(2019, 11, 1), date(2019, 11, 25), Source.INSURANCE_OFFICE, "năm 2019")

    def seen(text: str, month: Month = month) -> Comparison:
        table = read_readings(rows_of(f"Đơn vị\tDân số\tTham gia\n{text}"))
        now, earlier = versions_before(session, month)
        assert len(earlier) == 2
        return compare(table, Register(units), Before(now, earlier, {}), month)

    def enter(comparison: Comparison, month: Month = month, *, skip: bool = False) -> Entered:
        by = cast.users["data_officer"]
        return enter_rows(session, comparison, month, skip=skip, by=by, at=clock.at(TODAY))

    def saved() -> int:
        return session.scalar(select(func.count()).select_from(Reading)) or 0

    before = saved()
    both = "phường A\t2.174\t1.500\nphường B\t10.000\t9.300\n"
    with pytest.raises(RuleBroken, match=r"Còn .* dòng") as refused:
        enter(seen(both + "phường C\t1\t1"))
    assert refused.value.values == {"count": 1}
    with pytest.raises(RuleBroken, match="Không có dòng nào"):
        enter(seen("phường C\t1\t1"), skip=True)
    assert saved() == before
    assert enter(seen(both + "phường C\t1\t1"), skip=True) == Entered(2, 0, 0, 1)
    assert enter(seen(both)) == Entered(0, 0, 2, 0)
    assert saved() == before + 2
    other = seen(both.replace("1.500", "1.510"))
    with pytest.raises(RuleBroken) as refused:
        enter(other)
    assert refused.value.sentence == NO_REASON
    why = Month(month.indicator_id, month.period, month.cut_off_on, month.source, month.basis, "BHXH gửi lại")
    assert enter(other, why) == Entered(0, 1, 1, 0)
    session.flush()
    lock_month(
        session,
        session.get_one(Indicator, cast.indicator),
        month.period,
        by=cast.users["secretary"],
        at=clock.at(TODAY),
    )
    with pytest.raises(WrongState):
        enter(seen(both), why)


def test_what_was_said_of_a_sheet_is_kept(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[str] = []
    monkeypatch.setattr(sheet_layouts, "alone", lambda session, key: waited.append(key))
    about = {"committee_id": cast.committee, "indicator_id": cast.indicator, "headings": "f" * 64}

    def remember(columns: dict[int, str], units: dict[str, int], *forgotten: str) -> None:
        who = {"by": cast.users["data_officer"], "at": clock.at(TODAY)}
        remember_layout(session, **about, columns=columns, units=units, forgotten=forgotten, **who)

    remember({}, {})
    assert layout_of(session, **about) is None
    remember({3: "population"}, {"buudien/": 5})
    remember({4: "insured"}, {})
    remember({4: "insured"}, {})
    session.expire_all()
    kept = layout_of(session, **about)
    assert kept is not None
    assert (kept.columns_json, kept.units_json) == ({"3": "population", "4": "insured"}, {"buudien/": 5})
    remember({}, {"cho/": 6}, "buudien/")
    assert kept.units_json == {"cho/": 6}
    assert len(waited) == 5
    assert len(set(waited)) == 1
