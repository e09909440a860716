"""The letters of a PDF file, page by page, in the order in which they are read.

Run by pdf_text.py as a program of its own, under limits of time and memory, since a file may be made to break its
reader: the file comes in, the text goes out, the exit says what was wrong. It imports nothing of ours.
"""

import re
import resource
import statistics
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

READ, PASSWORD, DAMAGED, SCANNED, TOO_LONG = 0, 3, 4, 5, 6
MOST_CHARACTERS = 1_000_000
MOST_PAGES = 1_000
MOST_SECONDS = 20
MOST_MEMORY = 512 * 1024 * 1024  # bytes

_SAME_LINE = 0.4  # of a letter's height, by which the feet of letters on one line may differ
_SPACE, _COLUMN = 0.12, 2.0  # of a letter's height: gaps wider than that part words, columns
_THIN = 3.0  # points: a drawn box that is thinner is a line
_OF_A_FRAME = 2  # upright lines; more part columns
_MOST_RULES = 5_000  # of a page
_APART = 1.3  # times the usual distance of lines: a paragraph ends there
_FEWEST_LETTERS = 200  # on a page: an image that covers it with fewer is the page
_PAGE_NUMBER = re.compile(r"[-–— ]*(?:trang )?\d{1,4}(?: ?/ ?\d{1,4})?[-–— ]*", re.IGNORECASE)
_HYPHENS = (0x02, 0xFFFE, 0xAD)  # what the library has for one at the end of a line


class Letter(NamedTuple):
    """A sign as it is shown, in points from one corner of the page; ``foot`` is that of the line it stands on."""

    sign: str
    left: float
    foot: float
    right: float
    height: float


class Line(NamedTuple):
    words: str
    foot: float


class Rules(NamedTuple):
    """The lines drawn on a page: upright ones as (x, bottom, top), level ones by their height."""

    upright: Sequence[tuple[float, float, float]] = ()
    level: Sequence[float] = ()

    def edges(self, foot: float) -> list[float]:
        """Where upright lines cross that height, from left to right."""
        crossing = sorted(x for x, bottom, top in self.upright if bottom <= foot <= top)
        return [x for at, x in enumerate(crossing) if not at or x - crossing[at - 1] > _THIN]


NO_RULES = Rules()


def lines_of(letters: Sequence[Letter], rules: Rules = NO_RULES) -> list[Line]:
    """The lines from top to bottom, each from left to right, whatever the order in which they were drawn.

    Programs draw the letters that a font lacks after the others of their line. A row of a table is one line.
    """
    lines: list[Line] = []
    row: tuple[int, int] | None = None  # of the table: between which level lines, of how many columns
    cells: list[str] = []
    level = sorted(rules.level)
    for line in _by_foot(letters):
        foot = line[0].foot
        edges = rules.edges(foot) if rules.upright else []
        if len(edges) <= _OF_A_FRAME:
            row = None
            lines.append(Line(_joined(line), foot))
            continue
        if row != (row := (bisect(level, foot), len(edges))):
            cells = [""] * (len(edges) - 1)
            lines.append(Line("", foot))
        for column, words in _in_columns(line, edges):
            cells[column] = f"{cells[column]} {words}".strip()
        lines[-1] = Line("\t".join(cells), lines[-1].foot)
    return [line for line in lines if line.words.strip()]


def _by_foot(letters: Sequence[Letter]) -> list[list[Letter]]:
    """The letters of each line from left to right, the highest line first."""
    rows: list[list[Letter]] = []
    foot = 0.0  # of the lowest letter that still belongs to the row
    for letter in sorted(letters, key=itemgetter(2), reverse=True):
        if not rows or letter.foot < foot:
            rows.append([])
            foot = letter.foot - _SAME_LINE * letter.height
        rows[-1].append(letter)
    return [sorted(row, key=itemgetter(1)) for row in rows]


def _in_columns(letters: Sequence[Letter], edges: Sequence[float]) -> Iterator[tuple[int, str]]:
    def column(letter: Letter) -> int:
        return min(max(bisect(edges, letter.left + _THIN) - 1, 0), len(edges) - 2)

    for number, of_column in groupby(letters, column):
        yield number, _joined(list(of_column)).replace("\t", " ")


