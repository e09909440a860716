"""A sheet as the text of a form: formulas are told, fractions stay fractions, titles stand once."""

from decimal import Decimal

from bhyt_tasks.documents.reading_sheets import sheet_text, template_text, template_workbook
from bhyt_tasks.documents.workbooks import Cell, Sheet, read_sheet
from bhyt_tasks.domain.reading_lists import NOT_WHOLE, read_count, rows_of
from bhyt_tasks.domain.unit_additions import KnownUnit
from bhyt_tasks.domain.units import UnitKind


def test_cells_keep_what_they_are() -> None:
    rows = (
        (Cell("Tháng 11"), Cell("Tháng 11"), Cell("Tháng 11")),
        (Cell("1.492"), Cell("1,492", number=Decimal("1.492")), Cell("1492", number=Decimal(1492))),
        (Cell("78215", formula=True, number=Decimal(78215)), Cell("=SUM(A1:A2)", formula=True), Cell("", formula=True)),
        (Cell(""), Cell(""), Cell("")),
    )
    text = sheet_text(Sheet("Tháng 11", ("Tháng 11",), rows))
    assert rows_of(text)[:4] == [
        ["Tháng 11"],
        ["1.492", "1,4920", "1492"],
        ["=78215", "=SUM(A1:A2)", "="],
        ["", "", ""],
    ]
    assert [read_count(cell).count for cell in rows_of(text)[1]] == [1492, None, 1492]
    assert read_count("1,4920").wrong == NOT_WHOLE


def test_templates_have_a_line_of_each_unit_with_room_for_its_figures() -> None:
    labels = ["STT", "Mã", "Đơn vị", "Dân số", "=Số người"]
    units = [
        KnownUnit(1, "xã Thạch Trung", UnitKind.COMMUNE, "18103", None, closed=False, names=()),
        KnownUnit(2, "phường Đại Nài", UnitKind.WARD, None, None, closed=False, names=()),
    ]
    lines = template_text(labels, units).decode("utf-8-sig").splitlines()
    assert lines == ["STT;Mã;Đơn vị;Dân số;=Số người", "1;18103;xã Thạch Trung;;", "2;;phường Đại Nài;;"]
    rows = read_sheet(template_workbook("Mẫu", ["Ghi số, không ghi công thức."], labels, units)).rows
    shown = [[cell.text for cell in row] for row in rows]
    assert labels in shown
    assert ["1", "18103", "xã Thạch Trung", "", ""] in shown
