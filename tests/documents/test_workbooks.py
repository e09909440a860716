"""A file's cells in every format, and every file that must not be read.

The samples: thang-11.xlsx was written with XlsxWriter as Excel writes (merged headings, a hidden sheet, a column typed
as text), .xls and .ods were converted from it with LibreOffice Calc (the thumbnail left out), .csv holds what Excel
displays, with semicolons; mat-khau.xlsx is the first one encrypted with msoffcrypto-tool. All figures are invented.
"""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from bhyt_tasks.documents import legacy, outlines, packages, separated, workbooks
from bhyt_tasks.documents.workbooks import NOTHING, Cell, read_sheet
from bhyt_tasks.domain.errors import RuleBroken

SAMPLES = Path(__file__).parent / "samples"
TITLE = "BẢNG TỔNG HỢP SỐ LIỆU THAM GIA BHYT THÁNG 11 NĂM 2019"


@cache
def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def refusal(content: bytes, sheet: str | None = None) -> str:
    with pytest.raises(RuleBroken) as refused:
        read_sheet(content, sheet)
    assert refused.value.field == "file"
    return refused.value.sentence.format(**refused.value.values)


def book(write: Callable[[Workbook], object], **options: object) -> bytes:
    into = io.BytesIO()
    with Workbook(into, options) as made:
        write(made)
    return into.getvalue()


def one_sheet(*rows: list[object]) -> bytes:
    def write(made: Workbook) -> None:
        sheet = made.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)

    return book(write)


def changed(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same package with its members changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return into.getvalue()


def with_member(name: str, body: bytes, of: str = "thang-11.xlsx") -> bytes:
    return changed(sample(of), lambda parts: parts.update({name: body}))


def replaced(part: str, old: bytes, new: bytes, of: str = "thang-11.xlsx") -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return changed(sample(of), change)


def texts(content: bytes, sheet: str | None = None) -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_sheet(content, sheet).rows]


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_monthly_table_is_read_as_it_is_seen(ending: str) -> None:
    sheet = read_sheet(sample(f"thang-11.{ending}"))
    assert (sheet.name, sheet.names) == ("Tháng 11", ("Tháng 11", "Tháng 10", "Danh mục"))
    rows = sheet.rows
    assert (len(rows), {len(row) for row in rows}) == (32, {12})
    assert {cell.text for cell in rows[3]} == {TITLE}
    assert [cell.text for cell in rows[6][:5]] == ["STT", "Xã, phường", "Dân số", *["Số người tham gia BHYT"] * 2]
    assert [cell.text for cell in rows[7][:5]] == ["STT", "Xã, phường", "Dân số", "Tổng số", "NSNN đóng"]
    assert rows[7][9].text == "Tỷ lệ bao phủ (%)"
    assert rows[8][:4] == (
        *(Cell("1", number=Decimal(1)), Cell("Thạch Quí")),
        *(Cell("8833", number=Decimal(8833)), Cell("7956", number=Decimal(7956))),
    )
    assert rows[8][6] == Cell("1.354")  # typed as text, with a non-breaking space
    assert rows[8][9] == Cell("90,0")
    assert [cell.text for cell in rows[18][:3]] == ["Cộng các phường", "Cộng các phường", "72267"]
    assert not any(cell.formula for row in rows for cell in row)
    assert rows == read_sheet(sample("thang-11.xlsx")).rows


def test_a_text_file_says_the_same_without_merged_cells() -> None:
    sheet = read_sheet(sample("thang-11.csv"))
    assert (sheet.name, sheet.names) == ("", ())
    assert [cell.text for cell in sheet.rows[3]] == [TITLE, *[""] * 11]
    assert sheet.rows[8][2:4] == (Cell("8.833"), Cell("7.956"))
    assert len(sheet.rows) == 32


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_another_sheet_is_read_when_it_is_named(ending: str) -> None:
    content = sample(f"thang-11.{ending}")
    assert texts(content, "Tháng 10") == [["Số liệu tháng trước, chưa tổng hợp"]]
    assert texts(content, "Danh mục") == [["Danh mục dùng chung"]]
    assert refusal(content, "Tháng 9") == "Tệp không có trang tính “Tháng 9”."


