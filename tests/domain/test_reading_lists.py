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

STT\tMã\tPhường, xã\tDân số trung bình năm 2019 (người)\tSố người tham gia BHYT\t\t\tTỷ lệ bao phủ (%)\tChỉ tiêu giao\t\
Còn phải phát triển\tTăng, giảm so tháng trước\tGhi chú
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
        (
            "TỔNG CỘNG",
            ["“Số người tham gia BHYT / Trong đó / Hộ gia đình”: tổng trong tệp 2301, cộng các dòng 2300: lệch 1."],
        ),
    ]
    assert [line for line, _ in table.left_out] == [17, 18, 19]
    assert table.rows[2].note == "đã rà soát"
    assert {(column.letter, column.key) for column in table.headings.columns} == {
        ("A", "number"), ("B", "code"), ("C", "unit"), ("D", "population"), ("E", "insured"), ("F", "group-3"),
        ("G", "group-5"), ("H", "rate"), ("I", "target_rate"), ("J", "still"), ("K", "change"), ("L", "note"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "count", "wrong", "formula"),
    [
        ("1492", 1492, "", False),
        ("1.492", 1492, "", False),
        ("1 492", 1492, "", False),
        (f"1{NBSP}492", 1492, "", False),
        ("1,492", 1492, "", False),
        ("1492.0", 1492, "", False),
        ("1492,00", 1492, "", False),
        ("1.017.308", 1017308, "", False),
        ("1.492,0", 1492, "", False),
        ("1.492 người", 1492, "", False),
        ("'0012", 12, "", False),
        ("1.000.000.000", 10**9, "", False),
        ("0", 0, "", False),
        ("", None, "", False),
        ("–", None, "", False),
        ("91,5", None, lists.NOT_WHOLE, False),
        ("92%", None, lists.NOT_WHOLE, False),
        ("0,915", None, lists.NOT_WHOLE, False),
        ("1,4920", None, lists.NOT_WHOLE, False),
        ("-12", None, lists.BELOW_ZERO, False),
        ("1a2", None, lists.NOT_A_NUMBER, False),
        ("1.49.2", None, lists.NOT_A_NUMBER, False),
        ("2.000.000.001", None, lists.TOO_LARGE, False),
        ("9" * 5000, None, lists.TOO_LARGE, False),
        ("=78.215", 78215, "", True),
        ("=SUM(D3:D20)", None, lists.NOT_A_NUMBER, True),
        ("=", None, "", True),
    ],
)
def test_counts_are_read_as_offices_write_them(cell: str, count: int | None, wrong: str, formula: bool) -> None:
    assert read_count(cell) == lists.Number(count, wrong, formula)


HEAD = "TT\tĐơn vị\tDân số\tSố người tham gia\tTỷ lệ\tChỉ tiêu giao (%)\tCòn phải vận động\tChưa tham gia\tGhi chú\n"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("2174\t1492\t68,6\t98\t639\t682", []),
        ("2174\t1492\t68.63%\t0,98\t639\t682", []),
        ("2174\t1492\t0,6863\t\t\t", []),
        ("2174\t1492\t=0,686292548\t\t\t", []),
        ("1000\t915\t0,915\t91\t0\t85", []),
        ("2174\t1492\t70\t\t\t", ["Tỷ lệ trong tệp 70%, tính từ số người và dân số là 6862."]),
        (
            "2174\t1492\t\t98\t640\t600",
            [
                "“Còn phải vận động” trong tệp 640, tính theo chỉ tiêu là 639.",
                "“Chưa tham gia” trong tệp 600, dân số trừ số người tham gia là 682.",
            ],
        ),
        ("2174\t1492\tkhá\t\t5\t", []),
        ("2174\t=1492", ["Ô “Số người tham gia” là công thức. Trong Excel, chép cột này rồi dán lại bằng "
                         "Dán đặc biệt, Giá trị (Values), rồi nhập lại."]),
        ("2174\t91,5", ["“91,5” ở cột “Số người tham gia” không phải số nguyên: số người không có phần lẻ. "
                        "Có thể đã nhầm với tỷ lệ."]),
        ("-5\t4 triệu", ["“-5” ở cột “Dân số” nhỏ hơn 0.",
                         "Không đọc được “4 triệu” ở cột “Số người tham gia”. Ghi số nguyên, ví dụ 1.492."]),
        ("-\t-", ["Dòng này chưa có số liệu."]),
        ("2174", ["Chưa có số người tham gia."]),
        ("0\t1492", ["Chưa có dân số, hoặc dân số bằng 0."]),
        ("2174\t2200", ["Số người tham gia (2200) lớn hơn dân số (2174). Sửa lại hoặc ghi lý do ở cột ghi chú."]),
        ("2174\t2200\t\t\t\t\tgồm cả công nhân tạm trú",
         ["Số người tham gia (2200) lớn hơn dân số (2174); lý do: gồm cả công nhân tạm trú"]),
    ],
)  # fmt: skip
def test_each_line_says_what_is_wrong_or_strange(cells: str, words: list[str]) -> None:
    row = read(f"{HEAD}1\txã Thạch Trung\t{cells}").rows[0]
    assert said((*row.wrong, *row.remarks)) == words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Cộng\t\t30\t20", []),
        ("\tTổng cộng\t78.215\t20", ["“Dân số”: tổng trong tệp 78215, cộng các dòng 30: lệch 78185."]),
        ("\tToàn thành phố Hà Tĩnh\t30\t19", ["“Số người tham gia”: tổng trong tệp 19, cộng các dòng 20: lệch 1."]),
        ("\tThành phố Hà Tĩnh\t30\t20", []),
        ("\tTổng số\t=SUM(C2:C3)\t=20", []),
    ],
)
def test_totals_are_no_units_and_are_checked(lines: str, words: list[str]) -> None:
    units = "1\tphường Đại Nài\t10\t5\n2\txã Cộng Hòa\t20\t15\n"
    for text in (f"{HEAD}{units}{lines}\n", f"{HEAD}{lines}\n{units}"):
        table = read(text, area_names=["thành phố Hà Tĩnh"])
        assert [row.name for row in table.rows] == ["phường Đại Nài", "xã Cộng Hòa"]
        assert [said(total.remarks) for total in table.totals] == [words]


