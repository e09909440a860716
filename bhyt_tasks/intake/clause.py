"""What one clause is taken to say, and the small steps within it."""

import bisect
from dataclasses import dataclass

from bhyt_tasks.intake.dates import time_end
from bhyt_tasks.intake.tokens import Tokens
from bhyt_tasks.intake.units import Unit


@dataclass(slots=True)
class Order:
    """An order verb and what follows it; token indexes."""

    verb: int
    after: int
    tag: str  # "ask", "give", "direct", "say"
    told: tuple[Unit, ...] = ()
    content: int = 0  # where the work begins
    colon: int = -1  # the colon that opens what is ordered
    leads: bool = False  # "… thực hiện các nội dung sau:": the work comes behind the colon
    paper: bool = False  # it was a paper that ordered


@dataclass(slots=True)
class Said:
    """One clause as read; ``begin`` is where it begins without connectors, ``core`` without adverbials too."""

    first: int
    last: int
    begin: int = 0
    core: int = 0
    topic: tuple[Unit, ...] = ()
    subject: tuple[Unit, ...] = ()
    predicate: int = 0
    modal: bool = False
    acts: bool = False
    past: bool = False
    will: bool = False  # "sẽ"
    titled: bool = False  # subject and a colon
    fact: bool = False
    into: bool = False  # "theo đó", "cụ thể"
    paper: bool = False  # "theo Kế hoạch số …"
    speaker: bool = False  # "theo đồng chí …"
    background: bool = False  # "thực hiện Thông báo số …"
    order: Order | None = None
    forced: tuple[Unit, ...] = ()  # units before a "phải" further on


def skip_signs(tokens: Tokens, index: int, last: int) -> int:
    """The next word or number from an index on; "(1)" is a sign."""
    while index < last and not tokens[index].is_word and not tokens[index].is_number:
        if tokens.plain(index) == "(" and tokens.plain(index + 2) == ")":
            index += 2
        index += 1
    return min(index, last)


def after_date(tokens: Tokens, index: int, last: int) -> int:
    """Past "đến tháng 12/2017" and "từ ngày 1 đến ngày 5 hằng tháng", with the comma behind it; else 0."""
    start, stop = tokens[index].start, tokens[last - 1].end
    end = time_end(tokens.view.plain, start, stop)
    if end == start:
        return 0
    after = bisect.bisect_left(tokens.starts, end)
    return min(last, after + (tokens.plain(after) == ","))


def colon_soon(tokens: Tokens, index: int, last: int, far: int = 18) -> int:
    """The next colon within so many tokens, but that of "hạn: 20/11"; 0 when there is none."""
    near = range(index, min(last, index + far))
    return next((i for i in near if tokens.plain(i) == ":" and tokens.plain(i - 1) != "hạn"), 0)
