"""How does the paper of an office look? Page, letterhead, title, text, signature as NĐ 30/2020/NĐ-CP, Appendix I, says.

Lengths are in points where nothing else is said. Lines are drawn, not underlined: sections 2 and 3 of the appendix.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
PAGE, MARGINS = (210, 297), (20, 15, 20, 30)  # mm; top, right, bottom, left
_HALVES_OF_HEAD, _HALVES_OF_FOOT = (66, 99), (82.5, 82.5)  # mm
_EMU = 12_700  # of a point
_SMALL, _MIDDLE, _BODY = 12, 13, 14
_MOTTO_LINE = 159  # as long as the motto in 13, bold
_CAPITAL, _LETTER = 0.72, 0.5  # of the size: how wide a bold capital, a bold letter is on average
_FOR_SIGNATURE = 60  # four lines
_PART = 0.4  # of the words above it: a third to a half

_LINE = """<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{length}" cy="0"/><wp:docPr id="{number}" name="Line {number}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{length}" cy="0"/></a:xfrm>
<a:prstGeom prst="line"><a:avLst/></a:prstGeom>
<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""
_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_UNWRITABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Letterhead:
    """Who issues, under whom, where, and who signs; ``signer`` has the lines above the name, then perhaps the name."""

    issuer: str
    superior: str = ""
    place: str = ""
    signer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """What stands on it. ``number`` is whole: "15/TB-BCĐ"; without a day its place is left open."""

    letterhead: Letterhead
    number: str
    dated: date | None
    kind: str
    about: str
    paragraphs: tuple[str, ...]  # one that begins with a Roman number is a heading
    recipients: tuple[str, ...]


def day_words(day: date | None) -> str:
    """ "ngày 05 tháng 02 năm 2026": days below 10 and months 1 and 2 have two digits (Appendix I, II.4)."""
    if day is None:
        return "ngày … tháng … năm …"
    return f"ngày {day.day:02} tháng {f'{day.month:02}' if day.month < 3 else day.month} năm {day.year}"


def write_paper(paper: Paper, at: datetime) -> bytes:
    """The .docx file; ``at`` is when it is made."""
    made = _Maker(paper)
    made.draw_head()
    made.draw_body()
    made.draw_foot()
    return made.finish(at)


