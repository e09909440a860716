"""How far does each sheet of a workbook reach, where do formulas stand, and which cells are merged?

This is asked before any reader builds a sheet in memory: a few bytes can claim a million rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bhyt_tasks.domain.errors import N_, RuleBroken

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 600_000  # of the sheet that is read: what fits in memory
MOST_IN_ALL = 2_000_000  # cells of all sheets: readers of .xls and .ods lay out every sheet
MOST_SHEETS = 1_000
MOST_MERGED = 100_000  # ranges
MOST_CHARACTERS = 20_000_000  # of all cells, as often as each text stands in one
LONGEST_CELL = 32_767  # characters, by the format

CORRUPT = N_("Không đọc được tệp: tệp bị hỏng hoặc tải về chưa đủ. Mở bằng Excel, lưu lại rồi nhập.")
NOT_A_TABLE = N_("Tệp này không phải bảng tính. Nhập được tệp .xlsx, .xls, .ods và .csv.")
HAS_MACRO = N_("Tệp có macro. Lưu lại dạng .xlsx rồi nhập.")
HAS_PASSWORD = N_("Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi nhập.")
TOO_MANY_ROWS = N_("Bảng có hơn {most} dòng. Chỉ giữ các dòng cần nhập rồi lưu lại.")
TOO_MANY_COLUMNS = N_("Bảng có hơn {most} cột. Chỉ giữ các cột cần nhập rồi lưu lại.")
TOO_MANY_CELLS = N_("Bảng có hơn {most} ô. Chỉ giữ trang tính, các dòng và các cột cần nhập rồi lưu lại.")
TOO_MUCH_TEXT = N_("Chữ trong các ô dài hơn {most} ký tự. Chỉ giữ bảng cần nhập rồi lưu lại.")
CELL_TOO_LONG = N_("Có ô dài hơn {most} ký tự. Rút ngắn ô đó rồi lưu lại.")

Place: TypeAlias = tuple[int, int]  # row and column, both from 0


@dataclass
class Outline:
    """A sheet as it was measured: ``height`` and ``width`` reach to the last cell that says something.

    ``part`` is where its cells are kept in a package.
    """

    name: str
    hidden: bool = False
    part: str = ""
    height: int = 0
    width: int = 0
    formulas: set[Place] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    characters: int = 0

    def reach(self, rows: int, columns: int) -> None:
        self.height = max(self.height, rows)
        self.width = max(self.width, columns)

    def merge(self, first: Place, last: Place) -> None:
        """Raises RuleBroken for more ranges than any table has."""
        if len(self.merged) >= MOST_MERGED:
            raise refused(TOO_MANY_CELLS, most=MOST_CELLS)
        self.merged.append((first, last))

    def compute(self, at: Place) -> None:
        """A formula stands there. Raises RuleBroken for more than any table has."""
        if len(self.formulas) >= MOST_CELLS:
            raise refused(TOO_MANY_CELLS, most=MOST_CELLS)
        self.formulas.add(at)

    @property
    def fits(self) -> bool:
        return self.height <= MOST_ROWS and self.width <= MOST_COLUMNS


def refused(sentence: str, **values: object) -> RuleBroken:
    return RuleBroken(sentence, field="file", **values)


def require_room(outlines: Sequence[Outline]) -> None:
    """Raises RuleBroken when what was collected while measuring grows out of bounds."""
    if len(outlines) > MOST_SHEETS:
        raise refused(CORRUPT)
    formulas = sum(len(outline.formulas) for outline in outlines)
    if formulas > MOST_CELLS or sum(len(outline.merged) for outline in outlines) > MOST_MERGED:
        raise refused(TOO_MANY_CELLS, most=MOST_CELLS)
    require_text(sum(outline.characters for outline in outlines))


def require_text(characters: int) -> None:
    if characters > MOST_CHARACTERS:
        raise refused(TOO_MUCH_TEXT, most=MOST_CHARACTERS)


def require_size(outline: Outline) -> None:
    """Raises RuleBroken for a sheet that is larger than any table of a month."""
    if outline.height > MOST_ROWS:
        raise refused(TOO_MANY_ROWS, most=MOST_ROWS)
    if outline.width > MOST_COLUMNS:
        raise refused(TOO_MANY_COLUMNS, most=MOST_COLUMNS)
    if outline.height * outline.width > MOST_CELLS:
        raise refused(TOO_MANY_CELLS, most=MOST_CELLS)


def require_sizes(outlines: Iterable[Outline]) -> None:
    if sum(outline.height * outline.width for outline in outlines) > MOST_IN_ALL:
        raise refused(TOO_MANY_CELLS, most=MOST_CELLS)