def test_subtotals_stand_above_or_below_what_they_sum() -> None:
    parts = {
        "above": "A\tKhối phường\t30\t20\n{0}B\tKhối xã\t5\t4\n{1}",
        "below": "{0}\tCộng phường\t30\t20\n{1}\tCộng xã\t5\t4\n",
        "bare": "I\tPhường\n{0}\tCộng\t30\t20\nII\tXã\n{1}\tCộng\t5\t4\n",
    }
    wards, communes = "1\tĐại Nài\t10\t5\n2\tTân Giang\t20\t15\n", "1\tThạch Hạ\t5\t4\n"
    for form in parts.values():
        table = read(f"{HEAD}{form.format(wards, communes)}\tTổng cộng\t35\t24")
        assert [row.name for row in table.rows] == ["Đại Nài", "Tân Giang", "Thạch Hạ"]
        assert [said(total.remarks) for total in table.totals] == [[]] * 3
    wrong = read(f"{HEAD}{wards}\tCộng phường\t31\t20\n{communes}")
    assert said(wrong.totals[0].remarks) == ["“Dân số”: tổng trong tệp 31, cộng các dòng 30: lệch 1."]
    unread = read(f"{HEAD}{wards.replace('10', '10,5')}\tCộng phường\t31\t20\n")
    assert said(unread.totals[0].remarks) == []


def test_communes_above_their_villages_are_summed_without_them() -> None:
    text = f"{HEAD}1\txã Thạch Trung\t30\t20\n\tthôn Đức Phú\t10\t8\n\tthôn Nam Phú\t20\t12\n\tTổng cộng\t30\t20"
    table = read(text)
    assert [row.name for row in table.rows] == ["xã Thạch Trung", "thôn Đức Phú", "thôn Nam Phú"]
    assert said(table.totals[0].remarks) == []


def test_notes_signatures_and_units_that_wait_for_figures_are_left_out() -> None:
    text = HEAD + (
        "1\tĐại Nài\t10\t5\n2\tTân Giang\n\tphường Nam Hà\t-\t-\n\tGhi chú: phường Nam Hà báo sau 2 ngày\t\t\n"
        "\txã nào chưa có số liệu thì báo lại\nHà Tĩnh, ngày 28 tháng 11 năm 2019\n\t\t\tGIÁM ĐỐC\n\t\t5\n"
    )
    table = read(text)
    assert [(row.name, row.wrong[0].sentence if row.wrong else "") for row in table.rows] == [
        ("Đại Nài", ""),
        ("phường Nam Hà", lists.NO_FIGURES),
        ("", lists.NO_NAME),
    ]
    assert [line for line, _ in table.left_out] == [3, 5, 6, 7, 8]


