"""What is inside a zipped file (.xlsx, .ods, .docx)? All of it is unpacked and counted before anybody reads it.

No size that the file declares is believed, and whoever reads it afterwards gets a new package of what was counted.
"""

import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import product
from typing import TypeAlias
from xml.parsers import expat

from bhyt_tasks.documents.outlines import (
    CORRUPT,
    HAS_MACRO,
    HAS_PASSWORD,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_IN_ALL,
    MOST_SHEETS,
    NOT_A_TABLE,
    TOO_MANY_CELLS,
    Outline,
    refused,
    require_size,
    require_text,
)
from bhyt_tasks.domain.errors import N_

MAGIC = b"PK\x03\x04"
MEGABYTE = 1024 * 1024  # bytes
MOST_UNPACKED = 50 * MEGABYTE
MOST_MEMBERS = 2_000
MOST_FOLD = 200  # a member may be so many times as large as its packed form; spreadsheets reach 50
_FREE = MEGABYTE  # unpacked bytes that are not held against a member
_STEP = 16 * 1024  # packed bytes at a time: they unpack to 16 MB at most
_LONGEST_TAG = MEGABYTE  # bytes of one element with its attributes

TOO_LARGE_INSIDE = N_("Tệp bung ra quá {most} MB, không giống bảng số liệu. Chỉ giữ bảng cần nhập rồi lưu lại.")
BINARY_WORKBOOK = N_("Chưa đọc được tệp .xlsb. Lưu lại dạng .xlsx rồi nhập.")

Parts: TypeAlias = dict[str, bytes]


def unpack(content: bytes) -> Parts:
    """The members that readers need, by name. Raises RuleBroken for what is no workbook or is not safe to read."""
    parts = members(content, _refuse_by_names)
    _refuse_by_contents(parts)
    return parts


def members(content: bytes, refuse_by_names: Callable[[set[str]], None]) -> Parts:
    """The members that hold XML, by name. Raises RuleBroken for what is damaged or not safe to read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, OSError):
        raise refused(CORRUPT) from None
    names = {member.filename for member in members}
    refuse_by_names(names)
    alike = {name.lower().replace("\\", "/") for name in names}  # readers take one for the other
    if len(alike) != len(members) or len(members) > MOST_MEMBERS:
        raise refused(CORRUPT)
    parts, left = {}, MOST_UNPACKED
    for member in members:
        body = _inflated(content, member, left)
        left -= len(body)
        if member.filename.endswith((".xml", ".rels", "mimetype")):
            parts[member.filename] = body
    return parts


def _refuse_by_names(names: set[str]) -> None:
    lowered = {name.lower() for name in names}
    if "encryptedpackage" in lowered or "encrypted-package" in lowered:
        raise refused(HAS_PASSWORD)
    if any(name.endswith("vbaproject.bin") or name.startswith(_OF_MACROS) for name in lowered):
        raise refused(HAS_MACRO)
    if "xl/workbook.bin" in lowered:
        raise refused(BINARY_WORKBOOK)
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise refused(NOT_A_TABLE)


_OF_MACROS = ("xl/macrosheets/", "xl/dialogsheets/", "basic/", "scripts/", "dialogs/")


def _refuse_by_contents(parts: Parts) -> None:
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise refused(HAS_PASSWORD)
    if "content.xml" in parts and b"opendocument.spreadsheet" not in parts.get("mimetype", b""):
        raise refused(NOT_A_TABLE)


def _inflated(content: bytes, member: zipfile.ZipInfo, left: int) -> bytes:
    """The bytes of a member, counted while they are unpacked."""
    if member.flag_bits & 1:
        raise refused(HAS_PASSWORD)
    start = member.header_offset
    if content[start : start + 4] != MAGIC or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused(CORRUPT)
    start += 30 + sum(struct.unpack("<HH", content[start + 26 : start + 30].ljust(4, b"\0")))
    packed = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        body = packed
    else:
        body = _decompressed(packed, min(left, max(_FREE, len(packed) * MOST_FOLD)))
    if len(body) > left:
        raise refused(TOO_LARGE_INSIDE, most=MOST_UNPACKED // MEGABYTE)
    if len(body) != member.file_size or zlib.crc32(body) != member.CRC:
        raise refused(CORRUPT)
    return body


def _decompressed(packed: bytes, most: int) -> bytes:
    unpacker, body = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    try:
        for start in range(0, len(packed), _STEP):
            body += unpacker.decompress(packed[start : start + _STEP])
            if len(body) > most:
                raise refused(TOO_LARGE_INSIDE, most=MOST_UNPACKED // MEGABYTE)
    except zlib.error:
        raise refused(CORRUPT) from None
    return bytes(body)


def pack(parts: Parts) -> bytes:
    """A package of these members, not compressed."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return into.getvalue()


