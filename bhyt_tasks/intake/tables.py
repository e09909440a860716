"""Which lines are rows of a table of duties or of figures, and what stands in which column?"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bhyt_tasks.intake.segments import Block
from bhyt_tasks.intake.tokens import Phrases, Tokens

COLUMNS = Phrases(
    {
        "work": (
            "nội dung | nhiệm vụ | công việc | nội dung công việc | việc | nội dung nhiệm vụ | tên nhiệm vụ"
            " | nội dung thực hiện"
        ),
        "lead": (
            "chủ trì | cơ quan chủ trì | đơn vị chủ trì | đơn vị thực hiện | cơ quan thực hiện"
            " | người thực hiện | thực hiện | phân công | đơn vị phụ trách | phụ trách | đơn vị được giao"
        ),
        "with": "phối hợp | cơ quan phối hợp | đơn vị phối hợp",
        "due": (
            "thời hạn | hạn | thời gian | hạn hoàn thành | thời gian hoàn thành | thời gian thực hiện"
            " | tiến độ | thời hạn hoàn thành"
        ),
        "unit": (
            "đơn vị | địa phương | xã | phường | tên xã | tên đơn vị | xã , phường | địa bàn | thôn"
            " | xã , thị trấn | tổ dân phố | huyện"
        ),
        "population": "dân số | nhân khẩu | tổng số dân | số dân | tổng dân số | số khẩu | tổng số khẩu",
        "insured": (
            "tham gia | số người tham gia | có thẻ | số thẻ | người tham gia | số người có thẻ | số tham gia"
            " | số người tham gia bhyt | đã tham gia"
        ),
        "percent": "tỷ lệ | tỷ lệ bao phủ | % | bao phủ | đạt | tỷ lệ tham gia",
    }
)
FEWEST_CELLS = 3


@dataclass(slots=True)
class Row:
    """A row of a table: the cells by their column, each as first and last token; ``first`` is where the work begins."""

    first: int
    last: int
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)


def rows(tokens: Tokens, blocks: list[Block]) -> Iterator[tuple[int, Row]]:
    """The rows with the number of their block; a line whose cells name columns begins a table."""
    columns: list[str] = []
    for number, block in enumerate(blocks):
        cells = _cells(tokens, block)
        if len(cells) < FEWEST_CELLS:
            columns = []
            continue
        names = [_column(tokens, *cell) for cell in cells]
        if sum(map(bool, names)) >= FEWEST_CELLS - 1 and not columns:
            columns = names
        elif columns and len(cells) >= len(columns) - 1:
            yield number, _row(columns, cells)


def _row(columns: list[str], cells: list[tuple[int, int]]) -> Row:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell[0] < cell[1]}
    begin = named.get("work", named.get("unit", cells[0]))
    return Row(begin[0], max(last for _, last in cells), named)


def _column(tokens: Tokens, first: int, last: int) -> str:
    found = COLUMNS.at(tokens, first, last)
    return found[1] if found else ""


def _cells(tokens: Tokens, block: Block) -> list[tuple[int, int]]:
    """The cells of a line, between tabs or upright strokes; [] for a line without any."""
    start = tokens[block.start].start
    line = tokens.view.words[start : tokens[block.last - 1].end]
    sign = "\t" if "\t" in line else "|"
    if line.count(sign) < FEWEST_CELLS - 1:
        return []
    cells: list[tuple[int, int]] = []
    begin = block.start
    for part in line.split(sign):
        start += len(part) + 1
        last = begin
        while last < block.last and tokens[last].start < start - 1:
            last += 1
        cells.append((begin, last))
        begin = last + (last < block.last and tokens.plain(last) == sign)
    return cells
