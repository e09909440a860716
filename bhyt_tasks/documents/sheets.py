"""How is a table written as an .xlsx file: one sheet, a frozen header, real dates, and text that is never a formula?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bhyt_tasks.domain import clock

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
LONGEST_CELL = 32_767  # characters, by the format

Value = str | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    """``width`` in characters, as spreadsheets measure it."""

    words: str
    width: int = 14


def write_table(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, notes: Sequence[str] = ()
) -> bytes:
    """The file. Instants are written in Vietnam's time; notes stand between the title and the header.

    Rows are written one by one and not kept. Text is always text: a cell that begins with "=", "+", "-" or "@" would
    be run as a formula by who opens the file.
    """
    into = BytesIO()
    with Workbook(into, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
        styles = _styles(book)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
        for line, words in enumerate((title, *notes)):
            sheet.write_string(line, 0, words, bold if line == 0 else None)
        top = 2 + len(notes)
        for position, column in enumerate(columns):
            sheet.write_string(top, position, column.words, head)
        sheet.freeze_panes(top + 1, 0)
        for line, row in enumerate(rows, top + 1):
            for position, value in enumerate(row):
                _write(sheet, line, position, value, styles)
    return into.getvalue()


@dataclass(frozen=True)
class _Styles:
    text: Format
    number: Format
    day: Format
    instant: Format


def _styles(book: Workbook) -> _Styles:
    def style(**more: object) -> Format:
        return book.add_format({"valign": "top", **more})

    return _Styles(
        text=style(text_wrap=True),
        number=style(num_format="#,##0"),
        day=style(num_format="dd/mm/yyyy", align="left"),
        instant=style(num_format="dd/mm/yyyy hh:mm", align="left"),
    )


def _write(sheet: Worksheet, line: int, position: int, value: Value, styles: _Styles) -> None:
    if isinstance(value, datetime):
        local = value.astimezone(clock.VIETNAM).replace(tzinfo=None)
        sheet.write_datetime(line, position, local, styles.instant)
    elif isinstance(value, date):
        sheet.write_datetime(line, position, value, styles.day)
    elif isinstance(value, int):
        sheet.write_number(line, position, value, styles.number)
    elif value:
        sheet.write_string(line, position, value[:LONGEST_CELL], styles.text)


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that the format refuses."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31]
