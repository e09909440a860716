"""Which units are named one after the other?"""

from collections.abc import Iterator

from bhyt_tasks.intake.names import name_end
from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.unit_words import FIELDS, HEADS
from bhyt_tasks.intake.units import PLACE_NOUNS, SEPARATORS, Unit, UnitKind, area_end, common_tail, unit_at

MOST_UNITS = 40  # in one list; what is longer is no list of addressees


def phrases_at(tokens: Tokens, index: int, stop: int, *, across: bool = False) -> tuple[Unit, ...]:
    """The units that are named from this token on, one after the other; empty when none is.

    ``across`` lets a semicolon stand between them.
    """
    first = unit_at(tokens, index, stop)
    if first is None:
        return ()
    return (first, *_more(tokens, first, stop, across=across))


def _more(tokens: Tokens, first: Unit, stop: int, *, across: bool) -> Iterator[Unit]:
    unit = first
    for _ in range(MOST_UNITS):
        begin = _after_separator(tokens, unit.last, stop, across=across)
        if begin is None:
            return
        following = (
            unit_at(tokens, begin, stop)
            or _member_at(tokens, begin, stop, unit)
            or _member_at(tokens, begin, stop, first)
            or _bare_at(tokens, begin, stop)
        )
        if following is None:
            return
        unit = following
        yield unit


def _after_separator(tokens: Tokens, index: int, stop: int, *, across: bool) -> int | None:
    if index >= stop or tokens.plain(index) not in SEPARATORS or (tokens.plain(index) == ";" and not across):
        return None
    index += 1
    if tokens.plain(index) in ("và", "-") and tokens.plain(index - 1) != "và":
        index += 1
    return index if index < stop else None


def _member_at(tokens: Tokens, index: int, stop: int, before: Unit) -> Unit | None:
    """A list member whose head noun was said before: a field after "phòng Y tế", a name after "xã Thạch Hạ"."""
    head = before.head
    if not head or before.kind is UnitKind.PEOPLE:
        return None
    if head.split()[-1] in PLACE_NOUNS and tokens[before.last - 1].is_capital:
        last = name_end(tokens, index, stop)
    else:
        field = FIELDS.at(tokens, index, stop)
        last = field[0] if field and tokens[index].is_capital else index
        last = max(last, name_end(tokens, index, stop) if last > index else index)
        if last > index:
            last = area_end(tokens, last, stop)
    return Unit(index, last, UnitKind.MEMBER, head) if last > index else None


def _bare_at(tokens: Tokens, index: int, stop: int) -> Unit | None:
    """A common noun that needs no quantifier in a list: "cấp ủy, tổ chức đảng"."""
    found = HEADS.at(tokens, index, stop)
    if not found or found[1] != "common" or tokens.says(found[0] - 2, "tổ", "chức"):
        return None
    return Unit(index, common_tail(tokens, found[0], stop, "common"), UnitKind.GROUP)
