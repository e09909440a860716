"""Who is named in a text, and with which office?"""

from collections.abc import Iterator
from dataclasses import dataclass

from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.unit_words import TITLES
from bhyt_tasks.intake.units import unit_at

ENDS_OFFICE = frozenset(
    [
        ".",
        ";",
        ":",
        "(",
        ")",
        "-",
        "đã",
        "chủ",
        "làm",
        "có",
        "dẫn",
        "phát",
        "yêu",
        "kết",
        "vừa",
        "cùng",
        "tại",
        "nhấn",
        "chỉ_đạo",
        "đề",
        "giao",
        "cho",
        "\n",
    ]
)
AREA_ENDS = words("huyện tỉnh xã phố ubnd phường trấn ban ủy")
MOST_OFFICES = 6  # of one person
HONORIFICS = Phrases({"mr": "đồng chí | đ / c | ông | bà | đc"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named with a title; token indexes. ``name`` may be missing: "Chủ tịch UBND tỉnh"."""

    first: int
    last: int
    name: tuple[int, int] | None
    position: tuple[int, int] | None


def people(tokens: Tokens, first: int, last: int) -> Iterator[Person]:
    """The persons named between two tokens, in order."""
    index = first
    while index < last:
        person = _person(tokens, index, last)
        if person:
            yield person
        index = person.last if person else index + 1


def _person(tokens: Tokens, index: int, last: int) -> Person | None:
    honorific = HONORIFICS.at(tokens, index, last)
    begin = honorific[0] if honorific else index
    name = _full_name(tokens, begin, last) if honorific else begin
    if name > begin:
        sign = name if tokens.plain(name) in (",", "-", "(") else 0
        position = _position(tokens, name + 1, last) if sign else None
        return Person(index, position[1] if position else name, (begin, name), position)
    position = _position(tokens, begin, last)
    if not position:
        return None
    after = position[1] + (tokens.plain(position[1]) in (",", "-"))
    name = _full_name(tokens, after, last)
    return Person(index, max(name, position[1]), (after, name) if name > after + 1 else None, position)


def _full_name(tokens: Tokens, index: int, last: int) -> int:
    """Past two to five capital syllables that are no abbreviation."""
    end = index
    while (
        end < last
        and end < index + 5
        and tokens[end].is_word
        and tokens[end].is_capital
        and not tokens[end].written.isupper()
    ):
        if end > index and TITLES.at(tokens, end, last):
            break
        end += 1
    return end if end - index > 1 else index


def _position(tokens: Tokens, index: int, last: int) -> tuple[int, int] | None:
    """ "Phó Chủ tịch UBND thành phố, Trưởng ban chỉ đạo …": titles with their units, one after the other."""
    begin, end, offices = index, index, 0
    while (
        index < last
        and offices < MOST_OFFICES
        and (
            TITLES.at(tokens, index, last)
            or tokens.plain(index) in ("ủy", "tỉnh", "huyện", "thị", "thành", "phó", "quyền")
        )
    ):
        unit = unit_at(tokens, index, last)
        title = TITLES.at(tokens, index, last)
        if not unit and not title:
            break
        end = _without_name(tokens, index, max(unit.last if unit else 0, title[0] if title else 0))
        offices += 1
        end = max(end, _of_committee(tokens, title[0], last)) if title else end
        if tokens.plain(end) not in (",", "-", "và"):
            break
        index = end + 1
    return (begin, end) if end > begin and TITLES.at(tokens, begin, last) else None


def _of_committee(tokens: Tokens, end: int, last: int) -> int:
    """Past the name of the committee behind "Trưởng ban": "chỉ đạo BHXH, BHYT toàn dân Thành phố"."""
    if not tokens.says(end - 3, "ban", "chỉ", "đạo"):
        return end
    while end < last and tokens.plain(end) not in ENDS_OFFICE:
        if tokens.plain(end) == "," and tokens.plain(end + 1) not in ("bhyt", "bhtn", "pháp", "bảo"):
            break
        end += 1
    return end


def _without_name(tokens: Tokens, first: int, last: int) -> int:
    """A name that follows an office belongs to the person: "Phó Chủ tịch UBND huyện Trương Văn Năm"."""
    for index in range(first + 2, last):
        previous = tokens.plain(index - 1)
        rest = [tokens[i] for i in range(index, last)]
        named = all(token.is_word and token.is_capital and not token.written.isupper() for token in rest)
        if named and len(rest) > 2 and previous in AREA_ENDS:
            return index
    return last
