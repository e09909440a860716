"""What stands in the cells of a file?

.xlsx, .xls, .ods and text of columns are told by their content, never by the name. One sheet is read; formulas are
not computed, macros not run, nothing is kept.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple

from bhyt_tasks.documents import legacy, packages, separated
from bhyt_tasks.documents.outlines import (
    CELL_TOO_LONG,
    CORRUPT,
    LONGEST_CELL,
    MOST_CELLS,
    Outline,
    refused,
    require_size,
    require_sizes,
    require_text,
)
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.vietnamese import clean

LARGEST_FILE = 10 * 1024 * 1024  # bytes

EMPTY_FILE = N_("Tệp rỗng, không có nội dung.")
NO_CELLS = N_("Tệp không có ô nào có nội dung.")
FILE_TOO_BIG = N_("Tệp lớn quá 10 MB. Chỉ giữ bảng cần nhập rồi lưu lại.")
NO_SHEET = N_("Tệp không có trang tính “{name}”.")


class Cell(NamedTuple):
    """``text`` as it is read, on one line: "phường Đại Nài", "1492", "92,96", "25/11/2019".

    ``number`` is exact and only of a cell that the file keeps as a number: 92,96 % formatted as such is 0.9296.
    ``formula``: the value was computed by whoever saved the file, or not at all.
    """

    text: str
    formula: bool = False
    number: Decimal | None = None


@dataclass(frozen=True)
class Sheet:
    """Rows of one length from the sheet's first cell, so that ``rows[11]`` is what the person sees as line 12.

    ``names`` are those of all the workbook's sheets, hidden ones too; none for a text file. A merged cell's words stand
    in all of its cells, a number only in the first.
    """

    name: str
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


NOTHING = Cell("")
_SHORT = 300  # characters of the texts that are remembered from one cell to the next


def read_sheet(content: bytes, sheet: str | None = None) -> Sheet:
    """The named sheet, or the first visible one that has content. Raises RuleBroken with field "file"."""
    if not content:
        raise refused(EMPTY_FILE)
    if len(content) > LARGEST_FILE:
        raise refused(FILE_TOO_BIG)
    if content.startswith(packages.MAGIC):
        return _from_package(content, sheet)
    if content.startswith(legacy.MAGIC):
        stream = legacy.unpack(content)
        return _chosen(legacy.pack(stream), legacy.sheets(stream), sheet)
    rows = separated.read_rows(content)
    if not rows:
        raise refused(NO_CELLS)
    return Sheet("", (), tuple(tuple(_typed(cell) for cell in row) for row in rows))


def _from_package(content: bytes, sheet: str | None) -> Sheet:
    parts = packages.unpack(content)
    if "xl/workbook.xml" not in parts:
        outlines = packages.ods_sheets(parts["content.xml"])
        return _chosen(packages.pack(parts), outlines, sheet)
    outlines = packages.xlsx_sheets(parts)
    lengths = packages.shared_lengths(parts.get("xl/sharedStrings.xml"))
    for outline in _asked(outlines, sheet):
        packages.measure_xlsx(parts[outline.part], outline, lengths)
        if outline.height:
            require_size(outline)
            others = {other.part for other in outlines} - {outline.part}
            rest = {name: body for name, body in parts.items() if name not in others}
            return _sheet(packages.pack(rest), outlines, outline)
    raise refused(NO_CELLS)


def _chosen(content: bytes, outlines: Sequence[Outline], sheet: str | None) -> Sheet:
    for outline in _asked(outlines, sheet):
        if outline.height:
            require_size(outline)
            require_sizes(outlines)
            return _sheet(content, outlines, outline)
    raise refused(NO_CELLS)


def _asked(outlines: Sequence[Outline], sheet: str | None) -> list[Outline]:
    if sheet is None:
        return [outline for outline in outlines if not outline.hidden]
    asked = [outline for outline in outlines if outline.name == sheet]
    if not asked:
        raise refused(NO_SHEET, name=sheet)
    return asked


def _sheet(content: bytes, outlines: Sequence[Outline], outline: Outline) -> Sheet:
    rows = _grid(content, outline)
    rows += [_row([], outline.width) for _ in range(outline.height - len(rows))]  # of formulas without a value
    for line, at in outline.formulas:
        rows[line][at] = rows[line][at]._replace(formula=True)
    _spread(rows, outline)
    return Sheet(outline.name, tuple(each.name for each in outlines), tuple(tuple(row) for row in rows))


def _grid(content: bytes, outline: Outline) -> list[list[Cell]]:
    """The rows from the first cell on, as many as the file has; their text is counted one row after the other."""
    from python_calamine import CalamineWorkbook  # only here, when a file is read

    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return _rows(book.get_sheet_by_name(outline.name), outline)
    except RuleBroken:
        raise
    except BaseException as failure:
        raise _told(failure) from None


def _rows(sheet: Any, outline: Outline) -> list[list[Cell]]:
    before = [""] * (sheet.start[1] if sheet.start else 0)  # rows begin with the first column that says something
    rows: list[list[Cell]] = []
    characters = 0
    for values in islice(sheet.iter_rows(), outline.height):
        said = [len(value) for value in values if isinstance(value, str)]
        if max(said, default=0) > LONGEST_CELL:
            raise refused(CELL_TOO_LONG, most=LONGEST_CELL)
        characters += sum(said)
        require_text(characters)
        rows.append(_row([*before, *values], outline.width))
    return rows


def _told(failure: BaseException) -> BaseException:
    """What a reader failed at, in words: it may panic, which is no Exception. What stops the program goes on."""
    return failure if isinstance(failure, KeyboardInterrupt | SystemExit) else refused(CORRUPT)


def _row(values: list[Any], width: int) -> list[Cell]:
    row = [_cell(value) for value in values[:width]]
    return row + [NOTHING] * (width - len(row))


def _cell(value: Any) -> Cell:
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return Cell(_line(value) if len(value) < _SHORT else _line.__wrapped__(value)) if value else NOTHING
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, int):
        return _number(value)
    return Cell(_day(value) if isinstance(value, date) else str(value))


@lru_cache(maxsize=4096)
def _number(value: float) -> Cell:
    """Fifteen digits are what a spreadsheet keeps: 92.96000000000001 is 92,96."""
    words = f"{value:.15g}"
    if "n" in words:  # nan, inf
        return Cell(words)
    exact = Decimal(words)
    return Cell((f"{exact:f}" if "e" in words else words).replace(".", ","), number=exact)


def _day(value: date) -> str:
    words = f"{value.day:02}/{value.month:02}/{value.year}"
    timed = isinstance(value, datetime) and (value.hour or value.minute)
    return f"{words} {value:%H:%M}" if timed else words


def _typed(text: str) -> Cell:
    """A cell of a text file; one that begins as a formula does is taken for one."""
    text = _line(text)
    if not text:
        return NOTHING
    formula = text[0] in "=@" or (text[0] in "+-" and text[1:2].isalpha())
    return Cell(text, formula)


@lru_cache(maxsize=4096)
def _line(text: str) -> str:
    """Words on one line, in the form in which they are compared."""
    if not text.isprintable() or not unicodedata.is_normalized("NFC", text):
        text = clean(text)
    return " ".join(text.split())


def _spread(rows: list[list[Cell]], outline: Outline) -> None:
    """Let the words of a merged cell stand in all of its cells."""
    left, characters = MOST_CELLS, 0
    for (top, first), (bottom, last) in outline.merged:
        bottom, last = min(bottom, outline.height - 1), min(last, outline.width - 1)
        left -= max(bottom - top + 1, 0) * max(last - first + 1, 0)
        if left < 0:
            return
        words = rows[top][first] if top <= bottom and first <= last else NOTHING
        if not words.text or words.number is not None:
            continue
        characters += (bottom - top + 1) * (last - first + 1) * len(words.text)
        require_text(characters)
        for row in rows[top : bottom + 1]:
            row[first : last + 1] = [cell if cell.text else words for cell in row[first : last + 1]]
