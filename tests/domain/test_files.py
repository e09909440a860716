"""R15 and uploads: what is a list of people, which files are taken, and what is stored of them."""

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bhyt_tasks.domain import clock, files
from bhyt_tasks.domain.errors import PersonalNumbers, RuleBroken
from bhyt_tasks.domain.files import Attachment, attach, check, document_text, has_personal_numbers, kind_of
from bhyt_tasks.domain.history import Event
from tests.cast import TODAY, Cast

PDF = b"%PDF-1.7 content"
PNG = b"\x89PNG\r\n\x1a\n content"
JPG = b"\xff\xd8\xff\xe0 content"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RUN = '<w:r w:rsidR="00A1"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", compression) as document:
        for name, text in parts.items():
            document.writestr(name, text)
    return into.getvalue()


def docx(*runs: str, **more: str) -> bytes:
    body = "".join(RUN.format(text) for text in runs)
    return packed(
        {"[Content_Types].xml": "", "word/document.xml": f"<w:document {W}><w:p>{body}</w:p></w:document>", **more}
    )


def xlsx(*cells: str) -> bytes:
    strings = "".join(f"<si><t>{text}</t></si>" for text in cells)
    return workbook("sharedStrings.xml", f"<sst>{strings}</sst>")


def workbook(part: str, xml: str | bytes) -> bytes:
    return packed({"xl/workbook.xml": "<workbook/>", f"xl/{part}": xml})


# R15: numbers of people in text


@pytest.mark.parametrize(
    "text",
    [
        "042099001234",
        "Bà B, CCCD 042099001234, thôn 3",
        "042 099 001 234",
        "042.099.001.234",
        "GD 4 42 1234567890",
        "GD4 421 2345 67890",
        "số042099001234.",
        "GD4421234567890",
        "gd4421234567890",
        "thẻ DN 1; HN2421234567890!",
        "042099001234 042099001235",
    ],
)
def test_R15_identity_numbers_and_card_codes_are_seen(text: str) -> None:
    assert has_personal_numbers(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.492/2.174 người, đạt 68,6%",
        "1.492.000 người",
        "1.492.000.000 đồng",
        "0239.385.5123",
        "0912 345 678",
        "0912345678 0987654321",
        "0912 345 678, 0987 654 321",
        "Thông báo số 123/TB-UBND ngày 05/12/2019",
        "20191205 20191206",
        "12345678901",
        "1234567890123",
        "GD44212345678",
        "AGD44212345678901",
        "GD9421234567",
        "tháng 1: 492, tháng 2: 174, tháng 3: 211, tháng 4: 305",
    ],
)
def test_R15_counts_phones_and_dates_are_left_alone(text: str) -> None:
    assert has_personal_numbers(text) is False


@given(st.integers(0, 10**12 - 1), st.sampled_from(("", " ", ".")), st.text("abc đ,:;()", max_size=5))
def test_R15_any_twelve_digits_are_seen_whole_or_in_threes(number: int, mark: str, around: str) -> None:
    digits = f"{number:012}"
    text = mark.join(digits[start : start + 3] for start in range(0, 12, 3))
    assert has_personal_numbers(f"{around}{text}{around}") is True


def test_R15_a_confirmed_number_is_let_through() -> None:
    files.refuse_personal_numbers("Không có gì", "1.492", confirmed=False)
    files.refuse_personal_numbers("042099001234", confirmed=True)
    with pytest.raises(PersonalNumbers):
        files.refuse_personal_numbers("Không có gì", "042099001234", confirmed=False)


