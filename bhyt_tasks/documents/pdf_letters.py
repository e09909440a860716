"""The letters of a PDF file, page by page, in the order in which they are read.

Run by pdf_text.py as a program of its own, under limits of time and memory, since a file may be made to break its
reader: the file comes in, the text goes out, the exit says what was wrong. It imports nothing of ours.
"""

import re
import resource
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

READ, PASSWORD, DAMAGED, SCANNED, TOO_LONG = 0, 3, 4, 5, 6
MOST_CHARACTERS = 1_000_000
MOST_PAGES = 1_000
MOST_SECONDS = 20
MOST_MEMORY = 512 * 1024 * 1024  # bytes

_SAME_LINE = 0.4  # of a letter's height, by which the feet of letters on one line may differ
_SPACE, _COLUMN = 0.12, 2.0  # of a letter's height: gaps wider than that part words, columns
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


def lines_of(letters: Sequence[Letter]) -> list[Line]:
    """The lines from top to bottom, each from left to right, whatever the order in which they were drawn.

    Programs draw the letters that a font lacks after the others of their line.
    """
    rows: list[list[Letter]] = []
    foot = 0.0  # of the row
    for letter in sorted(letters, key=itemgetter(2), reverse=True):
        if not rows or letter[2] < foot:
            rows.append([])
            foot = letter.foot - _SAME_LINE * letter.height
        rows[-1].append(letter)
    lines = (Line(_joined(sorted(row, key=itemgetter(1))), row[0].foot) for row in rows)
    return [line for line in lines if line.words]


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
        return lines_of(list(_letters(text, page.get_rotation())))
    finally:
        text.close()


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
