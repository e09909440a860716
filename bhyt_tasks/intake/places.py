"""Which place does a text name at a word, and what is its full name?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bhyt_tasks.intake.tokens import Phrases, Tokens, words
from bhyt_tasks.intake.unit_words import HEADS
from bhyt_tasks.intake.units import Unit, UnitKind, unit_at

WHOLE = frozenset(("toàn", "cả"))
LEVELS = words("xã phường huyện quận tỉnh thị thành đặc thôn ấp bản khóm khu tổ buôn làng tp tx")
COMMITTEE = "ủy"
QUANTIFIED = frozenset(("các", "nhóm", "những"))
INDEFINITE = words("có nhiều mỗi từng số một là cấp giữa")  # before a bare noun: "có xã", "một số xã"
BEFORE_NUMBER = words("( đạt với là : mới gần hơn trên chỉ được có tỷ lệ cao nhất thấp tương đương")
LONGEST_NAME = 4  # syllables
KINDS = Phrases(
    {
        "place": (
            "xã | phường | thị trấn | huyện | quận | thị xã | thành phố | tỉnh | đặc khu | huyện ủy | thị ủy"
            " | thành ủy | tỉnh ủy | tp . | tp"
        )
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at a token: where that ends, and where its full name stands; no name for a group of places."""

    last: int
    name: tuple[int, int] | None
    sure: bool = True  # false for "toàn huyện", whose name, if any, was found elsewhere in the text


class Places:
    """Names the places of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def at(self, index: int, last: int) -> Place | None:
        """The place named at a token: by its level, or by a bare name that a figure follows."""
        tokens = self._tokens
        token = tokens[index]
        if not token.is_word or (token.is_capital and index > 0 and self._names(index - 1)):
            return None  # "Nguyễn Thị Hoa" is no place
        if not token.is_capital and tokens.plain(index + (token.plain in WHOLE)) not in LEVELS:
            return None
        noun = HEADS.at(tokens, index, last) or token.plain in WHOLE or token.plain in QUANTIFIED
        unit = unit_at(tokens, index, last) if noun else None
        if unit and tokens.plain(index - 1) == "(" and tokens.plain(unit.last) == ")":
            return None
        if unit:
            return self._of_unit(unit, index)
        end = self._bare(index, last) if token.is_capital else 0
        return Place(end, (index, end)) if end and self._counted_at(end, last) else None

    def listed(self, index: int, last: int) -> list[tuple[int, int]]:
        """The names of a list that ends the clause: "như Thái Sơn, Thường Thắng và thị trấn Thắng."."""
        tokens, found = self._tokens, []
        while index < last:
            unit = unit_at(tokens, index, last) if tokens.plain(index) in LEVELS else None
            end = unit.last if unit and unit.kind is UnitKind.ONE else self._bare(index, last)
            if not end:
                return []
            found.append((index, end))
            if tokens.plain(end) not in (",", "và"):
                ends = end >= last or tokens.plain(end) in (".", ";", ")", "…")
                return found if ends else []
            index = end + 1
        return found

    def whole_at(self, index: int, last: int) -> Place | None:
        """ "dân số toàn tỉnh", "số dân huyện", "dân số xã Tân Hòa": the place whose people are counted."""
        place = self.at(index, last)
        if place and not place.name and self._tokens.plain(index) in LEVELS:
            return Place(place.last, (index, place.last))
        return place

    def _of_unit(self, unit: Unit, index: int) -> Place | None:
        tokens = self._tokens
        whole = tokens.plain(unit.first) in WHOLE
        begin = unit.first + whole
        if tokens.plain(begin) not in LEVELS:
            return None
        if any(tokens[i].is_capital or tokens[i].is_number for i in range(begin + 1, unit.last)):
            return Place(unit.last, (begin, unit.last))
        indefinite = tokens.plain(index - 1) in INDEFINITE or (index > 0 and tokens[index - 1].is_number)
        if not whole and (unit.kind is UnitKind.GROUP or indefinite):
            return Place(unit.last, None)
        name = self._full_name(begin, unit.last)
        if name:
            return Place(unit.last, name, sure=whole)
        return Place(unit.last, (unit.first, unit.last) if whole else None, sure=not whole)

    def _bare(self, index: int, last: int) -> int:
        """The end of a name of two to four capital syllables; 0 for other words."""
        tokens, end = self._tokens, index
        while end < min(last, index + LONGEST_NAME) and self._names(end):
            end += 1
        continued = index > 0 and tokens[index - 1].is_word and tokens[index - 1].is_capital
        return 0 if end - index < 2 or continued else end

    def _names(self, index: int) -> bool:
        token = self._tokens[index]
        return token.is_word and token.is_capital and not (token.written.isupper() and len(token.written) > 1)

    def _counted_at(self, index: int, last: int) -> bool:
        """ "(75,25%)", "đạt 75%": does a figure follow?"""
        tokens, stop = self._tokens, min(last, index + 6)
        while index < stop and tokens.plain(index) in BEFORE_NUMBER:
            index += 1
        return index < last and tokens[index].is_number and tokens.plain(index + 1) in ("%", "người")

    def _full_name(self, first: int, last: int) -> tuple[int, int] | None:
        """ "toàn huyện" is the district that the text names: "huyện X", else the name behind "Huyện ủy"."""
        level = [self._tokens.plain(i) for i in range(first, last)]
        return self._known.get(" ".join(level)) or self._known.get(f"{COMMITTEE} {level[0]}")

    @cached_property
    def _known(self) -> dict[str, tuple[int, int]]:
        """The first place with a name of each kind, and the name behind the first party committee of its level."""
        known: dict[str, tuple[int, int]] = {}
        for begin, end, kind in self._search():
            known.setdefault(kind, (begin, end))
            if kind.endswith(COMMITTEE):
                known.setdefault(f"{COMMITTEE} {kind.split()[0]}", (begin + 2, end))
        return known

    def _search(self) -> Iterator[tuple[int, int, str]]:
        tokens = self._tokens
        for index in range(len(tokens)):
            found = KINDS.at(tokens, index, len(tokens))
            if not found:
                continue
            end = found[0]
            while end < min(len(tokens), found[0] + LONGEST_NAME) and self._names(end):
                if HEADS.at(tokens, end, len(tokens)):
                    break
                end += 1
            if end - found[0] > 1:
                kind = " ".join(tokens.plain(i) for i in range(index, found[0]))
                yield index, end, "thành phố" if kind.startswith("tp") else kind
