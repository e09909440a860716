"""What a table of coverage is read as: headings, totals and numbers as offices send them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhyt_tasks.domain import reading_lists as lists
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.reading_columns import (
    NO_HEADINGS,
    Column,
    GroupWords,
    Meaning,
    basis_said,
    cut_off_said,
    find_headings,
    month_said,
)
from bhyt_tasks.domain.reading_lists import ReadingTable, read_count, read_readings, rows_of, text_of

GROUPS = (
    GroupWords(1, ("Người lao động và người sử dụng lao động đóng", "NLĐ và SDLĐ")),
    GroupWords(2, ("Cơ quan BHXH đóng",)),
    GroupWords(3, ("Ngân sách nhà nước đóng", "NSNN đóng")),
    GroupWords(4, ("Ngân sách nhà nước hỗ trợ đóng",)),
    GroupWords(5, ("Hộ gia đình",)),
    GroupWords(6, ("Học sinh, sinh viên", "HSSV")),
)
NBSP = "\u00a0"
# A month's table as an insurance office sends it: merged headings, units, sections, totals, a signature.
TABLE = f"""BẢO HIỂM XÃ HỘI TỈNH HÀ TĨNH\t\t\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
BHXH THÀNH PHỐ HÀ TĨNH\t\t\t\tHà Tĩnh, ngày 28 tháng 11 năm 2019
TÌNH HÌNH THAM GIA BẢO HIỂM Y TẾ THÁNG 11 NĂM 2019
(Số liệu chốt đến ngày 25/11/2019)

STT\tMã\tPhường, xã\tDân số trung bình năm 2019 (người)\tSố người tham gia BHYT\t\t\tTỷ lệ bao phủ (%)\tChỉ tiêu giao\tCòn phải phát triển\tTăng, giảm so tháng trước\tGhi chú
\t\t\t\tTổng số\tTrong đó\t\t\t%
\t\t\t\t\tNSNN đóng\tHộ gia đình
(1)\t(2)\t(3)\t(4)\t(5)\t(6)\t(7)\t(8)=(5)/(4)\t(9)\t(10)\t(11)\t(12)
I\t\tPhường\t20.000\t18.400\t1.000\t2.000\t92,0
1\t18073\tĐại Nài\t8.000\t7.400\t600\t800\t92,5\t93\t40\t+12
2\t18100\tTrần Phú\t12{NBSP}000\t11 000\t400\t1,200\t91,6\t93,0\t160
II\t\tXã\t2174\t1492\t100\t300
1\t18109\tThạch Trung\t2174.0\t1.492\t100\t300\t68,63\t98\t639\t-5\tđã rà soát
TỔNG CỘNG\t\t\t=22.174\t=19.892\t1.100\t2.301\t89,7

Ghi chú: số liệu chưa gồm lực lượng vũ trang.
Người lập biểu\t\t\t\tGIÁM ĐỐC
Chức danh A\t\t\t\tChức danh B
"""


def said(remarks: Any) -> list[str]:
    return [remark.sentence.format(**remark.values) for remark in remarks]


def read(text: str, **more: Any) -> ReadingTable:
    return read_readings(rows_of(text), GROUPS, **more)


def test_a_table_as_offices_send_it_is_read_whole() -> None:
    table = read(TABLE)
    assert [(row.line, row.name, row.code, row.population, row.insured, row.groups) for row in table.rows] == [
        (11, "Đại Nài", "18073", 8000, 7400, ((3, 600), (5, 800))),
        (12, "Trần Phú", "18100", 12000, 11000, ((3, 400), (5, 1200))),
        (14, "Thạch Trung", "18109", 2174, 1492, ((3, 100), (5, 300))),
    ]
    assert [said((*row.wrong, *row.remarks)) for row in table.rows] == [[], [], []]
    assert (table.month, table.cut_off_on) == (date(2019, 11, 1), date(2019, 11, 25))
    assert table.basis == "trung bình năm 2019"
    assert [(total.name, said(total.remarks)) for total in table.totals] == [
        ("Phường", []),
        ("Xã", []),
        ("TỔNG CỘNG", ["“Số người tham gia BHYT / Trong đó / Hộ gia đình”: tổng trong tệp 2301, "
                       "cộng các dòng 2300: lệch 1."]),
    ]
    assert [line for line, _ in table.left_out] == [17, 18, 19]
    assert table.rows[2].note == "đã rà soát"
    assert {(column.letter, column.key) for column in table.headings.columns} == {
        ("A", "number"), ("B", "code"), ("C", "unit"), ("D", "population"), ("E", "insured"), ("F", "group-3"),
        ("G", "group-5"), ("H", "rate"), ("I", "target_rate"), ("J", "still"), ("K", "change"), ("L", "note"),
    }  # fmt: skip