def test_the_first_visible_sheet_with_content_is_read() -> None:
    def write(made: Workbook) -> None:
        made.add_worksheet("Trống")
        hidden = made.add_worksheet("Ẩn")
        hidden.write(0, 0, "x")
        hidden.hide()
        made.add_worksheet("Bảng").write(1, 1, "Đại Nài")

    assert texts(book(write)) == [["", ""], ["", "Đại Nài"]]
    hidden = book(lambda made: (made.add_worksheet("Trống"), made.add_worksheet("Ẩn").hide()))
    assert refusal(hidden) == workbooks.NO_CELLS


def test_numbers_are_exact_and_days_are_days() -> None:
    def write(made: Workbook) -> None:
        sheet = made.add_worksheet()
        day, hour = (made.add_format({"num_format": words}) for words in ("dd/mm/yyyy", "hh:mm"))
        for at, number in enumerate((1492.0, 91.5, 0.9296, 92.96000000000001, 1e20, -3)):
            sheet.write_number(0, at, number)
        sheet.write_datetime(1, 0, date(2019, 11, 5), day)
        sheet.write_datetime(
            1, 1, datetime.fromisoformat("2019-11-05T14:30"), made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        )
        sheet.write_datetime(1, 2, time(14, 30), hour)
        sheet.write_boolean(1, 3, True)
        sheet.write_string(1, 4, " Phường\n Đại  Nài ")

    first, second = read_sheet(book(write)).rows
    assert [cell.text for cell in first] == ["1492", "91,5", "0,9296", "92,96", "100000000000000000000", "-3"]
    assert [str(cell.number) for cell in first] == ["1492", "91.5", "0.9296", "92.96", "1E+20", "-3"]
    assert [cell.text for cell in second[:5]] == [
        "05/11/2019",
        "05/11/2019 14:30",
        "14:30:00",
        "TRUE",
        "Phường Đại Nài",
    ]
    assert {cell.number for cell in second} == {None}
    assert texts(replaced(SHEET, b"<v>8833</v>", b"<v>NaN</v>"))[8][2] == "nan"