def read_xml(
    body: bytes,
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Call ``start`` with every element's name and attributes. Entities are not defined, or nothing is read."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for at in range(0, len(body), _STEP):
            parser.Parse(body[at : at + _STEP], False)
            if at - parser.CurrentByteIndex > _LONGEST_TAG:
                raise refused(CORRUPT)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise refused(CORRUPT) from None


def _refuse_doctype(*_declared: object) -> None:
    raise refused(CORRUPT)


# .xlsx ----------------------------------------------------------------------------------------------------------


def xlsx_sheets(parts: Parts) -> list[Outline]:
    """The worksheets in the workbook's order, not yet measured."""
    sheets: list[tuple[str, bool, str]] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag.endswith("sheet"):
            reference = next((value for name, value in given.items() if name.endswith(":id")), "")
            if len(sheets) >= MOST_SHEETS:
                raise refused(CORRUPT)
            sheets.append((given.get("name", ""), given.get("state", "visible") != "visible", reference))

    def target(tag: str, given: dict[str, str]) -> None:
        if tag.endswith("Relationship") and given.get("Type", "").endswith("/worksheet"):
            if len(targets) >= MOST_SHEETS:
                raise refused(CORRUPT)
            path = given.get("Target", "")
            targets[given.get("Id", "")] = path[1:] if path.startswith("/") else f"xl/{path}"

    read_xml(parts["xl/workbook.xml"], sheet)
    read_xml(parts.get("xl/_rels/workbook.xml.rels", b""), target)
    found = [Outline(name, hidden, targets.get(reference, "")) for name, hidden, reference in sheets]
    return [outline for outline in found if outline.part in parts]


def shared_lengths(body: bytes | None) -> Sequence[int]:
    """How many characters each of the texts has that cells refer to."""
    lengths = array("L")

    def start(tag: str, _given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            if len(lengths) >= MOST_IN_ALL:
                raise refused(TOO_MANY_CELLS, most=MOST_CELLS)
            lengths.append(0)

    def text(said: str) -> None:
        if lengths:
            lengths[-1] += len(said)

    if body:
        read_xml(body, start, text)
    return lengths


_CONTENT = frozenset(("v", "is", "f"))  # of a cell


def measure_xlsx(body: bytes, outline: Outline, lengths: Sequence[int] = ()) -> None:
    """Read a sheet's XML once: how far it reaches, its formulas and merged cells. Raises RuleBroken when too far.

    ``lengths``: of the texts that cells refer to.
    """
    row = column = last_row = -1
    height = width = shared = 0
    numbers: dict[str, int] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal row, column, last_row, height, width, shared
        if tag == "c":
            row, column = _place(given["r"], numbers) if "r" in given else (last_row, column + 1)
            shared += given.get("t") == "s"
        elif tag in _CONTENT:
            if row >= height or column >= width:
                height, width = max(height, row + 1), max(width, column + 1)
                outline.reach(height, width)
                require_size(outline)
            if tag == "f":
                outline.compute((row, column))
        elif tag == "row":
            last_row, column = int(given["r"]) - 1 if "r" in given else last_row + 1, -1
        elif tag == "mergeCell":
            first, _colon, last = given.get("ref", "").partition(":")
            outline.merge(_place(first, numbers), _place(last or first, numbers))
        elif ":" in tag:
            start(tag.rpartition(":")[2], given)

    read_xml(body, start)
    if shared * max(lengths, default=0) > MOST_CHARACTERS:
        _require_shared(body, lengths)


def _require_shared(body: bytes, lengths: Sequence[int]) -> None:
    """Count the texts that the cells refer to, as often as they do. Raises RuleBroken when they are too long."""
    refers = inside = False
    number = ""
    characters = 0

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal refers, inside, number
        name = tag.rpartition(":")[2]
        refers = given.get("t") == "s" if name == "c" else refers
        inside, number = refers and name == "v", ""

    def text(said: str) -> None:
        nonlocal number
        if inside:
            number += said
            if len(number) > 100:
                raise refused(CORRUPT)

    def end(_tag: str) -> None:
        nonlocal inside, characters
        if inside:
            at, inside = int(number or 0), False
            characters += lengths[at] if 0 <= at < len(lengths) else 0
            require_text(characters)

    read_xml(body, start, text, end)


def _place(reference: str, numbers: dict[str, int]) -> tuple[int, int]:
    """ "C12" → (11, 2); ``numbers`` remembers the columns by their letters. Raises ValueError."""
    letters = reference.rstrip("0123456789")
    column = numbers.get(letters)
    if column is None:
        column = 0
        for letter in letters.upper():
            column = column * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
        numbers[letters] = column
    row = int(reference[len(letters) :])
    if not 0 < row <= 1_048_576 or not 0 < column <= 16_384:
        raise ValueError(reference)
    return row - 1, column - 1


# .ods -----------------------------------------------------------------------------------------------------------


_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_VALUES = ("value", "value-type", "string-value", "date-value", "time-value", "boolean-value")
_SAYING = frozenset(("table:formula", *(f"office:{name}" for name in _VALUES)))  # by which a cell is not empty


class _Ods:
    """Measures the tables while content.xml is read."""

    def __init__(self) -> None:
        self.found: list[Outline] = []
        self.hidden: set[str] = set()
        self.style = ""
        self.row = self.next_row = self.column = 0
        self.times = 0  # how often the cell stands there whose text is read
        self.characters = self.formulas = 0  # of all tables

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag in _CELLS:
            first = self.column
            self.column += int(given.get("table:number-columns-repeated", 1))
            if self.found and not _SAYING.isdisjoint(given):
                self._fill(self.found[-1], first, given)
        elif tag == "text:s":
            self._say(int(given.get("text:c", 1)))
        elif tag == "table:table-row":
            self.row, self.column = self.next_row, 0
            self.next_row += int(given.get("table:number-rows-repeated", 1))
        elif tag == "table:table":
            if len(self.found) >= MOST_SHEETS:
                raise refused(CORRUPT)
            self.found.append(Outline(given.get("table:name", ""), given.get("table:style-name") in self.hidden))
            self.row = self.next_row = self.column = 0
        elif tag == "style:style":
            self.style = given.get("style:name", "")
        elif tag == "style:table-properties" and given.get("table:display") == "false":
            self.hidden.add(self.style)

    def _fill(self, outline: Outline, first: int, given: dict[str, str]) -> None:
        outline.reach(self.next_row, self.column)
        if not outline.fits:
            return
        self.times = max(self.next_row - self.row, 0) * max(self.column - first, 0)
        self._say(sum(len(given.get(f"office:{kind}-value", "")) for kind in ("string", "date", "time")))
        if "table:formula" in given:
            self.formulas += self.times
            if self.formulas > MOST_CELLS:
                raise refused(TOO_MANY_CELLS, most=MOST_CELLS)
            self._say(len(given["table:formula"]))
            outline.formulas.update(product(range(self.row, self.next_row), range(first, self.column)))
        down, right = (int(given.get(f"table:number-{side}-spanned", 1)) for side in ("rows", "columns"))
        if down > 1 or right > 1:
            outline.merge((self.row, first), (self.row + down - 1, first + right - 1))

    def text(self, said: str) -> None:
        self._say(len(said))

    def end(self, tag: str) -> None:
        if tag in _CELLS:
            self.times = 0

    def _say(self, characters: int) -> None:
        self.characters += characters * self.times
        require_text(self.characters)


def ods_sheets(body: bytes) -> list[Outline]:
    """The tables of content.xml, measured."""
    reader = _Ods()
    read_xml(body, reader.start, reader.text, reader.end)
    return reader.found
