"""Which parts of a text were read as what? The text in pieces, as the page marks them."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bhyt_tasks.intake.minutes import Minutes, Quote


class Mark(enum.StrEnum):
    UNIT = "unit"
    DUE = "due"
    RHYTHM = "rhythm"
    TARGET = "target"
    FIGURE = "figure"
    FINDING = "finding"
    FACT = "fact"


@dataclass(frozen=True)
class Piece:
    """Words of the text; ``mark`` says what they were read as."""

    words: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Passage:
    """Pieces that stand together: the source of the draft at ``place``, or what no draft was made of."""

    pieces: tuple[Piece, ...]
    place: int | None = None


Span = tuple[int, int]


def passages(text: str, minutes: Minutes, drafts: Iterable[tuple[int, Span]]) -> Iterator[Passage]:
    """The whole text in order; where the sources of two drafts overlap, the words go to the first of them."""
    marked = sorted(_marks(minutes), key=lambda each: each[0])
    at = 0
    for place, (start, end) in sorted(drafts, key=lambda each: each[1]):
        start = max(start, at)
        if start < end <= len(text):
            if at < start:
                yield Passage(tuple(_pieces(text, at, start, marked)))
            yield Passage(tuple(_pieces(text, start, end, marked)), place)
            at = end
    if at < len(text):
        yield Passage(tuple(_pieces(text, at, len(text), marked)))


def _marks(minutes: Minutes) -> Iterator[tuple[Span, Mark]]:
    for each in minutes.directives:
        for unit in (*each.assignees, *each.coordinators):
            yield (unit.start, unit.end), Mark.UNIT
        if each.deadline:
            yield _span(each.deadline.quote), Mark.DUE
        if each.recurrence:
            yield _span(each.recurrence.quote), Mark.RHYTHM
        yield from ((_span(target.quote), Mark.TARGET) for target in each.targets)
    yield from ((_span(reading.quote), Mark.FIGURE) for reading in minutes.readings)
    yield from ((_span(finding.quote), Mark.FINDING) for finding in minutes.findings)
    facts = minutes.facts
    days = [day.quote for day in (facts.date, facts.notice_date) if day]
    said = (facts.kind_quote, facts.chair, facts.position, facts.place, facts.notice_number)
    yield from ((_span(quote), Mark.FACT) for quote in (*days, *filter(None, said)))


def _span(quote: Quote) -> Span:
    return quote.start, quote.end


def _pieces(text: str, start: int, end: int, marked: list[tuple[Span, Mark]]) -> Iterator[Piece]:
    at = start
    for (first, last), mark in marked:
        first, last = max(first, at), min(last, end)
        if first < last:
            if at < first:
                yield Piece(text[at:first])
            yield Piece(text[first:last], mark)
            at = last
    if at < end:
        yield Piece(text[at:end])
