"""What does a file of minutes say? Word (.docx), PDF and plain text are told by their content, never by the name."""

import re
import unicodedata
from contextlib import suppress

from bhyt_tasks.documents import legacy, outlines, packages
from bhyt_tasks.documents.outlines import refused
from bhyt_tasks.documents.packages import TOO_LARGE_INSIDE, Parts
from bhyt_tasks.documents.pdf_text import MAGIC as PDF
from bhyt_tasks.documents.pdf_text import read_pages
from bhyt_tasks.documents.word_text import MOST_CHARACTERS, TOO_LONG, read_document
from bhyt_tasks.domain.errors import N_, RuleBroken

LARGEST_FILE = 10 * 1024 * 1024  # bytes

EMPTY = N_("Tệp không có chữ nào. Dán nội dung hoặc dùng tệp khác.")
TOO_BIG = N_("Tệp lớn quá 10 MB. Bỏ ảnh trong tệp hoặc dán nội dung.")
NOT_MINUTES = N_("Chưa đọc được loại tệp này. Dùng tệp .docx, .pdf, .txt hoặc dán nội dung.")
OLD_WORD = N_("Tệp .doc kiểu cũ chưa đọc được. Mở bằng Word, lưu lại dạng .docx.")
HAS_PASSWORD = N_("Tệp có mật khẩu. Mở bằng Word, bỏ mật khẩu rồi lưu lại, hoặc dán nội dung.")
DAMAGED = N_("Không đọc được tệp: tệp bị hỏng hoặc tải về chưa đủ. Mở bằng Word, lưu lại hoặc dán nội dung.")
TOO_LARGE = N_("Tệp bung ra quá {most} MB, không giống văn bản. Dán nội dung vào ô.")

_OF_WORD = {outlines.CORRUPT: DAMAGED, outlines.HAS_PASSWORD: HAS_PASSWORD, TOO_LARGE_INSIDE: TOO_LARGE}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # a stream of the old container: .docx with a password is kept so
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")


def text_of(data: bytes) -> str:
    """The words as a person reads them, in NFC, a line a paragraph or a row of a table (its cells parted by tabs).

    Raises RuleBroken with field "file".
    """
    if len(data) > LARGEST_FILE:
        raise refused(TOO_BIG)
    text = _tidy(_read(data))
    if not text:
        raise refused(EMPTY)
    if len(text) > MOST_CHARACTERS:
        raise refused(TOO_LONG, most=MOST_CHARACTERS)
    return text


def _read(data: bytes) -> str:
    if data.startswith(packages.MAGIC):
        return _of_word(data)
    if PDF in data[:1024]:  # as its readers do
        return read_pages(data)
    if data.startswith(legacy.MAGIC):
        raise refused(HAS_PASSWORD if _ENCRYPTED in data else OLD_WORD)
    return _plain(data)


def _of_word(data: bytes) -> str:
    try:
        return read_document(_unpacked(data))
    except RuleBroken as refusal:
        raise refused(_OF_WORD.get(refusal.sentence, refusal.sentence), **refusal.values) from None


def _unpacked(data: bytes) -> Parts:
    return packages.members(data, _refuse_by_names)


def _refuse_by_names(names: set[str]) -> None:
    if not any(name.startswith("word/") for name in names):
        raise refused(NOT_MINUTES)


def _plain(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = () if _CONTROL.search(data) else ("utf-8-sig",)
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise refused(NOT_MINUTES)


def _tidy(text: str) -> str:
    """No letters that nobody sees, and one empty line where there were several."""
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    text = re.sub(r"[^\S\n]+\n", "\n", _UNSEEN.sub("", text) + "\n")
    text = re.sub(r"(?m)^[\uf000-\uf0ff](?=\s)", "-", text)  # a bullet of a font of signs
    return re.sub(r"\n{3,}", "\n\n", text).strip()
