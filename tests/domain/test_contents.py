"""What is inside a file: kinds by content, kinds that are refused with what to do instead, text for R15."""

import io
import struct
import zipfile

import pytest

from bhyt_tasks.domain import contents
from bhyt_tasks.domain.contents import document_text, kind_of
from bhyt_tasks.domain.errors import RuleBroken
from bhyt_tasks.domain.files import has_personal_numbers
from tests.samples import JPG, PDF, PNG, W, docx, packed, workbook, xlsx

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
        ("settings.docx", docx("Báo cáo", **{"word/settings.xml": "<x>042099001234</x>"}), False),
        ("title.docx", docx("Báo cáo", **{"docProps/core.xml": "<x><title>042099001234</title></x>"}), True),
        ("names.xlsx", packed({"xl/workbook.xml": "<w/>", "docProps/app.xml": "<x><y>042099001234</y></x>"}), True),
        ("labels.docx", docx("Báo cáo", **{"docProps/custom.xml": "<x>4a3c-042099001234</x>"}), False),
        ("comment.docx", docx("Báo cáo", **{"word/comments.xml": f"<w:c {W}><w:t>042099001234</w:t></w:c>"}), True),
        ("deleted.docx", docx("x", **{"word/a.xml": f"<w:c {W}><w:delText>042099001234</w:delText></w:c>"}), True),
        ("comments.xlsx", workbook("comments1.xml", "<a><text><t>042099001234</t></text></a>"), True),
        ("thread.xlsx", workbook("threadedComments/a.xml", "<a><text>042099001234</text></a>"), True),
        ("footer.xlsx", workbook("worksheets/sheet1.xml", "<a><oddFooter>042099001234</oddFooter></a>"), True),
        ("pivot.xlsx", workbook("pivotCache/a.xml", '<r><n v="42099001234"/><s v="x"/></r>'), True),
        ("pivot counts.xlsx", workbook("pivotCache/a.xml", '<r><n v="1492"/></r>'), False),
    ],
)
def test_R15_documents_are_read_for_identity_numbers(name: str, content: bytes, seen: bool) -> None:
    assert has_personal_numbers(document_text(content)) is seen


def cell(value: str) -> bytes:
    return workbook("worksheets/sheet1.xml", f'<row><c r="A1"><v>{value}</v></c></row>')


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("42099001234", True),  # 042099001234 without the zero that the sheet drops
        ("1099001234", True),  # 001099001234
        ("42099001234.0", True),
        ("3.8099001234E10", True),
        ("3.8099001234e+10", True),
        ("4.20990012345E+11", True),
        ("912345678", False),  # a phone number without its zero
        ("84912345678", False),  # and with the country's code
        ("97099001234", False),  # no province has the code 097
        ("12345678000", False),  # money
        ("1.23E+05", False),
        ("1.5E-3", False),
        ("43808", False),  # 09/12/2019
        ("0.6862925482980681", False),
    ],
)
def test_R15_identity_numbers_kept_as_numbers_are_seen(value: str, seen: bool) -> None:
    assert has_personal_numbers(document_text(cell(value))) is seen


def test_R15_a_run_of_a_word_document_is_no_number_cell() -> None:
    assert has_personal_numbers(document_text(docx("04209900123", "4"))) is True


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
    assert kind_of(content) == kind


def with_declared_size(content: bytes, size: int) -> bytes:
    """The archive, with another unpacked size of its first part in the directory."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def compound(entry: str) -> bytes:
    """The beginning of an office file of before 2007, with one entry of its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entry.encode("utf-16-le")