def test_what_a_village_is_of_stands_once_over_its_villages() -> None:
    text = "Xã\tThôn\tDân số\tTham gia\nThạch Trung\tĐức Phú\t10\t5\n\tNam Phú\t20\t15\nThạch Hạ\tLiên Hà\t5\t5"
    rows = read(text).rows
    assert [(row.parent, row.name) for row in rows] == [
        ("Thạch Trung", "Đức Phú"),
        ("Thạch Trung", "Nam Phú"),
        ("Thạch Hạ", "Liên Hà"),
    ]


def test_people_still_to_enrol_may_follow_a_target_in_people() -> None:
    text = "Đơn vị\tDân số\tTham gia\tChỉ tiêu (người)\tCòn phải vận động\nĐại Nài\t2174\t1492\t2131\t{still}"
    assert said(read(text.format(still=639)).rows[0].remarks) == []
    assert said(read(text.format(still=640)).rows[0].remarks) == [
        "“Còn phải vận động” trong tệp 640, tính theo chỉ tiêu là 639."
    ]


def test_a_table_of_villages_says_so() -> None:
    assert read("Thôn\tDân số\tTham gia\nĐức Phú\t10\t5").headings.of_villages
    assert not read("Xã\tDân số\tTham gia\nThạch Hạ\t10\t5").headings.of_villages


def test_groups_that_sum_to_more_than_all_are_said() -> None:
    text = "Đơn vị\tDân số\tTham gia\tNSNN đóng\tHộ gia đình\nĐại Nài\t10\t5\t4\t2"
    assert said(read(text).rows[0].remarks) == ["Cộng các nhóm được 6, lớn hơn số người tham gia (5)."]


def test_headings_that_come_again_on_a_printed_page_are_no_units() -> None:
    text = f"{HEAD}(1)\t(2)\t(3)\t(4)\n1\tĐại Nài\t10\t5\n{HEAD}(1)\t(2)\t(3)\t(4)\n2\tTân Giang\t20\t15\n"
    assert [row.name for row in read(text).rows] == ["Đại Nài", "Tân Giang"]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (["Xã/phường\tSố dân\tĐã tham gia\tTỉ lệ"], "unit population insured rate"),
        (["Đơn vị\tDân số\tSố thẻ BHYT"], "unit population cards"),
        (["Đơn vị\tSố thẻ\tDân số\tSố người có thẻ"], "unit cards population insured"),
        (["Xã\tThôn, TDP\tNhân khẩu\tTham gia BHYT"], "parent unit population insured"),
        (["Huyện\tXã\tThôn\tDân số\tTham gia"], "ignored parent unit population insured"),
        (["Đơn vị\tDân số\tChỉ tiêu giao\t\tThực hiện\t\t", "\t\tNgười\t%\tNgười\t% bao phủ\t% KH"],
         "unit population target_people target_rate insured rate plan"),
        (["Đơn vị\tDân số\tKết quả thực hiện\t\t\t% hoàn thành kế hoạch", "\t\tSố người\tTỷ lệ\tXếp hạng"],
         "unit population insured rate ignored plan"),
        (["Đơn vị\tDân số\tSố người tham gia\t\tTỷ lệ bao phủ", "\t\tTháng 10/2019\tTháng 11/2019"],
         "unit population ignored insured rate"),
        (["Đơn vị\tDân số\tSố người tham gia\t\t\t\tTăng, giảm\t",
          "\t\tBHXH bắt buộc\tBHXH tự nguyện\tBHTN\tBHYT\tSố người\t%"],
         "unit population ignored ignored ignored ignored change change"),
        (["Mã xã\tĐịa phương\tDân số\tSố người tham gia BHYT\tChia ra",
          "\t\t\t\tNLĐ và người SDLĐ đóng\tCơ quan BHXH đóng\tNSNN đóng\tNSNN hỗ trợ\tHộ gia đình\tHSSV\tKhác"],
         "code unit population insured group-1 group-2 group-3 group-4 group-5 group-6 ignored"),
        (["Tên đơn vị\tDân số\tSố người tham gia\tSố người tham gia tháng trước\tTỷ lệ bao phủ theo chỉ tiêu"
          "\tKế hoạch (%)\tCòn phải phát triển\tChưa có thẻ\tTỷ lệ chưa tham gia\tMã số BHXH\tĐơn vị tính\tLý do"],
         "unit population insured ignored target_rate ignored still uninsured ignored ignored ignored note"),
    ],
)  # fmt: skip
def test_columns_are_told_by_their_words(headings: list[str], keys: str) -> None:
    found = find_headings([row.split("\t") for row in headings] + [["x", "1", "1"]], GROUPS)
    assert " ".join(column.key for column in found.columns) == keys