# R15: numbers of people in documents


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("whole.docx", docx("CCCD 042099001234"), True),
        ("split.docx", docx("CCCD 0420", "9900", "1234"), True),
        ("card.docx", docx("GD4", "421234567890"), True),
        ("header.docx", docx("Báo cáo", **{"word/header1.xml": f"<w:hdr {W}><w:t>042099001234</w:t></w:hdr>"}), True),
        ("counts.docx", docx("1.492", " / 2.174 người"), False),
        ("cells.xlsx", xlsx("Họ tên", "042099001234"), True),
        ("counts.xlsx", xlsx("1492", "2174", "123456", "789012"), False),
        ("number.xlsx", workbook("worksheets/sheet1.xml", "<row><c><v>420990012345</v></c></row>"), True),
        ("cells.xlsx", workbook("worksheets/sheet1.xml", "<row><c><v>420990</v></c><c><v>012345</v></c></row>"), False),
        ("rich.xlsx", workbook("sharedStrings.xml", "<si><r><t>0420</t></r><r><t>99001234</t></r></si>"), True),
        ("spelling.docx", docx("0420</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>99001234"), True),
        ("paragraphs.docx", docx("042099</w:t></w:r></w:p><w:p><w:r><w:t>001234"), False),
        ("utf16.xlsx", workbook("sharedStrings.xml", "<si><t>042099001234</t></si>".encode("utf-16")), True),
        ("settings.docx", docx("Báo cáo", **{"docProps/app.xml": "<x>042099001234</x>"}), False),
    ],
)
def test_R15_documents_are_read_for_identity_numbers(name: str, content: bytes, seen: bool) -> None:
    assert has_personal_numbers(document_text(name, content)) is seen


