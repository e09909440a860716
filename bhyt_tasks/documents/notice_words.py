"""How does a notice say who is to do what by when?

Units are named as offices are: an area by its People's Committee ("UBND các xã Thạch Trung, Thạch Hưng").
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from bhyt_tasks.domain.coverage import EVERYBODY, Comparator, plain_rate
from bhyt_tasks.domain.meetings import DeadlineKind
from bhyt_tasks.domain.periods import LAST_DUE_DAY, Every
from bhyt_tasks.domain.units import AREAS, KIND_WORDS, UnitKind, bare_name
from bhyt_tasks.domain.vietnamese import fold
from bhyt_tasks.queries.findings import FindingRow
from bhyt_tasks.queries.meetings import DirectiveRow, DirectiveUnitRow
from bhyt_tasks.queries.notice_units import NamedUnit

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
_GIVING = ("giao ", "yeu cau ", "de nghi ", "phan cong ", "chi dao ")


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


def directive_words(row: DirectiveRow, groups: Groups) -> str:
    """One numbered item without its number: who, with whom, what, up to which target, by when."""
    words = row.text.strip().rstrip(" .;:,")
    parts = [_given(row, words, groups), *_target(row, words), *_deadline(row, words)]
    return "; ".join(parts) + "."


def _given(row: DirectiveRow, words: str, groups: Groups) -> str:
    if row.general or not row.lead or _names_leads(row, words, groups):
        return upper_first(words)
    lead, others = (units_words(_named(units), groups) for units in (row.lead, row.coordinating))
    led = f"chủ trì, phối hợp với {others} " if others else ""
    return f"Giao {lead} {led}{lower_first(words)}"


def _named(units: Iterable[DirectiveUnitRow]) -> list[NamedUnit]:
    return [NamedUnit(unit.unit_id, unit.name, unit.kind) for unit in units]


def _names_leads(row: DirectiveRow, words: str, groups: Groups) -> bool:
    """Do the words themselves give the work, and to all that lead it?"""
    folded = fold(words)
    group = fold(_group_of(_named(row.lead), groups)).removeprefix("ubnd ")
    begins = folded.startswith(_GIVING) or folded.removeprefix("ubnd ").startswith(
        tuple(filter(None, (group, *(fold(unit.name) for unit in row.lead))))
    )
    whole = f" {folded} "
    named = all(f" {fold(bare_name(unit.name))} " in whole for unit in row.units)
    return begins and (named or bool(group and not row.coordinating and group in folded))


def _target(row: DirectiveRow, words: str) -> list[str]:
    if row.target_points is None or row.target_comparator is None:
        return []
    rate = plain_rate(row.target_points)
    if re.search(rf"(?<![\d,]){rate}", words.replace(" %", "%").replace(".", ",")):
        return []
    bound = rate if row.target_points == EVERYBODY else _RATES[row.target_comparator].format(rate)
    return [f"{lower_first(row.indicator or 'tỷ lệ bao phủ')} đạt {bound}"]


def _deadline(row: DirectiveRow, words: str) -> list[str]:
    if row.general:
        return []
    if row.deadline_kind is DeadlineKind.STANDING:
        return [] if "thuong xuyen" in fold(words) else ["thực hiện thường xuyên"]
    if row.deadline_kind is DeadlineKind.RECURRING and row.every and row.due_day:
        return _rhythm(row.every, row.due_day, row.due_month_offset, words)
    if row.due_on is None or re.search(rf"\b0?{row.due_on.day}/0?{row.due_on.month}/{row.due_on.year}\b", words):
        return []
    return [f"hoàn thành trước ngày {row.due_on:%d/%m/%Y}"]


def _rhythm(every: Every, day: int, offset: int, words: str) -> list[str]:
    """How often a report is due, and on which day, as far as the words leave it open."""
    latest = f"chậm nhất {_day_of_period(every, day, offset)}"
    if _EVERY[every] not in words.lower():
        return [f"báo cáo {_EVERY[every]}, {latest}"]
    return [] if re.search(rf"ngày 0?{day}\b", words) else [latest]


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