def test_formulas_are_told_apart() -> None:
    def write(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", 2])
        sheet.write_formula(0, 2, "=B1*2", None, 4)
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")

    expected = (Cell("a"), Cell("2", False, Decimal(2)), Cell("4", True, Decimal(4)), NOTHING)
    assert read_sheet(book(write)).rows == (expected, (NOTHING, NOTHING, NOTHING, Cell("", True)))
    unfinished = changed(
        one_sheet(["a"]),
        lambda parts: parts.update(
            {SHEET: parts[SHEET].replace(b"</row>", b'</row><row r="3"><c r="C3"><f>A1</f></c></row>')}
        ),
    )
    assert [[cell.formula for cell in row] for row in read_sheet(unfinished).rows][2] == [False, False, True]
    ods = replaced(
        "content.xml", b'office:value-type="float" office:value="8833"',
        b'table:formula="of:=1+1" office:value-type="float" office:value="8833"', of="thang-11.ods",
    )  # fmt: skip
    assert read_sheet(ods).rows[8][2] == Cell("8833", True, Decimal(8833))
    typed = read_sheet(b"a;=1+1;@x;-5;+84 239;-B2;-\n").rows[0]
    assert [cell.formula for cell in typed] == [False, True, True, False, False, True, False]


def test_formulas_of_an_old_workbook_are_told_apart() -> None:
    content = bytearray(sample("thang-11.xls"))
    stream = legacy._Files(bytes(content)).read("Workbook")
    kinds = dict(legacy._records(stream, legacy_sheet(stream)))
    assert not {*kinds} & {*legacy._FORMULAS}
    number = struct.pack("<HHHHH", 0x203, 14, 0, 0, 15) + struct.pack("<d", 5)
    formula = struct.pack("<HHHHHdHIH", 0x06, 22, 1, 2, 15, 7.0, 0, 0, 0)
    merged = struct.pack("<HHHHHHH", 0xE5, 10, 1, 0, 0, 0, 1)
    chart = struct.pack("<HH", 0x809, 0) + number + struct.pack("<HH", 0x0A, 0)
    sheet = struct.pack("<HH", 0x809, 0) + number + formula + merged + chart + struct.pack("<HH", 0x0A, 0)
    measured = legacy._measured(sheet, "Tháng 11", False, 0)
    assert (measured.height, measured.width, measured.formulas) == (2, 3, {(1, 2)})
    assert measured.merged == [((0, 0), (0, 1))]


def legacy_sheet(stream: bytes) -> int:
    return next(legacy._bound(stream))[2]


def test_merged_words_are_spread_within_the_sheet_and_numbers_are_not() -> None:
    def write(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 0, 5000, "Tiêu đề")
        sheet.merge_range(1, 0, 2, 0, 7)
        sheet.merge_range(5, 5, 6, 6, "")
        sheet.write(3, 2, "x")

    assert texts(book(write)) == [["Tiêu đề"] * 3, ["7", "", ""], ["", "", ""], ["", "", "x"]]
    many = b"".join(b'<mergeCell ref="A1:L30"/>' for _ in range(2000))
    assert texts(replaced(SHEET, b"<mergeCells ", b"<mergeCells>" + many + b"</mergeCells><mergeCells "))[0][1] != ""


@pytest.mark.parametrize(
    "text",
    [
        "Tên;Số\nĐại Nài;92,9\n",
        '"Tên";"Số"\r\n"Đại Nài";"92,9"\r\n',
        "Tên\tSố\nĐại Nài\t92,9",
        'Tên,Số\nĐại Nài,"92,9"',
        "sep=;\nTên;Số\nĐại Nài;92,9",
        "Tên;Số\n\xa0Đại  Nài;92,9\n;\n\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_of_columns_is_read_whatever_stands_between(text: str, encoding: str) -> None:
    rows = texts(text.encode(encoding))
    assert rows[-2:] == [["Tên", "Số"], ["Đại Nài", "92,9"]]
    assert len(rows) == (3 if "sep" in text else 2)


def test_letters_of_windows_1258_are_read_and_others_are_not_guessed() -> None:
    assert texts("Ph\u01b0\u01a1\u0300ng;Ha\u0300 Huy T\u00e2\u0323p".encode("cp1258")) == [["Phường", "Hà Huy Tập"]]
    assert refusal("Th¹ch Trung;x".encode("cp1258")) == separated.UNKNOWN_LETTERS  # an old font
    assert refusal("Ph\u01b0?ng;T\u00e2p".encode("cp1258")) == separated.UNKNOWN_LETTERS  # letters were lost
    assert refusal(b"\xff\xfea") == separated.UNKNOWN_LETTERS


def test_one_column_has_no_mark() -> None:
    assert texts("xã Mới\nxã Cũ".encode()) == [["xã Mới"], ["xã Cũ"]]


PDF = b"%PDF-1.4 abc"
PICTURE = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", workbooks.EMPTY_FILE),
        (b"\xef\xbb\xbf\n;;\n", workbooks.NO_CELLS),
        (b" " * (workbooks.LARGEST_FILE + 1), workbooks.FILE_TOO_BIG),
        (PDF, outlines.NOT_A_TABLE),
        (PICTURE, outlines.NOT_A_TABLE),
        (b"<html><table><tr><td>1", separated.IS_MARKUP),
        (b'a;b\n"' + b"x" * 200_000, outlines.CORRUPT),
        (b"PK\x03\x04 and then nothing", outlines.CORRUPT),
        (legacy.MAGIC, outlines.CORRUPT),
        (("1;2\n" * 200_000).encode(), "Bảng có hơn 20.000 dòng."),
        ((";" * 300 + "x").encode(), "Bảng có hơn 200 cột."),
        ((";" * 100 + "x\n").encode() * 7000, "Bảng có hơn 600.000 ô."),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, words: str) -> None:
    assert refusal(content).replace("20000", "20.000").replace("600000", "600.000").startswith(words)


@pytest.mark.parametrize(
    ("name", "body", "of", "words"),
    [
        ("xl/vbaProject.bin", b"x", "thang-11.xlsx", outlines.HAS_MACRO),
        ("xl/macrosheets/sheet1.xml", b"x", "thang-11.xlsx", outlines.HAS_MACRO),
        ("Basic/Standard/Module1.xml", b"x", "thang-11.ods", outlines.HAS_MACRO),
        ("Scripts/python/a.py", b"x", "thang-11.ods", outlines.HAS_MACRO),
        ("encrypted-package", b"x", "thang-11.ods", outlines.HAS_PASSWORD),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>", "thang-11.ods", outlines.HAS_PASSWORD),
        ("xl/workbook.bin", b"x", "thang-11.xlsx", packages.BINARY_WORKBOOK),
        ("mimetype", b"application/vnd.oasis.opendocument.text", "thang-11.ods", outlines.NOT_A_TABLE),
        ("xl/workbook.xml", b"<workbook", "thang-11.xlsx", outlines.CORRUPT),
        ("xl/workbook.xml", b"<workbook/>", "thang-11.xlsx", workbooks.NO_CELLS),
        (SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', "thang-11.xlsx", outlines.CORRUPT),
        (SHEET, b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "thang-11.xlsx", outlines.CORRUPT),
        (SHEET, b'<row r="1"><c r="1"><v>1</v></c></row>', "thang-11.xlsx", outlines.CORRUPT),
        (SHEET, b'<row r="1"><c r="a-"><v>1</v></c></row>', "thang-11.xlsx", outlines.CORRUPT),
        (SHEET, b'<x:row><x:c r="A1048576"><x:v>1</x:v></x:c></x:row>', "thang-11.xlsx", "Bảng có hơn 20000 dòng"),
        (SHEET, b'<row r="5"><c r="XFD5"><v>1</v></c></row>', "thang-11.xlsx", "Bảng có hơn 200 cột"),
        ("xl/media/image1.emf", b"\0" * 60 * 1024 * 1024, "thang-11.xlsx", "Tệp bung ra quá 50 MB"),
        ("xl/styles.xml", b" " * 2 * 1024 * 1024, "thang-11.xlsx", "Tệp bung ra quá 50 MB"),
    ],
)
def test_a_package_that_must_not_be_read_is_refused_in_words(name: str, body: bytes, of: str, words: str) -> None:
    if name == SHEET and b"DOCTYPE" not in body:
        body = b'<worksheet xmlns:x="x"><sheetData>' + body + b"</sheetData></worksheet>"
    assert refusal(with_member(name, body, of)).startswith(words)


def test_other_documents_of_offices_are_no_table() -> None:
    word = changed(sample("thang-11.xlsx"), lambda parts: (parts.clear(), parts.update({"word/document.xml": b"x"})))
    assert refusal(word) == outlines.NOT_A_TABLE


def test_declared_sizes_are_not_believed() -> None:
    """A reader that trusts the directory stops early; one that does not is flooded."""
    content = bytearray(sample("thang-11.xlsx"))
    at = content.index(b"PK\x01\x02")
    for offset, size in ((10, 2), (20, 4), (24, 4), (16, 4)):
        wrong = content.copy()
        wrong[at + offset : at + offset + size] = b"\x63\0\0\0"[:size]
        assert refusal(bytes(wrong)) == outlines.CORRUPT
    wrong = content.copy()
    wrong[at + 8] |= 1
    assert refusal(bytes(wrong)) == outlines.HAS_PASSWORD
    wrong = content.copy()
    wrong[40:80] = b"\xff" * 40
    assert refusal(bytes(wrong)) == outlines.CORRUPT
    workbook = with_member("xl/vbaProject.txt", b"")
    assert read_sheet(workbook).name == "Tháng 11"


def test_one_stretch_of_bytes_does_not_stand_for_many_members() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        made.writestr("xl/workbook.xml", b"<workbook/>")
        made.writestr("0.xml", b"x" * 9_000_000)
        for number in range(1, 20):
            again = copy(made.getinfo("0.xml"))
            again.filename = f"{number}.xml"
            made.filelist.append(again)
    assert refusal(into.getvalue()).startswith("Tệp bung ra quá 50 MB")


def test_one_name_stands_for_one_member() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made, pytest.warns(UserWarning, match="Duplicate"):
        for _ in range(2):
            made.writestr("xl/workbook.xml", b"<workbook/>")
    assert refusal(into.getvalue()) == outlines.CORRUPT


def test_cells_without_a_reference_are_counted() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c><v>1</v></c>'
    )
    sheet += b"<c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    sheet += b'<mergeCells><mergeCell ref="A1"/></mergeCells></worksheet>'
    assert texts(with_member(SHEET, sheet)) == [["1", "2"], ["3", ""]]


def test_a_target_may_be_absolute_and_a_sheet_a_chart() -> None:
    rels = "xl/_rels/workbook.xml.rels"
    absolute = replaced(rels, b'"worksheets/sheet1.xml"', b'"/xl/worksheets/sheet1.xml"')
    assert read_sheet(absolute).name == "Tháng 11"
    chart = replaced(
        rels, b'relationships/worksheet" Target="worksheets/sheet1.xml', b'relationships/chartsheet" Target="x'
    )
    assert read_sheet(chart).name == "Tháng 10"


ROW = b"<table:table-row"
ONE = b'<table:table-cell office:value-type="float" office:value="1"/>'


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW + b' table:number-rows-repeated="1000000">' + ONE, "Bảng có hơn 20000 dòng"),
        (ROW + b">" + ONE.replace(b" ", b' table:number-columns-repeated="300" ', 1), "Bảng có hơn 200 cột"),
        (ROW + b' table:number-rows-repeated="x">' + ONE, outlines.CORRUPT),
    ],
)
def test_an_open_document_that_claims_too_much_is_refused(row: bytes, words: str) -> None:
    row += b"</table:table-row>"
    assert refusal(replaced("content.xml", ROW, row + ROW, of="thang-11.ods")).startswith(words)


