"""Which lines are rows of a table of duties or of figures?"""

from datetime import date
from decimal import Decimal

from tests.intake.reader import read

DUTIES = """BẢNG PHÂN CÔNG
STT\tNội dung công việc\tĐơn vị chủ trì\tPhối hợp\tThời hạn
1\tRà soát hộ cận nghèo\tPhòng LĐ-TB&XH; Phòng Y tế\tCác xã\t15/11/2019
2\tĐối chiếu dữ liệu\tBHXH huyện\t\tHằng tháng
3\tMở chuyên mục\tAnh Tư đài xã\tĐoàn TN\t30/11"""
FIGURES = """TÌNH HÌNH THAM GIA BHYT
STT\tXã\tDân số\tSố người tham gia\tTỷ lệ
1\tTân Lập\t5.230\t4.812\t92,0
2\tBình Minh\t4.100\t3.900\t95,1
3\tĐông Hải\t4.100\t-\t-
4\tTây Hồ\t3.000\t2.700\t1.2.3"""


def test_a_row_of_duties_is_a_directive_with_its_columns() -> None:
    for table in (DUTIES, DUTIES.replace("\t", " | ")):
        found = read(table).directives
        assert [each.quote.text.split("\t")[0].split(" | ")[0] for each in found] == [
            "Rà soát hộ cận nghèo",
            "Đối chiếu dữ liệu",
            "Mở chuyên mục",
        ]
        assert [[unit.text for unit in each.assignees] for each in found] == [
            ["Phòng LĐ-TB&XH", "Phòng Y tế"],
            ["BHXH huyện"],
            ["Anh Tư đài xã"],
        ]
        assert [[unit.text for unit in each.coordinators] for each in found] == [["Các xã"], [], ["Đoàn TN"]]
        assert [each.deadline and each.deadline.on for each in found] == [
            date(2019, 11, 15),
            None,
            date(2019, 11, 30),
        ]
        assert [each.recurrence and each.recurrence.every for each in found] == [None, "monthly", None]


def test_columns_that_are_missing_are_empty() -> None:
    found = read("Việc\tChủ trì\tGhi chú\nRà soát hộ nghèo\tPhòng Y tế\tgấp\n").directives
    assert [(each.assignees[0].text, each.coordinators, each.deadline) for each in found] == [("Phòng Y tế", (), None)]


def test_a_row_of_figures_is_a_reading() -> None:
    found = read(FIGURES)
    assert found.directives == ()
    assert [(each.unit.text, each.insured, each.population, each.percent) for each in found.readings] == [
        ("Tân Lập", 4812, 5230, Decimal("92.0")),
        ("Bình Minh", 3900, 4100, Decimal("95.1")),
        ("Tây Hồ", 2700, 3000, None),
    ]


def test_lines_of_cells_without_names_of_columns_are_no_table() -> None:
    for text in ("a\tb\tc\nd\te\tf", "a|b\nc|d", "Việc\tChủ trì\nRà soát\tPhòng Y tế", "Nội dung\tx\ty\nRà soát\tz\tw"):
        assert (read(text).directives, read(text).readings) == ((), ())
