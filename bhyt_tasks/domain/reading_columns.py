"""Which column of a coverage table is which? By the words of its headings, wherever and however they stand.

Headings may fill three rows and be merged: what stands above several columns is said of each. Words are compared
without accents; "%" reads as "phần trăm".
"""

import enum
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bhyt_tasks.domain.errors import N_, RuleBroken
from bhyt_tasks.domain.vietnamese import clean, fold, fold_signs

NO_HEADINGS = N_(
    "Không thấy dòng tiêu đề của bảng. Bảng cần các cột: đơn vị (hoặc mã), dân số, số người tham gia; "
    "tiêu đề đứng trong 30 dòng đầu."
)

Row = Sequence[str]

_DEEPEST = 30  # rows from the top in which headings are looked for
_MOST_ROWS = 3  # of headings, without the row of column numbers
LONGEST_HEADING = 300  # characters of a cell that are looked at


class Meaning(enum.StrEnum):
    """What a column holds; the later ones are checked or shown and never saved."""

    UNIT = "unit"
    PARENT = "parent"
    CODE = "code"
    POPULATION = "population"
    INSURED = "insured"
    CARDS = "cards"
    GROUP = "group"
    NOTE = "note"
    RATE = "rate"
    TARGET_RATE = "target_rate"
    TARGET_PEOPLE = "target_people"
    STILL = "still"
    UNINSURED = "uninsured"
    PLAN = "plan"
    CHANGE = "change"
    NUMBER = "number"
    IGNORED = "ignored"


_COUNTED = (Meaning.INSURED, Meaning.CARDS, Meaning.POPULATION, Meaning.GROUP)
_ONCE = frozenset(Meaning) - {Meaning.GROUP, Meaning.CHANGE, Meaning.PLAN, Meaning.IGNORED}


@dataclass(frozen=True)
class GroupWords:
    """A participant group and what it is called: its name and short words."""

    id: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """``at`` counts from 0; ``words`` are the headings from top to bottom; ``doubtful`` tells that another column
    reads the same."""

    at: int
    words: tuple[str, ...]
    meaning: Meaning
    group_id: int | None = None
    doubtful: bool = False

    @property
    def letter(self) -> str:
        """As a spreadsheet names it: A, B … Z, AA."""
        first, last = divmod(self.at, 26)
        return (chr(64 + first) if first else "") + chr(65 + last)

    @property
    def heading(self) -> str:
        return " / ".join(self.words)

    @property
    def key(self) -> str:
        """How a form and a remembered layout name what it holds: "insured", "group-3"."""
        return f"{self.meaning}-{self.group_id}" if self.meaning is Meaning.GROUP else str(self.meaning)


@dataclass(frozen=True)
class Headings:
    """The columns that have a heading, and the rows, from 0, in which the headings and the table begin."""

    first: int
    body: int
    columns: tuple[Column, ...]

    def of(self, meaning: Meaning) -> Column | None:
        return next((column for column in self.columns if column.meaning is meaning), None)

    @property
    def of_villages(self) -> bool:
        unit = self.of(Meaning.UNIT)
        return unit is not None and _level(words_of(unit.words[-1])) == len(_LEVELS) - 1

    @property
    def fingerprint(self) -> str:
        """The same for every table with these headings in this order; years and months in them do not count."""
        said = "|".join(re.sub(r"\d+", "", fold(column.heading)) for column in self.columns)
        return hashlib.sha256(said.encode()).hexdigest()


