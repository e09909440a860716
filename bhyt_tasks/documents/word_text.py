"""What does a person read in a Word document (.docx): its paragraphs and tables, with the numbers of its lists?

Read in the form of ECMA-376 part 1. What was deleted under "track changes", notes, comments, headers and footers are
not part of it; what was inserted and the text of boxes is.
"""

import posixpath
import re
from dataclasses import dataclass, field

from bhyt_tasks.documents import packages
from bhyt_tasks.documents.outlines import CORRUPT, refused
from bhyt_tasks.documents.packages import Parts
from bhyt_tasks.documents.word_numbers import Numbers, Place, read_numbers, value_of, whole
from bhyt_tasks.domain.errors import N_

MOST_CHARACTERS = 1_000_000
MOST_ELEMENTS = 1_000_000  # of the document: a text of that length has fewer
MOST_NAMES = 10_000  # of elements
MOST_NESTED = 50  # paragraphs and tables in one another
MOST_COLUMNS = 63  # of a table, by the format
TOO_LONG = N_("Tệp dài hơn {most} ký tự. Chỉ giữ phần biên bản, thông báo rồi lưu lại.")

_WORDS = ("wordprocessingml/2006/main", "ooxml/wordprocessingml/main")  # the namespace, of either edition
_SKIPPED = frozenset(
    ("moveFrom", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPr", "rt")
)
_SIGNS = {"noBreakHyphen": "-", "br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t"}
_OFF = ("0", "false", "off")


@dataclass
class Paragraph:
    words: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str = ""
    level: int | None = None
    goes_on: bool = False  # its end was deleted: the next one belongs to it


@dataclass
class Table:
    """``above`` are the words of each column's cell in the row before."""

    above: dict[int, str] = field(default_factory=dict)
    row: dict[int, str] = field(default_factory=dict)
    column: int = 0
    wide: int = 1
    merged: bool = False  # the cell goes on with the one above
    rows: list[str] = field(default_factory=list)


def read_document(parts: Parts) -> str:
    """The text, a line a paragraph and a line a row of a table. Raises RuleBroken."""
    document = _target(parts, "", "officeDocument", "word/document.xml")
    if document not in parts:
        raise refused(CORRUPT)
    numbering = _target(parts, document, "numbering", "word/numbering.xml")
    styles = _target(parts, document, "styles", "word/styles.xml")
    reader = _Reader(read_numbers(parts, numbering, styles))
    packages.read_xml(parts[document], reader.start, reader.text, reader.end)
    return "\n".join(reader.lines[0])


def _target(parts: Parts, of: str, kind: str, otherwise: str) -> str:
    """The part that another one names as its numbering, its styles; ``of`` "" is the package."""
    found: list[str] = []

    def start(_tag: str, given: dict[str, str]) -> None:
        if given.get("Type", "").endswith(f"/{kind}") and not found:
            found.append(posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))[1:])

    folder, name = posixpath.split(of)
    listed = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if listed:
        packages.read_xml(listed, start)
    return found[0] if found else otherwise