def test_a_large_sheet_beside_is_not_laid_out() -> None:
    many = b'<table:table-row table:number-rows-repeated="1000000">' + ONE * 3 + b"</table:table-row>"

    def change(parts: dict[str, bytes]) -> None:
        first, second = parts["content.xml"].split('table:name="Tháng 10"'.encode())
        parts["content.xml"] = first + 'table:name="Tháng 10"'.encode() + second.replace(ROW, many + ROW, 1)

    assert refusal(changed(sample("thang-11.ods"), change)).startswith("Bảng có hơn 600000 ô")


FORMULA = b'table:formula="of:=1" office:value-type="float" office:value="1"'


def ods(*rows: bytes) -> bytes:
    """Rows in a table of their own before the others."""
    table = b'<table:table table:name="x">' + b"".join(rows) + b"</table:table>"
    return replaced("content.xml", b"<table:table ", table + b"<table:table ", of="thang-11.ods")


def ods_row(attributes: bytes, text: bytes = b"", *, down: int = 1, right: int = 1) -> bytes:
    cell = b'<table:table-cell table:number-columns-repeated="%d" %s>%s</table:table-cell>' % (right, attributes, text)
    return ROW + b' table:number-rows-repeated="%d">%s</table:table-row>' % (down, cell)


def within(megabytes: int, content: bytes) -> str:
    """The refusal, which Python reaches without more memory than that."""
    tracemalloc.start()
    try:
        said = refusal(content)
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1024 * 1024
    finally:
        tracemalloc.stop()
    return said


