"""Which shortcomings does a text name, and whose?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bhyt_tasks.intake.segments import Block, Sentence
from bhyt_tasks.intake.tokens import Phrases, Tokens
from bhyt_tasks.intake.unit_words import HEADS
from bhyt_tasks.intake.units import Unit, UnitKind, unit_at

SHORT = Phrases(
    {
        "short": (
            "tồn tại | hạn chế | tồn tại hạn chế | tồn tại , hạn chế | khó khăn | bất cập | khuyết điểm"
            " | thiếu sót | vướng mắc | yếu kém"
        )
    }
)
_CAUSE = re.compile(r"khắc phục|giải quyết|tháo gỡ|xử lý|không có|nhằm")
_REMAINS = re.compile(r"\b(?:vẫn còn|còn (?:một số|có|nhiều)|chưa|thiếu|chậm|lúng túng|buông lỏng|thấp)\b")
FEWEST = 3  # tokens


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Tokens ``first`` to before ``last``; ``unit`` is where it was found."""

    first: int
    last: int
    unit: Unit | None
    sure: bool


def shortcomings(tokens: Tokens, blocks: list[Block], taken: bytearray) -> Iterator[Shortcoming]:
    """The clauses behind "tồn tại, hạn chế:" and the items under such a heading, without those that are directives.

    ``taken`` has a 1 for every token of a directive.
    """
    open_heading = False
    for block in blocks:
        if _is_heading(tokens, block):
            open_heading = _names_shortcomings(tokens, block.first, block.last)
            continue
        open_heading = open_heading and bool(block.marker)
        for sentence in block.sentences:
            for found in _in_sentence(tokens, sentence, whole=open_heading):
                if not any(taken[found.first : found.last]):
                    yield found


def _is_heading(tokens: Tokens, block: Block) -> bool:
    return (block.leads_on or not block.closed) and block.last - block.first < 16


def _names_shortcomings(tokens: Tokens, first: int, last: int) -> bool:
    return any(SHORT.at(tokens, index, last) for index in range(first, last))


def _in_sentence(tokens: Tokens, sentence: Sentence, *, whole: bool) -> Iterator[Shortcoming]:
    colon = _colon_behind_word(tokens, sentence)
    begin = colon + 1 if colon else sentence.first
    if not colon and not whole:
        return
    unit = _unit(tokens, sentence.first, colon or sentence.last)
    for clause in sentence.clauses:
        first = max(begin, clause.first)
        said = tokens.view.plain[tokens[first].start : tokens[clause.last - 1].end] if first < clause.last else ""
        if clause.last - first >= FEWEST and not _CAUSE.search(said):
            yield Shortcoming(first, clause.last, unit, _REMAINS.search(said) is not None)


def _colon_behind_word(tokens: Tokens, sentence: Sentence) -> int:
    """The colon of "còn một số tồn tại, hạn chế như:"; 0 when there is none."""
    for index in range(sentence.first, sentence.last):
        found = SHORT.at(tokens, index, sentence.last)
        if found:
            return next((i for i in range(found[0], min(found[0] + 6, sentence.last)) if tokens.plain(i) == ":"), 0)
    return 0


def _unit(tokens: Tokens, first: int, last: int) -> Unit | None:
    """The last single unit named before; a bare name counts when it stands right before "còn" or "vẫn"."""
    found = None
    index = first
    while index < last:
        unit = unit_at(tokens, index, last) if HEADS.at(tokens, index, last) else _bare(tokens, index, last)
        found = unit if unit and unit.kind is UnitKind.ONE else found
        index = unit.last if unit else index + 1
    return found


def _bare(tokens: Tokens, index: int, last: int) -> Unit | None:
    end = index
    while end < last and tokens[end].is_word and tokens[end].is_capital:
        end += 1
    follows = tokens.plain(end) in ("còn", "vẫn", "bộc", "có")
    return Unit(index, end, UnitKind.ONE) if end - index > 1 and follows else None