class _Reader:
    """Follows the elements; ``lines`` has a list for the document and one more for each cell that is open."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.lines: list[list[str]] = [[]]
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.prefix: str | None = None
        self.names: dict[str, str] = {}  # of the elements, without the prefix
        self.skipped = 0  # how deep within an element that is not read
        self.elements = self.characters = 0
        self.in_words = self.in_run = self.in_properties = self.hidden = False
        self.begun = ""  # the paragraph whose end was deleted

    def start(self, tag: str, given: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise refused(TOO_LONG, most=MOST_CHARACTERS)
        if self.skipped:
            self.skipped += 1
            return
        name = self.names.get(tag)
        if name is None:
            name = self.names[tag] = self._name(tag, given)
        if name in _SKIPPED:
            self.skipped = 1
        elif name:
            self._enter(name, given)

    def _enter(self, name: str, given: dict[str, str]) -> None:
        if name == "t":
            self.in_words = True
        elif name == "r":
            self.in_run, self.hidden = True, False
        elif name in ("p", "tbl", "tc"):
            self._open(name)
        elif name == "pPr":
            self.in_properties = True
        elif self.in_run:
            self._in_run(name, given)
        elif self.in_properties and self.paragraphs:
            self._of_paragraph(self.paragraphs[-1], name, given)
        elif self.tables:
            self._of_table(self.tables[-1], name, given)

    def _name(self, tag: str, given: dict[str, str]) -> str:
        """The name if it is one of Word's; the fallback for readers that know no boxes is skipped as a whole."""
        if len(self.names) > MOST_NAMES:
            raise refused(CORRUPT)
        prefix, _colon, name = tag.rpartition(":")
        if self.prefix is None:
            bound = (key for key, value in given.items() if key.startswith("xmlns") and value.endswith(_WORDS))
            self.prefix = next(bound, "xmlns:w")[6:]
        if prefix != self.prefix:
            return "rt" if tag == "mc:Fallback" else "t" if tag == "m:t" else ""
        return name

    def _open(self, name: str) -> None:
        if len(self.paragraphs) + len(self.lines) > MOST_NESTED:
            raise refused(CORRUPT)
        if name == "p":
            self.paragraphs.append(Paragraph())
            self.in_run = False
        elif name == "tbl":
            self.tables.append(Table())
        elif self.tables:
            self.lines.append([])
            self.tables[-1].wide, self.tables[-1].merged = 1, False

    def _in_run(self, name: str, given: dict[str, str]) -> None:
        if name == "vanish":
            self.hidden = value_of(given) not in _OFF
        elif name in _SIGNS:
            self._say(_SIGNS[name])
        elif name == "sym":
            self._say("-" if not any(map(str.strip, self.paragraphs[-1].words)) else " ")

    def _of_paragraph(self, paragraph: Paragraph, name: str, given: dict[str, str]) -> None:
        if name == "pStyle":
            paragraph.style = value_of(given)
        elif name == "numId":
            paragraph.list_id = value_of(given)
        elif name == "ilvl":
            paragraph.level = whole(value_of(given))
        elif name == "del":
            paragraph.goes_on = True

    def _of_table(self, table: Table, name: str, given: dict[str, str]) -> None:
        if name == "gridSpan":
            table.wide = min(max(whole(value_of(given)), 1), MOST_COLUMNS)
        elif name == "vMerge":
            table.merged = value_of(given) != "restart"

    def text(self, said: str) -> None:
        if self.in_words and self.paragraphs and not self.hidden:
            self._say(said)

    def _say(self, said: str) -> None:
        self._count(len(said))
        if self.paragraphs:
            self.paragraphs[-1].words.append(said)

    def _count(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise refused(TOO_LONG, most=MOST_CHARACTERS)

    def end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        name = self.names[tag]
        if name == "t":
            self.in_words = False
        elif name == "pPr":
            self.in_properties = False
        elif name == "r":
            self.in_run = self.hidden = False
        elif name == "p":
            self._end_paragraph(self.paragraphs.pop())
        elif name == "tc" and self.tables:
            self._end_cell(self.tables[-1], self.lines.pop())
        elif name == "tr" and self.tables:
            self._end_row(self.tables[-1])
        elif name == "tbl":
            self.lines[-1] += self.tables.pop().rows

    def _end_paragraph(self, paragraph: Paragraph) -> None:
        words = self.begun + "".join(paragraph.words)
        self.begun = ""
        if paragraph.goes_on:
            self.begun = words
            return
        number = self._number(paragraph)
        self._count(len(number) + 1)
        words = _spaced(words)
        self.lines[-1].append(f"{number} {words}" if number and words else words)

    def _number(self, paragraph: Paragraph) -> str:
        place = self.numbers.of_style(paragraph.style)
        if paragraph.list_id:
            place = Place(paragraph.list_id, paragraph.level or 0)
        elif place and paragraph.level is not None:
            place = place._replace(level=paragraph.level)
        return self.numbers.next(place) if place else ""

    def _end_cell(self, table: Table, lines: list[str]) -> None:
        words = "\n".join(line for line in lines if line)
        if table.merged:
            words = table.above.get(table.column, "")
            self._count(len(words))
        table.row[table.column] = words
        table.column += table.wide

    def _end_row(self, table: Table) -> None:
        cells = [table.row.get(column, "") for column in range(table.column)]
        said = [cell for cell in cells if cell]
        if len(said) == 1 or (len(said) == 2 and "\n" in "".join(said)):
            table.rows += said  # a frame round a text, or the two halves of a letterhead
        elif said:
            table.rows.append("\t".join(re.sub(r"\s+", " ", cell) for cell in cells))
        table.above, table.row, table.column = table.row, {}, 0


def _spaced(words: str) -> str:
    """Words as they are seen: one tab is as good as a space, several make columns."""
    words = re.sub(r"[ \t]*\t[ \t]*", "\t", words).strip(" \t")
    return words if words.count("\t") > 1 else words.replace("\t", " ")
