"""How does a sheet become the text that a form carries, and what does an empty table to fill in look like?"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from bhyt_tasks.documents.sheets import Column, write_table
from bhyt_tasks.documents.workbooks import Cell, Sheet
from bhyt_tasks.domain.reading_lists import text_of
from bhyt_tasks.domain.unit_additions import KnownUnit

Labels = Sequence[str]


def sheet_text(sheet: Sheet) -> str:
    """The cells between tabs, as ``read_readings`` takes them: formulas begin with "="."""
    return text_of(map(_row, sheet.rows))


def _row(cells: Sequence[Cell]) -> list[str]:
    words = [_written(cell) for cell in cells]
    if words[0] and len(set(words)) == 1:  # a title over the whole width
        return words[:1]
    return words


def _written(cell: Cell) -> str:
    if cell.formula:
        return cell.text if cell.text.startswith("=") else f"={cell.text}"
    if cell.number is not None and "," in cell.text and re.fullmatch(r"[1-9]\d{0,2},\d{3}", cell.text):
        return f"{cell.text}0"  # a fraction, which without the zero would read as thousands
    return cell.text


def template_rows(units: Iterable[KnownUnit], labels: Labels) -> list[list[str | int | None]]:
    """A line of each unit with its code and room for the figures."""
    room: list[str | int | None] = [None] * (len(labels) - 3)
    return [[number, unit.code or "", unit.name, *room] for number, unit in enumerate(units, start=1)]


def template_workbook(title: str, notes: Sequence[str], labels: Labels, units: Iterable[KnownUnit]) -> bytes:
    widths = (6, 10, 32)
    columns = [Column(words, widths[at] if at < len(widths) else 16) for at, words in enumerate(labels)]
    return write_table(title, columns, template_rows(units, labels), notes=notes)


def template_text(labels: Labels, units: Iterable[KnownUnit]) -> bytes:
    """UTF-8 with its mark and semicolons, which a Vietnamese Excel opens in columns."""
    into = StringIO(newline="")
    csv.writer(into, delimiter=";").writerows([labels, *template_rows(units, labels)])
    return into.getvalue().encode("utf-8-sig")