# What the path of headings says wherever it stands in it, the first that fits.
_OF_THE_PATH = (
    (Meaning.CHANGE, r"\b(tang|giam|chenh lech)\b"),
    (Meaning.IGNORED, r"\b(thang|ki|nam|qui) truoc\b|\bcung ki\b"),
    (Meaning.TARGET_RATE, r"\b(ti le|do) bao phu (bhyt )?(theo )?(duoc )?(giao|chi tieu|ke hoach)\b"),
    (
        Meaning.PLAN,
        r"\b(phan tram|ti le|dat|so) (.* )?(ke hoach|kh|chi tieu|duoc giao)\b(?!.*phan tram$)"
        r"|\b(hoan thanh|so voi|thuc hien) (.* )?(ke hoach|kh|chi tieu|duoc giao)\b",
    ),
    (Meaning.TARGET_RATE, r"\b(chi tieu|ke hoach|kh|muc tieu)\b.*\b(phan tram|ti le|bao phu)\b"),
    (Meaning.TARGET_PEOPLE, r"\b(chi tieu|ke hoach|kh|muc tieu)\b"),
    (Meaning.IGNORED, r"\bti le chua\b"),
    (Meaning.STILL, r"\bcon (phai|thieu|lai)\b|\b(phai|can) (phat trien|van dong)\b"),
    (Meaning.UNINSURED, r"\bchua (tham gia|co the|co bhyt|co bao hiem|duoc cap|mua)\b"),
)
# What the lowest heading says that says anything.
_OF_THE_LEAF = (
    (Meaning.NOTE, r"^(ghi chu|li do|nguyen nhan|giai trinh)\b"),
    (Meaning.IGNORED, r"^ma (so )?(bhxh|the|dinh danh)\b|^don vi tinh\b|^dvt$"),
    (Meaning.CODE, r"^ma( so| don vi| xa| phuong| dvhc| hanh chinh| dia ban| dia phuong)*$|^code$"),
    (Meaning.NUMBER, r"^(stt|tt|so tt|so thu tu)$"),
    (Meaning.RATE, r"\bti le\b|\bdo bao phu\b|\bbao phu\b|\bphan tram\b"),
    (Meaning.POPULATION, r"\bdan so\b|\bso dan\b|\bnhan khau\b"),
)
_COUNTS = (
    (Meaning.IGNORED, r"\b(bhxh|bao hiem xa hoi) (bat buoc|tu nguyen)\b|\bbhtn\b|\bthat nghiep\b|^bhxh$"),
    (
        Meaning.INSURED,
        r"\btham gia\b|\bco (the|bhyt|bao hiem)\b|\bthuc hien\b|\bket qua\b|^(tong )?so (nguoi|doi tuong)\b",
    ),
    (Meaning.CARDS, r"\bso (luong )?the\b|\bthe bhyt\b|\bso luong the\b"),
)
# A heading that says nothing by itself: a unit of measure, "tổng số", a day or a month.
_WEAK = re.compile(
    r"(tong( so| cong)?|cong|chung|so luong|sl|so nguoi|nguoi|the|phan tram"
    r"|(tinh |chot )?(den )?(het )?((ngay|thang|nam|t) ?)?\d[\d ]*((thang|nam) [\d ]+)*)"
)
# Names of units by the level they speak of: the deepest is the unit, the next one what it is of.
_LEVELS = (
    r"(ten )?(huyen|quan|thi xa|tinh|thanh pho|tp)( (huyen|quan|thi xa|thanh pho|tx|tp))*",
    r"(ten )?(don vi|dia phuong|dia ban|don vi hanh chinh|(don vi )?cap xa|ten|noi dung|khu vuc)",
    r"(ten )?(don vi )?(xa|phuong|thi tran|dac khu)( (xa|phuong|thi tran|tt|dac khu))*",
    r"(ten )?(thon|tdp|to dan pho|khu pho|khu dan cu|ap|ban|buon|lang|khom|xom|to)"
    r"( (thon|tdp|to dan pho|khu pho|khu dan cu|ap|ban|buon|lang|khom|xom|to))*",
)
# The five statutory groups, as offices shorten them.
_STATUTORY = (
    r"(nsnn|ngan sach( nha nuoc)?|nha nuoc)( trung uong| dia phuong)? (ho tro|ht)\b",
    r"(nsnn|ngan sach( nha nuoc)?|nha nuoc) (dong|bao dam|cap|mua)\b",
    r"(bhxh|bao hiem xa hoi) dong\b|quy bhxh",
    r"(nld|nguoi lao dong)\b.*\b(sdld|nsdld|su dung lao dong)\b|^(nld|nguoi lao dong|(nguoi )?n?sdld)( dong)?$",
    r"^(nhom )?(nguoi )?(tham gia )?(bhyt )?(theo )?(ho gia dinh|hgd)( dong| tham gia| tu dong| bhyt)*$"
    r"|^(nhom )?tu dong$",
)
_NUMBERED = re.compile(r"\(?([a-zđ]|\d{1,2}[a-z]?)\)?(\s*=.*)?", re.IGNORECASE)


def words_of(text: str) -> str:
    return fold(text.replace("%", " phần trăm "))


