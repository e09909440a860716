"""The words of every kind of file that minutes come in, and every file that must not be read.

The samples: thong-bao.pdf was printed by Chromium, thong-bao-word.pdf exported by LibreOffice Writer in a font that
lacks the Vietnamese letters (they are drawn after the others of their line); mat-khau.pdf is the second one encrypted
with pypdf. Names and figures are invented.
"""

import io
import random
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from bhyt_tasks.documents import minutes_files, pdf_letters, pdf_text, word_text
from bhyt_tasks.documents.minutes_files import text_of
from bhyt_tasks.documents.pdf_letters import Letter, Line, lines_of, page_words, without_edges
from bhyt_tasks.domain.errors import RuleBroken

SAMPLES = Path(__file__).parent / "samples"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def package(members: dict[str, str | bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return into.getvalue()


def word(body: str, *, numbering: str = "", styles: str = "", names: str = MAIN) -> bytes:
    members: dict[str, str | bytes] = {}
    for name, root, inside in (
        ("document", "document", f"<w:body>{body}</w:body>"),
        ("numbering", "numbering", numbering),
        ("styles", "styles", styles),
    ):
        if inside:
            members[f"word/{name}.xml"] = (
                f'<w:{root} xmlns:w="{names}" xmlns:m="m" xmlns:mc="mc" xmlns:v="v">{inside}</w:{root}>'
            )
    return package(members)


def p(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def item(words: str, level: int = 0, of: int = 1) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>')


def level(number: int, form: str, words: str, more: str = "") -> str:
    head = f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    return f'{head}{more}<w:lvlText w:val="{words}"/></w:lvl>'


def lists(*levels: str, nums: str = "") -> str:
    nums = nums or '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>{nums}'


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(p, paragraphs))}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        text_of(content)
    assert refused.value.field == "file"
    return refused.value.sentence


RUN = "<w:r><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (p("một") + p("") + p("") + p("hai"), "một\n\nhai"),
        ("<w:p><w:r><w:t>Sở Y tế</w:t><w:br/><w:t>báo cáo</w:t></w:r></w:p>", "Sở Y tế\nbáo cáo"),
        ("<w:p><w:r><w:t>1.</w:t><w:tab/><w:t>Rà soát</w:t></w:r></w:p>", "1. Rà soát"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r></w:p>", "a\tb\tc"),
        (p("a", '<w:tabs><w:tab w:val="left"/></w:tabs>'), "a"),
        ("<w:p><w:r><w:t>LĐ</w:t><w:noBreakHyphen/><w:t>TBXH</w:t></w:r></w:p>", "LĐ-TBXH"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0D8"/><w:t> Rà soát</w:t></w:r></w:p>', "- Rà soát"),
        (p("\u00a0Phòng\u00a0Y tế"), "Phòng\u00a0Y tế"),
        (p(unicodedata.normalize("NFD", "đẩy nhanh tiến độ")), "đẩy nhanh tiến độ"),
        # what was deleted is gone, what was inserted is there, what was moved is where it went
        (
            f"<w:p>{RUN.format('trước ngày ')}<w:del><w:r><w:delText>05/11</w:delText></w:r></w:del>"
            f"<w:ins>{RUN.format('15/11')}</w:ins><w:moveFrom>{RUN.format(' cũ')}</w:moveFrom></w:p>",
            "trước ngày 15/11",
        ),
        (p("Sở Y tế ", "<w:rPr><w:del/></w:rPr>") + p("báo cáo"), "Sở Y tế báo cáo"),
        (f"<w:p><w:del>{RUN.format('')}</w:del>{RUN.format('một')}</w:p>" + p("hai"), "một\nhai"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>" + RUN.format("hiện") + "</w:p>", "hiện"),
        ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>hiện</w:t></w:r></w:p>', "hiện"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><m:r><m:t>x+1</m:t></m:r></w:p>", "x+1"),
        # a box stands before the paragraph it is tied to, once
        (
            f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{p('KHẨN')}</w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:txbxContent>{p('KHẨN')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
            f"{RUN.format('THÔNG BÁO')}</w:p>",
            "KHẨN\nTHÔNG BÁO",
        ),
        # tables
        (p("trên") + table(cell("TT") + cell("Đơn vị"), cell("1") + cell("")) + p("dưới"), "trên\nTT\tĐơn vị\n1\ndưới"),
        (table(cell("1") + cell("Sở Y tế", "BHXH tỉnh") + cell("15/11")), "1\tSở Y tế BHXH tỉnh\t15/11"),
        (table(cell("UBND TỈNH", "Số: 5/TB") + cell("CỘNG HÒA", "Độc lập")), "UBND TỈNH\nSố: 5/TB\nCỘNG HÒA\nĐộc lập"),
        (table(cell("một", "hai")), "một\nhai"),
        (table(cell("") + cell("")) + p("a"), "a"),
        (table(cell("a", properties='<w:gridSpan w:val="2"/>') + cell("b") + cell("c")), "a\t\tb\tc"),
        (
            table(
                cell("1") + cell("Sở Y tế", properties='<w:vMerge w:val="restart"/>') + cell("việc một"),
                cell("2") + cell("", properties="<w:vMerge/>") + cell("việc hai"),
            ),
            "1\tSở Y tế\tviệc một\n2\tSở Y tế\tviệc hai",
        ),
        (
            f"<w:tbl><w:tr><w:tc>{table(cell('a') + cell('b'))}{p('')}</w:tc>{cell('c')}{cell('d')}</w:tr></w:tbl>",
            "a b\tc\td",
        ),
    ],
)
def test_a_word_document_is_read_as_it_is_seen(body: str, words: str) -> None:
    assert text_of(word(body)) == words
    assert text_of(word(body, names=STRICT)) == words


THREE = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%2."), level(2, "lowerLetter", "%3)"))


@pytest.mark.parametrize(
    ("numbering", "body", "words"),
    [
        (
            THREE,
            item("Đánh giá") + item("kết quả", 1) + item("bao phủ", 2) + item("thu", 2) + item("tồn tại", 1)
            + item("Nhiệm vụ") + p("giữa") + item("rà soát", 1),
            "I. Đánh giá\n1. kết quả\na) bao phủ\nb) thu\n2. tồn tại\nII. Nhiệm vụ\ngiữa\n1. rà soát",
        ),
        (THREE, item("một", 1) + item("", 1) + item("ba", 1), "1. một\n\n3. ba"),
        (
            lists(level(0, "decimal", "Điều %1."), level(1, "decimal", "%1.%2")),
            item("a") + item("b", 1),
            "Điều 1. a\n1.1 b",
        ),
        (
            lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", "<w:isLgl/>")),
            item("a") + item("b", 1),
            "I. a\n1.1 b",
        ),
        (lists(level(0, "decimalZero", "%1/")), item("a"), "01/ a"),
        (lists(level(0, "bullet", "\uf0b7")), item("a"), "- a"),
        (lists(level(0, "bullet", "+")), item("a"), "+ a"),
        (lists(level(0, "none", "%1")), item("a"), "a"),
        (lists(level(0, "decimal", "%1.", '<w:lvlRestart w:val="0"/>')), item("a") + item("b"), "1. a\n2. b"),
        (
            lists(level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", '<w:lvlRestart w:val="0"/>')),
            item("x") + item("a", 1) + item("y") + item("b", 1),
            "1. x\na) a\n2. y\nb) b",
        ),
        # two lists of one form go on counting, unless one begins anew
        (
            lists(
                level(0, "decimal", "%1."),
                nums='<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
                '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
                '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
            ),
            item("a") + item("b", of=2) + item("c", of=3) + item("d", of=3),
            "1. a\n2. b\n1. c\n2. d",
        ),
        (THREE, item("a", of=0) + item("b", of=9) + item("c", 5), "a\nb\nc"),
        ("", item("a"), "a"),
    ],
)  # fmt: skip
def test_the_numbers_that_word_counts_are_written(numbering: str, body: str, words: str) -> None:
    assert text_of(word(body, numbering=numbering)) == words


def test_letters_and_roman_numbers_go_on_as_word_writes_them() -> None:
    body = "".join(item(str(number)) for number in range(1, 50))
    letters = text_of(word(body, numbering=lists(level(0, "lowerLetter", "%1)")))).split("\n")
    roman = text_of(word(body, numbering=lists(level(0, "lowerRoman", "%1")))).split("\n")
    assert [letters[at] for at in (0, 25, 26, 48)] == ["a) 1", "z) 26", "aa) 27", "ww) 49"]
    assert [roman[at] for at in (3, 8, 13, 39, 48)] == ["iv 4", "ix 9", "xiv 14", "xl 40", "xlix 49"]
    far = lists(level(0, "upperRoman", "%1").replace('start w:val="1"', 'start w:val="4000"'))
    assert text_of(word(item("a"), numbering=far)) == "4000 a"


def test_a_style_may_carry_the_number() -> None:
    styles = (
        '<w:style w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Con"><w:basedOn w:val="Muc"/></w:style>'
        '<w:style w:styleId="Diem"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Tron"><w:basedOn w:val="Tron"/></w:style>'
    )
    numbering = lists(level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", '<w:pStyle w:val="Diem"/>'))
    body = "".join(
        p(words, f'<w:pStyle w:val="{style}"/>{more}')
        for words, style, more in (
            ("một", "Muc", ""),
            ("hai", "Con", ""),
            ("ba", "Diem", ""),
            ("bốn", "Muc", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'),
            ("không", "Muc", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("trơn", "Tron", ""),
        )
    )
    assert text_of(word(body, numbering=numbering, styles=styles)) == "1. một\n2. hai\na) ba\nb) bốn\nkhông\ntrơn"
    linked = numbering.replace('abstractNumId="7">', 'abstractNumId="8"><w:numStyleLink w:val="Muc"/></w:abstractNum>'
                               '<w:abstractNum w:abstractNumId="7">')  # fmt: skip
    linked += '<w:num w:numId="5"><w:abstractNumId w:val="8"/></w:num>'
    assert text_of(word(item("một", of=5), numbering=linked, styles=styles)) == "1. một"


def test_parts_are_where_the_package_says() -> None:
    relation = '<Relationship Type="http://x/{}" Target="{}"/>'
    content = package(
        {
            "_rels/.rels": f"<r>{relation.format('officeDocument', '/word/document2.xml')}</r>",
            "word/_rels/document2.xml.rels": f"<r>{relation.format('numbering', 'so.xml')}</r>",
            "word/document2.xml": f'<w:document xmlns:w="{MAIN}">{item("a")}</w:document>',
            "word/so.xml": f'<w:numbering xmlns:w="{MAIN}">{lists(level(0, "decimal", "%1."))}</w:numbering>',
        }
    )
    assert text_of(content) == "1. a"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Kết luận\r\nmột\x00\r\n\r\n\r\n\r\nhai ".encode().replace(b"\x00", b""), "Kết luận\nmột\n\nhai"),
        ("\ufeffKết luận".encode(), "Kết luận"),
        ("Kết luận".encode("utf-16"), "Kết luận"),
        ("\ufeffKết luận".encode("utf-16-be"), "Kết luận"),
        (unicodedata.normalize("NFD", "Kết luận").encode(), "Kết luận"),
        ("\uf0b7 Rà soát\n\uf0d8\tLập".encode(), "- Rà soát\n-\tLập"),
    ],
)
def test_plain_text_is_read(content: bytes, words: str) -> None:
    assert text_of(content) == words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", minutes_files.EMPTY),
        (b" \n\t\n", minutes_files.EMPTY),
        (b"\x00" * (minutes_files.LARGEST_FILE + 1), minutes_files.TOO_BIG),
        (b"\x89PNG\r\n\x1a\n\x00", minutes_files.NOT_MINUTES),
        ("Kết luận".encode("cp1258", "replace") + b"\xff\xfe", minutes_files.NOT_MINUTES),
        (b"{\\rtf1\x00", minutes_files.NOT_MINUTES),
        (b"\xff\xfea", minutes_files.NOT_MINUTES),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, minutes_files.OLD_WORD),
        (sample("mat-khau.xlsx"), minutes_files.HAS_PASSWORD),  # Word keeps an encrypted document the same way
        (b"a" * 1_000_001, word_text.TOO_LONG),
        (sample("thang-11.xlsx"), minutes_files.NOT_MINUTES),
        (package({"word/media.xml": "<a/>"}), minutes_files.DAMAGED),
        (word(p("một"))[:-30], minutes_files.DAMAGED),
        (word("<w:p>"), minutes_files.DAMAGED),
        (word(""), minutes_files.EMPTY),
        (sample("mat-khau.pdf"), pdf_text.HAS_PASSWORD),
        (sample("thong-bao.pdf")[:3000], pdf_text.DAMAGED),
        (b"%PDF-1.4\nxref\n0 1\ntrailer<</Root 1 0 R>>", pdf_text.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, words: str) -> None:
    assert refusal(content) == words


ENTITIES = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><w:document xmlns:w="m"><w:p>&c;</w:p></w:document>'


def test_a_document_made_to_break_its_reader_is_refused() -> None:
    assert refusal(package({"word/document.xml": ENTITIES})) == minutes_files.DAMAGED
    assert refusal(package({"word/document.xml": b" " * 60_000_000})) == minutes_files.TOO_LARGE
    nested = "<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000
    assert refusal(word(nested)) == minutes_files.DAMAGED
    assert refusal(word("".join(f"<x{at}/>" for at in range(11_000)))) == minutes_files.DAMAGED
    assert refusal(word(p("a" * 1_000_001))) == word_text.TOO_LONG
    spread = cell("a" * 10_000, properties='<w:vMerge w:val="restart"/>')
    merged = cell("", properties="<w:vMerge/>")
    assert refusal(word(table(spread, *[merged] * 200))) == word_text.TOO_LONG


def test_more_elements_than_a_text_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_text, "MOST_ELEMENTS", 20)
    assert refusal(word(p("a") * 10)) == word_text.TOO_LONG


def test_random_bytes_are_refused_or_read() -> None:
    rng = random.Random(7)
    whole = word(item("Sở Y tế báo cáo") * 3, numbering=THREE)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            broken[rng.randrange(4, len(broken))] = rng.randrange(256)
        try:
            text_of(bytes(broken))
        except RuleBroken as refused:
            assert refused.field == "file"


# PDF ------------------------------------------------------------------------------------------------------------

NOTICE = """UBND TỈNH HÀ TĨNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
BAN CHỈ ĐẠO BHYT	Độc lập - Tự do - Hạnh phúc
Số: 27/TB-BCĐ	Hà Tĩnh, ngày 08 tháng 02 năm 2019

THÔNG BÁO
"""
PARAGRAPH = (
    "1. Giao Phòng Y tế chủ trì, phối hợp với Bảo hiểm xã hội thành phố rà soát số người chưa có thẻ bảo hiểm y tế tại"
    " các phường Đại Nài, Thạch Quý và Bắc Hà, lập danh sách theo từng tổ dân phố, báo cáo kết quả trước ngày"
    " 28/02/2019."
)


@pytest.mark.parametrize("name", ["thong-bao.pdf", "thong-bao-word.pdf"])
def test_a_pdf_is_read_line_by_line(name: str) -> None:
    text = text_of(sample(name))
    paragraphs = [" ".join(paragraph.split("\n")) for paragraph in text.split("\n\n")]
    assert PARAGRAPH in paragraphs
    assert "\n1. Niêm yết danh sách đại lý thu tại trụ sở.\n2. Bố trí cán bộ trực vào sáng thứ Bảy.\n" in text
    assert "\nTT\tĐơn vị\tDân số\tTham gia\n1\tPhường Đại Nài\t8.112\t7.300" in text
    assert {sign for sign in text if not sign.isprintable()} == {"\n", "\t"}


def test_what_stands_side_by_side_is_parted() -> None:
    assert text_of(sample("thong-bao.pdf")).startswith(NOTICE)


def pdf(*contents: str, pages: str = "", more: str = "") -> bytes:
    """A file with a page for each of the contents, in Helvetica; no table of places: readers look for the objects."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(contents)))
    objects = ["1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj"]
    objects.append(f"2 0 obj<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>endobj")
    objects.append("3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj")
    for at, content in enumerate(contents):
        resources = f"<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>{pages}"
        place = f"/MediaBox[0 0 600 800]/Contents {11 + 2 * at} 0 R/Resources{resources}"
        objects.append(f"{10 + 2 * at} 0 obj<</Type/Page/Parent 2 0 R{place}>>endobj")
        objects.append(f"{11 + 2 * at} 0 obj<</Length {len(content)}>>stream\n{content}\nendstream endobj")
    return f"%PDF-1.4\n{more}\n{chr(10).join(objects)}\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


def at(x: int, y: int, words: str, size: int = 12) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET "


PICTURE = (
    "4 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    "stream\n0\nendstream endobj"
)
SCAN = "q 600 0 0 800 0 0 cm /I Do Q "


def ruled(xs: tuple[int, ...], ys: tuple[int, ...]) -> str:
    upright = "".join(f"{x} {ys[0]} m {x} {ys[-1]} l S " for x in xs)
    return upright + "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S " for y in ys)


def test_a_row_of_a_ruled_table_is_one_line_with_its_cells_parted() -> None:
    cells = at(55, 690, "TT") + at(85, 690, "Don vi") + at(255, 690, "Thoi han")
    cells += at(55, 664, "1") + at(85, 670, "Phong Y te va Bao hiem") + at(85, 656, "xa hoi") + at(255, 664, "15/11")
    table = ruled((50, 80, 250, 400), (650, 685, 705))
    after = "TT\tDon vi\tThoi han\n1\tPhong Y te va Bao hiem xa hoi\t15/11\n\ncuoi"
    assert text_of(pdf(cells + table + at(50, 600, "cuoi"))) == after
    boxes = "".join(f"{x} 650 {wide} 55 re S " for x, wide in ((50, 30), (80, 170), (250, 150)))
    assert text_of(pdf(cells + boxes + "50 685 m 400 685 l S " + at(50, 600, "cuoi"))) == after
    frame = ruled((40, 500), (50, 780))
    assert text_of(pdf(frame + at(50, 700, "mot") + at(50, 686, "hai"))) == "mot\nhai"


def test_a_scan_is_told_from_a_page_with_a_picture() -> None:
    stamp = at(50, 700, "Nguoi ky: Van phong")
    assert refusal(pdf(SCAN, SCAN, more=PICTURE)) == pdf_text.SCANNED
    assert refusal(pdf(SCAN + stamp, more=PICTURE)) == pdf_text.SCANNED
    assert refusal(pdf("", "")) == pdf_text.SCANNED
    words = "".join(at(50, 700 - 14 * line, "So Y te bao cao ket qua ra soat ") for line in range(12))
    assert text_of(pdf(SCAN + words, more=PICTURE)).startswith("So Y te bao cao")
    assert text_of(pdf(stamp)) == "Nguoi ky: Van phong"


def test_pages_go_on_without_their_numbers() -> None:
    one, two = at(50, 700, "mot") + at(50, 686, "hai"), at(50, 700, "ba") + at(50, 686, "bon")
    assert text_of(pdf(one, at(300, 780, "2") + two)) == "mot\nhai\nba\nbon"


@pytest.mark.parametrize(
    ("degrees", "matrix"), [(90, "0 1 -1 0 600 0"), (180, "-1 0 0 -1 600 800"), (270, "0 -1 1 0 0 800")]
)
def test_a_turned_page_is_read_as_it_is_shown(degrees: int, matrix: str) -> None:
    words = f"q {matrix} cm " + at(50, 500, "mot hai") + at(300, 500, "ba") + at(50, 480, "bon") + "Q"
    assert text_of(pdf(words, pages=f"/Rotate {degrees}")) == "mot hai\tba\nbon"


def test_a_pdf_that_costs_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(pdf(*["" for _ in range(pdf_letters.MOST_PAGES + 1)])) == pdf_text.TOO_LONG
    bomb = zlib.compress(zlib.compress(b"a" * 200_000_000))
    stream = f"11 0 obj<</Length {len(bomb)}/Filter[/FlateDecode/FlateDecode]>>stream\n".encode() + bomb
    hollow = pdf("x").replace(b"11 0 obj<</Length 1>>stream\nx", stream)
    assert refusal(hollow) in (pdf_text.DAMAGED, pdf_text.SCANNED)
    around = pdf("x").replace(b"/Kids[10 0 R]", b"/Kids[2 0 R 2 0 R]")
    assert refusal(around) in (pdf_text.DAMAGED, pdf_text.SCANNED)
    monkeypatch.setattr(pdf_text, "_PATIENCE", 0.001)
    assert refusal(sample("thong-bao.pdf")) == pdf_text.DAMAGED


def test_the_letters_of_a_pdf_are_counted_while_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with PdfDocument(pdf(at(50, 700, "mot hai"), at(50, 700, "ba bon"))) as document:
        for most in (5, 9):
            monkeypatch.setattr(pdf_letters, "MOST_CHARACTERS", most)
            with pytest.raises(OverflowError):
                pdf_letters._read(document)


def test_broken_pdfs_are_refused_or_read() -> None:
    rng = random.Random(11)
    whole = sample("thong-bao.pdf")
    for _ in range(6):
        broken = bytearray(whole)
        for _ in range(200):
            broken[rng.randrange(8, len(broken))] = rng.randrange(256)
        try:
            text_of(bytes(broken))
        except RuleBroken as refused:
            assert refused.field == "file"


def letters(words: str, left: float, foot: float, wide: float = 6.0) -> list[Letter]:
    return [Letter(sign, left + wide * at, foot, left + wide * (at + 1), 12.0) for at, sign in enumerate(words)]


def test_letters_drawn_later_are_put_where_they_stand() -> None:
    late = [*letters("đ y nhanh", 50, 700), Letter("ẩ", 56, 700.2, 62, 12.0)]
    late.remove(Letter(" ", 56, 700, 62, 12.0))
    assert [line.words for line in lines_of(late)] == ["đẩy nhanh"]
    two = letters("TT", 50, 700) + letters("Đơn", 120, 700) + letters("vị", 141, 700) + letters("dưới", 50, 686)
    assert [line.words for line in lines_of(two)] == ["TT\tĐơn vị", "dưới"]


def test_a_wide_gap_between_lines_ends_a_paragraph() -> None:
    lines = [Line(str(foot), foot) for foot in (700, 686, 672, 650, 636)]
    assert page_words(lines) == "700\n686\n672\n\n650\n636\n"
    assert page_words([]) == ""


def test_page_numbers_and_what_is_repeated_at_the_edges_are_left_out() -> None:
    def page(number: int) -> list[Line]:
        words = ("UBND TỈNH HÀ TĨNH", f"đầu {'abc'[number]}", "giữa", f"cuối {'abc'[number]}", f"{number + 1}/3")
        return [Line(each, 800.0 - 14 * at) for at, each in enumerate(words)]

    kept = without_edges([page(number) for number in range(3)])
    assert [[line.words for line in each] for each in kept] == [[f"đầu {a}", "giữa", f"cuối {a}"] for a in "abc"]
    assert len(without_edges([page(0)])[0]) == 4
    for words in ("- 2 -", "Trang 2/5", "12"):
        assert without_edges([[Line(words, 1.0)]]) == [[]]