def test_formulas_of_an_open_document_are_counted_before_they_are_kept() -> None:
    assert within(20, ods(ods_row(FORMULA, down=20_000, right=200))).startswith("Bảng có hơn 600000 ô")
    table = b'</table:table><table:table table:name="y">'
    both = ods(ods_row(FORMULA, down=20_000, right=16), table, ods_row(FORMULA, down=20_000, right=16))
    assert refusal(both).startswith("Bảng có hơn 600000 ô")


STRING = b'office:value-type="string"'


@pytest.mark.parametrize(
    "row",
    [
        ods_row(STRING, b"<text:p>" + b"x" * 20_000 + b"</text:p>", down=1001),
        ods_row(STRING, b'<text:p><text:s text:c="900000000"/></text:p>'),
        ods_row(b'office:string-value="' + b"x" * 20_000 + b'"', down=1001),
        ods_row(b'table:formula="of:=' + b"1" * 20_000 + b'"', down=1001),
    ],
)
def test_repeated_text_of_an_open_document_is_counted_before_it_is_built(row: bytes) -> None:
    assert within(20, ods(row)).startswith("Chữ trong các ô dài hơn 20000000 ký tự")


def test_empty_cells_and_the_space_around_them_say_nothing() -> None:
    row = ods_row(b"", b" " * 5000, down=1_000_000, right=1024) + b" " * 5000
    assert read_sheet(ods(row)).name == "Tháng 11"
    after = ods_row(STRING, b"<text:p>a</text:p>", down=20_000) + b" " * 5000
    assert texts(ods(after))[-1] == ["a"]