class _Maker:
    def __init__(self, paper: Paper) -> None:
        from docx import Document  # takes memory that only this needs

        self.paper = paper
        self.document = Document()
        self.lines = 0
        self._set_style()
        self._set_page()

    def _set_style(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(_BODY)
        properties = style.element.get_or_add_rPr()
        for of in ("w:eastAsia", "w:cs"):
            properties.rFonts.set(qn(of), FONT)
        language = properties.makeelement(qn("w:lang"), {qn("w:val"): "vi-VN"})
        properties.append(language)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0

    def _set_page(self) -> None:
        """A4 upright; the page's number in the middle of the top margin, not on the first page."""
        from docx.oxml import parse_xml
        from docx.shared import Mm

        section = self.document.sections[0]
        section.page_width, section.page_height = map(Mm, PAGE)
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, MARGINS)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.style = self.document.styles["Normal"]
        paragraph.alignment = _CENTRE
        field = f'<w:fldSimple xmlns:w="{_NAMES["w"]}" w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(field))

    def draw_head(self) -> None:
        from docx.shared import Pt

        letterhead = self.paper.letterhead
        table = self._halves(_HALVES_OF_HEAD, rows=2)
        left, right = table.rows[0].cells
        superior, issuer = letterhead.superior.upper(), letterhead.issuer.upper()
        if superior:
            self._write(left.paragraphs[0], superior, _SMALL)
        self._write(self._next(left), issuer, _SMALL, bold=True)
        self._draw_line(self._next(left), _PART * min(len(issuer) * _SMALL * _CAPITAL, 170))
        self._write(right.paragraphs[0], STATE, _SMALL, bold=True)
        self._write(self._next(right), MOTTO, _MIDDLE, bold=True)
        self._draw_line(self._next(right), _MOTTO_LINE)
        where = f"{letterhead.place or '…'}, {day_words(self.paper.dated)}"
        left, right = (cell.paragraphs[0] for cell in table.rows[1].cells)
        for paragraph in (left, right):
            paragraph.paragraph_format.space_before = Pt(6)
        self._write(left, f"Số: {self.paper.number}", _MIDDLE)
        self._write(right, where, _MIDDLE, italic=True)

    def draw_body(self) -> None:
        from docx.shared import Mm, Pt

        title = self._write(self.document.add_paragraph(), self.paper.kind.upper(), _BODY, bold=True)
        title.paragraph_format.space_before = Pt(14)
        self._write(self.document.add_paragraph(), self.paper.about, _BODY, bold=True)
        line = self.document.add_paragraph()
        self._draw_line(line, _PART * min(len(self.paper.about) * _BODY * _LETTER, 420))
        line.paragraph_format.space_after = Pt(8)
        for words in self.paper.paragraphs:
            heading = re.match(r"[IVX]+\. ", words) is not None
            paragraph = self._write(self.document.add_paragraph(), words, _BODY, bold=heading)
            paragraph.alignment = _JUSTIFIED
            paragraph.paragraph_format.first_line_indent = Mm(12.7)
            paragraph.paragraph_format.space_after = Pt(6)
            paragraph.paragraph_format.keep_with_next = heading or words is self.paper.paragraphs[-1]

    def draw_foot(self) -> None:
        """Who gets it on the left, who signs on the right: on one page, with the end of the text."""
        from docx.shared import Pt

        left, right = self._halves(_HALVES_OF_FOOT, rows=1).rows[0].cells
        self._write(left.paragraphs[0], "Nơi nhận:", _SMALL, bold=True, italic=True)
        lines = [*(f"- {words};" for words in self.paper.recipients), "- Lưu: VT, …"]
        for words in lines:
            self._write(self._next(left), words, _SMALL - 1)
        for paragraph in left.paragraphs:
            paragraph.alignment = _LEFT
        signer = self.paper.letterhead.signer or ("TM. BAN CHỈ ĐẠO", "…")
        titles = [words for words in signer if words == words.upper()]
        for words in titles:
            self._write(self._next(right), words, _BODY, bold=True)
        for words in [words for words in signer if words not in titles] or [""]:
            name = self._write(self._next(right), words, _BODY, bold=True)
            name.paragraph_format.space_before = Pt(_FOR_SIGNATURE)
        end = self.document.add_paragraph()  # after a table there has to be one
        end.paragraph_format.line_spacing = Pt(1)

    def _halves(self, widths: Sequence[float], rows: int) -> Any:
        """A table of two columns without borders whose rows stay on one page."""
        from docx.oxml.ns import qn
        from docx.shared import Mm

        table = self.document.add_table(rows, 2)
        table.autofit = False
        for row in table.rows:
            properties = row._tr.get_or_add_trPr()
            properties.append(properties.makeelement(qn("w:cantSplit"), {}))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _next(self, cell: Any) -> Any:
        """The empty paragraph that a cell begins with, or another one."""
        first = cell.paragraphs[0]
        return first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()

    def _write(self, paragraph: Any, words: str, size: int, *, bold: bool = False, italic: bool = False) -> Any:
        from docx.shared import Pt

        run = paragraph.add_run(_writable(words))
        run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
        paragraph.alignment = _CENTRE
        return paragraph

    def _draw_line(self, paragraph: Any, length: float) -> None:
        from docx.oxml import parse_xml
        from docx.shared import Pt

        self.lines += 1
        names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
        line = _LINE.replace("\n", " ").format(names=names, length=round(length) * _EMU, number=self.lines)
        paragraph._p.append(parse_xml(line))
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.line_spacing = Pt(4)

    def finish(self, at: datetime) -> bytes:
        properties = self.document.core_properties
        properties.title, properties.language = _writable(f"{self.paper.kind}: {self.paper.about}")[:255], "vi-VN"
        properties.author = properties.last_modified_by = _writable(self.paper.letterhead.issuer)[:255]
        properties.comments = ""
        properties.created = properties.modified = at.replace(tzinfo=None)
        into = BytesIO()
        self.document.save(into)
        return into.getvalue()


def _writable(words: str) -> str:
    return _UNWRITABLE.sub("", words)


_LEFT, _CENTRE, _JUSTIFIED = 0, 1, 3  # how a paragraph stands, as python-docx counts