def find_headings(
    rows: Sequence[Row], groups: Iterable[GroupWords], chosen: Mapping[int, str] | None = None
) -> Headings:
    """Raises RuleBroken when no row of the first thirty names a unit and something that is counted.

    ``chosen`` says by column what a person knows better, in the words of ``Column.key``.
    """
    known = tuple(groups)
    rows = [[cell[:LONGEST_HEADING] for cell in row] for row in rows[: _DEEPEST + _MOST_ROWS]]
    for first, row in enumerate(rows[:_DEEPEST]):
        if len({cell.strip() for cell in row} - {""}) < 2:
            continue
        body = _body(rows, first)
        columns = _columns(rows[first:body], known)
        if _is_table(columns):
            body += body < len(rows) and is_numbering(rows[body])
            return Headings(first, body, _with(columns, chosen or {}, known))
    raise RuleBroken(NO_HEADINGS, field="text")


def _is_table(columns: Sequence[Column]) -> bool:
    meanings = {column.meaning for column in columns}
    return bool(meanings & {Meaning.UNIT, Meaning.CODE}) and bool(meanings & set(_COUNTED))


def _body(rows: Sequence[Row], first: int) -> int:
    """Where the headings that begin in a row end: those below have no number and no name of a unit."""
    at = first + 1
    named = [place for place, cell in enumerate(rows[first]) if _level(words_of(cell)) is not None]
    while at < min(len(rows), first + _MOST_ROWS) and _goes_on(rows[at], [(place, rows[first]) for place in named]):
        at += 1
    return at


def _goes_on(row: Row, named: Iterable[tuple[int, Row]]) -> bool:
    """Is the row more of the headings? The word for units may reach down into it, but a name may not stand there."""
    cells = {cell.strip() for cell in row if cell.strip()}
    if not cells or is_numbering(row):
        return False
    under = [(_cell(row, at), _cell(above, at)) for at, above in named]
    if any(words and (words != heading or len(cells) == 1) for words, heading in under):
        return False
    return not any(re.fullmatch(r"=.*|-?[\d.,\s]+%?", cell) for cell in cells)