def test_a_value_without_its_type_is_measured() -> None:
    row = ods_row(b'office:string-value="x"', down=1_000_000)
    assert refusal(ods(row)).startswith("Bảng có hơn 20000 dòng")


def test_a_cell_is_no_longer_than_the_format_allows() -> None:
    row = ods_row(STRING, b"<text:p>" + b"x" * 32_768 + b"</text:p>")
    assert refusal(ods(row)).startswith("Có ô dài hơn 32767 ký tự")


def xlsx_of(sheet: bytes, strings: bytes | None = None) -> bytes:
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {SHEET: b"<worksheet " + main + b">" + sheet + b"</worksheet>"}
    if strings is not None:
        parts["xl/sharedStrings.xml"] = b"<sst " + main + b">" + strings + b"</sst>"
    return changed(sample("thang-11.xlsx"), lambda old: old.update(parts))


def test_what_a_sheet_collects_is_bounded_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = b"<sheetData><row>" + b"<c><f/></c>" * 50_000 + b"</row></sheetData>"
    assert within(20, xlsx_of(cells)).startswith("Bảng có hơn 200 cột")
    monkeypatch.setattr(outlines, "MOST_MERGED", 1000)
    monkeypatch.setattr(outlines, "MOST_CELLS", 1000)
    merged = b"<sheetData/><mergeCells>" + b'<mergeCell ref="A1"/>' * 1001 + b"</mergeCells>"
    assert refusal(xlsx_of(merged)).startswith("Bảng có hơn 1000 ô")
    outline = outlines.Outline("")
    with pytest.raises(RuleBroken):
        for at in range(1001):
            outline.compute((at, 0))
    assert len(outline.formulas) == 1000