# Kinds


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.png", PNG, "png"),
        ("a.jpg", JPG, "jpg"),
        ("a.docx", docx("Báo cáo"), "docx"),
        ("a.xlsx", xlsx("1492"), "xlsx"),
        ("no-extension", PDF, "pdf"),
        ("biên bản.docx", PNG, "png"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


def with_declared_size(content: bytes, size: int) -> bytes:
    """The archive, with another unpacked size of its first part in the directory."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


MACRO_SHEET = packed({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": ""})
BOMB = packed({f"word/{number}.xml": " " * 10_000_000 for number in range(6)} | {"word/document.xml": ""})

REFUSED = [
    ("rỗng.pdf", b"", files.EMPTY),
    ("lớn.pdf", PDF + b"0" * files.LARGEST, files.TOO_BIG),
    ("virus.pdf", b"MZ\x90\x00 program", files.WRONG_TYPE),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', files.WRONG_TYPE),
    ("a.html", b"<!doctype html><script></script>", files.WRONG_TYPE),
    ("a.png", b" \x89PNG\r\n\x1a\n", files.WRONG_TYPE),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", files.WRONG_TYPE),
    ("a.zip", packed({"a.txt": "x"}), files.WRONG_TYPE),
    ("a.csv", b"ten,cccd", files.WRONG_TYPE),
    ("macro.docm", docx("x", **{"word/vbaProject.bin": ""}), files.MACROS),
    ("macro.docx", docx("x", **{"word/VBAPROJECT.BIN": ""}), files.MACROS),
    ("macro.xlsx", MACRO_SHEET, files.MACROS),
    ("cut.docx", docx("x")[:-30], files.DAMAGED),
    ("start.docx", b"PK\x03\x04", files.DAMAGED),
    ("bomb.docx", BOMB, files.DAMAGED),
    ("declared.docx", with_declared_size(docx("x"), files.LARGEST_UNPACKED + 1), files.DAMAGED),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_what_is_not_taken_is_said_in_words(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        kind_of(name, content)
    assert caught.value.sentence == sentence


def test_the_largest_file_is_taken_and_a_byte_more_is_told_in_whole_megabytes() -> None:
    assert kind_of("a.pdf", PDF.ljust(files.LARGEST, b"0")) == "pdf"
    with pytest.raises(RuleBroken) as caught:
        kind_of("a.pdf", PDF.ljust(files.LARGEST + 1, b"0"))
    assert caught.value.values == {"size": 11}


@pytest.mark.parametrize("where", ["content", "size"])
def test_a_part_that_cannot_be_unpacked_is_damaged(where: str) -> None:
    stored = packed({"word/document.xml": "<w:t>một hai ba</w:t>"}, zipfile.ZIP_STORED)
    broken = stored.replace(b"hai", b"HAI") if where == "content" else with_declared_size(stored, 5)
    with pytest.raises(RuleBroken) as caught:
        document_text("a.docx", broken)
    assert (caught.value.sentence, caught.value.values) == (files.DAMAGED, {"name": "a.docx"})


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_with_a_changed_byte_is_damaged(compression: int) -> None:
    whole = packed({"word/document.xml": "<t>một hai ba</t>"}, compression)
    (part,) = zipfile.ZipFile(io.BytesIO(whole)).infolist()
    start = 30 + len(part.filename)
    for at in range(start, start + part.compress_size - 1):  # the last byte may be half unused
        changed = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        with pytest.raises(RuleBroken) as caught:
            document_text("a.docx", changed)
        assert caught.value.sentence == files.DAMAGED


@pytest.mark.parametrize(
    "xml", ["", "<t>", "không phải xml", '<!DOCTYPE t [<!ENTITY a "042099001234">]><t>&a;</t>', "<!doctype t><t/>"]
)
def test_a_part_that_is_no_plain_xml_is_damaged(xml: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        document_text("a.docx", packed({"word/document.xml": xml}))
    assert caught.value.sentence == files.DAMAGED


def test_a_locked_document_is_damaged() -> None:
    content = bytearray(docx("x"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            content[start + flags] |= 1
            start += 4
    with pytest.raises(RuleBroken) as caught:
        document_text("a.docx", bytes(content))
    assert caught.value.sentence == files.DAMAGED


# What is kept


def event_id(session: Session) -> int:
    return session.scalars(sa.select(Event.id).order_by(Event.id)).first() or 0


def kept(
    session: Session, cast: Cast, folder: Path, name: str, content: bytes, *, confirmed: bool = False
) -> Attachment:
    checked = check(name, content, confirmed=confirmed)
    return attach(session, folder, checked, event_id=event_id(session), by=cast.users["head_a"], at=clock.at(TODAY))


def test_a_file_is_kept_under_its_digest(session: Session, cast: Cast, tmp_path: Path) -> None:
    attachment = kept(session, cast, tmp_path, "biên bản.pdf", PDF)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (attachment.name, attachment.type, attachment.size, attachment.sha256) == (
        "biên bản.pdf",
        "application/pdf",
        len(PDF),
        digest,
    )
    assert files.path_of(tmp_path, digest).read_bytes() == PDF
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / digest[:2] / digest]


def test_the_same_content_twice_is_one_file_of_two_attachments(session: Session, cast: Cast, tmp_path: Path) -> None:
    first, second = (kept(session, cast, tmp_path, name, PDF) for name in ("a.pdf", "b.pdf"))
    assert (first.sha256, first.id == second.id) == (second.sha256, False)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\A\\biên bản.pdf", "biên bản.pdf"),
        ("ảnh 📷 họp.png", "ảnh 📷 họp.png"),
        ("a\x00b\x1b.pdf", "ab.pdf"),
        ("", "tep"),
        ("thư mục/", "tep"),
        ("  bie\u0302n   ba\u0309n.pdf ", "biên bản.pdf"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(session: Session, cast: Cast, tmp_path: Path, name: str, stored: str) -> None:
    attachment = kept(session, cast, tmp_path, name, PDF)
    session.refresh(attachment)
    assert attachment.name == stored
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [attachment.sha256]


def test_a_file_is_looked_into_before_anything_is_kept() -> None:
    for name, content, sentence in [*REFUSED, ("a.docx", docx("042099001234"), files.PEOPLE)]:
        with pytest.raises(RuleBroken) as caught:
            check(f"C:\\{name}", content, confirmed=False)
        assert (caught.value.sentence, caught.value.values.get("name", name)) == (sentence, name)


def test_R15_a_document_with_people_is_taken_after_a_confirmation(session: Session, cast: Cast, tmp_path: Path) -> None:
    content = docx("Số tài khoản 0420", "99001234")
    with pytest.raises(PersonalNumbers) as caught:
        kept(session, cast, tmp_path, "a.docx", content)
    assert caught.value.sentence == files.PEOPLE
    assert kept(session, cast, tmp_path, "a.docx", content, confirmed=True).type == files.TYPES["docx"]