def test_what_a_person_says_of_a_column_is_believed() -> None:
    text = "Đơn vị\tTổng\tHọ\tKhác\nĐại Nài\t1\t2\t10"
    with pytest.raises(RuleBroken, match="tiêu đề"):
        read(text)
    text = "Đơn vị\tTổng\tHọ\tDân số\nĐại Nài\t1\t2\t10"
    chosen = {1: "insured", 2: "group-5", 3: "x", 0: "unit"}
    table = read(text, chosen=chosen)
    assert [column.key for column in table.headings.columns] == ["unit", "insured", "group-5", "population"]
    assert (table.rows[0].insured, table.rows[0].groups) == (1, ((5, 2),))
    table = read(text, chosen={1: "insured", 2: "group-99", 3: "group-x"})
    assert [column.key for column in table.headings.columns] == ["unit", "insured", "ignored", "population"]
    assert said(read(text).remarks) == [lists.NO_PEOPLE_COLUMN]
    assert said(read("Đơn vị\tSố người tham gia\nĐại Nài\t1").remarks) == [lists.NO_POPULATION_COLUMN]


def test_columns_that_need_a_look_are_said() -> None:
    assert said(read("Đơn vị\tDân số\tSố thẻ\nĐại Nài\t10\t5").remarks) == [
        "Cột C “Số thẻ” đếm thẻ, không phải người: một người có thể được tính nhiều thẻ."
    ]
    assert said(read("Đơn vị\tDân số\tDân số\tTham gia\nĐại Nài\t10\t10\t5").remarks) == [
        "Có nhiều cột giống “Dân số”. Đã lấy cột B; chọn lại nếu không đúng."
    ]
    assert Column(26, ("x",), Meaning.UNIT).letter == "AA"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NO_HEADINGS),
        ("xã Thạch Trung\t2174\t1492", NO_HEADINGS),
        ("Đơn vị\tDân số\tTham gia\n\n", lists.NO_ROWS),
        ("Đơn vị\tDân số\tTham gia\nTổng cộng\t5\t5\n", lists.NO_ROWS),
        ("Đơn vị\tDân số\n" + "x\t1\n" * 20_000, lists.TOO_MANY_ROWS),
        ("Đơn vị\tDân số\n" + '"' + "x" * 200_000 + '"', lists.NO_CELLS),
    ],
)
def test_what_is_no_table_is_refused(text: str, refusal: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read(text)
    assert (refused.value.sentence, refused.value.field) == (refusal, "text")


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_table_is_no_wider_than_any_table_of_a_month(quote: str) -> None:
    wide = "a\t" * 200
    assert rows_of(f"{wide}\t \t\n{quote}")[0] == ["a"] * 200
    with pytest.raises(RuleBroken, match=r"hơn .most. cột"):
        rows_of(f"{wide}a{quote}")


def test_long_cells_are_no_headings_at_length() -> None:
    words = "tháng 13 2019 so kế hoạch " * 1500
    table = read(f"{words}\nĐơn vị\tDân số\tTham gia\t{words}\nĐại Nài\t10\t5")
    assert max(len(column.heading) for column in table.headings.columns) <= 300


def test_text_is_read_with_any_mark_and_what_was_written_is_read_again() -> None:
    rows = [["Đơn vị", "Dân số\n(người)", 'Tham "gia"'], ["Đại Nài", "2.174", "1,5"], ["", "", ""]]
    again = [["Đơn vị", "Dân số (người)", 'Tham "gia"'], *rows[1:]]
    assert rows_of(text_of([["Đơn vị", "Dân số (người)", 'Tham "gia"'], *rows[1:]])) == again
    assert rows_of('\ufeffa;b\r\n"1,5";2\n') == [["a", "b"], ["1,5", "2"]]
    assert rows_of('a,b\n"1,5",2"\n') == [["a", "b"], ['"1', '5"', '2"'], [""]]


@pytest.mark.parametrize(
    ("text", "month", "cut_off"),
    [
        ("THÁNG 11 NĂM 2019", (2019, 11, 1), None),
        ("Tháng 11/2019, số liệu chốt đến 25/11/2019", (2019, 11, 1), (2019, 11, 25)),
        ("tính đến ngày 25 tháng 11 năm 2019", None, (2019, 11, 25)),
        ("T11.2019", (2019, 11, 1), None),
        ("(Số liệu đến hết ngày 30-6-2018)", None, (2018, 6, 30)),
        ("Hà Tĩnh, ngày 28 tháng 11 năm 2019", None, None),
        ("12 tháng năm 2019", None, None),
        ("tháng 13/2019 đến 31/02/2019", None, None),
        ("Bắt 11/2019", None, None),
    ],
)
def test_titles_say_the_month_and_the_cut_off_day(text: str, month: Any, cut_off: Any) -> None:
    assert month_said(text) == (date(*month) if month else None)
    assert cut_off_said(text) == (date(*cut_off) if cut_off else None)


def test_a_month_is_taken_from_the_cut_off_day_when_nothing_else_names_it() -> None:
    table = read("Số liệu chốt đến 25/11/2019\nĐơn vị\tDân số\tTham gia\nĐại Nài\t10\t5")
    assert (table.month, table.basis) == (date(2019, 11, 1), "")


@pytest.mark.parametrize(
    ("heading", "basis"),
    [
        ("Dân số trung bình năm 2019 (người)", "trung bình năm 2019"),
        ("Dân số (thường trú, tại thời điểm 30/9/2019)", "thường trú, tại thời điểm 30/9/2019"),
        ("DÂN SỐ\n(NGƯỜI)", ""),
        ("Dân số / Người", ""),
        ("Nhân khẩu", ""),
    ],
)
def test_the_words_after_population_are_its_basis(heading: str, basis: str) -> None:
    assert basis_said(heading) == basis


def test_a_layout_is_known_again_next_month() -> None:
    def print_of(text: str) -> str:
        return read(f"{text}\nĐại Nài\t10\t5").headings.fingerprint

    first = print_of("Đơn vị\tDân số năm 2019\tTham gia tháng 11")
    assert first == print_of("ĐƠN VỊ\tdân số năm 2020\tTham gia tháng 1")
    assert first != print_of("Đơn vị\tTham gia tháng 11\tDân số năm 2019")


COLUMNS = {
    "unit": "Đơn vị",
    "code": "Mã",
    "population": "Dân số",
    "insured": "Số người tham gia",
    "rate": "Tỷ lệ (%)",
    "group-3": "NSNN đóng",
    "group-5": "Hộ gia đình",
    "note": "Ghi chú",
}


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations(list(COLUMNS)),
    titles=st.lists(st.sampled_from(["", "BÁO CÁO THÁNG 11 NĂM 2019", "Đơn vị tính: người\t\tBiểu 1"]), max_size=5),
    figures=st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**9)), min_size=1, max_size=5),
    dots=st.booleans(),
    deep=st.booleans(),
    numbering=st.booleans(),
    total=st.booleans(),
)
def test_any_arrangement_of_columns_is_read_back(
    order: list[str],
    titles: list[str],
    figures: list[tuple[int, int]],
    dots: bool,
    deep: bool,
    numbering: bool,
    total: bool,
) -> None:
    def written(count: int) -> str:
        return f"{count:,}".replace(",", ".") if dots else str(count)

    def line(cells: dict[str, str]) -> str:
        return "\t".join(cells.get(key, "") for key in order)

    lines = [*titles, line(COLUMNS)]
    if deep:
        lines += [line({"population": "người", "insured": "Tổng số", "rate": "%"})]
    if numbering:
        lines += ["\t".join(f"({at})" for at in range(1, len(order) + 1))]
    if total:
        sums = [sum(column) for column in zip(*figures, strict=True)]
        lines += [line({"unit": "Tổng cộng", "population": written(sums[0]), "insured": written(sums[1])})]
    for at, (population, insured) in enumerate(figures):
        counts = {"population": written(population), "insured": written(insured), "group-3": str(insured // 2)}
        lines += [line(counts | {"unit": f"xã Số {at}", "code": f"1810{at}", "note": "x"})]
    table = read("\n".join(lines))
    assert [(row.name, row.code, row.population, row.insured, dict(row.groups)) for row in table.rows] == [
        (f"xã Số {at}", f"1810{at}", population, insured, {3: insured // 2})
        for at, (population, insured) in enumerate(figures)
    ]
    assert {row.wrong for row in table.rows} == {()}
    assert [each.remarks for each in table.totals] == ([()] if total else [])
    assert table.month == (date(2019, 11, 1) if "BÁO CÁO THÁNG 11 NĂM 2019" in titles else None)


def test_only_cells_as_long_as_a_persons_number_are_searched_for_one() -> None:
    cells = lists.long_cells([["1", "001099012345", "xã Thạch Trung", "xã Thạch Hà 12"], ["2.174"]])
    assert cells == "001099012345\nxã Thạch Hà 12"
