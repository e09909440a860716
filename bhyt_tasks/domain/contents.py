"""What is inside a file: which kind is it, whatever it is called, and what text does it hold?

Only kinds that cannot run anything are taken; every other kind is answered with what to do instead.
"""

import io
import lzma
import re
import zipfile
import zlib
from xml.parsers import expat

from bhyt_tasks.domain.errors import N_, RuleBroken

LARGEST_UNPACKED = 30 * 1024 * 1024  # bytes of one document's parts together
MOST_PARTS = 5_000  # of one document
MOST_ELEMENTS = 1_000_000  # of one part

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

EMPTY = N_("Tệp rỗng. Chọn lại tệp.")
WRONG_TYPE = N_("Tệp không thuộc loại được nhận. Gửi bản PDF, Word (.docx), Excel (.xlsx), ảnh PNG hoặc JPG.")
OLD_OFFICE = N_("Tệp Word, Excel kiểu cũ (.doc, .xls). Mở tệp, chọn Lưu thành, loại .docx hoặc .xlsx, rồi gửi tệp mới.")
OTHER_OFFICE = N_("Tệp của phần mềm văn phòng khác. Mở tệp, chọn Lưu thành, loại .docx, .xlsx hoặc PDF, rồi gửi.")
SLIDES = N_("Tệp trình chiếu. Mở tệp, chọn Lưu thành, loại PDF, rồi gửi tệp mới.")
MACROS = N_("Tệp có macro, không nhận. Lưu lại không kèm macro (.docx, .xlsx) rồi gửi tệp mới.")
LOCKED = N_("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại rồi gửi.")
DAMAGED = N_("Không mở được tệp. Mở tệp trên máy, lưu lại rồi gửi.")
SWOLLEN = N_("Không nhận tệp: nội dung bên trong lớn bất thường. Mở tệp, lưu thành PDF rồi gửi.")
APPLE_PHOTO = N_(
    "Ảnh kiểu HEIC của iPhone. Vào Cài đặt > Camera > Định dạng, chọn Tương thích nhất rồi chụp lại, "
    "hoặc chụp màn hình ảnh này rồi gửi."
)
OTHER_PICTURE = N_("Ảnh không phải JPG hoặc PNG. Lưu lại thành JPG, hoặc chụp màn hình ảnh này rồi gửi.")
WEB_PAGE = N_("Không nhận trang web và hình vẽ SVG. In ra PDF hoặc chụp màn hình rồi gửi.")
ARCHIVE = N_("Không nhận tệp nén. Giải nén rồi gửi từng tệp.")
PROGRAM = N_("Tệp là chương trình, không phải tài liệu. Chọn lại tệp.")
FILM = N_("Không nhận video, âm thanh. Gửi ảnh chụp hoặc văn bản.")

# Where in the file, which bytes, and what they mean: a key of TYPES or a sentence. The first that fits decides.
_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpg"),
    *((4, b"ftyp" + brand, APPLE_PHOTO) for brand in (b"hei", b"hev", b"mif1", b"msf1", b"avif")),
    (4, b"ftyp", FILM),
    (0, b"ID3", FILM),
    (0, b"GIF8", OTHER_PICTURE),
    (0, b"II*\x00", OTHER_PICTURE),
    (0, b"MM\x00*", OTHER_PICTURE),
    (8, b"WEBP", OTHER_PICTURE),
    (0, rb"{\rtf", OTHER_OFFICE),
    (0, b"Rar!", ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (0, b"\x1f\x8b", ARCHIVE),
    (0, b"PK\x05\x06", ARCHIVE),
    (0, b"MZ", PROGRAM),
    (0, b"\x7fELF", PROGRAM),
    (0, b"#!", PROGRAM),
)

# What a damaged or locked document makes the standard library raise.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError),
    *(RuntimeError, OSError, EOFError, ValueError, LookupError),
)


def kind_of(content: bytes) -> str:
    """The kind of a file by its content: a key of TYPES. Raises RuleBroken in words for everything else."""
    if not content:
        raise RuleBroken(EMPTY)
    meaning = _meaning(content)
    if meaning not in TYPES:
        raise RuleBroken(meaning)
    return meaning


