"""What does a table of coverage say? Rows of cells as offices send them → units with people, population and groups.

Only the table is read here; what the committee already has is compared in reading_imports. A cell is text; one that
begins with "=" is a formula, followed by the value it showed when that is known ("=78.215").
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import TypeAlias

from bhyt_tasks.domain.coverage import EVERYBODY, needed
from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.lists import Remark
from bhyt_tasks.domain.reading_columns import (
    LONGEST_HEADING,
    Column,
    GroupWords,
    Headings,
    Meaning,
    Row,
    basis_said,
    cut_off_said,
    find_headings,
    is_numbering,
    month_said,
    words_of,
)
from bhyt_tasks.domain.units import kind_named
from bhyt_tasks.domain.vietnamese import LARGEST_COUNT, clean, fold

MOST_ROWS = 20_000
MOST_COLUMNS = 200
IDENTITY = 12  # characters of the shortest number of a person
STEP = 250  # lines after which it is told how far the work is

Progress: TypeAlias = Callable[[int, int], None]

NO_CELLS = N_("Không đọc được nội dung đã dán. Sao chép các ô từ Excel rồi dán lại.")
TOO_MANY_ROWS = N_("Bảng có {count} dòng, tối đa {most}. Chia thành nhiều tệp.")
TOO_MANY_COLUMNS = N_("Bảng có hơn {most} cột. Chỉ sao chép các cột cần nhập rồi dán lại.")
NO_ROWS = N_("Dưới tiêu đề không có dòng số liệu nào.")
NO_POPULATION_COLUMN = N_("Chưa thấy cột dân số. Chọn lại cột ở bảng “Các cột đã đọc”.")
NO_PEOPLE_COLUMN = N_("Chưa thấy cột số người tham gia. Chọn lại cột ở bảng “Các cột đã đọc”.")
COUNTS_CARDS = N_("Cột {letter} “{heading}” đếm thẻ, không phải người: một người có thể được tính nhiều thẻ.")
DOUBTFUL_COLUMN = N_("Có nhiều cột giống “{heading}”. Đã lấy cột {letter}; chọn lại nếu không đúng.")

FORMULA = N_(
    "Ô “{heading}” là công thức. Trong Excel, chép cột này rồi dán lại bằng Dán đặc biệt, Giá trị (Values), "
    "rồi nhập lại."
)
NOT_WHOLE = N_("“{text}” ở cột “{heading}” không phải số nguyên: số người không có phần lẻ. Có thể đã nhầm với tỷ lệ.")
NOT_A_NUMBER = N_("Không đọc được “{text}” ở cột “{heading}”. Ghi số nguyên, ví dụ 1.492.")
BELOW_ZERO = N_("“{text}” ở cột “{heading}” nhỏ hơn 0.")
TOO_LARGE = N_("“{text}” ở cột “{heading}” lớn quá: kiểm tra lại.")
NO_NAME = N_("Dòng có số liệu mà không có tên đơn vị.")
NO_FIGURES = N_("Dòng này chưa có số liệu.")
NO_PEOPLE = N_("Chưa có số người tham gia.")
NO_POPULATION_HERE = N_("Chưa có dân số, hoặc dân số bằng 0.")
OVER_EVERYBODY = N_(
    "Số người tham gia ({insured}) lớn hơn dân số ({population}). Sửa lại hoặc ghi lý do ở cột ghi chú."
)
OVER_WITH_NOTE = N_("Số người tham gia ({insured}) lớn hơn dân số ({population}); lý do: {note}")
OTHER_RATE = N_("Tỷ lệ trong tệp {said}%, tính từ số người và dân số là {rate}.")
OTHER_STILL = N_("“{heading}” trong tệp {said}, tính theo chỉ tiêu là {counted}.")
OTHER_UNINSURED = N_("“{heading}” trong tệp {said}, dân số trừ số người tham gia là {counted}.")
GROUPS_ABOVE = N_("Cộng các nhóm được {groups}, lớn hơn số người tham gia ({insured}).")
TOTAL_DIFFERS = N_("“{heading}”: tổng trong tệp {said}, cộng các dòng {counted}: lệch {gap}.")

_TOTAL = re.compile(
    r"(tong|tong cong|tong so|tong toan)( (cong|chung|so|toan|ca))*"
    r"( (toan )?(tinh|thanh pho|tp|thi xa|huyen|quan|phuong|xa|dia ban)( .*)?)?"
    r"|toan (tinh|thanh pho|tp|thi xa|huyen|quan|phuong|xa|thi tran|dia ban|don vi)( .*)?"
)
_PART = re.compile(
    r"(tong )?cong( (cac|khoi|phan|muc|nhom))*( (i|ii|iii|iv|v|vi|a|b|c|phuong|xa|thi tran|huyen|thon|tdp|to dan pho))*"
)
_SECTION = re.compile(r"(khoi|cac|nhom) (cac )?(xa|phuong|thi tran|thon|tdp|to dan pho|huyen|quan)( .*)?")
_ITEM = re.compile(r"^(?:i|ii|iii|iv|v|vi|vii|viii|ix|x|[a-e]|\d+) (?=\D)")
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(IX|IV|V?I{0,3})|[A-E]")
_NOTE_BELOW = re.compile(
    r"(ghi chu|chu thich|luu y|nguoi lap|nguoi tong hop|lap bieu|ke toan|noi nhan|giam doc|pho giam doc|thu truong"
    r"|tm uy ban|kt |tl |chu tich|thu ki|ki ten|da ki|nguon|don vi tinh|dvt)\b.*"
    r"|.* ngay \d{1,2} thang \d{1,2}( nam \d{4})?"
)


@dataclass(frozen=True)
class ListedReading:
    """One unit's line. ``wrong`` tells why it cannot be taken, ``remarks`` what to look at before it is."""

    line: int
    name: str
    code: str = ""
    parent: str = ""
    insured: int | None = None
    population: int | None = None
    groups: tuple[tuple[int, int], ...] = ()  # id of the group, people
    note: str = ""
    wrong: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Total:
    """A line that stands for others; the remarks say where it differs from their sum."""

    line: int
    name: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class ReadingTable:
    """``month``, ``cut_off_on`` and ``basis`` are what titles and headings say, for a person to confirm."""

    headings: Headings
    rows: tuple[ListedReading, ...]
    totals: tuple[Total, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    month: date | None = None
    cut_off_on: date | None = None
    basis: str = ""
    remarks: tuple[Remark, ...] = ()


def rows_of(text: str) -> list[list[str]]:
    """The cells of text pasted from a sheet, of a .csv file, or of what ``text_of`` wrote. Raises RuleBroken."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\0", ""))
    text = re.sub(r"\r\n?", "\n", text)
    lines = text.split("\n")
    mark = max("\t;,", key=lambda sign: sum(sign in line for line in lines))
    try:
        if text.count('"') % 2:  # inches, or a cut copy: no cell is quoted
            return [_within(line.split(mark)) for line in lines]
        return [_within(row) for row in csv.reader(StringIO(text, newline=""), delimiter=mark)]
    except csv.Error:
        raise RuleBroken(NO_CELLS, field="text") from None


def _within(row: list[str]) -> list[str]:
    """Columns of nothing at the right are left out. Raises RuleBroken for a row that is wider than any table."""
    if any(cell.strip() for cell in row[MOST_COLUMNS:]):
        raise RuleBroken(TOO_MANY_COLUMNS, field="text", most=MOST_COLUMNS)
    return row[:MOST_COLUMNS]


def text_of(rows: Iterable[Row]) -> str:
    """The rows as text that travels in a form: cells between tabs, as a spreadsheet copies them."""
    into = StringIO(newline="")
    csv.writer(into, delimiter="\t", lineterminator="\n").writerows([clean(cell) for cell in row] for row in rows)
    return into.getvalue()


def long_cells(rows: Iterable[Row]) -> str:
    """The cells in which the number of a person could stand, a line each: two counts side by side are none (R15)."""
    return "\n".join(cell for row in rows for cell in row if len(cell) >= IDENTITY and any(map(str.isdigit, cell)))


def read_readings(
    rows: Sequence[Row],
    groups: Iterable[GroupWords] = (),
    *,
    area_names: Iterable[str] = (),
    chosen: Mapping[int, str] | None = None,
    progress: Progress | None = None,
) -> ReadingTable:
    """The table that the rows hold. Raises RuleBroken when there are no headings, no rows under them or too many.

    ``area_names``: what the committee's own area is called; a line of that name is a total. ``chosen``: see
    ``find_headings``. ``progress`` is told how many lines of how many have been read.
    """
    if len(rows) > MOST_ROWS:
        raise RuleBroken(TOO_MANY_ROWS, field="text", count=len(rows), most=MOST_ROWS)
    headings = find_headings(rows, groups, chosen)
    reading = _Reading(headings, frozenset(map(fold, area_names)))
    for at in range(headings.body, len(rows)):
        reading.take(at + 1, rows[at])
        if progress and at % STEP == 0:
            progress(at, len(rows))
    if not reading.rows:
        raise RuleBroken(NO_ROWS, field="text")
    titles = [cell[:LONGEST_HEADING] for row in rows[: headings.body] for cell in row if cell.strip()]
    cut_off_on = next(filter(None, map(cut_off_said, titles)), None)
    month = next(filter(None, map(month_said, titles)), None)
    population = headings.of(Meaning.POPULATION)
    return ReadingTable(
        headings=headings,
        rows=tuple(row.listed for row in reading.rows),
        totals=tuple(_checked(total, reading, headings) for total in reading.totals),
        left_out=tuple(reading.left_out),
        month=month or (cut_off_on.replace(day=1) if cut_off_on else None),
        cut_off_on=cut_off_on,
        basis=basis_said(population.heading) if population else "",
        remarks=tuple(_about(headings)),
    )


def _about(headings: Headings) -> Iterable[Remark]:
    cards = headings.of(Meaning.CARDS)
    if headings.of(Meaning.POPULATION) is None:
        yield Remark(NO_POPULATION_COLUMN)
    if headings.of(Meaning.INSURED) is None and cards is None:
        yield Remark(NO_PEOPLE_COLUMN)
    if headings.of(Meaning.INSURED) is None and cards is not None:
        yield Remark(COUNTS_CARDS, {"letter": cards.letter, "heading": cards.heading})
    for column in headings.columns:
        if column.doubtful and column.meaning is not Meaning.IGNORED:
            yield Remark(DOUBTFUL_COLUMN, {"heading": column.heading, "letter": column.letter})


@dataclass(frozen=True)
class Number:
    """What a cell of a count says: ``count`` when it can be read, ``wrong`` when something is there and cannot."""

    count: int | None = None
    wrong: str = ""
    formula: bool = False

    @property
    def is_figure(self) -> bool:
        """Something like a number stands there; the words of a signature do not count."""
        return self.count is not None or self.formula or self.wrong not in ("", NOT_A_NUMBER)


_BLANK = frozenset(("", "-", "–", "—", "x", "X", "0.0e0"))


def read_count(cell: str) -> Number:
    """ "1.492", "1 492", "1,492", "1492.0" and "1492,00" are 1492; "91,5" is no count of people."""
    if cell.isascii() and cell.isdigit() and len(cell) < 10:
        return Number(int(cell))
    formula = cell.startswith("=")
    text = re.sub(r"\s|\u00a0|'", "", cell.lstrip("="))
    text = re.sub(r"(người|nguoi|thẻ|the)$", "", text, flags=re.IGNORECASE)
    if text in _BLANK:
        return Number(formula=formula)
    digits = text
    if re.fullmatch(r"[1-9]\d{0,2}((\.\d{3})+(,0{1,2})?|(,\d{3})+(\.0{1,2})?)", text):
        digits = re.sub(r"[.,]", "", re.sub(r"(?<=\d{3})[.,]0{1,2}$", "", text))
    elif re.fullmatch(r"\d+[.,]0+", text):
        digits = re.split(r"[.,]", text)[0]
    if re.fullmatch(r"[0-9]+", digits):
        count = int(digits) if len(digits) < 12 else LARGEST_COUNT + 1
        return Number(count, formula=formula) if count <= LARGEST_COUNT else Number(wrong=TOO_LARGE, formula=formula)
    if re.fullmatch(r"-[\d.,]+", text):
        return Number(wrong=BELOW_ZERO, formula=formula)
    return Number(wrong=NOT_WHOLE if re.fullmatch(r"\d+[.,]\d+%?|\d+%", text) else NOT_A_NUMBER, formula=formula)


def read_rate(cell: str) -> tuple[int, int] | None:
    """A percentage as a whole number and its decimals: "91,5" → (915, 1); None for what is none."""
    match = re.fullmatch(r"(\d{1,4})(?:[.,](\d{1,20}))?%?", re.sub(r"[\s=]", "", cell))
    if not match:
        return None
    decimals = match[2] or ""
    return int(match[1] + decimals), len(decimals)


@dataclass
class _Line:
    """A unit's line with what totals are checked against."""

    listed: ListedReading
    counts: dict[int, Number]
    is_village: bool


@dataclass
class _Mark:
    """A total where it stands: before how many of the units' lines."""

    line: int
    name: str
    grand: bool
    above: bool
    place: int
    counts: dict[int, Number]


@dataclass
class _Reading:
    """The lines below the headings, one after the other."""

    headings: Headings
    area_names: frozenset[str]
    rows: list[_Line] = field(default_factory=list)
    totals: list[_Mark] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    parent: str = ""
    ended: bool = False

    def __post_init__(self) -> None:
        columns = self.headings.columns
        self.at = {column.meaning: column.at for column in reversed(columns)}
        self.counted = [c for c in columns if c.meaning in (Meaning.POPULATION, Meaning.GROUP)]
        people = self.headings.of(Meaning.INSURED) or self.headings.of(Meaning.CARDS)
        self.people = people.at if people else -1
        self.counted += [people] if people else []
        self.read = self.counted + [
            c for c in columns if c.meaning in (Meaning.TARGET_PEOPLE, Meaning.STILL, Meaning.UNINSURED)
        ]
        self.leading = min((column.at for column in self.read), default=0)
        self.titles = {
            words_of(column.words[-1]) for column in columns if column.meaning in (Meaning.UNIT, Meaning.CODE)
        }

    def cell(self, row: Row, meaning: Meaning) -> str:
        at = self.at.get(meaning, -1)
        return clean(row[at]).replace("\n", " ") if 0 <= at < len(row) else ""

    def take(self, line: int, row: Row) -> None:
        if not any(cell.strip() for cell in row) or is_numbering(row):
            return
        name, code = self.cell(row, Meaning.UNIT), self.cell(row, Meaning.CODE)
        folded = fold(name)
        if (folded or fold(code)) in self.titles:
            return  # the headings again, at the top of a printed page
        counts = {c.at: read_count(row[c.at] if c.at < len(row) else "") for c in self.read}
        if parent := self.cell(row, Meaning.PARENT):
            self.parent = parent
        has_figures = any(number.is_figure for number in counts.values())
        if mark := self._mark(line, row, (name, folded), counts):
            self.totals += [mark] if has_figures else []
            self.left_out += [] if has_figures else [(line, mark.name)]
        elif self._is_unit(row, (name, folded), code, has_figures):
            empty = not any(row[column.at].strip() for column in self.read if column.at < len(row))
            if empty:  # a unit that waits for its figures: it is told among those that the table lacks
                self.left_out.append((line, name or code))
            else:
                self.rows.append(self._line(line, row, name, code, counts))
        else:
            self.ended = self.ended or not has_figures
            self.left_out.append((line, " ".join(dict.fromkeys(clean(cell) for cell in row if cell.strip()))[:200]))

    def _mark(self, line: int, row: Row, named: tuple[str, str], counts: dict[int, Number]) -> _Mark | None:
        """The line as a total, when its words say so: anywhere before the numbers, since they are merged there.

        ``named``: the unit's name as it is and folded.
        """
        name, folded = named
        number = self.cell(row, Meaning.NUMBER).strip(" .)")
        others = {cell: fold(cell) for cell in row[: max(self.leading, 1)] if cell != name and not cell.isdigit()}
        for cell, said in ((name, folded), *others.items()):
            words = _ITEM.sub("", said)
            grand = bool(_TOTAL.fullmatch(words)) or said in self.area_names
            part, section = bool(_PART.fullmatch(words)), bool(_SECTION.fullmatch(words))
            if words and (grand or part or section):
                return _Mark(line, clean(cell), grand, part and not section, len(self.rows), counts)
        if name and _ROMAN.fullmatch(number):
            return _Mark(line, name, grand=False, above=False, place=len(self.rows), counts=counts)
        return None

    def _is_unit(self, row: Row, named: tuple[str, str], code: str, has_figures: bool) -> bool:
        name, folded = named
        if _NOTE_BELOW.fullmatch(folded):
            return False
        if has_figures:
            return True
        kind = kind_named(name)
        short = 0 < len(name) <= 60 and not self.ended
        return short and bool(code or self.cell(row, Meaning.NUMBER).strip(".").isdigit() or (kind and kind.is_area))

    def _line(self, line: int, row: Row, name: str, code: str, counts: dict[int, Number]) -> _Line:
        people, population = (
            counts.get(self.people, Number()),
            counts.get(self.at.get(Meaning.POPULATION, -1), Number()),
        )
        groups = tuple(
            (column.group_id, count)
            for column in self.counted
            if column.group_id is not None and (count := counts[column.at].count) is not None
        )
        note = self.cell(row, Meaning.NOTE)
        listed = ListedReading(
            line=line,
            name=name,
            code=re.sub(r"(?<=\d)\.0$", "", code.lstrip("'=")),
            parent=self.parent,
            insured=people.count,
            population=population.count,
            groups=groups,
            note=note[:1000],
            wrong=tuple(self._wrong(row, name or code, counts, people, population, note)),
            remarks=tuple(self._remarks(row, counts, people.count, population.count, groups, note)),
        )
        kind = kind_named(name)
        return _Line(listed, counts, kind is not None and kind.value == "village")

    def _wrong(
        self, row: Row, name: str, counts: dict[int, Number], people: Number, population: Number, note: str
    ) -> Iterable[Remark]:
        if not name:
            yield Remark(NO_NAME)
        bad = False
        for column in self.counted:
            number = counts[column.at]
            values = {
                "heading": column.heading,
                "text": clean(row[column.at]).lstrip("=") if column.at < len(row) else "",
            }
            if number.formula or number.wrong:
                bad = True
                yield Remark(FORMULA if number.formula else number.wrong, values)
        if bad:
            return
        if people.count is None and not population.count:
            yield Remark(NO_FIGURES)
        elif people.count is None:
            yield Remark(NO_PEOPLE)
        elif not population.count:
            yield Remark(NO_POPULATION_HERE)
        elif people.count > population.count and not note:
            yield Remark(OVER_EVERYBODY, {"insured": people.count, "population": population.count})

    def _remarks(
        self,
        row: Row,
        counts: dict[int, Number],
        insured: int | None,
        population: int | None,
        groups: Iterable[tuple[int, int]],
        note: str,
    ) -> Iterable[Remark]:
        if insured is None or not population:
            return
        if insured > population and note:
            yield Remark(OVER_WITH_NOTE, {"insured": insured, "population": population, "note": note})
        in_groups = sum(count for _, count in groups)
        if in_groups > insured:
            yield Remark(GROUPS_ABOVE, {"groups": in_groups, "insured": insured})
        yield from self._rate(row, insured, population)
        yield from self._gaps(row, counts, insured, population)

    def _rate(self, row: Row, insured: int, population: int) -> Iterable[Remark]:
        cell = self.cell(row, Meaning.RATE)
        said = read_rate(cell)
        if said is None or _fits(*said, insured * 100, population):
            return
        if "%" in cell or not _fits(*said, insured, population):  # 0,915 is what a cell of 91,5% holds
            yield Remark(OTHER_RATE, {"said": cell.lstrip("=").rstrip("% "), "rate": insured * EVERYBODY // population})

    def _gaps(self, row: Row, counts: dict[int, Number], insured: int, population: int) -> Iterable[Remark]:
        for meaning, sentence in ((Meaning.STILL, OTHER_STILL), (Meaning.UNINSURED, OTHER_UNINSURED)):
            column = self.headings.of(meaning)
            said = counts[column.at].count if column else None
            right = (
                self._still(row, counts, insured, population) if meaning is Meaning.STILL else [population - insured]
            )
            if column and said is not None and right and max(0, right[0]) != said and said not in right:
                yield Remark(sentence, {"heading": column.heading, "said": said, "counted": max(0, right[0])})

    def _still(self, row: Row, counts: dict[int, Number], insured: int, population: int) -> list[int]:
        """People still to enrol, by what the table sets as target: in people, or in per cent, cut up or rounded."""
        people = counts.get(self.at.get(Meaning.TARGET_PEOPLE, -1), Number()).count
        if people is not None:
            return [people - insured]
        said = read_rate(self.cell(row, Meaning.TARGET_RATE))
        if said is None:
            return []
        digits, decimals = said
        points = digits * 100 // 10**decimals
        points *= 1 if points > 200 else 100
        nearest = (2 * population * points + EVERYBODY) // (2 * EVERYBODY)
        return [needed(population, points) - insured, nearest - insured]


def _fits(digits: int, decimals: int, part: int, whole: int) -> bool:
    """Is it part / whole, cut or rounded to the decimals shown?"""
    exact: int = part * 10**decimals
    return digits == exact // whole or 2 * abs(digits * whole - exact) <= whole


def _checked(total: _Mark, reading: _Reading, headings: Headings) -> Total:
    """The total beside the sum of the lines it stands for; where several readings are meant, the one that fits.

    Only what is counted: people still to enrol in units do not add up to those of their area (R8).
    """
    scopes = [scope for scope in _scopes(total, reading) if scope]
    remarks = [tuple(_differences(total, scope, reading.counted)) for scope in scopes]
    best = min(remarks, key=len, default=())
    return Total(total.line, total.name, best if best == () else remarks[0])


def _scopes(total: _Mark, reading: _Reading) -> list[list[_Line]]:
    """The lines that a total may stand for, the likeliest first."""
    marks = sorted({0, len(reading.rows), *(mark.place for mark in reading.totals)})
    before = max((place for place in marks if place < total.place), default=0)
    after = min((place for place in marks if place > total.place), default=len(reading.rows))
    above, below, every = reading.rows[before : total.place], reading.rows[total.place : after], reading.rows
    if total.grand:
        return [every, [line for line in every if not line.is_village], above]
    return [above, every, below] if total.above else [below, above]


def _differences(total: _Mark, scope: Sequence[_Line], columns: Iterable[Column]) -> Iterable[Remark]:
    for column in columns:
        said, numbers = total.counts[column.at].count, [line.counts[column.at] for line in scope]
        if said is None or any(number.wrong for number in numbers):
            continue
        counted = sum(number.count or 0 for number in numbers)
        if counted != said:
            values = {"heading": column.heading, "said": said, "counted": counted, "gap": abs(counted - said)}
            yield Remark(TOTAL_DIFFERS, values)
