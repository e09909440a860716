"""Which lines, items, headings, sentences and clauses is a text made of?"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from bhyt_tasks.intake.tokens import Tokens, words

BULLETS = frozenset("-+*•●○◦▪■□–·→✓❖➢➤\uf0b7\uf02d")
ROMANS = words("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv")
ABBREVIATIONS = words("tp tx tt ths ts bs pgs gs st ks cn đc đ c p q h x t n v vv tr nxb")
ENDS = frozenset(".!?…")
ANNOUNCED = words("dung đề vụ việc pháp như điểm")  # "nội dung sau", "vấn đề sau"
LONG_LINE = 25  # words from which a line without a full stop is a sentence all the same


@dataclass(slots=True)
class Clause:
    """What stands between semicolons; ``first`` and ``last`` are token indexes, ``last`` is the one after."""

    first: int
    last: int


@dataclass(slots=True)
class Sentence:
    first: int
    last: int
    clauses: list[Clause] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A line of the text, or several that were wrapped; an item when it has a marker such as "1." or "-"."""

    first: int
    last: int
    marker: str = ""
    start: int = 0  # its first token with the marker
    sentences: list[Sentence] = field(default_factory=list)
    closed: bool = True  # ends with a full stop, a semicolon or a colon
    leads_on: bool = False  # ends with a colon


def blocks(tokens: Tokens) -> list[Block]:
    """The lines of a text with their sentences and clauses."""
    return [_block(tokens, first, last) for first, last in _lines(tokens)]


def _lines(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """First and last of each line that has words in it."""
    first = 0
    for index in range(len(tokens) + 1):
        if index == len(tokens) or tokens.plain(index) == "\n":
            if first < index:
                yield first, index
            first = index + 1


def _block(tokens: Tokens, first: int, last: int) -> Block:
    marker, body = _marker(tokens, first)
    if body >= last:
        marker, body = "", first
    end = tokens.plain(last - 1)
    block = Block(body, last, marker, first, leads_on=end == ":" or announces(tokens, last))
    block.closed = end in ENDS or end in (";", ":") or last - body >= LONG_LINE
    block.sentences = [_sentence(tokens, a, b) for a, b in _sentences(tokens, body, last)]
    return block


def announces(tokens: Tokens, last: int) -> bool:
    """ "… thực hiện một số vấn đề sau.": a full stop where a colon should be."""
    return tokens.says(last - 2, "sau", ".") and tokens.plain(last - 3) in ANNOUNCED


def _marker(tokens: Tokens, first: int) -> tuple[str, int]:
    """What kind of marker a line begins with ("1", "1.1", "i", "a", "-", …) and where its words begin."""
    sign, after = tokens.plain(first), tokens.plain(first + 1)
    if sign in BULLETS or unicodedata.category(sign[:1] or "x") == "So":
        return sign, first + 1
    if sign == "điều" and after.isdecimal() and tokens.plain(first + 2) in (".", ":"):
        return "điều", first + 3
    if sign == "(" and tokens.plain(first + 2) == ")" and _kind(after):
        return f"({_kind(after)})", first + 3
    following = tokens.plain(first + 2)
    if len(sign) == 1 and sign.isalpha() and after.isdecimal() and len(after) < 3 and following in (")", "."):
        return "a1", first + 3
    if tokens[first].written == "P" and after == ".":
        return "", first  # "P. Y tế"
    if after in (".", ")") and _kind(sign) and following.strip("\n"):
        return _kind(sign) + ")" * (after == ")"), first + 2
    if after in ("-", "/") and _kind(sign) and following[:1].isalpha():
        return _kind(sign), first + 2
    return "", first


def _kind(sign: str) -> str:
    """ "2" and "13" are of one kind, as are "b" and "c"; empty for what numbers nothing."""
    if sign in ROMANS and sign != "c":
        return "i"
    if len(sign) == 1 and sign.isalpha():
        return "a"
    parts = sign.split(".")
    if all(part.isdecimal() and len(part) < 3 for part in parts):
        return "1" + ".1" * (len(parts) - 1)
    return ""


def _sentences(tokens: Tokens, first: int, last: int) -> Iterator[tuple[int, int]]:
    begin = first
    for index in range(first, last):
        if _ends_sentence(tokens, index, last):
            yield begin, index + 1
            begin = index + 1
    if begin < last:
        yield begin, last


def _ends_sentence(tokens: Tokens, index: int, last: int) -> bool:
    if tokens.plain(index) not in ENDS:
        return False
    if index + 1 >= last:
        return True
    following, before = tokens[index + 1], tokens.plain(index - 1)
    glued = following.start == tokens[index].end
    starts = following.is_capital or (following.plain in ('"', "(", "-") and not glued)
    if following.is_number:
        starts = not glued and not before.isdecimal()
    return starts and not (tokens.plain(index) == "." and _abbreviates(tokens, index - 1, glued=glued))


def _abbreviates(tokens: Tokens, index: int, *, glued: bool) -> bool:
    word = tokens.plain(index)
    return word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or (glued and len(word) < 3 and word.isalpha())


def _sentence(tokens: Tokens, first: int, last: int) -> Sentence:
    sentence = Sentence(first, last)
    begin = first
    for index in _boundaries(tokens, first, last):
        if index > begin:
            sentence.clauses.append(Clause(begin, index))
        begin = index + (tokens.plain(index) == ";")
    if begin < last:
        sentence.clauses.append(Clause(begin, last))
    return sentence


def _boundaries(tokens: Tokens, first: int, last: int) -> Iterator[int]:
    """Semicolons outside brackets, and the brackets of "(1) … (2) …"."""
    depth = 0
    closing = sum(tokens.plain(index) == ")" for index in range(first, last))
    for index in range(first, last):
        sign = tokens.plain(index)
        if sign == "(" and _numbers_an_item(tokens, index):
            yield index
        elif sign == "(" and closing:
            depth += 1
        elif sign == ")":
            depth, closing = max(0, depth - 1), closing - 1
        elif sign == ";" and not depth:
            yield index


def _numbers_an_item(tokens: Tokens, index: int) -> bool:
    number = tokens.plain(index + 1)
    return tokens.plain(index + 2) == ")" and (number in ROMANS or (number.isdecimal() and len(number) < 3))