def _meaning(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        return _packed_meaning(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_meaning(content)
    for at, mark, meaning in _MARKS:
        if content.startswith(mark, at):
            return meaning
    return WEB_PAGE if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else WRONG_TYPE


def _compound_meaning(content: bytes) -> str:
    """The container of office files before 2007, and of locked ones since; its directory is written in UTF-16."""
    for entry, meaning in (
        ("EncryptedPackage", LOCKED),
        ("PowerPoint Document", SLIDES),
        ("WordDocument", OLD_OFFICE),
        ("Workbook", OLD_OFFICE),
        ("Book", OLD_OFFICE),
    ):
        if entry.encode("utf-16-le") in content:
            return meaning
    return WRONG_TYPE


def _packed_meaning(content: bytes) -> str:
    with _open_document(content) as document:
        parts = [part.lower() for part in document.namelist()]
        declared = _declared_types(document)
    if any(re.search(r"vbaproject|/macrosheets/|/activex/", part) for part in parts) or b"macroenabled" in declared:
        return MACROS
    for part, meaning in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", OTHER_OFFICE),
        ("ppt/presentation.xml", SLIDES),
        ("content.xml", OTHER_OFFICE),
    ):
        if part in parts:
            return meaning
    return ARCHIVE


def _declared_types(document: zipfile.ZipFile) -> bytes:
    """What the document says of its parts: a macro workbook under another name still says it here."""
    try:
        return document.read("[Content_Types].xml").lower()
    except KeyError:
        return b""
    except UNREADABLE:
        raise RuleBroken(DAMAGED) from None


def _open_document(content: bytes) -> zipfile.ZipFile:
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        raise RuleBroken(SWOLLEN)
    try:
        document = zipfile.ZipFile(io.BytesIO(content))
        unpacked = sum(part.file_size for part in document.infolist())
    except UNREADABLE:
        raise RuleBroken(DAMAGED) from None
    if unpacked > LARGEST_UNPACKED:
        document.close()
        raise RuleBroken(SWOLLEN)
    return document


def document_text(content: bytes) -> str:
    """The plain text of a .docx or .xlsx, for the check of R15 only. Raises RuleBroken when it cannot be read.

    Paragraphs and cells stand apart; the runs that Word splits a paragraph into are put together. Comments,
    headers, deleted text, titles and what a pivot table remembers are text too.
    """
    pieces: list[str] = []
    try:
        with _open_document(content) as document:
            for part in document.infolist():
                if re.fullmatch(r"(word|xl)/.*\.xml|docProps/(core|app)\.xml", part.filename):
                    with document.open(part) as opened:
                        _Text(pieces, part.filename).parser.ParseFile(opened)
    except UNREADABLE:
        raise RuleBroken(DAMAGED) from None
    return "".join(pieces)


_MARGINS = frozenset(f"{which}{where}" for which in ("odd", "even", "first") for where in ("Header", "Footer"))
_HOLDS_TEXT = frozenset({"t", "v", "text", "delText"}) | _MARGINS
_STANDS_APART = frozenset({"p", "c", "si", "text"}) | _MARGINS


class _Text:
    """Collects the text of one XML part without keeping a tree; a document type or too much markup is refused."""

    def __init__(self, pieces: list[str], part: str) -> None:
        self.pieces = pieces
        self.all = part.startswith("docProps/")
        self.remembers = part.startswith("xl/pivotCache/")
        self.inside = False
        self.value = ""
        self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _refuse(self, *_declared: object) -> None:
        raise ValueError("office documents declare no document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise ValueError("too much markup")
        self.inside = self.all or _local(name) in _HOLDS_TEXT
        self.value = ""
        if self.remembers:
            self.pieces.append(_in_full(attributes.get("v", "")) + "\n")

    def _end(self, name: str) -> None:
        self.pieces.append(_in_full(self.value) if _local(name) == "v" else self.value)
        self.inside, self.value = False, ""
        if self.all or _local(name) in _STANDS_APART:
            self.pieces.append("\n")

    def _characters(self, text: str) -> None:
        if self.inside:
            self.value += text


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _in_full(value: str) -> str:
    """A cell's number as it was typed, when it may be an identity number.

    A sheet drops the zeros that a number begins with and may write 3.8099001234E10. An identity number is a
    province's code 001 to 096, a digit for the century and the sex (0 to 3 for people born since 1900) and eight
    digits more (Circular 07/2016/TT-BCA, article 7); amounts of money that would pass for one end in 000.
    """
    if not re.fullmatch(r"[0-9]{10,11}(\.0+)?|[0-9]\.[0-9]{1,16}[eE]\+?[0-9]{1,2}", value):
        return value
    number = int(float(value))
    if number >= 10**11:
        return str(number)
    plausible = 10**9 <= number < 97 * 10**9 and number // 10**8 % 10 <= 3 and number % 1000
    return f"{number:012}" if plausible else value