MACRO_SHEET = packed({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": ""})
BOMB = packed({f"word/{number}.xml": " " * 10_000_000 for number in range(6)} | {"word/document.xml": ""})

REFUSED = [
    ("rỗng.pdf", b"", contents.EMPTY),
    ("virus.pdf", b"MZ\x90\x00 program", contents.PROGRAM),
    ("virus.jpg", b"\x7fELF\x02\x01", contents.PROGRAM),
    ("script.pdf", b"#!/bin/sh", contents.PROGRAM),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', contents.WEB_PAGE),
    ("b.svg", b'\xef\xbb\xbf\r\n <?xml version="1.0"?><svg/>', contents.WEB_PAGE),
    ("a.html", b"<!doctype html><script></script>", contents.WEB_PAGE),
    ("a.png", b" \x89PNG\r\n\x1a\n", contents.WRONG_TYPE),
    ("a.doc", compound("WordDocument"), contents.OLD_OFFICE),
    ("a.xls", compound("Workbook"), contents.OLD_OFFICE),
    ("95.xls", compound("Book"), contents.OLD_OFFICE),
    ("a.ppt", compound("PowerPoint Document"), contents.SLIDES),
    ("locked.docx", compound("EncryptedPackage"), contents.LOCKED),
    ("a.msi", compound("!@"), contents.WRONG_TYPE),
    ("a.rtf", rb"{\rtf1}", contents.OTHER_OFFICE),
    (
        "a.odt",
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
        contents.OTHER_OFFICE,
    ),
    ("a.xlsb", packed({"xl/workbook.bin": ""}), contents.OTHER_OFFICE),
    ("a.pptx", packed({"ppt/presentation.xml": ""}), contents.SLIDES),
    ("a.heic", b"\x00\x00\x00\x18ftypheic", contents.APPLE_PHOTO),
    ("b.heic", b"\x00\x00\x00\x18ftypheix", contents.APPLE_PHOTO),
    ("c.jpg", b"\x00\x00\x00\x18ftypmif1", contents.APPLE_PHOTO),
    ("a.mp4", b"\x00\x00\x00\x18ftypisom", contents.FILM),
    ("a.mp3", b"ID3\x03", contents.FILM),
    ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", contents.OTHER_PICTURE),
    ("a.gif", b"GIF89a", contents.OTHER_PICTURE),
    ("a.tif", b"II*\x00", contents.OTHER_PICTURE),
    ("a.zip", packed({"a.txt": "x"}), contents.ARCHIVE),
    ("empty.zip", packed({}), contents.ARCHIVE),
    ("a.rar", b"Rar!\x1a\x07\x00", contents.ARCHIVE),
    ("a.7z", b"7z\xbc\xaf\x27\x1c", contents.ARCHIVE),
    ("a.csv", b"ten,cccd", contents.WRONG_TYPE),
    ("macro.docm", docx("x", **{"word/vbaProject.bin": ""}), contents.MACROS),
    ("macro.docx", docx("x", **{"word/VBAPROJECT.BIN": ""}), contents.MACROS),
    ("macro.xlsx", MACRO_SHEET, contents.MACROS),
    ("excel4.xlsx", packed({"xl/workbook.xml": "<workbook/>", "xl/macrosheets/sheet1.xml": ""}), contents.MACROS),
    ("declared.docx", docx("x", **{"[Content_Types].xml": "...document.macroEnabled.main+xml"}), contents.MACROS),
    ("cut.docx", docx("x")[:-30], contents.DAMAGED),
    ("start.docx", b"PK\x03\x04", contents.DAMAGED),
    ("types.docx", with_declared_size(docx("x", **{"[Content_Types].xml": "<Types/>"}), 3), contents.DAMAGED),
    ("bomb.docx", BOMB, contents.SWOLLEN),
    ("declared.docx", with_declared_size(docx("x"), contents.LARGEST_UNPACKED + 1), contents.SWOLLEN),
    ("many.docx", packed({f"word/{number}.xml": "" for number in range(contents.MOST_PARTS + 1)}), contents.SWOLLEN),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_what_is_not_taken_is_said_in_words(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        kind_of(content)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize("where", ["content", "size"])
def test_a_part_that_cannot_be_unpacked_is_damaged(where: str) -> None:
    stored = packed({"word/document.xml": "<w:t>một hai ba</w:t>"}, zipfile.ZIP_STORED)
    broken = stored.replace(b"hai", b"HAI") if where == "content" else with_declared_size(stored, 5)
    with pytest.raises(RuleBroken) as caught:
        document_text(broken)
    assert caught.value.sentence == contents.DAMAGED


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_part_with_a_changed_byte_is_damaged(compression: int) -> None:
    whole = packed({"word/document.xml": "<t>một hai ba</t>"}, compression)
    (part,) = zipfile.ZipFile(io.BytesIO(whole)).infolist()
    start = 30 + len(part.filename)
    for at in range(start, start + part.compress_size - 1):  # the last byte may be half unused
        changed = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        with pytest.raises(RuleBroken) as caught:
            document_text(changed)
        assert caught.value.sentence == contents.DAMAGED


@pytest.mark.parametrize(
    "xml", ["", "<t>", "không phải xml", '<!DOCTYPE t [<!ENTITY a "042099001234">]><t>&a;</t>', "<!doctype t><t/>"]
)
def test_a_part_that_is_no_plain_xml_is_damaged(xml: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        document_text(packed({"word/document.xml": xml}))
    assert caught.value.sentence == contents.DAMAGED


def test_a_part_of_too_much_markup_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_ELEMENTS", 1000)
    content = packed({"word/document.xml": f"<a>{'<b/>' * contents.MOST_ELEMENTS}</a>"})
    with pytest.raises(RuleBroken) as caught:
        document_text(content)
    assert caught.value.sentence == contents.DAMAGED


def test_a_locked_document_is_damaged() -> None:
    content = bytearray(docx("x"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            content[start + flags] |= 1
            start += 4
    with pytest.raises(RuleBroken) as caught:
        document_text(bytes(content))
    assert caught.value.sentence == contents.DAMAGED