def is_numbering(row: Row) -> bool:
    """ "(1) (2) (3)", "A B 1 2 3", "(6)=(5)/(3)": the numbers of the columns."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) < 3 or not all(_NUMBERED.fullmatch(cell) for cell in cells):
        return False
    said = [int(found[1]) for cell in cells if (found := re.match(r"\(?(\d{1,2})", cell))]
    return len(said) > 1 and said == list(range(said[0], said[0] + len(said)))


def _columns(rows: Sequence[Row], groups: tuple[GroupWords, ...]) -> tuple[Column, ...]:
    width = max(map(len, rows))
    paths = {at: path for at in range(width) if (path := _path(rows, at))}
    found = [_column(at, path, groups) for at, path in paths.items()]
    return tuple(_once(_named(found)))


def _path(rows: Sequence[Row], at: int) -> tuple[str, ...]:
    """The headings of a column from top to bottom, each said once."""
    words = [_cell(row, at) or _reaching(rows, depth, at) for depth, row in enumerate(rows)]
    return tuple(said for said, above in zip(words, ["", *words], strict=False) if said and said != above)


def _reaching(rows: Sequence[Row], depth: int, at: int) -> str:
    """The heading to the left that is merged over an empty cell: both have headings below."""
    if not any(_cell(lower, at) for lower in rows[depth + 1 :]):
        return ""
    left = next((left for left in range(at - 1, -1, -1) if _cell(rows[depth], left)), at)
    words = _cell(rows[depth], left)
    return words if any(_cell(lower, left) not in ("", words) for lower in rows[depth + 1 :]) else ""


def _cell(row: Row, at: int) -> str:
    return clean(row[at]).replace("\n", " ").strip(" :") if at < len(row) else ""


def _column(at: int, path: tuple[str, ...], groups: tuple[GroupWords, ...]) -> Column:
    folded = [words_of(words) for words in path]
    strong = [words for words in folded if not _WEAK.fullmatch(words)] or folded
    leaf = strong[-1]
    whole = _said(_OF_THE_PATH, " ".join(folded))
    if whole:
        return Column(at, path, whole)
    of_leaf = Meaning.RATE if folded[-1] == "phan tram" else _said(_OF_THE_LEAF, leaf)
    if of_leaf:
        return Column(at, path, of_leaf)
    group_id = _group(path, groups)
    if group_id is not None:
        return Column(at, path, Meaning.GROUP, group_id)
    return Column(at, path, _said(_COUNTS, leaf) or Meaning.IGNORED)


def _said(among: Iterable[tuple[Meaning, str]], words: str) -> Meaning | None:
    return next((meaning for meaning, pattern in among if re.search(pattern, words)), None)


def _group(path: tuple[str, ...], groups: Iterable[GroupWords]) -> int | None:
    leaf = next((fold(words) for words in reversed(path) if not _WEAK.fullmatch(words_of(words))), "")
    kind = _statutory(leaf)
    for group in groups:
        said = {fold(words) for words in group.words}
        if leaf in said or (kind is not None and kind in {_statutory(words) for words in said}):
            return group.id
    return None


def _statutory(words: str) -> int | None:
    return next((number for number, pattern in enumerate(_STATUTORY) if re.search(pattern, words)), None)


def _level(words: str) -> int | None:
    return next((level for level, pattern in enumerate(_LEVELS) if re.fullmatch(pattern, words)), None)


def _named(columns: Sequence[Column]) -> list[Column]:
    """The columns with those that name units told apart: the deepest level is the unit, the next its parent."""
    levels = {column.at: level for column in columns if (level := _level(words_of(column.words[-1]))) is not None}
    deep = sorted(set(levels.values()), reverse=True)
    meant = dict(zip(deep, (Meaning.UNIT, Meaning.PARENT), strict=False))
    return [
        Column(column.at, column.words, meant.get(levels[column.at], Meaning.IGNORED))
        if column.at in levels and column.meaning is Meaning.IGNORED
        else column
        for column in columns
    ]


def _once(columns: Sequence[Column]) -> list[Column]:
    """Of columns that read the same, the one of the latest month, else the first."""
    meant: dict[str, list[Column]] = {}
    for column in columns:
        meant.setdefault(column.key, []).append(column)
    kept = []
    for column in columns:
        alike = meant[column.key]
        if len(alike) == 1 or (column.meaning not in _ONCE and column.meaning is not Meaning.GROUP):
            kept.append(column)
            continue
        chosen = max(alike, key=lambda each: (month_said(each.heading) or date.min, -each.at))
        meaning, group_id = (column.meaning, column.group_id) if column is chosen else (Meaning.IGNORED, None)
        kept.append(Column(column.at, column.words, meaning, group_id, doubtful=True))
    return kept


def _with(columns: Sequence[Column], chosen: Mapping[int, str], groups: tuple[GroupWords, ...]) -> tuple[Column, ...]:
    """The columns as a person says they are; what is no choice is left as it was read."""
    ids = {group.id for group in groups}
    return tuple(_as_chosen(column, chosen.get(column.at, ""), ids) for column in columns)


def _as_chosen(column: Column, key: str, groups: set[int]) -> Column:
    name, _, number = key.partition("-")
    if name not in list(Meaning) or key == column.key:
        return column
    meaning = Meaning(name)
    if meaning is not Meaning.GROUP:
        return Column(column.at, column.words, meaning)
    group_id = int(number) if number.isdecimal() else 0
    return Column(column.at, column.words, meaning, group_id) if group_id in groups else column


def month_said(text: str) -> date | None:
    """The month that a text names: "THÁNG 11 NĂM 2019", "T11/2019"; the date of a letter is none."""
    folded = fold_signs(text)
    for match in re.finditer(r"(?<![a-z])(?:thang|t\.?) ?(\d{1,2})(?:\s*[/.\-]\s*|,? nam | )(\d{4})(?!\d)", folded):
        if not re.search(r"ngay \d{1,2} $", folded[: match.start()]) and 1 <= int(match[1]) <= 12:
            return _day(int(match[2]), int(match[1]), 1)
    return None


def cut_off_said(text: str) -> date | None:
    """The day up to which a text says the figures count: "chốt đến 25/11/2019", "đến ngày 25 tháng 11 năm 2019"."""
    day = r"(\d{1,2})(?:\s*[/.\-]\s*| thang )(\d{1,2})(?:\s*[/.\-]\s*| nam )(\d{4})(?!\d)"
    match = re.search(rf"(?:chot|den|toi|het)\b[^\d]{{0,30}}{day}", fold_signs(text))
    return _day(int(match[3]), int(match[2]), int(match[1])) if match else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def basis_said(heading: str) -> str:
    """What kind of population a heading names: "Dân số trung bình năm 2019 (người)" → "trung bình năm 2019"."""
    match = re.search(r"d[âa]n s[ốo](?P<rest>.*)", clean(heading), re.IGNORECASE | re.DOTALL)
    rest = re.sub(r"\((?:người|nguoi)\)", "", match["rest"], flags=re.IGNORECASE) if match else ""
    rest = rest.split(" / ")[0].replace("(", " ").replace(")", " ")
    said = clean(rest.replace("\n", " ")).strip(" :,.-–")
    return "" if fold(said) in ("nguoi", "don vi tinh nguoi") else said[:200]