def _joined(row: Sequence[Letter]) -> str:
    words, end, spaced = "", row[0].left, False
    for sign, left, _foot, right, height in row:
        if sign.isspace():
            spaced = True
            continue
        gap = left - end
        words += ("\t" if gap > _COLUMN * height else " " if spaced or gap > _SPACE * height else "") + sign
        end, spaced = right, False
    return words.strip()


def page_words(lines: Sequence[Line]) -> str:
    """The lines of a page; an empty one where they stand further apart than is usual there."""
    distances = [above.foot - below.foot for above, below in pairwise(lines)]
    usual = statistics.median(distances) if distances else 0.0
    words = "".join(f"{line.words}\n" for line in lines[:1])
    for line, distance in zip(lines[1:], distances, strict=True):
        words += ("\n" if distance > _APART * usual else "") + line.words + "\n"
    return words


def without_edges(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without their numbers and without what is repeated at the top or the bottom of most of them."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    often = {key for key, count in seen.items() if count > 2 and count * 2 > len(pages)}
    kept = []
    for page in pages:
        edges = {line for line in _edges(page) if _PAGE_NUMBER.fullmatch(line.words) or _key(line) in often}
        kept.append([line for line in page if line not in edges])
    return kept


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return [*page[:2], *page[-2:]]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", line.words)


def main() -> int:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        words, scanned = _read(document)
    except pypdfium2.PdfiumError as failure:
        return PASSWORD if "assword" in str(failure) else DAMAGED
    except (MemoryError, OverflowError):
        return TOO_LONG
    sys.stdout.buffer.write(words.encode("utf-8", "replace"))
    return SCANNED if scanned else READ


def _read(document: Any) -> tuple[str, bool]:
    """The text, and whether most pages are pictures. Raises OverflowError for one that is too long."""
    if len(document) > MOST_PAGES:
        raise OverflowError
    pages, scanned, letters = [], 0, 0
    for page in document:
        lines = _lines(page)
        count = sum(len(line.words) for line in lines)
        letters += count
        if letters > MOST_CHARACTERS:
            raise OverflowError
        scanned += count < _FEWEST_LETTERS and _covered(page)
        pages.append(lines)
        page.close()
    return "".join(map(page_words, without_edges(pages))), scanned * 2 > len(pages) or not letters


def _lines(page: Any) -> list[Line]:
    text = page.get_textpage()
    try:
        turned = page.get_rotation()
        return lines_of(list(_letters(text, turned)), NO_RULES if turned else _rules(page))
    finally:
        text.close()


def _rules(page: Any) -> Rules:
    """What is thin is a line; of a larger box each side is one."""
    import pypdfium2.raw as pdfium

    upright: list[tuple[float, float, float]] = []
    level: list[float] = []
    for path in islice(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,)), _MOST_RULES):
        left, bottom, right, top = path.get_bounds()
        if top - bottom > _THIN:
            upright += [(x, bottom - _THIN, top + _THIN) for x in {left, right if right - left > _THIN else left}]
        if right - left > _THIN:
            level += {bottom, top if top - bottom > _THIN else bottom}
    return Rules(upright, level)


def _covered(page: Any) -> bool:
    """Does a picture cover most of the page?"""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    bounds = (picture.get_bounds() for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)))
    return any((right - left) * (top - bottom) * 2 > width * height for left, bottom, right, top in bounds)


def _letters(text: Any, turned: int) -> Iterator[Letter]:
    """The letters in the order in which they were drawn; ``turned`` is by how much the page is, in degrees."""
    import pypdfium2.raw as pdfium

    box, x, y, raw, count = pdfium.FS_RECTF(), c_double(), c_double(), text.raw, text.count_chars()
    if count > MOST_CHARACTERS:
        raise OverflowError
    into, at_x, at_y = byref(box), byref(x), byref(y)
    box_of, place_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    sign_of = pdfium.FPDFText_GetUnicode
    for number in range(count):
        box_of(raw, number, into)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if left == right and pdfium.FPDFText_IsGenerated(raw, number) == 1:
            continue
        place_of(raw, number, at_x, at_y)
        code = sign_of(raw, number)
        sign = "-" if code in _HYPHENS else chr(code)
        if turned == 90:
            yield Letter(sign, bottom, -x.value, top, right - left)
        elif turned == 180:
            yield Letter(sign, -right, -y.value, -left, top - bottom)
        elif turned == 270:
            yield Letter(sign, -top, x.value, -bottom, right - left)
        else:
            yield Letter(sign, left, y.value, right, top - bottom)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    _limit()
    sys.exit(main())
