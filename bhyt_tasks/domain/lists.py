"""How is a pasted list cut into lines and cells, and where do its headings stand?"""

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bhyt_tasks.domain.vietnamese import clean

MARKS = ("\t", ";", ",")
_TITLES = 10  # lines that may stand above the headings
_LONGEST_LINE = 10_000  # characters; a longer one is no line of a sheet


@dataclass(frozen=True)
class Remark:
    """A sentence about a line, its values to be filled in by whoever shows it."""

    sentence: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The rows under the headings, with the numbers of their lines, and which column is which."""

    rows: list[tuple[int, list[str]]]
    columns: dict[str, int]


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, counted as the writer counts them."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\0", ""))
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if clean(line)]


def cells_of(line: str, mark: str) -> list[str]:
    if line.count('"') % 2 or len(line) > _LONGEST_LINE:
        return [clean(cell.replace('"', "")) for cell in line.split(mark)]
    return [clean(cell) for cell in next(csv.reader([line], delimiter=mark))]


def table_under(lines: Sequence[tuple[int, str]], headed: Callable[[list[str]], dict[str, int]]) -> Table | None:
    """The table under the first line in which ``headed`` finds two headings or more; None without such a line."""
    for mark in MARKS:
        for at, (_, line) in enumerate(lines[:_TITLES]):
            columns = headed(cells_of(line, mark))
            if len(columns) > 1:
                return Table([(number, cells_of(line, mark)) for number, line in lines[at + 1 :]], columns)
    return None
