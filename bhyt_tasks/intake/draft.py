"""What one draft is, and which of its parts stand elsewhere in its clause."""

from dataclasses import dataclass

from bhyt_tasks.intake.clause import Said
from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.units import Unit, unit_at


@dataclass(slots=True)
class Draft:
    """A directive in tokens: from ``first`` to before ``last``."""

    first: int
    last: int
    assignees: tuple[Unit, ...]
    explicit: bool
    clause: Said
    common: tuple[int, int] = (0, 0)  # the words before the colon of its list
    opinion: bool = False  # what somebody else asked for before the conclusion
    lead: bool = False  # a news lead that only tells that a paper was sent
    sure: bool = True  # surely an instruction
    carried: bool = False  # the assignees were named in a paragraph before


def whole(tokens: Tokens, clause: Said) -> tuple[Unit, ...]:
    """ "phấn đấu đến cuối năm 2025 toàn huyện đạt 95%": the area that is to reach it."""
    for index in range(clause.begin + 1, clause.last - 2):
        before = tokens[index - 1]
        if tokens.plain(index) in ("toàn", "cả") and (before.is_number or before.plain in ("năm", "nay", "đấu", ",")):
            unit = unit_at(tokens, index, clause.last)
            if unit and tokens.plain(unit.last) in ("đạt", "phải", "có"):
                return (unit,)
    return ()


def given_to(tokens: Tokens, clause: Said) -> tuple[Unit, ...]:
    """ "Giao chỉ tiêu phát triển BHYT năm 2016 cho các huyện, thị xã": the units behind "cho"."""
    if tokens.plain(clause.core) != "giao":
        return ()
    named = (
        phrases_at(tokens, i + 1, clause.last) for i in range(clause.core, clause.last) if tokens.plain(i) == "cho"
    )
    return next(filter(None, named), ())


def purpose_before(tokens: Tokens, clause: Said, verb: int) -> int | None:
    """Where "Để đạt chỉ tiêu 80%," or "Trước ngày 15/10," begins when it stands before the order."""
    for index in range(clause.first, min(clause.first + 4, verb)):
        dated = tokens.says(index, "trước", "ngày") or tokens.says(index, "chậm", "nhất")
        if dated or tokens.plain(index) in ("để", "nhằm"):
            return index
    return None
