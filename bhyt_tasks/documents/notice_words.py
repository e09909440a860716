"""How does a notice say who is to do what by when?

Units are named as offices are: an area by its People's Committee ("UBND các xã Thạch Trung, Thạch Hưng").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bhyt_tasks.domain.coverage import EVERYBODY, Comparator, plain_rate
from bhyt_tasks.domain.meetings import DeadlineKind
from bhyt_tasks.domain.periods import LAST_DUE_DAY, Every
from bhyt_tasks.domain.units import AREAS, KIND_WORDS, UnitKind, bare_name
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.intake.dates import Calendar, named_dates, rhythm
from bhyt_tasks.intake.deadlines import deadlines
from bhyt_tasks.intake.view import View
from bhyt_tasks.queries.findings import FindingRow
from bhyt_tasks.queries.meetings import DirectiveRow, DirectiveUnitRow
from bhyt_tasks.queries.notice_units import NamedUnit
from bhyt_tasks.queries.unit_phrases import long_form

Groups = Mapping[str, frozenset[int]]

_GOVERNED = AREAS - {UnitKind.VILLAGE}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_EVERY = {Every.WEEKLY: "hằng tuần", Every.MONTHLY: "hằng tháng", Every.QUARTERLY: "hằng quý"}
_WHERE = {  # the report is due in the period itself, or after it
    Every.WEEKLY: ("", " tuần sau"),
    Every.MONTHLY: ("", " tháng sau"),
    Every.QUARTERLY: (" tháng cuối quý", " tháng đầu quý sau"),
}
_RATES = {Comparator.AT_LEAST: "từ {} trở lên", Comparator.ABOVE: "trên {}"}

# The words of a directive in their long form: no tones, no signs, no "và", abbreviations spelled out.
_GIVING = re.compile(r"^(?:giao|yeu cau|de nghi|phan cong|chi dao)(?: trach nhiem| nhiem vu)?(?: cho)? ")
_BEFORE_NAMES = re.compile(
    r"^(?:(?:tat ca|toan the|toan bo|moi|tung|cac|\d+|uy ban nhan dan|dong chi|lanh dao|chu tich|giam doc"
    r"|truong(?= phong)) )*"
)
_ALL_OF_A_KIND = re.compile(
    r"(?:(?:tat ca|toan the|toan bo|moi|tung) (?:cac )?|cac )(?:\d+ )?(?:uy ban nhan dan|xa|phuong|thi tran|don vi"
    r"|dia phuong|co quan|to chuc|nganh|doan the|hoi(?! nghi| thao)|ban|phong(?! trao)|so nganh|thanh vien)\b"
)
_TOGETHER = re.compile(r"\b(?:phoi hop(?: chat che)?(?: cung)?|cung)(?: voi)? ")
_LED = re.compile(r"(?:chu tri )?(?:phoi hop|cung voi) ")
_CHAIRING = re.compile(r"^chủ trì,? ", re.IGNORECASE)
_AREA_SERVED = re.compile(r" (?:tinh|thanh pho|huyen|thi xa)(?: \w+)*$")
_SCHEME = re.compile(r"bao hiem xa hoi (?:tu nguyen|bat buoc|mot lan|toan dan|cho)\b")  # BHXH that is no office


def units_words(units: Sequence[NamedUnit], groups: Groups) -> str:
    """ "UBND các xã, phường" when they are a group, else the names in their order, those of one type together."""
    named = _group_of(units, groups)
    if named:
        return named
    pieces: dict[tuple[str, str], list[str]] = {}
    for unit in units:
        word, rest = _parted(unit)
        council = "UBND " if word and unit.kind in _GOVERNED else ""
        pieces.setdefault((council, word), []).append(rest)
    words = [piece for prefix, names in pieces.items() for piece in _pieces(*prefix, names)]
    return ("; " if any(word and len(names) > 1 for (_, word), names in pieces.items()) else ", ").join(words)


def _group_of(units: Sequence[NamedUnit], groups: Groups) -> str:
    ids = frozenset(unit.id for unit in units)
    if len(ids) < 2:
        return ""
    name = next((name for name, members in groups.items() if members == ids), "")
    governed = name and all(unit.kind in _GOVERNED for unit in units) and not name.startswith("UBND")
    return f"UBND {lower_first(name)}" if governed else name


def _parted(unit: NamedUnit) -> tuple[str, str]:
    """ "xã Thạch Trung" → ("xã", "Thạch Trung"); an office keeps its name."""
    if unit.kind in AREAS:
        for word in KIND_WORDS[unit.kind]:
            if unit.name.lower().startswith(f"{word} "):
                return word, unit.name[len(word) + 1 :]
    return "", unit.name


def _pieces(council: str, word: str, names: list[str]) -> list[str]:
    if not word:
        return names
    return [f"{council}các {word} {', '.join(names)}" if len(names) > 1 else f"{council}{word} {names[0]}"]


def directive_words(row: DirectiveRow, groups: Groups, held_on: date) -> str:
    """One numbered item without its number: who, with whom, what, up to which target, by when.

    What the words themselves say is not said again; ``held_on`` tells the years that they leave out.
    """
    words = row.text.strip().rstrip(" .;:,")
    parts = [*_given(row, words, groups), *_target(row, words), *_deadline(row, words, held_on)]
    return "; ".join(parts) + "."


def _given(row: DirectiveRow, words: str, groups: Groups) -> Iterator[str]:
    """The words with whoever leads and coordinates, as far as they do not give the work themselves."""
    if row.general or not row.lead:
        yield upper_first(words)
        return
    text = long_form(words)
    first = _names_at(text, row.units, groups)
    told = first | _together(text, row, groups)
    lead = units_words(_named(row.lead), groups)
    if first or _ALL_OF_A_KIND.match(_addressed(text)):
        told |= _names_within(text, row.units, groups)
        yield upper_first(words)
        yield from _left_out("chủ trì", row.lead, told, groups)
    elif _LED.match(text):
        yield f"Giao {lead} {lower_first(words)}"
    else:
        others = units_words(_named(unit for unit in row.coordinating if unit.unit_id not in told), groups)
        led = f"chủ trì, phối hợp với {others} " if others else ""
        yield f"Giao {lead} {led}{lower_first(_CHAIRING.sub('', words) if led else words)}"
        return
    yield from _left_out("phối hợp", row.coordinating, told, groups)


def _left_out(part: str, units: Sequence[DirectiveUnitRow], told: set[int], groups: Groups) -> Iterator[str]:
    """No unit is lost that the words do not name: "cùng phối hợp: BHXH thành phố"."""
    rest = [unit for unit in units if unit.unit_id not in told]
    if rest:
        yield f"{'cùng' if len(rest) < len(units) else 'đơn vị'} {part}: {units_words(_named(rest), groups)}"


def _named(units: Iterable[DirectiveUnitRow]) -> list[NamedUnit]:
    return [NamedUnit(unit.unit_id, unit.name, unit.kind) for unit in units]


def _addressed(text: str) -> str:
    """The text from where it may name whom it is for: "Giao chỉ tiêu cho các thôn" is work that is given itself."""
    return _GIVING.sub("", text)


def _together(text: str, row: DirectiveRow, groups: Groups) -> set[int]:
    """The units that stand behind "phối hợp với"."""
    return {
        each for match in _TOGETHER.finditer(text) for each in _names_at(text[match.end() :], row.coordinating, groups)
    }


def _names_at(text: str, units: Sequence[DirectiveUnitRow], groups: Groups) -> set[int]:
    """The units of the list that the text begins with."""
    names = sorted(_names(units, groups), key=lambda pair: len(pair[0]), reverse=True)
    rest = _addressed(text)
    found: set[int] = set()
    head = ""
    while True:
        rest = _BEFORE_NAMES.sub("", rest)
        said = next((pair for pair in names if _begins(rest, pair[0], head)), None)
        if said is None:
            return found
        name, ids = said
        found |= ids
        spoken = name if _begins(rest, name, "") else name.removeprefix(head)
        head = f"{name.split()[0]} "
        rest = rest[len(spoken) :].lstrip()
        names.remove(said)


def _begins(text: str, name: str, head: str) -> bool:
    """ "Phòng Y tế, LĐ-TB&XH": the noun of the unit before, ``head``, may be left out."""
    return not _SCHEME.match(text) and f"{text} ".startswith((f"{name} ", f"{name.removeprefix(head)} "))


def _names(units: Sequence[DirectiveUnitRow], groups: Groups) -> Iterator[tuple[str, set[int]]]:
    """What the units, and the groups that are wholly among them, may be called, in long form."""
    ids = {unit.unit_id for unit in units}
    for group, members in groups.items():
        if members and members <= ids:
            yield _BEFORE_NAMES.sub("", long_form(group)), set(members)
    for unit in units:
        name = long_form(unit.name)
        short = long_form(bare_name(unit.name)) if unit.kind in AREAS else _AREA_SERVED.sub("", name)
        for each in filter(None, (name, short)):
            yield each, {unit.unit_id}


def _names_within(text: str, units: Sequence[DirectiveUnitRow], groups: Groups) -> set[int]:
    """The units that are named anywhere: areas without their type, others by their whole name only."""
    whole = {unit.unit_id for unit in units if f" {long_form(bare_name(unit.name))} " in f" {text} "}
    ids = {unit.unit_id for unit in units}
    for group, members in groups.items():
        if members <= ids and f" {long_form(group)} " in f" {text} ":
            whole |= members
    return whole


def _target(row: DirectiveRow, words: str) -> list[str]:
    if row.target_points is None or row.target_comparator is None:
        return []
    rate = plain_rate(row.target_points)
    if re.search(rf"(?<![\d,]){rate}", words.replace(" %", "%").replace(".", ",")):
        return []
    bound = rate if row.target_points == EVERYBODY else _RATES[row.target_comparator].format(rate)
    return [f"{lower_first(row.indicator or 'tỷ lệ bao phủ')} đạt {bound}"]


def _deadline(row: DirectiveRow, words: str, held_on: date) -> list[str]:
    if row.general:
        return []
    if row.deadline_kind is DeadlineKind.STANDING:
        return [] if "thuong xuyen" in fold(words) else ["thực hiện thường xuyên"]
    if row.deadline_kind is DeadlineKind.RECURRING and row.every and row.due_day:
        return _rhythm(row.every, row.due_day, row.due_month_offset, words)
    if row.due_on is None or _says_day(row, row.due_on, words, held_on):
        return []
    return [f"hoàn thành trước ngày {row.due_on:%d/%m/%Y}"]


def _says_day(row: DirectiveRow, day: date, words: str, held_on: date) -> bool:
    """Would the words alone be read as due on that day: "trước 15/12", "trong quý I/2020", "đến hết năm"?"""
    if re.search(rf"\b0?{day.day}/0?{day.month}/{day.year}\b", words):
        return True
    plain, targeted = View.of(words).plain, row.target_points is not None
    calendar = Calendar(held_on, firm=True)
    dues = deadlines(plain, 0, len(plain), named_dates(plain), calendar, targeted=targeted)
    return day in {due.on for due in dues}


def _rhythm(every: Every, day: int, offset: int, words: str) -> list[str]:
    """How often a report is due, and on which day, as far as the words leave it open."""
    latest = f"chậm nhất {_day_of_period(every, day, offset)}"
    plain = View.of(words).plain
    said = rhythm(plain, 0, len(plain))
    if said is None or said.every != every.value:
        return [f"báo cáo {_EVERY[every]}, {latest}"]
    day_said = _WEEKDAYS[day - 1].lower() in plain if every is Every.WEEKLY else re.search(rf"ngày 0?{day}\b", plain)
    return [] if day_said else [latest]


def _day_of_period(every: Every, day: int, offset: int) -> str:
    """ "ngày 05 tháng sau"; the last possible day is that of every month, however long."""
    where = _WHERE[every][min(offset, 1)]
    if every is Every.WEEKLY:
        return _WEEKDAYS[day - 1] + where
    return f"ngày cuối cùng của{where or ' tháng'}" if day == LAST_DUE_DAY[every] else f"ngày {day:02}{where}"


def finding_words(row: FindingRow) -> str:
    unit = units_words([NamedUnit(row.unit_id, row.unit_name, row.unit_kind)], {})
    again = f" (lặp lại lần {row.times})" if row.times > 1 else ""
    return f"{upper_first(unit)}: {lower_first(row.text.strip().rstrip(' .;:,'))}{again}."


def lower_first(words: str) -> str:
    """The words as they stand within a sentence; a name or an abbreviation keeps its capital."""
    first, _space, rest = words.partition(" ")
    if first[1:] != first[1:].lower() or rest[:1].isupper():
        return words
    return words[:1].lower() + words[1:]


def upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]
