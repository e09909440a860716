"""Which units does a pasted list name? Lines of names, or columns from a sheet, with headings or without.

Only the text is read here; what the committee already has is compared in unit_additions.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bhyt_tasks.domain.errors import N_
from bhyt_tasks.domain.lists import MARKS, Remark, cells_of, numbered_lines, table_under
from bhyt_tasks.domain.units import KIND_WORDS, UnitKind, bare_name, kind_named
from bhyt_tasks.domain.vietnamese import clean, fold

NO_KIND = N_("Chưa rõ loại đơn vị. Ghi đủ tên, ví dụ xã …, phường …, thôn …, Phòng …, Hội …; hoặc thêm cột loại.")
KINDS_DIFFER = N_("Tên và cột loại không khớp nhau.")
BAD_LISTED_CODE = N_("Mã “{code}” không dùng được: tối đa 10 chữ số hoặc chữ cái không dấu.")
ONLY_A_CODE = N_("Có mã mà không có tên.")
NAME_TOO_LONG = N_("Tên dài quá 200 ký tự: kiểm tra lại cách dòng.")
ZERO_RESTORED = N_("Ghi lại mã {code}: số 0 đầu đã bị Excel bỏ.")
LETTERS_LOWERED = N_("Viết lại tên từ chữ in hoa.")

_HEADINGS = {
    "code": ("ma", "ma xa", "ma phuong", "ma phuong xa", "ma xa phuong", "ma don vi", "ma so", "ma dvhc", "code"),
    "name": (
        *("ten", "ten xa", "ten phuong", "ten phuong xa", "ten xa phuong", "ten don vi", "don vi", "xa phuong"),
        *("phuong xa", "ten thon", "thon", "ten co quan", "co quan", "name"),
    ),
    "kind": ("loai", "loai don vi", "loai hinh", "cap", "kind"),
    "area": ("ten tinh", "tinh", "tinh thanh", "tinh thanh pho", "ten tinh thanh pho"),
    "parent": ("thuoc", "truc thuoc", "don vi cap tren", "cap tren", "thuoc don vi"),
    "ignored": ("stt", "tt", "so tt", "ma tinh", "ma tp", "ma huyen", "ghi chu"),
}
_HEADING = {words: column for column, many in _HEADINGS.items() for words in many}
_EXTERNAL = ("ngoai", "don vi ngoai", "ngoai ban chi dao", "phoi hop", "chi phoi hop")
_PROVINCES = (UnitKind.PROVINCE, UnitKind.CITY)
_CODE_DIGITS = {UnitKind.PROVINCE: 2, UnitKind.DISTRICT: 3} | dict.fromkeys(
    (UnitKind.WARD, UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.SPECIAL_ZONE), 5
)
# What a line of a list begins with: a bullet, "1.", "2)", "(3)", "1.2.", "a)", or a bare number and a space.
_BULLET = re.compile(
    r"^(?:[-–—•*+·▪●○◦❖►➢✓]+|\(?\d{1,3}(?:\.\d{1,3})*[.)/:](?!\d)|[a-zđA-ZĐ][.)]|\d{1,4}(?=\s+[^\W\d]))\s*"
)


@dataclass(frozen=True)
class ListedUnit:
    """One unit of the list. ``area`` is the province the sheet gives, ``parent`` the unit it says this one is of;
    ``wrong`` tells why the line cannot be read, ``unclear`` what has to be said for it to be."""

    line: int
    name: str
    kind: UnitKind | None = None
    code: str = ""
    area: str = ""
    parent: str = ""
    wrong: Remark | None = None
    unclear: Remark | None = None
    remarks: tuple[Remark, ...] = ()


def parse_units(text: str) -> list[ListedUnit]:
    """The units that a text lists, in its order; what stands above a line of headings is a title."""
    lines = numbered_lines(text)
    table = table_under(lines, _headed)
    if table is not None:
        return _from_rows(table.rows, table.columns)
    mark = _mark([line for _, line in lines])
    if mark:
        rows = [(number, cells_of(line, mark)) for number, line in lines]
        return _from_rows(rows, _guessed([row for _, row in rows]))
    if lines and _HEADING.get(fold(lines[0][1])) == "name":
        lines = lines[1:]
    return [_from_name(number, piece) for number, line in lines for piece in _names(line)]


def _mark(lines: list[str]) -> str:
    """What stands between columns that have no headings, or nothing when each line is a name."""
    for mark in MARKS:
        rows = [[cell for cell in cells_of(line, mark) if cell] for line in lines]
        columns = [row for row in rows if len(row) > 1 and (mark == "\t" or any(_is_code(cell) for cell in row))]
        if len(columns) * 2 > len(lines):
            return mark
    return ""


def _headed(cells: list[str]) -> dict[str, int]:
    """Which column is which by its heading; empty when these are no headings."""
    named = [_HEADING.get(fold(cell)) for cell in cells]
    columns = {name: at for at, name in reversed(list(enumerate(named))) if name}
    if "name" not in columns and "area" in columns:
        columns["name"] = columns["area"]
    return columns if "name" in columns else {}


def _guessed(rows: list[list[str]]) -> dict[str, int]:
    """Which column is which by what stands in it."""
    width = max(map(len, rows))
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]

    def likely(test: Callable[[str], bool], least: int = 1) -> list[int]:
        """The columns of which most cells pass, the one with the most different cells first."""
        fit = [at for at in range(width) if columns[at] and sum(map(test, columns[at])) * 2 > len(columns[at])]
        return sorted((at for at in fit if len(set(columns[at])) >= least), key=lambda at: -len(set(columns[at])))

    kinds = likely(lambda cell: _kind_word(cell) is not None)
    names = [at for at in likely(lambda cell: kind_named(cell) is not None) if at not in kinds]
    names += [at for at in likely(lambda cell: not cell.isdigit()) if at not in (*names, *kinds)]
    codes = [at for at in likely(_is_code) if not _is_count(columns[at])]
    found = {"name": names[:1], "code": codes[:1], "kind": kinds[:1]}
    found["area"] = [at for at in names[1:] if all(kind_named(cell) in _PROVINCES for cell in columns[at])][:1]
    return {name: at[0] for name, at in found.items() if at}


def _is_code(cell: str) -> bool:
    return re.fullmatch(r"[0-9]{2,10}(?:\.0)?", cell) is not None


def _is_count(cells: list[str]) -> bool:
    """1, 2, 3 …: the numbers of the lines."""
    return [cell.lstrip("0") for cell in cells] == [str(number) for number in range(1, len(cells) + 1)]


def _names(line: str) -> list[str]:
    """The names on one line: between ; or, where each piece says its kind, between commas."""
    pieces = [piece for piece in re.split(r"[;\t]", line) if clean(piece)]
    return [name for piece in pieces for name in _between_commas(piece)]


def _between_commas(piece: str) -> list[str]:
    parts = [part for part in piece.split(",") if clean(part)]
    return parts if all(kind_named(_bare_line(part)) for part in parts) else [piece]


def _bare_line(text: str) -> str:
    """The text without its bullet or number, and without what ends a line of a list."""
    text = clean(text)
    while (shorter := _BULLET.sub("", text)) != text:
        text = shorter
    return text.strip(" ;,.…:")


def _from_name(number: int, piece: str) -> ListedUnit:
    text = _bare_line(piece)
    match = re.fullmatch(r"(\d{5})\s*[-–:]?\s*(\D.*)", text) or re.fullmatch(
        r"(.*\D)\s*(?:[\s–:-](?=\d{5}$)|[(\[])(\d{4,5})[)\]]?", text
    )
    if match is None:
        return _listed(number, text)
    first, last = match.groups()
    code, name = (first, last) if first.isdigit() else (last, first)
    return _listed(number, name.strip(" (–-:"), code=code)


def _from_rows(rows: list[tuple[int, list[str]]], columns: dict[str, int]) -> list[ListedUnit]:
    return [_fromcells_of(number, row, columns) for number, row in rows if any(row)]


def _fromcells_of(number: int, row: list[str], columns: dict[str, int]) -> ListedUnit:
    def cell(name: str) -> str:
        at = columns.get(name, width)
        return row[at] if at < width else ""

    width = len(row)
    code = re.sub(r"(?<=\d)\.0$", "", cell("code").lstrip("'"))
    area = cell("area") if columns.get("area") != columns.get("name") else ""
    return _listed(number, _bare_line(cell("name")), cell("kind"), code, area, cell("parent"))


def _listed(
    number: int, typed: str, kind_typed: str = "", code: str = "", area: str = "", parent: str = ""
) -> ListedUnit:
    typed = _without_office(typed)
    named, said = kind_named(typed), _kind_word(kind_typed)
    kind = said or named
    name, remarks = _official(typed, kind, named)
    code, restored = _whole_code(code, kind)
    wrong = _why_wrong(name, code, named, said)
    return ListedUnit(
        line=number,
        name=name,
        kind=kind,
        code=code,
        area=area,
        parent=parent,
        wrong=wrong,
        unclear=Remark(NO_KIND) if kind is None and wrong is None else None,
        remarks=tuple(remarks + restored),
    )


def _why_wrong(name: str, code: str, named: UnitKind | None, said: UnitKind | None) -> Remark | None:
    if not name:
        return Remark(ONLY_A_CODE)
    if len(name) > 200:
        return Remark(NAME_TOO_LONG)
    if named and said and named.is_area and said.is_area and named is not said:
        return Remark(KINDS_DIFFER)
    if code and not re.fullmatch(r"[0-9A-Za-z.-]{1,10}", code):
        return Remark(BAD_LISTED_CODE, {"code": code})
    return None


def _without_office(name: str) -> str:
    """ "UBND xã Thạch Trung" is the commune: the office answers for it."""
    rest = re.sub(r"^(?:ubnd|[ủu][ỷy]? ban nhân dân|uỷ ban nhân dân)\s+", "", name, flags=re.IGNORECASE)
    named = kind_named(rest)
    return rest if named and named.is_area else name


def _official(typed: str, kind: UnitKind | None, named: UnitKind | None) -> tuple[str, list[Remark]]:
    """The name as officials write it: "XÃ THẠCH TRUNG" and "Thạch Trung" of a column "xã" → "xã Thạch Trung"."""
    if kind is None or not kind.is_area or not typed:
        return typed, []
    bare = bare_name(typed)
    remarks = []
    if bare.isupper() and len(bare) > 2:
        bare = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda word: word[0].capitalize(), bare)
        remarks = [Remark(LETTERS_LOWERED)]
    if named is None:
        return f"{KIND_WORDS[kind][0]} {bare}", remarks
    type_words = typed[: len(typed) - len(bare)].strip()
    return (f"{type_words.lower()} {bare}" if type_words else bare), remarks


def _whole_code(code: str, kind: UnitKind | None) -> tuple[str, list[Remark]]:
    digits = _CODE_DIGITS.get(kind, 0) if kind else 0
    if not (code.isascii() and code.isdigit()) or len(code) >= digits:
        return code, []
    return code.zfill(digits), [Remark(ZERO_RESTORED, {"code": code.zfill(digits)})]


def _kind_word(text: str) -> UnitKind | None:
    """The kind that a cell names and nothing more: "Xã", "phường", "ngoài Ban Chỉ đạo"."""
    key = fold(text)
    if key in _EXTERNAL:
        return UnitKind.EXTERNAL
    words = {fold(word): kind for kind, many in KIND_WORDS.items() for word in many}
    return kind_named(text) if key in words else None


def areas_of(listed: Iterable[ListedUnit]) -> dict[str, int]:
    """The provinces that the list speaks of, and of how many units each."""
    return dict(Counter(unit.area for unit in listed if unit.area))
