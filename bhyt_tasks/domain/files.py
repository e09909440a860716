"""What was attached, by whom, and may it be kept?

R15: the system holds counts, never lists of people; text and sheets are checked for identity numbers.
"""

import hashlib
import io
import lzma
import os
import re
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.parsers import expat

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bhyt_tasks.domain.db import Base, Instant
from bhyt_tasks.domain.errors import N_, PersonalNumbers, RuleBroken
from bhyt_tasks.domain.vietnamese import clean

LARGEST = 10 * 1024 * 1024  # bytes
MOST_ELEMENTS = 1_000_000  # of one part
LARGEST_UNPACKED = 30 * 1024 * 1024  # bytes of one document's parts together

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

EMPTY = N_("Tệp “{name}” rỗng. Chọn lại tệp.")
TOO_BIG = N_("Tệp {size} MB, tối đa 10 MB. Chụp lại ở cỡ nhỏ hoặc gửi bản PDF. Nội dung đã được lưu.")
WRONG_TYPE = N_("Tệp “{name}” không thuộc loại được nhận. Gửi bản PDF, Word (.docx), Excel (.xlsx), ảnh PNG hoặc JPG.")
MACROS = N_("Tệp “{name}” có macro. Lưu lại không kèm macro (.docx, .xlsx) rồi gửi.")
DAMAGED = N_("Không mở được tệp “{name}”. Mở tệp trên máy, lưu lại rồi gửi.")
PEOPLE = N_(
    "Tệp có dãy giống số định danh cá nhân (12 chữ số) hoặc mã thẻ BHYT. "
    "Không tải danh sách người dân; chỉ ghi số lượng."
)

_IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")
_CARD = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[1-5]\d{12}(?!\d)")


# What a damaged or locked document makes the standard library raise.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError),
    *(RuntimeError, OSError, EOFError, ValueError, LookupError),
)


class Attachment(Base):
    __tablename__ = "attachments"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)


def has_personal_numbers(text: str) -> bool:
    """True for a 12-digit identity number or an insurance-card code (two letters, level, 12 digits)."""
    text = clean(text)
    joined = re.sub(r"(?<=\d)[ .\-](?=\d{3,4}(?!\d))", "", text)
    cards = re.sub(r"(?<=[A-Z\d]) (?=\d)", "", text.upper())
    return bool(_IDENTITY.search(text) or _IDENTITY.search(joined) or _CARD.search(cards))


def refuse_personal_numbers(*texts: str, confirmed: bool) -> None:
    """Raises PersonalNumbers unless the writer has confirmed that the digits are something else."""
    if not confirmed and any(has_personal_numbers(text) for text in texts):
        raise PersonalNumbers


def kind_of(name: str, content: bytes) -> str:
    """The type of a file by its content: a key of TYPES. Raises RuleBroken in words for everything else."""
    if not content:
        raise RuleBroken(EMPTY, name=name)
    if len(content) > LARGEST:
        raise RuleBroken(TOO_BIG, size=-(-len(content) // (1024 * 1024)))
    for kind, start in (("pdf", b"%PDF-"), ("png", b"\x89PNG\r\n\x1a\n"), ("jpg", b"\xff\xd8\xff")):
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(name, content)
    raise RuleBroken(WRONG_TYPE, name=name)


def _office_kind(name: str, content: bytes) -> str:
    with _open_document(name, content) as document:
        parts = document.namelist()
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise RuleBroken(MACROS, name=name)
    if "word/document.xml" in parts:
        return "docx"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    raise RuleBroken(WRONG_TYPE, name=name)


def _open_document(name: str, content: bytes) -> zipfile.ZipFile:
    try:
        document = zipfile.ZipFile(io.BytesIO(content))
        unpacked = sum(part.file_size for part in document.infolist())
    except UNREADABLE:
        raise RuleBroken(DAMAGED, name=name) from None
    if unpacked > LARGEST_UNPACKED:
        document.close()
        raise RuleBroken(DAMAGED, name=name)
    return document


def document_text(name: str, content: bytes) -> str:
    """The plain text of a .docx or .xlsx, for the check of R15 only. Raises RuleBroken when it cannot be read.

    Paragraphs and cells stand apart; the runs that Word splits a paragraph into are put together.
    """
    pieces: list[str] = []
    try:
        with _open_document(name, content) as document:
            for part in document.namelist():
                if part.endswith(".xml") and part.startswith(("word/", "xl/")):
                    with document.open(part) as opened:
                        _Text(pieces).parser.ParseFile(opened)
    except UNREADABLE:
        raise RuleBroken(DAMAGED, name=name) from None
    return "".join(pieces)


class _Text:
    """Collects the text of one XML part without keeping a tree; a document type or too much markup is refused."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.inside = False
        self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _refuse(self, *_declared: object) -> None:
        raise ValueError("office documents declare no document type")

    def _start(self, name: str, _attributes: object) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise ValueError("too much markup")
        self.inside = name.rpartition("}")[2] in ("t", "v")

    def _end(self, name: str) -> None:
        self.inside = False
        if name.rpartition("}")[2] in ("p", "c", "si"):
            self.pieces.append("\n")

    def _characters(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept."""

    name: str
    type: str
    content: bytes


def check(name: str, content: bytes, *, confirmed: bool) -> CheckedFile:
    """Look into a file before anything is written. Raises RuleBroken in words; PersonalNumbers unless confirmed."""
    name = clean(name).replace("\\", "/").split("/")[-1][-120:] or "tep"
    kind = kind_of(name, content)
    if kind in ("docx", "xlsx") and not confirmed and has_personal_numbers(document_text(name, content)):
        raise PersonalNumbers(PEOPLE)
    return CheckedFile(name, TYPES[kind], content)


def attach(session: Session, folder: Path, file: CheckedFile, *, event_id: int, by: int, at: datetime) -> Attachment:
    """Keep a checked file with a word of the unit; its bytes are on disk before the row is."""
    digest = hashlib.sha256(file.content).hexdigest()
    _store(folder, digest, file.content)
    attachment = Attachment(
        event_id=event_id,
        name=file.name,
        type=file.type,
        size=len(file.content),
        sha256=digest,
        added_by=by,
        added_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment


def path_of(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def _store(folder: Path, digest: str, content: bytes) -> None:
    path = path_of(folder, digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
    Path(unfinished.name).replace(path)