def shared(times: int, words: int, number: bytes = b"0", row: int = 100) -> bytes:
    line = b"<row>" + b'<c t="s"><v>%s</v></c><c><v>1</v></c>' % number * (row // 2) + b"</row>"
    return xlsx_of(
        b"<sheetData>" + line * (times // (row // 2)) + b"</sheetData>", b"<si><t>" + b"x" * words + b"</t></si><si/>"
    )


def test_texts_that_cells_share_are_counted_as_often_as_they_stand_there() -> None:
    assert within(20, shared(1000, 30_000)).startswith("Chữ trong các ô dài hơn 20000000 ký tự")
    assert texts(shared(1000, 30_000, b"1"))[0][:2] == ["", "1"]
    assert refusal(shared(1000, 30_000, b"9" * 101)) == outlines.CORRUPT
    assert refusal(shared(1000, 30_000, b"99")) == outlines.CORRUPT


def test_counts_of_parts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (packages, outlines):
        monkeypatch.setattr(module, "MOST_SHEETS", 2)
    assert refusal(sample("thang-11.xlsx")) == refusal(sample("thang-11.ods")) == outlines.CORRUPT
    assert refusal(sample("thang-11.xls")) == outlines.CORRUPT
    monkeypatch.setattr(packages, "MOST_SHEETS", 3)
    more = b'<Relationship Id="x%d" Type="/worksheet" Target="x"/>'
    rels = b"<Relationships>" + b"".join(more % number for number in range(4)) + b"</Relationships>"
    assert refusal(with_member("xl/_rels/workbook.xml.rels", rels)) == outlines.CORRUPT
    monkeypatch.setattr(packages, "MOST_IN_ALL", 1)
    assert refusal(sample("thang-11.xlsx")).startswith("Bảng có hơn")


def test_one_element_is_not_endless_and_names_that_differ_in_case_are_one() -> None:
    assert (
        refusal(xlsx_of(b'<a b="' + random.Random(1).randbytes(1_000_000).hex().encode() + b'"/>')) == outlines.CORRUPT
    )
    assert refusal(with_member("XL/SHAREDSTRINGS.XML", b"<sst/>")) == outlines.CORRUPT


def test_merged_words_are_counted_as_often_as_they_are_spread() -> None:
    def write(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 1000, 20, "x" * 1000)
        sheet.write(1001, 20, "x")

    assert refusal(book(write)).startswith("Chữ trong các ô dài hơn")


def test_text_of_nothing_but_lines_is_not_kept() -> None:
    assert (
        within(30, b"a" + b"\n" * 1_000_000 + b"b") == "Bảng có hơn 20000 dòng. Chỉ giữ các dòng cần nhập rồi lưu lại."
    )
    assert texts(b"a;b\n" + b";\n" * 30_000) == [["a", "b"]]


def old_file(table: list[int], sectors: list[list[int]], extra: tuple[int, int] = (0xFFFFFFFE, 0)) -> bytes:
    """A header, then sectors of numbers."""
    header = legacy.MAGIC + struct.pack("<16xHHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, len(table), 0, 0, 4096, 0xFFFFFFFE, 0, *extra)
    header += struct.pack("<109I", *table, *[0xFFFFFFFF] * (109 - len(table)))
    return header + b"".join(struct.pack("<128I", *(numbers + [0xFFFFFFFF] * 128)[:128]) for numbers in sectors)


def test_tables_and_chains_of_an_old_workbook_are_no_longer_than_the_file() -> None:
    cycle = [1, 0]
    assert refusal(old_file([0, 0], [cycle])) == outlines.CORRUPT
    assert refusal(old_file([0], [cycle, [5] * 127 + [0xFFFFFFFE]], (1, 1))) == outlines.CORRUPT
    assert refusal(old_file([*range(109)], [cycle])) == outlines.CORRUPT
    with pytest.raises(ValueError, match="without an end"):
        files = legacy._Files(sample("thang-11.xls"))
        files.content = b"x" * 1024
        walked = [*zip(range(5), files._chain(0, [1, 0] * 64), strict=False)]
        assert len(walked) < 5
    wrong = bytearray(sample("thang-11.xls"))
    wrong[0x1E] = 3
    assert refusal(bytes(wrong)) == outlines.CORRUPT


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def strings(count: int, *bodies: bytes) -> bytes:
    first, *more = bodies
    return record(0xFC, struct.pack("<II", count, count) + first) + b"".join(record(0x3C, body) for body in more)


def test_texts_of_an_old_workbook_are_counted_as_often_as_they_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, wide = struct.pack("<HB", 3, 0) + b"abc", struct.pack("<HB", 2, 1) + b"a\0b\0"
    rich = struct.pack("<HBHI", 4, 0x0C, 1, 6) + b"ab"
    stream = strings(4, plain + wide + rich, b"\1c\0d\0" + b"1234" + b"12", b"3456", plain) + record(0x0A)
    assert legacy._shared_lengths(record(0x3C) + stream) == [3, 2, 4, 3]
    assert legacy._shared_lengths(record(0x0A)) == []
    for wrong in (stream[:-4] + stream, strings(2, plain), strings(1, plain[:-1])):
        with pytest.raises(ValueError):
            legacy._shared_lengths(wrong)
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 15, number)) for row, number in enumerate((0, 1, 0, 9)))
    sheet = record(0x809) + cells + record(0x0A)
    assert legacy._measured(sheet, "", False, 0, [10, 7]).characters == 27
    monkeypatch.setattr(outlines, "MOST_CHARACTERS", 100)
    assert refusal(sample("thang-11.xls")).startswith("Chữ trong các ô dài hơn 100 ký tự")
    monkeypatch.setattr(outlines, "MOST_CHARACTERS", 20_000_000)
    monkeypatch.setattr(outlines, "MOST_MERGED", 1)
    assert refusal(sample("thang-11.xls")).startswith("Bảng có hơn 600000 ô")


def test_what_all_sheets_collect_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "MOST_MERGED", 1)
    sheets = [outlines.Outline("a"), outlines.Outline("b")]
    for sheet in sheets:
        sheet.merge((0, 0), (0, 1))
    with pytest.raises(RuleBroken):
        outlines.require_room(sheets)


def test_sheets_of_an_old_workbook_do_not_lie_in_each_other() -> None:
    bound = [record(0x85, struct.pack("<IBBBB", 0, 0, 0, 1, 0) + b"a")] * 20
    body = b"".join([record(0x809), *bound, record(0x0A)])
    assert len(body) < 20 * len(bound) * 4
    with pytest.raises(RuleBroken):
        legacy.sheets(body)


