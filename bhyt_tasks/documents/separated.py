"""What stands in a text file of columns (.csv, .tsv, .txt)?"""

import csv
import re
import unicodedata
from contextlib import suppress
from io import StringIO

from bhyt_tasks.documents.outlines import CORRUPT, MOST_ROWS, NOT_A_TABLE, TOO_MANY_ROWS, Outline, refused, require_size
from bhyt_tasks.domain.errors import N_

_MARKS = ("\t", ";", ",")
_LOOKED_AT = 100  # lines by which the mark is told
# Windows-1258 reads any byte: letters of other languages, or signs within words, mean that it was not that.
_STRANGE = re.compile(
    r"[^\x00-\x7f\xa0–—‘’“”…•áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ]|\w\?\w", re.IGNORECASE
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")

UNKNOWN_LETTERS = N_("Không đọc được chữ trong tệp. Trong Excel chọn Lưu thành .xlsx hoặc “CSV UTF-8” rồi nhập.")
IS_MARKUP = N_("Tệp này là trang web hoặc XML mang tên bảng tính. Mở bằng Excel, lưu lại dạng .xlsx rồi nhập.")


def read_rows(content: bytes) -> list[list[str]]:
    """The cells as they stand, rows of one length. Raises RuleBroken."""
    text = decoded(content)
    said = re.match(r'"?sep=([\t;,])"?\r?\n', text)
    mark = said[1] if said else _mark(text)
    text = (text[said.end() :] if said else text).rstrip("\r\n\t;, ")  # rows of nothing at the end are no rows
    rows: list[list[str]] = [[]] if said else []
    outline = Outline("")
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=mark):
            if any(row):
                outline.reach(len(rows) + 1, max(at for at, cell in enumerate(row, 1) if cell))
                require_size(outline)
            if len(rows) >= MOST_ROWS:
                raise refused(TOO_MANY_ROWS, most=MOST_ROWS)
            rows.append(row)
    except csv.Error:
        raise refused(CORRUPT) from None
    width = outline.width
    return [(row + [""] * width)[:width] for row in rows[: outline.height]]


def decoded(content: bytes) -> str:
    """The text: UTF-8 with or without its mark, the UTF-16 of Excel's "Unicode Text", or Windows-1258."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif _CONTROL.search(content) or content.startswith(b"%PDF"):
        raise refused(NOT_A_TABLE)
    else:
        encodings = ("utf-8-sig", "cp1258")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = unicodedata.normalize("NFC", content.decode(encoding))
            if text.lstrip().startswith("<"):
                raise refused(IS_MARKUP)
            if encoding != "cp1258" or not _STRANGE.search(text):
                return text
    raise refused(UNKNOWN_LETTERS)


def _mark(text: str) -> str:
    """What stands between the columns: the first mark that is on most lines, else the one that is on any."""
    lines = [line for line in text[:200_000].splitlines()[:_LOOKED_AT] if line.strip()]
    counted = {mark: sum(mark in line for line in lines) for mark in _MARKS}
    return next((mark for mark in _MARKS if counted[mark] * 2 > len(lines)), max(_MARKS, key=lambda m: counted[m]))
