"""A sheet as a spreadsheet reads it: text is text, days are days, the header stays, and nothing is run."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest

from bhyt_tasks.documents.sheets import LONGEST_CELL, Column, Value, write_table
from bhyt_tasks.domain import clock

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = (Column("Thời điểm", 17), Column("Nội dung", 60))


def parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(body)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")}


def cells(body: bytes) -> dict[str, tuple[str, str]]:
    """The kind and the content of each cell by its place."""
    sheet = ET.fromstring(parts(body)["xl/worksheets/sheet1.xml"])
    return {cell.attrib["r"]: (cell.attrib.get("t", "n"), "".join(cell.itertext())) for cell in sheet.iter(f"{MAIN}c")}


def written(value: Value) -> tuple[str, str]:
    return cells(write_table("Tên", COLUMNS, [(value, "x")])).get("A4", ("", ""))


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://a")', "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "{=1}", "http://a.vn", "0912"]
)
def test_text_is_never_a_formula_a_number_or_a_link(text: str) -> None:
    body = write_table("Tên", COLUMNS, [(text, text)])
    kind, shown = cells(body)["A4"]
    assert (kind, re.sub(r"_x000[0-9A-F]_|[\t\r\n]", "", shown)) == ("inlineStr", text.strip("\t\r"))
    sheet = parts(body)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_days_and_instants_are_days_of_vietnam_day_first() -> None:
    epoch = date(1899, 12, 30)
    assert written(date(2019, 12, 9)) == ("n", str((date(2019, 12, 9) - epoch).days))
    kind, instant = written(clock.at(date(2019, 12, 9), 18))
    assert (kind, float(instant)) == ("n", (date(2019, 12, 9) - epoch) / timedelta(days=1) + 0.75)
    row = (date(2019, 12, 9), clock.at(date(2019, 12, 9)))
    styles = parts(write_table("Tên", COLUMNS, [row]))["xl/styles.xml"]
    assert 'formatCode="dd/mm/yyyy"' in styles
    assert 'formatCode="dd/mm/yyyy hh:mm"' in styles


def test_counts_are_numbers_and_nothing_is_an_empty_cell() -> None:
    assert written(1492) == ("n", "1492")
    assert written(0) == ("n", "0")
    assert written(None) == written("") == ("", "")


def test_the_header_stays_below_title_and_notes() -> None:
    body = write_table("Lịch sử: [2019]/*", COLUMNS, [("a", "b")], notes=("Một", "Hai"))
    found = cells(body)
    assert [found[place][1] for place in ("A1", "A2", "A3", "A5", "B5", "A6")] == [
        *("Lịch sử: [2019]/*", "Một", "Hai"),
        *("Thời điểm", "Nội dung", "a"),
    ]
    sheet = parts(body)["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="5" topLeftCell="A6" activePane="bottomLeft" state="frozen"/>' in sheet
    assert re.findall(r'width="(\d+)', sheet) == ["17", "60"]
    assert 'name="Lịch sử 2019"' in parts(body)["xl/workbook.xml"]


def test_a_text_that_no_cell_holds_is_cut() -> None:
    assert written("ơ" * (LONGEST_CELL + 5)) == ("inlineStr", "ơ" * LONGEST_CELL)
