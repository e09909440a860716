"""Where does a directive fall in two because it has two products with a deadline each?"""

from itertools import pairwise

from bhyt_tasks.intake.deadlines import Due
from bhyt_tasks.intake.tokens import Tokens, words
from bhyt_tasks.intake.unit_lists import phrases_at
from bhyt_tasks.intake.verbs import ACTIONS, MODALS

_PARTS = words("đợt lần giai kỳ cả báo vòng bước phần quý")
MOST = 8  # deadlines of one directive that are told apart
SHORTEST = 3  # tokens
NEAR = 3  # characters


def halves(tokens: Tokens, first: int, last: int, dues: list[Due]) -> list[tuple[int, int]]:
    """The parts of a directive, each with a deadline: cut at the comma or "và" behind each deadline but the last."""
    parts, begin = [], first
    for before, after in pairwise(dues[:MOST]):
        cut = _cut(tokens, begin, last, before, after)
        if cut:
            parts.append((begin, cut))
            begin = cut + 3 if tokens.says(cut + 1, "trong", "đó") else cut + 1
    return [*parts, (begin, last)]


def _cut(tokens: Tokens, first: int, last: int, before: Due, after: Due) -> int:
    """The separator right behind the first deadline, when another product with its own deadline follows; else 0."""
    if before.on == after.on:
        return 0
    led = tokens[first].start >= before.start - NEAR  # "Trước 25/10, các huyện phải báo cáo …, trước 16/11 phải …"
    between = (i for i in range(first, last) if before.end <= tokens[i].start < after.start)
    for index in between:
        if tokens.plain(index) not in (",", "và", ";"):
            continue
        if _number_each(tokens, first, index, last, before, after):
            return index
        if led and after.start - tokens[index].end > NEAR:
            continue
        if led:
            return index
        near = tokens[index].start - before.end < NEAR
        if _product(tokens, index + 1, last, after, near=near):
            return index if index - first >= SHORTEST else 0
    return 0


def _number_each(tokens: Tokens, first: int, index: int, last: int, before: Due, after: Due) -> bool:
    """ "đến cuối năm đạt 93%, năm 2020 đạt 95%": a day and a number each, in the same order."""
    if after.start - tokens[index].end > NEAR:
        return False
    said = any(tokens.plain(i) == "%" and tokens[i].start > before.end for i in range(first, index))
    return said and any(tokens.plain(i) == "%" for i in range(index, last))


def _product(tokens: Tokens, index: int, last: int, due: Due, *, near: bool) -> bool:
    if tokens[index].start >= due.start:
        return False
    index += 2 * tokens.says(index, "trong", "đó")
    return bool(
        tokens.plain(index) in _PARTS
        or ACTIONS.at(tokens, index, last)
        or MODALS.at(tokens, index, last)
        or (near and phrases_at(tokens, index, last))
        or tokens.plain(index) in ("riêng", "còn", "phấn", "đồng")
    )