def test_a_password_or_a_macro_of_an_old_workbook_is_seen() -> None:
    assert refusal(sample("mat-khau.xlsx")) == outlines.HAS_PASSWORD
    old = sample("thang-11.xls")

    def renamed(name: str, new: str) -> bytes:
        wide = name.encode("utf-16-le") + b"\0\0"
        assert wide in old
        start = old.index(wide)
        entry = (new.encode("utf-16-le") + b"\0\0").ljust(64, b"\0") + struct.pack("<H", 2 * len(new) + 2)
        return old[:start] + entry + old[start + 66 :]

    assert refusal(renamed("\x05SummaryInformation", "_VBA_PROJECT_CUR")) == outlines.HAS_MACRO
    assert refusal(renamed("Workbook", "WordDocument")) == outlines.NOT_A_TABLE
    assert read_sheet(renamed("Workbook", "Book")).name == "Tháng 11"
    start = old.index(struct.pack("<HH", 0x809, 16))
    after = start + 20
    assert refusal(old[:after] + struct.pack("<H", 0x2F) + old[after + 2 :]) == outlines.HAS_PASSWORD
    bound = old.index(struct.pack("<H", 0x85), after)
    assert refusal(old[: bound + 9] + b"\x01" + old[bound + 10 :]) == outlines.HAS_MACRO
    assert read_sheet(old[: bound + 9] + b"\x02" + old[bound + 10 :]).name == "Tháng 10"


def test_an_old_workbook_that_claims_too_much_is_refused() -> None:
    old = sample("thang-11.xls")
    at = old.index(struct.pack("<HH", 0x200, 14))
    assert refusal(old[: at + 8] + b"\xff\xff\xff\xff" + old[at + 12 :]) == outlines.CORRUPT
    at = old.index(struct.pack("<H", 0xFC), old.index(struct.pack("<H", 0x85)))
    assert refusal(old[: at + 8] + b"\xff\xff\xff\x7f" + old[at + 12 :]) == outlines.CORRUPT
    assert refusal(old[:1024]) == outlines.CORRUPT


def test_small_files_and_long_tables_of_an_old_workbook_are_found() -> None:
    old = sample("thang-11.xls")
    assert legacy._Files(old).read("\x05SummaryInformation")[:2] == b"\xfe\xff"
    more = len(old) // 512 - 1
    longer = old[:0x44] + struct.pack("<II", more, 1) + old[0x4C:] + b"\xff" * 512
    assert read_sheet(longer).name == "Tháng 11"
    endless = old[:0x44] + struct.pack("<II", more, 1) + old[0x4C:] + b"\xff" * 508 + struct.pack("<I", more)
    assert refusal(endless) == outlines.CORRUPT


def test_a_stream_that_stops_in_the_middle_ends_there() -> None:
    begun = struct.pack("<HH", 0x809, 0)
    assert legacy._measured(begun, "a", False, 0) == outlines.Outline("a")
    assert [*legacy._bound(begun)] == []


def test_an_open_document_without_cells_says_so() -> None:
    def emptied(times: int) -> Callable[[dict[str, bytes]], None]:
        def change(parts: dict[str, bytes]) -> None:
            first, *rest = parts["content.xml"].split(b"</table:table>")
            texts = [first, *rest]
            texts[:times] = [text.replace(b"office:value", b"office:was") for text in texts[:times]]
            parts["content.xml"] = b"</table:table>".join(texts)

        return change

    assert read_sheet(changed(sample("thang-11.ods"), emptied(1))).name == "Tháng 10"
    assert refusal(changed(sample("thang-11.ods"), emptied(9))) == workbooks.NO_CELLS


def test_a_chain_of_sectors_ends() -> None:
    old = bytearray(sample("thang-11.xls"))
    first_of_table = struct.unpack_from("<I", old, 0x4C)[0]
    table = (first_of_table + 1) * 512
    for at in range(table, table + 400, 4):
        if struct.unpack_from("<I", old, at)[0] == 0xFFFFFFFE:
            struct.pack_into("<I", old, at, (at - table) // 4)
    assert refusal(bytes(old)) == outlines.CORRUPT


def test_a_reader_that_breaks_down_is_told_as_a_corrupt_file() -> None:
    broken = with_member("xl/styles.xml", b"<a")
    assert refusal(broken) == outlines.CORRUPT
    assert isinstance(workbooks._told(KeyboardInterrupt()), KeyboardInterrupt)


def test_ten_thousand_rows_are_read() -> None:
    rows = read_sheet(one_sheet(*([line, f"phường {line}", line * 1.5] for line in range(10_000)))).rows
    assert (len(rows), rows[-1][2].text) == (10_000, "14998,5")
